"""The program that puts a secret into the system's keyring, or says whether there is one.

``python -P -m outrider.secret_providers.keyring_writer SERVICE USER`` stores what comes on the
standard input; without arguments it says whether a secret can be stored. It answers as
:mod:`~outrider.secret_providers.keyring_reader` does.
"""

from __future__ import annotations

import sys

from outrider.secret_providers.keyring_reader import LOCKED, NO_KEYRING, NO_PACKAGE, give_answer


def find_keyring() -> tuple[int, bytes]:
    """Whether there is a keyring that its package recommends: one that keeps secrets to itself."""
    try:
        import keyring
    except ImportError:
        return NO_PACKAGE, b""
    return (0, b"") if keyring.get_keyring().priority >= 1 else (NO_KEYRING, b"")


def put_secret(service: str, user: str, secret: str) -> tuple[int, bytes]:
    """Stores a secret, and makes sure that it can be read again."""
    from keyring import errors, get_password, set_password

    status, told = find_keyring()
    if status:
        return status, told
    try:
        set_password(service, user, secret)
        return (0, b"") if get_password(service, user) == secret else (NO_KEYRING, b"")
    except errors.NoKeyringError:
        return NO_KEYRING, b""
    except errors.KeyringLocked:
        return LOCKED, b""


if __name__ == "__main__":
    if len(sys.argv) > 2:
        typed = sys.stdin.buffer.read().decode("utf-8")
        give_answer(lambda: put_secret(sys.argv[1], sys.argv[2], typed))
    give_answer(find_keyring)
