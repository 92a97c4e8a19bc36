"""``{ keyring = "outrider/staging" }``: an entry of the system's keyring."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from io import FileIO
from pathlib import Path

from outrider.child_process import end_child
from outrider.errors import SaveError, SecretError
from outrider.model.auth import Field
from outrider.model.secret import Secret
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.keyring_reader import (
    ASKS,
    BROKEN,
    LOCKED,
    NO_ENTRY,
    NO_KEYRING,
    NO_PACKAGE,
)
from outrider.secret_providers.provider import SecretContext, checked_secret, option, secret_error
from outrider.visible_text import visible_line

TIME_LIMIT = 3.0
"""Seconds that a keyring may take: one that asks the user for its own password would hold up a
send for as long as nobody sees the question."""

_READER = "outrider.secret_providers.keyring_reader"
_WRITER = "outrider.secret_providers.keyring_writer"

_WHY = {
    NO_ENTRY: ("", "Run: keyring set {service} {user}"),
    NO_PACKAGE: (
        "The package keyring is not installed.",
        'Install it with: pipx install "outrider[keyring]".',
    ),
    NO_KEYRING: (
        "No system keyring is available.",
        "Over SSH there is usually none: use another source (command, env, prompt).",
    ),
    LOCKED: ("The keyring is locked.", "Unlock it, then send again."),
    ASKS: (
        "The keyring asks for its own password on the terminal, which is not available here.",
        "Unlock it first, or use another source (command, prompt).",
    ),
    BROKEN: ("The keyring failed.", "Run it in a terminal: keyring get {service} {user}"),
}


class KeyringProvider:
    """Asks the keyring in a program of its own, which is ended where no answer comes."""

    name = "keyring"
    summary = "The system's keyring; needs the extra `keyring`."
    starts_program = True
    fields: tuple[Field, ...] = (
        Field(
            "keyring",
            "Entry",
            required=True,
            help="service/user: outrider/staging",
            meaning=(
                "Entry of the system's keyring: its service, a slash, and the user. It needs "
                "trust, and the extra `keyring`."
            ),
            example="outrider/staging",
        ),
    )

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Always: a workspace could ask for any entry and send it anywhere."""
        return TrustNeed(TrustKind.KEYRING, (option(ref, "keyring"),), place=ref.place)

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the entry."""
        return f"from the {self.source(ref, root)}"

    def source(self, ref: SecretRef, root: Path) -> str:
        """Names the entry."""
        return f"keyring entry {visible_line(option(ref, 'keyring'))}"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The entry's password."""
        # A service may have slashes in its name; users have none.
        service, _, user = option(ref, "keyring").rpartition("/")
        if not service or not user or "\x00" in service + user:
            raise secret_error(
                ref,
                "secret_keyring",
                f'Secret "{ref.name}": {self.source(ref, context.root)} has no service or no user.',
                advice='Write both: keyring = "outrider/staging".',
            )
        try:
            status, told = await ask_keyring(
                (_READER, service, user), context.process, time_limit=self._time_limit
            )
        except TimeoutError:
            raise secret_error(
                ref,
                "secret_keyring",
                f'Secret "{ref.name}": the keyring did not respond within {self._time_limit:g} s '
                f"({self.source(ref, context.root)}).",
                "It may be locked, and waiting for its own password.",
                "Unlock it, then send again.",
            ) from None
        if status:
            raise _refused(ref, status, told.decode("utf-8", "replace"), service, user)
        try:
            value = told.decode("utf-8")
        except UnicodeDecodeError:
            raise _refused(ref, BROKEN, "the value is not UTF-8", service, user) from None
        return checked_secret(ref, value, self.source(ref, context.root))


async def ask_keyring(
    words: tuple[str, ...],
    process: Mapping[str, str],
    secret: bytes = b"",
    *,
    time_limit: float = TIME_LIMIT,
) -> tuple[int, bytes]:
    """How a program of the keyring ended, and the secret or the name of the keyring's error.

    Args:
        words: its module, and its arguments.
        process: its environment.
        secret: what it is given to store.
        time_limit: seconds.

    Raises:
        TimeoutError: it took longer; it was ended.
    """
    import asyncio
    from asyncio.subprocess import DEVNULL, PIPE

    # A pipe of our own: the process's would be waited for until whatever it has left behind
    # lets go of it.
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb", 0) as pipe:
        try:
            # Without -P, a file in the folder that it runs in could be taken for a module.
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-m", *words),
                stdin=PIPE if secret else DEVNULL,
                stdout=theirs,
                stderr=DEVNULL,
                env=dict(process),
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        try:
            async with asyncio.timeout(time_limit):
                if child.stdin is not None:
                    child.stdin.write(secret)
                    child.stdin.close()
                return await _answer(pipe)
        except TimeoutError:
            # What the keyring has started waits with it.
            await end_child(child, group=True)
            raise
        finally:
            await end_child(child)


async def can_store(process: Mapping[str, str]) -> bool:
    """Whether the system has a keyring that keeps secrets to itself."""
    from importlib.util import find_spec

    if find_spec("keyring") is None:
        return False
    try:
        return (await ask_keyring((_WRITER,), process))[0] == 0
    except TimeoutError:
        return False


async def read_from_keyring(entry: str, process: Mapping[str, str]) -> bytes:
    """What is stored under ``service/user``; empty where nothing is, or no keyring answers."""
    service, _, user = entry.rpartition("/")
    try:
        status, told = await ask_keyring((_READER, service, user), process)
    except TimeoutError:
        return b""
    return b"" if status else told


async def store_in_keyring(
    entry: str, secret: Secret, process: Mapping[str, str], *, time_limit: float = 30.0
) -> None:
    """Stores a secret under ``service/user``.

    Args:
        entry: the service, a slash and the user.
        secret: what is stored.
        process: its environment variables.
        time_limit: seconds; somebody may have to unlock the keyring.

    Raises:
        SaveError: the keyring did not take it.
    """
    service, _, user = entry.rpartition("/")
    words = (_WRITER, service, user)
    why = ""
    try:
        status, _ = await ask_keyring(
            words, process, secret.reveal().encode(), time_limit=time_limit
        )
        if status:
            why = _WHY.get(status, _WHY[BROKEN])[0]
    except TimeoutError:
        why = "The keyring did not respond: it may be locked."
    if why:
        raise SaveError("The secret was not saved in the keyring.", code="not_saved", why=why)


async def _answer(pipe: FileIO) -> tuple[int, bytes]:
    """What the reader writes, or that it has not answered."""
    import asyncio

    loop = asyncio.get_running_loop()
    stream = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
    try:
        status, size = map(int, (await stream.readline()).split())
        return status, await stream.readexactly(size)
    except (ValueError, EOFError):
        return BROKEN, b""
    finally:
        transport.close()


def _refused(ref: SecretRef, status: int, error: str, service: str, user: str) -> SecretError:
    why, advice = _WHY.get(status, _WHY[BROKEN])
    entry = visible_line(f"{service}/{user}")
    how = "not found" if status == NO_ENTRY else "cannot be read"
    if error:
        why = f"The keyring failed: {visible_line(error[:200])}."
    return secret_error(
        ref,
        "secret_keyring",
        f'Secret "{ref.name}": keyring entry {entry} {how}.',
        why,
        advice.format(service=visible_line(service), user=visible_line(user)),
    )
