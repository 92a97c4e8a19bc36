"""Asks jq, regular expressions and JSON Schemas about responses, in one child process."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from outrider.child_process import end_child
from outrider.engine.filters import check_program, filter_program
from outrider.engine.filters.jq_filter import jq_error_text
from outrider.model.safe_repr import SafeRepr

SECONDS = 10.0
"""An answer that takes longer is not waited for."""

_MOST_VERDICTS = 5_000
"""Programs of which is remembered whether they are ones; above that it begins anew."""

_MISSING = {
    "jq": "jq is not installed. Run: pip install jq",
    "jsonschema": "jsonschema is not installed. Run: pip install 'outrider[schema]'",
}


class CheckAnswer(SafeRepr, frozen=True):
    """What a question gave.

    Attributes:
        found: of jq: JSON texts; of a regular expression: its match, if any; of a schema: what
            does not fit, each a ``path`` and a ``message``.
        problem: why there is no answer, in a sentence; empty where there is one.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"found"})

    found: tuple[Any, ...] = ()
    problem: str = ""


class CheckProcess:
    """A child process for as many responses as there are; started when it is first needed.

    Args:
        seconds: how long an answer may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._text: bytes | None = None
        self._turn = asyncio.Lock()
        self._starting: asyncio.Future[None] | None = None
        self._verdicts: dict[str, str] = {}

    def start_soon(self) -> None:
        """Starts the process meanwhile, so that the first answer need not wait for it."""
        if self._process is None and self._starting is None:
            self._starting = asyncio.ensure_future(self._start())

    async def _start(self) -> None:
        # The first question says what is wrong.
        with suppress(OSError):
            async with self._turn:
                await self._running()

    async def ask(self, kind: str, program: str, text: bytes) -> CheckAnswer:
        """One question about a text in UTF-8; cancelled, the process is ended.

        Args:
            kind: ``jq``, ``regex`` or ``schema``.
            program: the jq program, the regular expression, or the schema's documents as JSON.
            text: what it is asked about.
        """
        async with self._turn:
            answered = False
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await self._answer(kind, program, text)
                answered = True
            except TimeoutError:
                words = f"it took longer than {self._seconds:g} s and was stopped."
                return CheckAnswer(problem=words)
            except (OSError, asyncio.IncompleteReadError):
                words = "it ended by itself: it may have needed too much memory."
                return CheckAnswer(problem=words)
            finally:
                if not answered:
                    await self._end()
        if "missing" in answer:
            return CheckAnswer(problem=_MISSING[answer["missing"]])
        if "problem" in answer:
            problem = answer["problem"]
            return CheckAnswer(problem=jq_error_text(problem) if kind == "jq" else problem)
        return CheckAnswer(tuple(answer["found"]))

    async def jq_problems(self, programs: Iterable[str]) -> dict[str, str]:
        """What is wrong with programs that jq does not read; nothing where it cannot be asked.

        It is asked about each program once.
        """
        known, wanted = self._verdicts, dict.fromkeys(programs)
        if len(known) > _MOST_VERDICTS:
            known.clear()
        asked = [one for one in wanted if one not in known]
        if asked:
            answer = await self.ask("jq_programs", json.dumps(asked), b"")
            if not answer.problem:
                known.update(dict.fromkeys(asked, ""))
                known.update({asked[at]: jq_error_text(told) for at, told in answer.found})
        return {one: known[one] for one in wanted if known.get(one)}

    async def close(self) -> None:
        """Ends the process, whatever it does."""
        if self._starting is not None:
            # Whoever is cancelled while a process begins leaves it behind.
            await self._starting
        async with self._turn:
            await self._end()

    async def _answer(self, kind: str, program: str, text: bytes) -> dict[str, Any]:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        again = text is self._text
        question = json.dumps({"kind": kind, "program": program, "again": again})
        process.stdin.write(filter_program.encode_frame(question.encode("utf-8", "replace")))
        process.stdin.write(filter_program.encode_frame(b"" if again else text))
        self._text = text
        await process.stdin.drain()
        size = int.from_bytes(await process.stdout.readexactly(8), "big")
        answer: dict[str, Any] = json.loads(await process.stdout.readexactly(size))
        return answer

    async def _running(self) -> asyncio.subprocess.Process:
        process = self._process
        if process is not None and process.returncode is None:
            return process
        # Without this process's environment: jq could read it, and the keys in it.
        self._text = None
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(Path(check_program.__file__)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
        return self._process

    async def _end(self) -> None:
        process, self._process, self._text = self._process, None, None
        self._starting = None
        if process is None:
            return
        await end_child(process)
