"""Past sends in memory: bounded, and following their requests."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.widgets.widget_app import exchange

from outrider.engine.history.send_history import SendHistory
from outrider.model.past_send import PastSend


def past(number: int, request_id: str = "list", body: bytes = b"{}") -> PastSend:
    return PastSend(float(number), request_id, "dev", "Dev", exchange(number, body=body))


def test_the_newest_come_first_and_each_request_has_its_own() -> None:
    history = SendHistory(sends=3)
    for number in range(5):
        history.add(past(number))
        history.add(past(number, "other"))
    assert [one.sent_at for one in history.sends_of("list")] == [4.0, 3.0, 2.0]
    assert [one.sent_at for one in history.sends_of("other")] == [4.0, 3.0, 2.0]
    assert history.sends_of("none") == ()
    history.forget()
    assert len(history) == history._taken == 0


def test_ten_thousand_sends_take_no_more_than_their_share() -> None:
    history = SendHistory(sends=30, size=1_000_000, largest=100_000)
    for number in range(10_000):
        history.add(past(number, f"request-{number % 500}", b"x" * 10_000))
        assert history._taken <= 1_000_000
    assert 0 < len(history) < 100


def test_a_large_body_is_cut_and_says_so() -> None:
    history = SendHistory(largest=1000, size=3000)
    kept = history.add(past(1, body=b"x" * 5000))
    assert kept.exchange is not None
    assert kept.exchange.response is not None
    assert len(kept.exchange.response.content) == 1000
    assert kept.exchange.response.truncated
    assert "first 1000 bytes" in kept.exchange.response.notes[-1]
    history.add(past(2, body=b"y"))
    assert [one.sent_at for one in history.sends_of("list")] == [2.0]


def test_sends_follow_their_request_and_go_with_it() -> None:
    history = SendHistory()
    history.add(past(1, "a/b"))
    history.add(past(2, "a/c"))
    history.add(past(3, "ab"))
    history.rename(lambda name: name.replace("a/", "z/"))
    assert [one.sent_at for one in history.sends_of("z/b")] == [1.0]
    history.rename(lambda name: "" if name == "z/b" else name)
    assert history.sends_of("z/b") == ()
    assert len(history) == 2
    assert history.sends_of("ab") == (
        replace(past(3, "ab"), exchange=history.sends_of("ab")[0].exchange),
    )
