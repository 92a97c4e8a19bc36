"""The one road on which the engine tells what it does."""

from __future__ import annotations

from outrider.engine.event_bus import EventBus
from outrider.engine.events import Event, SendFinished, SendStarted

STARTED, FINISHED = SendStarted(1, "dev", "list"), SendFinished(1, "dev", "list")


def test_who_names_kinds_is_told_those_and_nothing_else() -> None:
    bus, everything, ends = EventBus(), list[Event](), list[Event]()
    bus.subscribe(everything.append)
    bus.subscribe(ends.append, SendFinished)
    bus.publish(STARTED)
    bus.publish(FINISHED)
    assert everything == [STARTED, FINISHED]
    assert ends == [FINISHED]


def test_listeners_are_called_in_the_order_in_which_they_came() -> None:
    bus, order = EventBus(), list[str]()
    bus.subscribe(lambda _: order.append("first"))
    bus.subscribe(lambda _: order.append("second"))
    bus.publish(STARTED)
    assert order == ["first", "second"]


def test_one_that_fails_keeps_nobody_from_being_told() -> None:
    bus, told = EventBus(), list[Event]()

    def fails(_: Event) -> None:
        raise ZeroDivisionError

    bus.subscribe(fails)
    bus.subscribe(told.append)
    bus.publish(STARTED)
    assert told == [STARTED]


def test_who_went_is_told_nothing_more_however_often_it_goes() -> None:
    bus, told = EventBus(), list[Event]()
    leave, stay = bus.subscribe(told.append), list[Event]()
    bus.subscribe(stay.append)
    leave()
    leave()
    bus.publish(STARTED)
    assert told == []
    assert stay == [STARTED]
