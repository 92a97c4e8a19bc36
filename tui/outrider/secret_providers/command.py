"""``{ command = ["op", "read", "…"] }``: what a program prints."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.errors import SecretError
from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.program_path import find_program
from outrider.secret_providers.command_files import named_content
from outrider.secret_providers.provider import (
    MAX_BYTES,
    SecretContext,
    checked_secret,
    secret_error,
    without_final_newline,
)
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process

TIME_LIMIT = 30.0
"""Seconds that a program may take."""

_SHOWN = 200


class CommandProvider:
    """Runs a program, without a shell, and takes what it prints."""

    name = "command"
    summary = "The output of a command, such as a password manager's."
    fields: tuple[Field, ...] = (
        Field(
            "command",
            "Program and arguments",
            FieldKind.LIST,
            required=True,
            help="a list; no shell is used",
        ),
    )

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Always: a workspace could run anything."""
        return TrustNeed(
            TrustKind.COMMAND,
            _words(ref),
            (environment, ref.name),
            named_content(_words(ref), root),
            ref.place,
        )

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the program."""
        return f"from {self.source(ref, root)}"

    def source(self, ref: SecretRef, root: Path) -> str:
        """Names the program."""
        return f'command "{_program(ref)}"'

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The program's output, without the line end behind it."""
        output = await self._run(ref, context)
        try:
            text = output.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _failed(
                ref, f"printed text that is not UTF-8 (at byte {error.start + 1})"
            ) from None
        return checked_secret(ref, without_final_newline(text), self.source(ref, context.root))

    async def _run(self, ref: SecretRef, context: SecretContext) -> bytes:
        import asyncio

        process = await _started(_argv(ref), ref, context)
        try:
            async with asyncio.timeout(self._time_limit):
                output, complaint = await _outputs(process, ref)
                status = await process.wait()
        except TimeoutError:
            await _end(process)
            raise _failed(
                ref,
                f"did not finish within {self._time_limit:g} s",
                "It may be waiting for input, which is not available here.",
            ) from None
        except BaseException:
            await _end(process)
            raise
        if status != 0:
            ended = (
                f"exited with status {status}" if status > 0 else f"was killed by signal {-status}"
            )
            raise _failed(ref, ended, complaint)
        return output


def _words(ref: SecretRef) -> tuple[str, ...]:
    command = ref.options.get("command", ())
    return (command,) if isinstance(command, str) else tuple(map(str, command))


def _argv(ref: SecretRef) -> tuple[str, ...]:
    words = _words(ref)
    if not words or not words[0] or any("\x00" in word for word in words):
        raise _failed(ref, "cannot be run: it is empty or contains a NUL character")
    return words


def _program(ref: SecretRef) -> str:
    words = _words(ref)
    return visible_line(words[0])[:_SHOWN] if words else "without a name"


async def _started(argv: Sequence[str], ref: SecretRef, context: SecretContext) -> Process:
    """The program, running; cancelled meanwhile, it is ended with all that it has started."""
    import asyncio

    # Cancelled half-way, asyncio would end the program alone.
    starting = asyncio.ensure_future(_start(argv, ref, context))
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise


async def _start(argv: Sequence[str], ref: SecretRef, context: SecretContext) -> Process:
    import asyncio
    from asyncio.subprocess import DEVNULL, PIPE

    program = find_program(argv[0], context.process.get("PATH"))
    try:
        if program is None:
            raise FileNotFoundError
        return await asyncio.create_subprocess_exec(
            program,
            *argv[1:],
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            cwd=context.root,
            env=dict(context.process),
            # A group of its own is what can be ended with all that it has started.
            start_new_session=True,
        )
    except FileNotFoundError:
        raise _failed(ref, "not found", advice="Install it, or write its full path.") from None
    except PermissionError:
        raise _failed(
            ref, "may not be run", advice=f"Check its permissions: ls -l {_program(ref)}"
        ) from None
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else ""
        raise _failed(ref, "could not be started", cause or "") from None


async def _outputs(process: Process, ref: SecretRef) -> tuple[bytes, str]:
    """What the program prints, and the first line of its complaints."""
    import asyncio

    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.ensure_future(_first_line(process.stderr))
    try:
        output = await _capped(process.stdout)
        if output is None:
            raise _failed(ref, f"printed more than {MAX_BYTES // 1000} kB")
        return output, await complaints
    finally:
        complaints.cancel()


async def _capped(stream: StreamReader) -> bytes | None:
    """All of the stream; ``None`` where it is too much."""
    data = b""
    while piece := await stream.read(MAX_BYTES):
        data += piece
        if len(data) > MAX_BYTES:
            return None
    return data


async def _first_line(stream: StreamReader) -> str:
    """The first line that is not blank; the rest is read and dropped."""
    data = b""
    while piece := await stream.read(MAX_BYTES):
        if len(data) < MAX_BYTES:
            data += piece
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    return visible_line(next(filter(None, lines), ""))[:_SHOWN]


async def _end(process: Process) -> None:
    """Ends the program and all that it has started."""
    import signal

    # Also where the program itself has ended: what it started may hold its output open.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _failed(ref: SecretRef, how: str, why: str = "", advice: str = "") -> SecretError:
    return secret_error(
        ref,
        "secret_command",
        f'Secret "{ref.name}": command "{_program(ref)}" {how}.',
        why,
        advice or f"Run it in a terminal to see its error: {_program(ref)}",
    )
