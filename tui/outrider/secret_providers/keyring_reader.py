"""The program that asks the system's keyring: it can be ended where the keyring does not answer.

``python -P -m outrider.secret_providers.keyring_reader SERVICE USER`` answers on the standard
output that it was given: a line with how it ended and how many bytes follow, and the secret, or
what the keyring's error is called. Whatever the keyring itself prints goes nowhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

NO_ENTRY, NO_PACKAGE, NO_KEYRING, LOCKED, BROKEN, ASKS = 3, 4, 5, 6, 7, 8
"""How it ends beside 0."""


def find_secret(service: str, user: str) -> tuple[int, bytes]:
    """The secret of an entry, or why there is none."""
    try:
        import keyring
        from keyring import errors
    except ImportError:
        return NO_PACKAGE, b""
    try:
        found = keyring.get_password(service, user)
    except errors.NoKeyringError:
        return NO_KEYRING, b""
    except errors.KeyringLocked:
        return LOCKED, b""
    except EOFError:
        # It has asked on the terminal, where nobody is asked from here.
        return ASKS, b""
    return (NO_ENTRY, b"") if found is None else (0, found.encode("utf-8", "surrogatepass"))


def give_answer(work: Callable[[], tuple[int, bytes]]) -> None:
    """Answers with what work gives, and ends the process."""
    process, output = os.getpid(), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    try:
        status, told = work()
    except BaseException as error:
        # Even one that wants to end the program; its message may quote anything.
        status, told = BROKEN, type(error).__name__.encode("utf-8", "replace")
    # A keyring may have started a copy of this process, which has nothing to say.
    if os.getpid() == process:
        with os.fdopen(output, "wb") as pipe:
            pipe.write(b"%d %d\n" % (status, len(told)) + told)
    # Nothing that the keyring has left behind is waited for.
    os._exit(0)


if __name__ == "__main__":
    give_answer(lambda: find_secret(*sys.argv[1:3]))
