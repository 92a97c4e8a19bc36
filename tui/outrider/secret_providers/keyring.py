"""``{ keyring = "outrider/staging" }``: an entry of the system's keyring."""

from __future__ import annotations

import sys
from pathlib import Path

from outrider.errors import SecretError
from outrider.model.auth import Field
from outrider.model.secret import Secret
from outrider.model.workspace import SecretRef
from outrider.secret_providers.keyring_reader import (
    BROKEN,
    LOCKED,
    NO_ENTRY,
    NO_KEYRING,
    NO_PACKAGE,
)
from outrider.secret_providers.provider import SecretContext, checked_secret, option, secret_error
from outrider.visible_text import visible_line

TIME_LIMIT = 30.0
"""Seconds that a keyring may take: it may be asking the user for its own password."""

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

    def needs_trust(self, ref: SecretRef, root: Path) -> str | None:
        """Always: a workspace could ask for any entry and send it anywhere."""
        return "It is read from the system's keyring."

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
        status, output, complaint = await self._ask(ref, service, user, context)
        if status:
            raise _refused(ref, status, complaint, service, user)
        try:
            value = output.decode("utf-8")
        except UnicodeDecodeError:
            raise _refused(ref, BROKEN, "what it gives is not UTF-8", service, user) from None
        return checked_secret(ref, value)

    async def _ask(
        self, ref: SecretRef, service: str, user: str, context: SecretContext
    ) -> tuple[int, bytes, str]:
        """How the reader ended, what it printed, and what it complained of."""
        import asyncio
        from asyncio.subprocess import DEVNULL, PIPE

        # Without -P, a file in the folder that it runs in could be taken for a module.
        words = ("-P", "-m", "outrider.secret_providers.keyring_reader", service, user)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=dict(context.process),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._time_limit):
                output, complaint = await process.communicate()
        except TimeoutError:
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
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return process.returncode, output, complaint.decode("utf-8", "replace")


def _refused(ref: SecretRef, status: int, complaint: str, service: str, user: str) -> SecretError:
    why, advice = _WHY.get(status, _WHY[BROKEN])
    entry = visible_line(f"{service}/{user}")
    if status not in _WHY or status == BROKEN:
        told = visible_line(complaint.strip().splitlines()[-1][:200]) if complaint.strip() else ""
        why = f"The keyring failed: {told}." if told else why
    return secret_error(
        ref,
        "secret_keyring",
        f"The secret {ref.name} is not there.",
        why.format(entry=entry),
        advice.format(service=visible_line(service), user=visible_line(user)),
    )
