"""The console on screen: joined sends, details in place, filters, and secrets for a moment."""

import re
import time

import pytest
from tests.patience import until
from tests.unit.widgets.console.console_app import SEND, address_of, bench, described, drawn, shown
from tests.unit.widgets.widget_app import (
    HOSTILE,
    LONG,
    Bench,
    entry,
    lines_of,
    note,
    strips_of,
)
from tests.work_counter import counted
from textual import events

from outrider.model.console_entry import EntryKind
from outrider.widgets.console import console_panel
from outrider.widgets.console.console_lines import short_url
from outrider.widgets.console.console_panel import ConsolePanel, ConsoleRequest


@pytest.mark.parametrize("size", [(48, 24), (59, 24), (66, 24), (80, 24), (120, 40)])
async def test_an_entry_is_one_line_and_a_send_is_joined(size: tuple[int, int]) -> None:
    app, widget = bench()
    async with app.run_test(size=size) as pilot:
        for one in (*SEND, entry(2)):
            widget.add(one)
        await drawn(pilot, widget)
        token, api, other = shown(widget)
    clock = time.strftime("%H:%M:%S", time.localtime(SEND[0].logged_at))
    at = f"{clock} " if size[0] >= 60 else ""
    assert token.startswith(f"╭ {at}token POST ")
    assert api.startswith(f"╰ {at}api   GET  ")
    assert other.startswith(f"  {at}api ")
    # What the token request was for, status and time stand in columns of their own.
    assert re.search(r"/[a-z/]+…? +no tok(en yet|.*…)  200", token)
    assert {line.index("200") for line in (token, api, other)} == {token.index("200")}
    assert all(re.search(r" 200 +88 ms *$", line) for line in (token, api, other))
    if size[0] >= 80:
        assert "http://a.test/connect/token" in token
        assert "http://127.0.0.1:8080/v2/orders" in api


async def test_a_reason_takes_the_room_that_the_path_leaves_and_a_failure_wins() -> None:
    app, widget = bench()
    reason = "fetched ahead of time, issuer"
    url = "http://127.0.0.1:45678/connect/token"
    failed = entry(
        1, EntryKind.TOKEN, method="POST", url=url, reason=reason, status=None,
        failure="Request cancelled.",
    )  # fmt: skip
    async with app.run_test(size=(88, 24)) as pilot:
        widget.show([entry(1, EntryKind.TOKEN, method="POST", url=url, reason=reason), failed])
        await pilot.pause()
        first, second = shown(widget)
    assert re.search(rf"…/connect/token +{reason}  200", first)
    assert "…/connect/token failed: Request cancelled." in second
    assert reason not in second


async def test_a_failure_has_the_room_of_the_status_that_it_lacks() -> None:
    app, widget = bench()
    told = "No such host: api.example.com."
    failed = entry(1, url="https://api.example.com/v1/orders", status=None, failure=told)
    async with app.run_test(size=(86, 24)) as pilot:
        widget.show([entry(1), failed])
        await pilot.pause()
        first, second = shown(widget)
        # The times still end in one column.
        assert re.search(rf"…/v1/orders failed: {re.escape(told)} +88 ms *$", second)
        assert first.index(" ms") == second.index(" ms")
        widget.focus()
        await pilot.press("y")
        [one] = [message.text for message in app.heard(ConsolePanel.CopyRequested)]
        assert one.endswith(f"api   GET  https://api.example.com/v1/orders failed: {told} 88 ms")


async def test_a_send_that_others_interrupt_keeps_its_number() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show([entry(1, EntryKind.TOKEN), entry(2), entry(1)])
        await pilot.pause()
        first, second, third = shown(widget)
        assert "#1" in first
        assert "#1" in third
        assert "#2" not in second


