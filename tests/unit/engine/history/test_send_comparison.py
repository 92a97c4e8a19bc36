"""What differs between two sends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace
from tests.unit.widgets.widget_app import HOSTILE, exchange

from outrider.engine.history.send_comparison import (
    LINES,
    DiffLine,
    DiffSign,
    compare_sends,
    count_differences,
)
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import ResponseMessage
from outrider.model.past_send import PastSend
from outrider.redaction import Redactor
from outrider.visible_text import visible_line

MASKING = MaskingPolicy(Redactor())


def past(
    body: bytes, *fields: tuple[str, str], status: int = 200, kind: str = "application/json"
) -> PastSend:
    response = ResponseMessage(
        status, "", "HTTP/1.1", (("Content-Type", kind), *fields), body, len(body)
    )
    return PastSend(1.0, "list", "dev", "Dev", replace(exchange(1), response=response))


def told(old: PastSend, new: PastSend) -> list[str]:
    return [f"{line.sign}{line.text}" for line in compare_sends(old, new, MASKING)]


def test_status_fields_and_the_pretty_body_are_compared() -> None:
    old = past(b'{"a":1,"b":[1,2]}', ("X-B", "1"), ("X-A", "same"))
    new = past(b'{"a": 1, "b": [1, 3]}', ("X-A", "same"), ("X-B", "2"), status=404)
    lines = told(old, new)
    assert "-HTTP/1.1 200" in lines
    assert "+HTTP/1.1 404" in lines
    assert "-X-B: 1" in lines
    assert "+X-B: 2" in lines
    assert " X-A: same" in lines
    assert [line for line in lines if line.endswith(("2", "3")) and line[1] == " "] == [
        "-    2",
        "+    3",
    ]


def test_equal_sends_differ_in_nothing() -> None:
    one = past(b'{"a":[1,2,3,4,5,6,7,8,9]}')
    lines = compare_sends(one, one, MASKING)
    assert count_differences(lines) == 0
    assert any(line.sign is DiffSign.LEFT_OUT for line in lines)


def test_bytes_are_compared_by_their_digest() -> None:
    lines = told(past(b"\0\1", kind="image/png"), past(b"\0\2", kind="image/png"))
    assert sum("SHA-256" in line for line in lines) == 2


def test_long_bodies_are_compared_as_far_as_they_are_read() -> None:
    old = past(json.encode(list(range(LINES * 2))))
    new = past(json.encode([*range(LINES * 2 - 1), 0]))
    assert any("first 4000 lines" in line for line in told(old, new))


def test_a_send_without_a_response_is_its_problem() -> None:
    failed = PastSend(1.0, "list", "dev", "Dev", exchange(1, status=None), ("No connection.",))
    assert "+No connection." in told(past(b""), failed)


@given(old=st.lists(st.text(max_size=5)), new=st.lists(st.text(max_size=5)))
def test_the_signs_give_both_texts_back(old: list[str], new: list[str]) -> None:
    """Where nothing is left out, what is not new is the old text, and the other way round."""
    before = past("\n".join(old).encode("utf-8", "replace"), kind="text/plain")
    after = past("\n".join(new).encode("utf-8", "replace"), kind="text/plain")
    lines = compare_sends(before, after, MASKING)
    body = lines[lines.index(DiffLine(DiffSign.HEADING, "Body")) + 1 :]
    if any(line.sign is DiffSign.LEFT_OUT for line in body):
        return
    itself = compare_sends(past(b"", kind="text/plain"), after, MASKING)
    whole = [line.text for line in itself[itself.index(DiffLine(DiffSign.HEADING, "Body")) + 1 :]]
    assert [line.text for line in body if line.sign is not DiffSign.GONE] == whole


def test_hostile_bodies_are_safe_to_show() -> None:
    hostile = HOSTILE.encode("utf-8", "replace")
    lines = compare_sends(past(hostile, ("X", HOSTILE)), past(b"", kind="text/plain"), MASKING)
    assert all(visible_line(line.text) == line.text for line in lines)
