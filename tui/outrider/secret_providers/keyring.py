"""``{ keyring = "outrider/staging" }``: an entry of the system's keyring."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from io import FileIO
from pathlib import Path

from outrider.errors import SecretError
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

_WHY = {
    NO_ENTRY: ("The keyring has no entry {entry}.", "Put it there: keyring set {service} {user}"),
    NO_PACKAGE: (
        "The package keyring is not installed.",
        "pipx install 'outrider[keyring]' brings it; else use command, env or prompt.",
    ),
    NO_KEYRING: (
        "There is no keyring on this machine, or none that can be reached from here.",
        "Over SSH there often is none: use command, env or prompt, or start a keyring daemon.",
    ),
    LOCKED: ("The keyring is locked.", "Unlock it, then send again."),
    ASKS: (
        "The keyring asks for its own password on the terminal, which it cannot from here.",
        "Unlock it first, or use command or prompt.",
    ),
    BROKEN: ("The keyring failed.", "Try it in a terminal: keyring get {service} {user}"),
}


class KeyringProvider:
    """Asks the keyring in a program of its own, which is ended where no answer comes."""

    name = "keyring"
    summary = "The system's keyring; needs the extra `keyring`."
    fields: tuple[Field, ...] = (
        Field("keyring", "Entry", required=True, help="Service and user: outrider/staging."),
    )

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Always: a workspace could ask for any entry and send it anywhere."""
        return TrustNeed(TrustKind.KEYRING, (option(ref, "keyring"),), place=ref.place)

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the entry."""
        return f"from the keyring entry {visible_line(option(ref, 'keyring'))}"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The entry's password."""
        # A service may have slashes in its name; users have none.
        service, _, user = option(ref, "keyring").rpartition("/")
        if not service or not user or "\x00" in service + user:
            raise secret_error(
                ref,
                "secret_keyring",
                f"The secret {ref.name} names no entry of the keyring.",
                advice="Write service and user: outrider/staging.",
            )
        status, told = await self._ask(ref, service, user, context)
        if status:
            raise _refused(ref, status, told.decode("utf-8", "replace"), service, user)
        try:
            value = told.decode("utf-8")
        except UnicodeDecodeError:
            raise _refused(ref, BROKEN, "what it gives is not UTF-8", service, user) from None
        return checked_secret(ref, value)

    async def _ask(
        self, ref: SecretRef, service: str, user: str, context: SecretContext
    ) -> tuple[int, bytes]:
        """How the reader ended, and the secret or the name of the keyring's error."""
        import asyncio
        from asyncio.subprocess import DEVNULL

        # Without -P, a file in the folder that it runs in could be taken for a module.
        words = ("-P", "-m", "outrider.secret_providers.keyring_reader", service, user)
        # A pipe of our own: the process's would be waited for until whatever it has left behind
        # lets go of it.
        ours, theirs = os.pipe()
        with os.fdopen(ours, "rb", 0) as pipe:
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *words,
                    stdin=DEVNULL,
                    stdout=theirs,
                    stderr=DEVNULL,
                    env=dict(context.process),
                    start_new_session=True,
                )
            finally:
                os.close(theirs)
            try:
                async with asyncio.timeout(self._time_limit):
                    return await _answer(pipe)
            except TimeoutError:
                # What the keyring has started waits with it.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise secret_error(
                    ref,
                    "secret_keyring",
                    f"The secret {ref.name} is not there: the keyring did not answer within "
                    f"{self._time_limit:g} s.",
                    "It may be locked, and be waiting for its own password.",
                    "Unlock it, then send again.",
                ) from None
            finally:
                if process.returncode is None:
                    with suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()


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
    if error:
        why = f"The keyring failed: {visible_line(error[:200])}."
    return secret_error(
        ref,
        "secret_keyring",
        f"The secret {ref.name} is not there.",
        why.format(entry=entry),
        advice.format(service=visible_line(service), user=visible_line(user)),
    )
