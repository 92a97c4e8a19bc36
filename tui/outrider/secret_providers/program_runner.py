"""Runs a program of the user's without a shell or a terminal, and takes what it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from outrider.child_process import end_child
from outrider.errors import UsageError
from outrider.home_path import expand_home
from outrider.program_path import find_program
from outrider.secret_providers.provider import MAX_BYTES
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process

_SHOWN = 200


class ProgramFailed(Exception):
    """A program that gave nothing.

    Attributes:
        how: what became of it, after its name: ``exited with status 1``.
        why: the first line of its own complaints, or the system's; may be empty, and may hold
            secrets.
        advice: what to do next; empty where only the program can tell.
        timed_out: it was ended because it took too long.
    """

    def __init__(
        self, how: str, why: str = "", advice: str = "", *, timed_out: bool = False
    ) -> None:
        super().__init__(how)
        self.how = how
        self.why = why
        self.advice = advice
        self.timed_out = timed_out


class ProgramOutput(NamedTuple):
    """What a program that succeeded printed.

    Attributes:
        data: on its standard output.
        complaint: the first line on its standard error; empty for none, and may hold secrets.
    """

    data: bytes
    complaint: str


def program_name(argv: Sequence[str]) -> str:
    """The program's name as people may see it."""
    return visible_line(argv[0])[:_SHOWN] if argv else "without a name"


async def run_program(
    argv: Sequence[str], root: Path, process: Mapping[str, str], time_limit: float
) -> ProgramOutput:
    """What a program prints; it is ended, with all that it has started, when time is up.

    It is never looked for in the folder in which we happen to work. It has no input, and works in
    the workspace.

    Args:
        argv: the program and its arguments.
        root: of the workspace.
        process: its environment variables.
        time_limit: seconds that it may take.

    Raises:
        ProgramFailed: it cannot be run, fails, takes too long or prints too much.
    """
    import asyncio

    if not argv or not argv[0] or any("\x00" in word for word in argv):
        raise ProgramFailed("cannot be run: it is empty or contains a NUL character")
    running = await _started(argv, root, process)
    try:
        async with asyncio.timeout(time_limit):
            output, complaint = await _outputs(running)
            status = await running.wait()
    except TimeoutError:
        await _end(running)
        raise ProgramFailed(
            f"did not finish within {time_limit:g} s",
            "It may be waiting for input, which is not available here.",
            timed_out=True,
        ) from None
    except BaseException:
        await _end(running)
        raise
    if status != 0:
        ended = f"exited with status {status}" if status > 0 else f"was killed by signal {-status}"
        raise ProgramFailed(ended, complaint)
    return ProgramOutput(output, complaint)


async def _started(argv: Sequence[str], root: Path, process: Mapping[str, str]) -> Process:
    """The program, running; cancelled meanwhile, it is ended with all that it has started."""
    import asyncio

    # Cancelled half-way, asyncio would end the program alone.
    starting = asyncio.ensure_future(_start(argv, root, process))
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise


async def _start(argv: Sequence[str], root: Path, process: Mapping[str, str]) -> Process:
    import asyncio
    from asyncio.subprocess import DEVNULL, PIPE

    try:
        program = find_program(expand_home(argv[0]), process.get("PATH"))
        if program is None:
            raise FileNotFoundError
        return await asyncio.create_subprocess_exec(
            program,
            *argv[1:],
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            cwd=root,
            env=dict(process),
            # A group of its own is what can be ended with all that it has started.
            start_new_session=True,
        )
    except (FileNotFoundError, UsageError):
        raise ProgramFailed("not found", advice="Install it, or write its full path.") from None
    except PermissionError:
        advice = f"Check its permissions: ls -l {program_name(argv)}"
        raise ProgramFailed("may not be run", advice=advice) from None
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else ""
        raise ProgramFailed("could not be started", cause or "") from None


async def _outputs(process: Process) -> tuple[bytes, str]:
    """What the program prints, and the first line of its complaints."""
    import asyncio

    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.ensure_future(_first_line(process.stderr))
    try:
        output = await _capped(process.stdout)
        if output is None:
            raise ProgramFailed(f"printed more than {MAX_BYTES // 1000} kB")
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
    # Also where the program itself has ended: what it started may hold its output open.
    await end_child(process, group=True)
