"""What an event says of those that it is about."""

from __future__ import annotations

import pytest

from outrider.engine.events import RequestRenamed


@pytest.mark.parametrize(
    ("event", "now"),
    [
        (RequestRenamed("a", "z"), ["z", "a/b", "ab", ""]),
        (RequestRenamed("a", "z/y", is_folder=True), ["a", "z/y/b", "ab", ""]),
        (RequestRenamed("a", ""), ["", "a/b", "ab", ""]),
        (RequestRenamed("a", "", is_folder=True), ["a", "", "ab", ""]),
    ],
)
def test_a_folder_moves_what_lies_in_it_and_a_request_only_itself(
    event: RequestRenamed, now: list[str]
) -> None:
    assert [event.new_id(one) for one in ("a", "a/b", "ab", "")] == now
