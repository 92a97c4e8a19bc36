"""The program that runs jq for :mod:`tui.engine.jq_filter`, in a process that can be ended.

A jq program may loop for ever, or ask for all the memory there is. Here it has limits of its own.
On standard input come frames: first the JSON, then any number of programs. Each program is
answered by one frame on standard output, whose first byte is the kind of answer.

It is started by its path, so it imports nothing of Outrider.
"""

from __future__ import annotations

import resource
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO

RESULTS, CUT_OFF, ERROR, MISSING = b"rcem"
"""The kinds of answer: all results, the first of them, a sentence, no jq here."""

MOST_BYTES = 20_000_000
MOST_RESULTS = 100_000
SECONDS = 20
_MEMORY = 1 << 30
_MEMORY_FACTOR = 40
_LENGTH = struct.Struct(">Q")


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; ``None`` at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def frame(data: bytes) -> bytes:
    """A frame that holds these bytes."""
    return _LENGTH.pack(len(data)) + data


def main() -> None:
    """Answers until standard input ends."""
    text = read_frame(sys.stdin.buffer)
    if text is None:
        return
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, _MEMORY + _MEMORY_FACTOR * len(text))
    given = text.decode("utf-8", "replace")
    while (program := read_frame(sys.stdin.buffer)) is not None:
        # Should nobody be left who ends it: so much more time, and it ends by itself.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS)
        sys.stdout.buffer.write(frame(_answer(program.decode("utf-8", "replace"), given)))
        sys.stdout.buffer.flush()


def _answer(program: str, given: str) -> bytes:
    try:
        import jq
    except ImportError:
        return bytes((MISSING,))
    found: list[str] = []
    size = 0
    try:
        for result in _results(jq.compile, program, given):
            size += len(result)
            if size > MOST_BYTES or len(found) >= MOST_RESULTS:
                return bytes((CUT_OFF,)) + "\n".join(found).encode("utf-8", "replace")
            found.append(result)
    except MemoryError:
        return bytes((ERROR,)) + b"It needs more memory than it may have."
    except ValueError as error:
        return bytes((ERROR,)) + str(error).encode("utf-8", "replace")
    return bytes((RESULTS,)) + "\n".join(found).encode("utf-8", "replace")


def _results(compiled: Callable[..., object], program: str, given: str) -> Iterator[str]:
    # What is wrong with it is told of the program as it was typed.
    compiled(program)
    # jq writes the results itself: Python's numbers would be rounded.
    whole = compiled(f"({program}\n) | tojson")
    yield from whole.input_text(given)  # type: ignore[attr-defined]


def _limit(what: int, soft: int) -> None:
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(what, (soft, hard))


if __name__ == "__main__":
    main()
