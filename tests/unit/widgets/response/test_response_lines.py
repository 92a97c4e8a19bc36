from __future__ import annotations

from tests.unit.widgets.widget_app import exchange

from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, reveal
from outrider.toolkit.panes.edge import Edge
from outrider.widgets.response.response_lines import header_lines, summary
from outrider.widgets.response.response_presenter import ResponsePresenter
from outrider.widgets.view_models import SendOutcome


def mask(name: str, value: MaybeSecret) -> str:
    return f"<{name}>" if name == "set-x" else reveal(value)


def test_trailers_stand_under_a_word_of_their_own_and_are_masked_like_headers() -> None:
    response = ResponseMessage(200, "", "HTTP/2", (("a", "1"),), trailers=(("set-x", "hidden"),))
    assert header_lines(response, mask) == [
        "HTTP/2 200",
        "a: 1",
        "",
        "Trailers (sent after the body)",
        "set-x: <set-x>",
    ]
    plain = ResponseMessage(200, "", "HTTP/1.1", (("a", "1"),))
    assert header_lines(plain, mask) == ["HTTP/1.1 200", "a: 1"]


def test_times_of_earlier_sends_are_told_from_three_on_where_there_is_room() -> None:
    few, many = (
        SendOutcome("list", "Dev", exchange(), times=times)
        for times in ((5.0, 6.0), (7.0, 1.0, 1.0, 3.5))
    )
    assert summary(few, wide=True) == summary(few) == summary(many)
    assert summary(many, wide=True) == [*summary(many)[:-1], "█▂▂▅", "Dev"]
    # The line is the first to go where the edge is short.
    edge = Edge("Response", "✓ 200 OK", "2xx", tuple(summary(many, wide=True)), keeps_last=True)
    shorter = edge.fitted(60).facts
    assert len(shorter) == len(edge.facts) or "█▂▂▅" not in shorter


def test_a_send_that_got_no_token_says_so_in_its_badge() -> None:
    without = SendOutcome("list", "Dev", problem=("Refused.",), needs_token=True)
    edge = ResponsePresenter(without, mask, str).edge()
    assert (edge.badge, edge.facts) == ("✗ No token", ("not sent", "Dev"))
    failed = SendOutcome("list", "Dev", exchange(status=None, failure="refused"))
    assert ResponsePresenter(failed, mask, str).edge().badge == "✗ No response"
