"""Streams on the screen: entries as they arrive, paused, narrowed, stopped and gone on with."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.stepped_stream import EVENTS, SteppedStream
from tests.servers.strict import StrictServers
from tests.servers.toxic import ToxicServer, toxic_server
from textual.strip import Strip

from outrider.terminal.app.startup import GARBAGE_THRESHOLDS
from outrider.widgets.response.stream_list import StreamList

NO_AUTH = '[auth]\ntype = "none"\n'
ORDER = b'id: 7\nevent: order.placed\ndata: {"order": 1, "lines": [{"product": "Rye"}]}\n\n'


@pytest.fixture
def plain(tmp_path: Path) -> Lab:
    """A workspace without auth; its request goes wherever a test says."""
    lab = Lab((tmp_path / "plain").resolve())
    return lab.write({"outrider.toml": 'name = "Plain"\n'})


@asynccontextmanager
async def streaming(
    lab: Lab, fields: bytes = EVENTS, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Seat, SteppedStream, ToxicServer]]:
    """A request whose stream has begun, with the focus on its entries."""
    live = SteppedStream(fields)
    async with toxic_server(live) as server:
        lab.request("live", f"{server.url}/live", NO_AUTH).request("other", server.url, NO_AUTH)
        async with seated(lab, size) as seat:
            await seat.press("ctrl+r")
            await seat.sees("Receiving")
            await seat.press("ctrl+g", "b")
            yield seat, live, server
            live.end()


def events(*numbers: int, kind: str = "tick") -> bytes:
    """Events with these ids."""
    return b"".join(
        f"id: {number}\nevent: {kind}\ndata: number {number}\n\n".encode() for number in numbers
    )


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_entries_are_seen_as_they_arrive_and_open_laid_out(
    plain: Lab, size: tuple[int, int]
) -> None:
    async with streaming(plain, size=size) as (seat, live, _):
        await seat.sees("Entries appear here as they arrive.", "escape stops")
        live.say(ORDER)
        await seat.sees('order.placed #7 {"order": 1,', "1 event")
        assert isinstance(seat.work.focused, StreamList)
        await seat.press("enter")
        await seat.sees('│   "order": 1,', '│       "product": "Rye"')
        await seat.press("enter")
        assert '│   "order": 1,' not in await seat.read()
        live.say(b"data: more \x1b[31m\xe2\x80\xae\n\n")
        await seat.sees("more ␛[31m<U+202E>")
        live.end()
        await seat.sees("200 OK", "2 events", "Raw", "Timing")
        await seat.sees('order.placed #7 {"order": 1,')


async def test_the_view_stays_while_it_is_paused_and_follows_again(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, _):
        live.say(events(*range(40)))
        await seat.sees("number 39", "40 events")
        await seat.press("p")
        await seat.sees("paused")
        live.say(events(40, 41))
        await seat.sees("2 new ↓")
        assert "number 41" not in await seat.read()
        await seat.press("p")
        await seat.sees("number 41")
        assert "paused" not in seat.title
        # To move up is to pause as well, and to go to the end is to follow.
        await seat.press("up")
        live.say(events(42))
        await seat.sees("1 new ↓")
        await seat.press("G")
        await seat.sees("number 42")
        live.say(events(43))
        await seat.sees("number 43")


async def test_entries_lay_the_screen_out_only_while_the_scrollbar_comes(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, _):
        live.say(events(0))
        await seat.sees("1 event", "number 0")
        laid_out: list[object] = []
        seat.work.screen_layout_refresh_signal.subscribe(seat.work, laid_out.append)
        stream = seat.work.query_one(StreamList)
        shown = 0
        for first in range(1, 201, 20):
            live.say(events(*range(first, first + 20)))
            shown = first + 19
            await seat.sees(f"number {shown}")
            if first == 21:
                # By now there are more than rows, and the scrollbar is there.
                assert stream.show_vertical_scrollbar
                laid_out.clear()
        assert len(laid_out) == 0
        # It is that of all of them: the end can be left and reached again.
        assert stream.max_scroll_y == stream.count - stream.scrollable_content_region.height
        await seat.press("home")
        await seat.sees("number 0", "paused")
        await seat.press("end")
        await seat.sees(f"number {shown}")


async def test_what_is_drawn_waits_for_no_search_for_garbage(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, _):
        assert gc.get_threshold() == GARBAGE_THRESHOLDS
        live.say(events(*range(1, 40)))
        await seat.sees("number 39")
        gc.collect()
        gc.disable()
        try:
            for at in range(40, 46):
                live.say(events(at))
                await seat.sees(f"number {at}")
            before = strips_in_memory()
            gc.collect()
            assert strips_in_memory() == before
        finally:
            gc.enable()


def strips_in_memory() -> int:
    """Lines that were drawn and are not freed."""
    return sum(type(one) is Strip for one in gc.get_objects())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_entries_are_filtered_and_searched_while_they_arrive(
    plain: Lab, size: tuple[int, int]
) -> None:
    async with streaming(plain, size=size) as (seat, live, _):
        live.say(events(*range(5)), events(5, 6, kind="tock"))
        await seat.sees("number 6")
        await seat.press("f", *"tock", "enter")
        await seat.sees("2 of 7 with tock")
        assert "number 4" not in await seat.read()
        live.say(events(8, kind="tick"), events(9, kind="tock"))
        await seat.sees("number 9", "3 of 9 with tock")
        assert "number 8" not in await seat.read()
        # Escape ends the filter first, and not the stream; nor does a title say so.
        assert "escape stops" not in seat.text
        await seat.press("escape")
        await seat.sees("number 8", "Receiving", "escape stops")
        await seat.press("/", *"number 3", "enter")
        await seat.sees("/number 3 1/1")


async def test_escape_ends_the_stream_and_keeps_what_came(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, _):
        live.say(events(1, 2))
        await seat.sees("number 2")
        await seat.press("escape")
        await seat.until(live.gone.is_set, "the connection to end")
        await seat.sees("200 OK", "2 events", "! Stopped after", "number 1", "number 2")
        assert "Problem" not in seat.text
        assert "Truncated" not in seat.text
        # The history has it as well, without the times.
        await seat.press("ctrl+g", "H")
        await seat.dialog()
        await seat.press("enter")
        await seat.sees("From the history", "tick #1 number 1", "tick #2 number 2")


async def test_another_request_can_be_looked_at_meanwhile(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, _):
        live.say(events(1))
        await seat.sees("number 1")
        await seat.open("other")
        await seat.until(lambda: "number 1" not in seat.text, "the other request")
        live.say(events(2, 3))
        await seat.open("live")
        await seat.sees("number 1", "number 3", "Receiving")
        await seat.press("2")
        await seat.press("ctrl+g", "b", "2")
        await seat.sees("Content-Type: text/event-stream")
        assert not seat.work.query_one(StreamList).has_focus
        await seat.press("1")
        await seat.sees("number 3")
        assert isinstance(seat.work.focused, StreamList)


async def test_a_stream_that_breaks_goes_on_after_its_last_event(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, server):
        live.say(events(1, 2) + b"id: 3\ndata: cut o")
        await seat.sees("number 2")
        live.end()
        await seat.sees("200 OK", "2 events")
        await seat.press("r")
        await seat.sees("Receiving", "Reconnected after event 2.", "number 2")
        live.say(events(3))
        await seat.sees("number 1", "number 3", "3 events")
        await seat.press("escape")
        await seat.sees("Stopped after")
    first, second = (head.decode().lower() for head in server.heads)
    assert "last-event-id" not in first
    assert "last-event-id: 2\r\n" in second


async def test_a_server_that_is_gone_leaves_the_entries(plain: Lab) -> None:
    async with streaming(plain) as (seat, live, server):
        live.say(events(1))
        await seat.sees("number 1")
        live.end()
        await seat.sees("200 OK")

        async def broken(call: object) -> None:
            raise OSError

        server.behaviour = broken
        await seat.press("r")
        await seat.sees("No response")
        server.behaviour = live
        await seat.press("ctrl+r")
        live.say(events(5))
        await seat.sees("number 5")


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/json-seq"])
async def test_documents_are_entries_too_and_stay_a_body_for_jq(plain: Lab, kind: str) -> None:
    mark = b"\x1e" if kind.endswith("seq") else b""
    async with streaming(plain, b"Content-Type: " + kind.encode()) as (seat, live, _):
        live.say(mark + b'{"a": 1}\n')
        await seat.sees('{"a": 1}')
        live.say(mark + b'{"a": [2, 3]}\n')
        await seat.sees('{"a": [2, 3]}')
        live.end()
        await seat.sees("200 OK", "2 events", "Body")
        await seat.press("right")
        await seat.sees('"a": 1')
        await seat.press("f", *".a", "enter")
        await seat.sees("2 results")


async def test_a_slow_text_is_followed_too(plain: Lab) -> None:
    async with streaming(plain, b"Content-Type: text/plain") as (seat, live, _):
        live.say(b"first line\n")
        await seat.sees("first line", "Receiving")
        live.say(b"".join(b"line %d\n" % number for number in range(50)))
        await seat.sees("line 3")
        await seat.press("G")
        await seat.sees("line 49")
        live.say(b"the newest\n")
        await seat.sees("the newest")
        await seat.press("escape")
        await seat.sees("Stopped after", "first line")


async def test_the_token_is_told_and_renewed_for_the_next_connection(
    lab: Lab, demo_servers: StrictServers
) -> None:
    server = demo_servers.authorization
    server.options = replace(server.options, lifetime=2)
    lab.request("list", "{{base_url}}/orders/events", 'query = [{name = "seconds", value="0.2"}]\n')
    async with seated(lab, LARGE, environment="dev") as seat:
        await seat.press("ctrl+r")
        await seat.sees("order.placed #1", " · token 0:0")
        await seat.press("ctrl+g", "b")
        await seat.sees("token expired")
        await seat.press("escape")
        await seat.sees("Stopped after")
        await seat.press("r")
        await seat.sees("Reconnected after event", "Receiving", " · token 0:0")
        await seat.press("escape")
        await seat.sees("Stopped after")
    sent = [one for one in demo_servers.api.recorder.requests if one.path.endswith("/events")]
    assert len(sent) == 2
    assert sent[0].header("authorization") != sent[1].header("authorization")
    assert sent[1].header("last-event-id")
