"""Two sends, line by line: status, header fields, and bodies as they are laid out to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from outrider.body_views import choose_view, format_body
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import ResponseMessage
from outrider.model.past_send import PastSend
from outrider.visible_text import visible_line

LINES = 4000
"""Lines of a body that are compared: far more than anybody reads, and done in a moment."""

AROUND = 3
"""Equal lines that stand around a difference."""


class DiffSign(StrEnum):
    """What became of a line."""

    SAME = " "
    GONE = "-"
    NEW = "+"
    LEFT_OUT = "…"
    HEADING = "="


class DiffLine(Struct, frozen=True):
    """One line of a comparison; safe to show."""

    sign: DiffSign
    text: str


def compare_sends(old: PastSend, new: PastSend, masking: MaskingPolicy) -> tuple[DiffLine, ...]:
    """What differs between two sends; equal lines far from a difference are left out."""
    found: list[DiffLine] = []
    for heading, take in (
        ("Request", _request),
        ("Status", _status),
        ("Headers", _fields),
        ("Body", _body),
    ):
        before, after = tuple(take(old, masking)), tuple(take(new, masking))
        found.append(DiffLine(DiffSign.HEADING, heading))
        found += _differences(before[:LINES], after[:LINES])
        if max(len(before), len(after)) > LINES:
            found.append(DiffLine(DiffSign.LEFT_OUT, f"Only the first {LINES} lines are compared."))
    return tuple(found)


def count_differences(lines: Sequence[DiffLine]) -> int:
    """How many lines are only in one of the two."""
    return sum(line.sign in {DiffSign.GONE, DiffSign.NEW} for line in lines)


def _request(past: PastSend, masking: MaskingPolicy) -> Iterator[str]:
    if past.exchange is not None:
        request = past.exchange.request
        yield f"{request.method} {masking.url(request.url)}"


def _status(past: PastSend, masking: MaskingPolicy) -> Iterator[str]:
    response = _response(past)
    if response is None:
        yield from past.problem_lines or ("No response.",)
        return
    yield f"{response.http_version} {response.status} {masking.body(response.reason)}".rstrip()
    yield from past.problem_lines


def _fields(past: PastSend, masking: MaskingPolicy) -> Iterator[str]:
    response = _response(past)
    if response is not None:
        fields = (*response.headers, *response.trailers)
        lines = (f"{name}: {masking.field(name, value)}" for name, value in fields)
        # Their order says nothing (RFC 9110 §5.3), but for fields of the same name.
        yield from sorted(lines, key=lambda line: line.partition(":")[0].lower())


def _body(past: PastSend, masking: MaskingPolicy) -> Iterator[str]:
    response = _response(past)
    if response is None or not response.content:
        return
    kind = response.header("content-type") or ""
    content = response.content
    if choose_view(kind, content).name == "hex":
        yield f"{response.size} bytes, binary, SHA-256 {sha256(content).hexdigest()}"
        return
    rows = format_body(content, kind).rows
    text = "\n".join(rows.text(row) for row in range(min(rows.count, LINES + 1)))
    yield from masking.body(text).split("\n")


def _response(past: PastSend) -> ResponseMessage | None:
    return past.exchange.response if past.exchange else None


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLine]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if before == after:
        yield from _same(before, first=True, last=True)
        return
    steps = matcher.get_opcodes()
    for number, (kind, start, end, other, other_end) in enumerate(steps):
        if kind == "equal":
            first, last = number == 0, number == len(steps) - 1
            yield from _same(before[start:end], first=first, last=last)
            continue
        yield from (_line(DiffSign.GONE, text) for text in before[start:end])
        yield from (_line(DiffSign.NEW, text) for text in after[other:other_end])


def _same(lines: Sequence[str], *, first: bool, last: bool) -> Iterator[DiffLine]:
    """Equal lines: those next to a difference, and how many others there are."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    left_out = len(lines) - head - tail
    if left_out <= 1:
        yield from (_line(DiffSign.SAME, text) for text in lines)
        return
    yield from (_line(DiffSign.SAME, text) for text in lines[:head])
    yield DiffLine(DiffSign.LEFT_OUT, f"{left_out} lines are the same")
    yield from (_line(DiffSign.SAME, text) for text in lines[len(lines) - tail :])


def _line(sign: DiffSign, text: str) -> DiffLine:
    return DiffLine(sign, visible_line(text))
