"""Runs a jq program or a regular expression in a child process that can be ended."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

from outrider.child_process import end_child
from outrider.engine.filters import filter_program

_PIECE = 1 << 20


class FilterProcessEnded(Exception):
    """The process had to be ended, or ended by itself; the message is a sentence."""


class FilterProcess:
    """A process that is given a text, and then programs to run on it, one at a time.

    Args:
        mode: what kind of programs: ``jq`` or ``regex``.
        seconds: how long an answer may take.
    """

    def __init__(self, mode: str, seconds: float) -> None:
        self._mode = mode
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._text: bytes | None = None

    async def run(
        self, text: bytes, program: str, encoding: str = "utf-8"
    ) -> AsyncGenerator[tuple[int, bytes], None]:
        """What a program answers, each a kind and its bytes.

        The kinds are those of :mod:`outrider.engine.filters.filter_program`.
        Unless it is read to its end, the process is ended.

        Raises:
            FilterProcessEnded: there is no answer.
        """
        whole = False
        try:
            async with asyncio.timeout(self._seconds) as limit:
                process = await self._ready(text, encoding)
                assert process.stdin is not None
                process.stdin.write(filter_program.encode_frame(program.encode("utf-8", "replace")))
                await process.stdin.drain()
                while not whole:
                    kind, data = await _answer(process)
                    whole = kind != filter_program.PART
                    yield kind, data
                    limit.reschedule(asyncio.get_running_loop().time() + self._seconds)
        except TimeoutError:
            words = f"it took longer than {self._seconds:g} s and was stopped."
            raise FilterProcessEnded(words) from None
        except (OSError, asyncio.IncompleteReadError):
            raise FilterProcessEnded(
                "it ended by itself: it may have needed too much memory."
            ) from None
        finally:
            if not whole:
                await self.close()

    async def close(self) -> None:
        """Ends the process, whatever it does."""
        process, self._process, self._text = self._process, None, None
        if process is None:
            return
        await end_child(process)

    async def _ready(self, text: bytes, encoding: str) -> asyncio.subprocess.Process:
        process = self._process
        if process is not None and process.returncode is None and self._text is text:
            return process
        await self.close()
        # Without this process's environment: jq could read it, and the keys in it.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(Path(filter_program.__file__)),
            self._mode,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
        self._process, self._text = process, text
        assert process.stdin is not None
        process.stdin.write(filter_program.encode_frame(encoding.encode()))
        process.stdin.write(len(text).to_bytes(8, "big"))
        # In pieces: what the pipe does not take at once is copied.
        for start in range(0, len(text), _PIECE):
            process.stdin.write(text[start : start + _PIECE])
            await process.stdin.drain()
        return process


async def _answer(process: asyncio.subprocess.Process) -> tuple[int, bytes]:
    assert process.stdout is not None
    size = int.from_bytes(await process.stdout.readexactly(8), "big")
    data = await process.stdout.readexactly(size)
    return data[0], data[1:]
