"""jq over a response: in a process of its own, which is ended when it takes too long."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from tui.engine import jq_process
from tui.model.guarded import Guarded

SECONDS = 10.0
"""A program that takes longer is ended."""

_AT_TOP = re.compile(r" at <top-level>")
_LONGEST = 300
_NOT_HERE = "jq is not installed: pip install 'outrider[jq]' brings it."


class Filtered(Guarded, frozen=True):
    """What a jq program gave.

    Attributes:
        results: JSON texts in one line each.
        whole: whether these are all results.
        problem: why there are none, in a sentence; empty where there are.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"results"})

    results: tuple[bytes, ...] = ()
    whole: bool = True
    problem: str = ""


class JqFilter:
    """Runs jq programs, one at a time.

    Args:
        seconds: how long one may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._text: bytes | None = None

    async def run(self, text: bytes, program: str) -> Filtered:
        """What a program gives for a text; when cancelled, the program is ended.

        Args:
            text: JSON in UTF-8, one text or several.
            program: as jq reads it.
        """
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._ask(text, program)
        except TimeoutError:
            await self.close()
            return Filtered(problem=f"It took longer than {self._seconds:g} seconds and was ended.")
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            return Filtered(problem="jq ended by itself: it may have needed too much memory.")
        except asyncio.CancelledError:
            await self.close()
            raise
        return _read(answer)

    async def close(self) -> None:
        """Ends the process, whatever it does."""
        process, self._process, self._text = self._process, None, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _ask(self, text: bytes, program: str) -> bytes:
        process = self._process
        if process is None or process.returncode is not None or self._text is not text:
            await self.close()
            process = await self._start(text)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(jq_process.frame(program.encode("utf-8", "replace")))
        await process.stdin.drain()
        size = int.from_bytes(await process.stdout.readexactly(8), "big")
        return await process.stdout.readexactly(size)

    async def _start(self, text: bytes) -> asyncio.subprocess.Process:
        # Without the process's environment: jq could read it, and the keys in it.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(Path(jq_process.__file__)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
        self._process, self._text = process, text
        assert process.stdin is not None
        process.stdin.write(len(text).to_bytes(8, "big"))
        # In pieces: one write of a large text would be copied at once.
        for start in range(0, len(text), 1 << 20):
            process.stdin.write(text[start : start + (1 << 20)])
            await process.stdin.drain()
        return process


def _read(answer: bytes) -> Filtered:
    kind, rest = answer[0], answer[1:]
    if kind == jq_process.MISSING:
        return Filtered(problem=_NOT_HERE)
    if kind == jq_process.ERROR:
        return Filtered(problem=in_words(rest.decode("utf-8", "replace")))
    results = tuple(rest.split(b"\n")) if rest else ()
    return Filtered(results, whole=kind == jq_process.RESULTS)


def in_words(message: str) -> str:
    """What jq says of an error, as one sentence without its drawings."""
    first = message.strip().split("\n", 1)[0].removeprefix("jq: error:").strip().rstrip(":")
    first = _AT_TOP.sub("", first)[:_LONGEST]
    return first if first.endswith(".") else f"{first}."