async def test_warnings_errors_and_failures_are_marked_by_a_word() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        warning = note("short life", EntryKind.WARNING)
        error = note("no token", EntryKind.ERROR)
        widget.show([warning, error, entry(status=None, failure="refused"), note("plain")])
        await pilot.pause()
        lines = shown(widget)
        assert "warning: short life" in lines[0]
        assert "error: no token" in lines[1]
        assert "failed: refused" in lines[2]
        await pilot.press("tab", "L")
        assert len(shown(widget)) == 3
        assert "warnings and errors (3 of 4)" in lines_of(widget)[0]
        await pilot.press("L")
        assert len(shown(widget)) == 2
        assert "· errors (2 of 4)" in lines_of(widget)[0]
        await pilot.press("L")
        assert len(shown(widget)) == 4


async def test_it_follows_until_the_user_looks_elsewhere() -> None:
    app, widget = bench()
    async with app.run_test(size=(80, 10)) as pilot:
        widget.show([entry(number) for number in range(1, 31)])
        widget.focus()
        await pilot.pause()
        assert widget.scroll_offset.y == 30 - 10
        await pilot.press("up")
        assert widget.following is False
        widget.add(note("newest"))
        await drawn(pilot, widget)
        assert "newest" not in "".join(shown(widget))
        await pilot.press("end")
        widget.add(note("the very last"))
        await drawn(pilot, widget)
        assert "the very last" in shown(widget)[-1]
        await pilot.resize_terminal(80, 6)
        await pilot.pause()
        assert "the very last" in shown(widget)[-1]


async def test_the_wheel_stops_following_too() -> None:
    app, widget = bench()
    async with app.run_test(size=(80, 10)) as pilot:
        widget.show([entry(number) for number in range(1, 31)])
        await pilot.pause()
        await pilot._post_mouse_events([events.MouseScrollUp], widget)
        await pilot.pause()
        assert not widget.following
        before = shown(widget)
        widget.add(note("newest"))
        await drawn(pilot, widget)
        assert shown(widget) == before


async def test_enter_opens_an_entry_in_place_and_closes_it() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show([*SEND, entry(2)])
        widget.focus()
        await pilot.press("home", "enter")
        lines = shown(widget)
        assert lines[1:4] == ["│ > GET /", "│ > Authorization: ••••••", "│ < HTTP/1.1 200"]
        assert lines[4].startswith("╰")
        assert widget.cursor == 0
        await pilot.press("down", "down", "enter")
        assert widget.count == 3
        assert widget.cursor == 0


@pytest.mark.parametrize("lines", [1, 40])
async def test_details_are_folded_to_the_width_and_nothing_is_cut(lines: int) -> None:
    long = "".join(chr(97 + number % 26) for number in range(500))
    widget = ConsolePanel(lambda _entry, _reveals: [long] * lines, address_of)
    async with Bench(widget).run_test(size=(80, 24)) as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("home", "enter")
        for width in (80, 120):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            parts = [strip.text[3:width].rstrip(" ▐") for strip in strips_of(widget)[1:9]]
            assert long in "".join(parts)


async def test_secrets_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_panel, "REVEALED_FOR", 600.0)
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("v")
        assert "CANARY" in "".join(shown(widget))


async def test_secrets_are_shown_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_panel, "REVEALED_FOR", 0.01)
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("v")
        await until(lambda: "CANARY" not in "".join(shown(widget)), pilot.pause)
        assert "••••••" in "".join(shown(widget))


async def test_a_copy_says_whether_secrets_in_it_are_in_clear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(console_panel, "REVEALED_FOR", 600.0)
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("y", "v", "y", "down", "down", "Y")
        copies = app.heard(ConsolePanel.CopyRequested)
        assert [(one.reveals, "CANARY" in one.text) for one in copies] == [
            (False, False),
            (True, True),
            (True, True),
        ]


async def test_revealing_another_hides_the_first() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("v", "up", "v")
        assert "".join(shown(widget)).count("CANARY") == 1
        await pilot.press("enter")
        assert "CANARY" not in "".join(shown(widget))


