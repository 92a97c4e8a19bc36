"""The child program of filter_process: frames in, results out, with its own limits.

Both may loop for ever, and nothing in a process can stop them; jq may ask for all the memory there
is, too. Here they have limits of their own, and can be ended from outside.
On standard input come frames: the encoding, the text, then any number of programs. Each is
answered by frames on standard output, of which the first byte is the kind.

It is started by its path, so it imports nothing of Outrider.
"""

from __future__ import annotations

import resource
import struct
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, TypeAlias

PART, WHOLE, CUT_OFF, ERROR, MISSING = b"pwcem"
"""The kinds of answer: more follows; the last; the last that there was room for; a sentence; what
is needed is not installed."""

MOST_BYTES = 20_000_000
MOST_RESULTS = 100_000
SECONDS = 20
_PAUSE = 0.05
_MEMORY = 1 << 30
_MEMORY_FACTOR = 40
_LENGTH = struct.Struct(">Q")

Answer: TypeAlias = tuple[int, bytes]


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; ``None`` at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def encode_frame(data: bytes) -> bytes:
    """A frame that holds these bytes."""
    return _LENGTH.pack(len(data)) + data


def serve(mode: str) -> None:
    """Answers until standard input ends; ``mode`` is ``jq`` or ``regex``."""
    encoding, text = read_frame(sys.stdin.buffer), read_frame(sys.stdin.buffer)
    if encoding is None or text is None:
        return
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, _MEMORY + _MEMORY_FACTOR * len(text))
    answers = _MODES[mode](encoding.decode(), text)
    while (program := read_frame(sys.stdin.buffer)) is not None:
        # Should nobody be left who ends it: so much more time, and it ends by itself.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS)
        for kind, data in answers(program.decode("utf-8", "replace")):
            sys.stdout.buffer.write(encode_frame(bytes((kind,)) + data))
            sys.stdout.buffer.flush()


def _jq(encoding: str, text: bytes) -> Callable[[str], Iterator[Answer]]:
    given = text.decode(encoding, "replace")

    def answers(program: str) -> Iterator[Answer]:
        try:
            import jq
        except ImportError:
            yield MISSING, b""
            return
        found: list[str] = []
        size = 0
        try:
            # What is wrong with it is told of the program as it was typed.
            jq.compile(program)
            # jq writes the results itself: Python's numbers would be rounded.
            for result in jq.compile(f"({program}\n) | tojson").input_text(given):
                size += len(result)
                if size > MOST_BYTES or len(found) >= MOST_RESULTS:
                    yield CUT_OFF, "\n".join(found).encode("utf-8", "replace")
                    return
                found.append(result)
        except MemoryError:
            yield ERROR, b"it needs more memory than it may have."
        except ValueError as error:
            yield ERROR, str(error).encode("utf-8", "replace")
        else:
            yield WHOLE, "\n".join(found).encode("utf-8", "replace")

    return answers


def _regex(encoding: str, text: bytes) -> Callable[[str], Iterator[Answer]]:
    """Answers with pairs of offsets in bytes, in this machine's order (``Q``)."""
    import re

    # So that every byte comes back as it was.
    given = text.decode(encoding, "surrogateescape")
    narrow = len(given) == len(text)

    def answers(program: str) -> Iterator[Answer]:
        # Small letters find capital ones too; ``\W`` and the like say nothing of that.
        letters = re.sub(r"\\.", "", program)
        flags = re.MULTILINE | (re.IGNORECASE if letters == letters.lower() else 0)
        try:
            pattern = re.compile(program, flags)
        except (re.error, RecursionError, OverflowError) as error:
            yield ERROR, str(error).encode("utf-8", "replace")
            return
        found: array[int] = array("Q")
        count = at = offset = 0
        told = 0.0
        for match in pattern.finditer(given):
            start, end = match.span()
            if start == end:
                continue
            if narrow:
                found.extend((start, end))
            else:
                offset += len(given[at:start].encode(encoding, "surrogateescape"))
                size = len(given[start:end].encode(encoding, "surrogateescape"))
                found.extend((offset, offset + size))
                at, offset = end, offset + size
            count += 1
            if count >= MOST_RESULTS:
                yield CUT_OFF, found.tobytes()
                return
            if (now := time.monotonic()) - told > _PAUSE:
                yield PART, found.tobytes()
                found, told = array("Q"), now
        yield WHOLE, found.tobytes()

    return answers


_MODES = {"jq": _jq, "regex": _regex}


def _limit(what: int, soft: int) -> None:
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(what, (soft, hard))


if __name__ == "__main__":
    serve(sys.argv[1])
