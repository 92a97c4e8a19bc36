"""The program that asks the system's keyring: it can be ended where the keyring does not answer.

``python -P -m outrider.secret_providers.keyring_reader SERVICE USER`` prints the secret and nothing
else. How it ends says why there is none.
"""

from __future__ import annotations

import sys

NO_ENTRY, NO_PACKAGE, NO_KEYRING, LOCKED, BROKEN = 3, 4, 5, 6, 7
"""Its exit statuses beside 0."""


def print_secret(service: str, user: str) -> int:
    """Prints the secret of an entry, and returns the exit status."""
    try:
        import keyring
        from keyring import errors
    except ImportError:
        return NO_PACKAGE
    try:
        found = keyring.get_password(service, user)
    except errors.NoKeyringError:
        return NO_KEYRING
    except errors.KeyringLocked:
        return LOCKED
    except Exception as error:
        # Its message may quote anything.
        sys.stderr.write(type(error).__name__)
        return BROKEN
    if found is None:
        return NO_ENTRY
    sys.stdout.buffer.write(found.encode("utf-8", "surrogatepass"))
    return 0


if __name__ == "__main__":
    sys.exit(print_secret(*sys.argv[1:3]))
