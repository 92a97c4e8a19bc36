"""The last entries of a stream are kept, as many as there is room for."""

from __future__ import annotations

from outrider.body_views.stream_log import StreamLog, log_of

EVENTS = "text/event-stream; charset=utf-8"


def events(*numbers: int, data: str = "x") -> bytes:
    return b"".join(f"id: {number}\ndata: {data}\n\n".encode() for number in numbers)


def test_each_entry_has_its_number_and_time() -> None:
    log = StreamLog(EVENTS)
    assert log.feed(events(5)[:7], 1.0) == []
    (found,) = log.feed(events(5)[7:], 2.0)
    assert (found.number, found.arrived, found.entry.id) == (1, 2.0, "5")
    assert [one.number for one in log] == [1]


def test_the_oldest_go_where_they_are_too_many_or_too_large() -> None:
    by_count, by_size = StreamLog(EVENTS, count=3), StreamLog(EVENTS, size=2_500)
    for log in (by_count, by_size):
        for number in range(1, 11):
            log.feed(events(number, data="x" * 600), 0.0)
        assert log.total == 10
        assert log.dropped == 10 - len(log)
        assert [one.number for one in log] == list(range(11 - len(log), 11))
    assert (len(by_count), len(by_size)) == (3, 3)
    # One that is too large by itself is kept.
    by_size.feed(events(11, data="y" * 5_000), 0.0)
    assert [one.number for one in by_size] == [11]


def test_another_connection_goes_on_with_numbers_and_the_last_id() -> None:
    log = StreamLog(EVENTS)
    log.feed(events(1, 2) + b"id: 3\ndata: cut", 1.0)
    assert log.finish(1.0) == []
    assert log.last_event_id == "2"
    log.resume(EVENTS, "Reconnected after event 2.", 5.0)
    assert log.last_event_id == "2"
    log.feed(b"\xef\xbb\xbf" + events(3), 6.0)
    assert [(one.number, one.entry.data) for one in log] == [
        (1, "x"),
        (2, "x"),
        (0, "Reconnected after event 2."),
        (3, "x"),
    ]
    assert log.last_event_id == "3"


def test_documents_have_no_id_to_go_on_after() -> None:
    log = StreamLog("application/x-ndjson")
    log.feed(b"1\n2\n3", 0.0)
    log.finish(0.0)
    assert [one.entry.data for one in log] == ["1", "2", "3"]
    log.resume("application/x-ndjson", "Reconnected.", 0.0)
    assert log.last_event_id == ""


def test_a_stream_of_the_history_has_no_times() -> None:
    assert [(one.arrived, one.entry.id) for one in log_of(events(1, 2), EVENTS)] == [
        (None, "1"),
        (None, "2"),
    ]