async def test_copy_gives_the_line_or_all_that_is_open() -> None:
    app, widget = bench()
    async with app.run_test(size=(40, 24)) as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("y", "enter", "y", "c")
        one, whole = [message.text for message in app.heard(ConsolePanel.CopyRequested)]
        assert one.endswith("api   GET  http://127.0.0.1:8080/v2/orders 200 88 ms")
        assert whole.split("\n") == [one, *described(SEND[1], False)]
        assert [one.what for one in app.heard(ConsolePanel.ConsoleRequested)] == [
            ConsoleRequest.CLEAR
        ]
        widget.show(())
        assert widget.count == 0
        await pilot.press("y", "enter", "v", "up", "end")
        assert len(app.heard(ConsolePanel.CopyRequested)) == 2


async def test_the_oldest_entries_go() -> None:
    app, widget = bench(limit=50)
    async with app.run_test(size=(80, 12)) as pilot:
        widget.show([note(f"entry {number}") for number in range(50)])
        widget.focus()
        await pilot.press(*["up"] * 20, "enter")
        here = widget.selected
        before = shown(widget)
        for number in range(50, 60):
            widget.add(note(f"entry {number}"))
        await drawn(pilot, widget)
        assert widget.count == 50 + 3
        assert widget.selected is here
        assert shown(widget) == before
        for number in range(60, 200):
            widget.add(note(f"entry {number}"))
        await drawn(pilot, widget)
        assert widget.count == 50


@pytest.mark.slow
async def test_an_entry_after_two_thousand_is_as_much_work_as_the_first() -> None:
    app, widget = bench()
    async with app.run_test(size=(120, 40)) as pilot:
        widget.focus()

        async def added(*numbers: int) -> int:
            with counted() as work:
                for number in numbers:
                    widget.add(entry(number))
                await drawn(pilot, widget)
            return work.steps

        early = await added(*range(100))
        await added(*range(100, 2900))
        assert widget.count > 1999
        late = await added(*range(2900, 3000))
        assert late < early * 2
        keys = ("pageup", "home", "enter", "end", "f", *"orders")
        with counted() as work:
            await pilot.press(*keys)
        # Each letter of the filter asks each entry once.
        assert work.steps < 1000 * widget.count * len(keys)


async def test_entries_that_come_before_the_screen_are_not_lost() -> None:
    app, widget = bench()
    widget.add(note("early"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "early" in shown(widget)[0]


@pytest.mark.parametrize("text", [HOSTILE, LONG, "", "日本語" * 100])
async def test_hostile_text_is_drawn_harmless_and_in_its_line(text: str) -> None:
    widget = ConsolePanel(lambda _entry, _reveals: [text, f"> {text}"], address_of)
    async with Bench(widget).run_test(size=(60, 20)) as pilot:
        widget.show(
            [
                note(text, EntryKind.ERROR),
                entry(2, url=f"https://a.test/{text}", reason=text, method=text[:20]),
                entry(3, status=None, failure=text),
            ]
        )
        widget.focus()
        await pilot.press("enter", "home", "enter", "f")
        widget.post_message(events.Paste(text))
        await pilot.pause()
        for strip in strips_of(widget):
            assert strip.cell_length == 60
            assert strip.text.isprintable()
            assert not any(segment.style and segment.style.meta for segment in strip)


@pytest.mark.parametrize(
    ("url", "cells", "short"),
    [
        ("https://a.test/v1/orders", 40, "https://a.test/v1/orders"),
        ("https://a.test/v1/orders", 20, "…/v1/orders"),
        ("https://a.test/v1/orders", 8, "…/v1/or…"),
        ("https://a-long-host.test", 12, "a-long-host…"),
        ("", 8, ""),
    ],
)
def test_a_url_loses_its_host_before_its_path(url: str, cells: int, short: str) -> None:
    assert short_url(url, cells) == short
