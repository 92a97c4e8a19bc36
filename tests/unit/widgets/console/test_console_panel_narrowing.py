"""Finding entries of the console: filters, the search, jumps, and single values."""

from msgspec.structs import replace
from tests.unit.widgets.console.console_app import SEND, address_of, bench, drawn, shown
from tests.unit.widgets.widget_app import Bench, entry, lines_of, note

from outrider.widgets.console.console_panel import ConsolePanel


async def test_the_kinds_go_round() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show([*SEND, note("plain")])
        widget.focus()
        counts = []
        for _ in range(5):
            counts.append(widget.count)
            await pilot.press("K")
        assert counts == [3, 1, 1, 1, 3]


async def test_typed_words_filter_the_lines() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show([*SEND, note("about Orders")])
        widget.focus()
        await pilot.press("f", *"orders ", *"api")
        assert widget.count == 1
        assert "with orders api▏ (1 of 3)" in lines_of(widget)[0]
        widget.add(entry(5))
        await drawn(pilot, widget)
        assert widget.count == 2
        await pilot.press("enter", "escape")
        assert widget.count == 4


async def test_the_filters_are_independent_and_the_title_says_each() -> None:
    app, widget = bench()
    async with app.run_test(size=(120, 24)) as pilot:
        staging = replace(entry(3, status=500), environment="staging")
        widget.show([*SEND, entry(2, status=404), staging, note("plain", number=4)])
        widget.focus()
        await pilot.press("K", "K", "L", "L", "E", "E", "f", *"500", "enter")
        assert "api · errors · in staging · with 500 (1 of 5)" in lines_of(widget)[0]
        assert widget.in_sight == (staging,)
        await pilot.press("E")
        assert "in staging" not in lines_of(widget)[0]
        assert "api · errors · with 500" in lines_of(widget)[0]
        await pilot.press("escape")
        assert widget.count == 5
        assert lines_of(widget)[0] == "Console 5"


async def test_the_search_goes_from_line_to_line_and_hides_nothing() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show([note("one apple"), note("a pear"), entry(5), note("Apple two")])
        widget.focus()
        await pilot.press("home", "down", "down", "enter", "/", *"apple")
        assert "/apple▏ 2/2" in lines_of(widget)[0]
        assert widget.selected is not None
        assert widget.selected.message == "Apple two"
        await pilot.press("enter", "n")
        assert widget.cursor == 0
        assert "/apple 1/2" in lines_of(widget)[0]
        await pilot.press("N", "N")
        assert widget.cursor == 0
        assert widget.count == 4 + 3
        await pilot.press("/", *"authorization")
        assert "1/1" in lines_of(widget)[0]
        assert "Authorization" in shown(widget)[widget.cursor]
        await pilot.press("enter", "escape", "n")
        assert "/" not in lines_of(widget)[0]


async def test_a_send_and_its_token_are_one_key_apart() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show([*SEND, note("between", number=2), entry(3)])
        widget.focus()
        await pilot.press("home", "t")
        assert widget.selected is SEND[1]
        await pilot.press("t")
        assert widget.selected is SEND[0]
        await pilot.press("end", "t", "r", "u", "U", "s")
        asked = [
            (one.what.value, one.entry.send_id) for one in app.heard(ConsolePanel.ConsoleRequested)
        ]
        assert asked == [
            ("no_token", 3),
            ("request", 3),
            ("curl", 3),
            ("revealed_curl", 3),
            ("save", 3),
        ]


async def test_single_values_are_copied() -> None:
    told = ["> GET http://a.test/x", "> Accept: a/b: c", ">", "> {", ">   1", "< HTTP/1.1 200 OK"]
    widget = ConsolePanel(
        lambda _entry, _reveals: [*told, "< X-A: 1", "<", "< body", "* 5 bytes"], address_of
    )
    app = Bench(widget)
    async with app.run_test() as pilot:
        widget.show([note("a note"), entry()])
        widget.focus()
        await pilot.press("home", "Y", "end", "Y", "enter")
        for _ in range(10):
            await pilot.press("down", "Y")
    assert [one.text for one in app.heard(ConsolePanel.CopyRequested)] == [
        "a note",
        "http://127.0.0.1:8080/v2/orders",
        "http://a.test/x",
        "a/b: c",
        *["{\n  1"] * 3,
        "HTTP/1.1 200 OK",
        "1",
        *["body"] * 2,
        "5 bytes",
    ]


async def test_what_comes_while_reading_is_counted() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(SEND)
        widget.focus()
        await pilot.press("home")
        for number in range(2):
            widget.add(note(f"new {number}"))
        await drawn(pilot, widget)
        assert "2 new ↓" in lines_of(widget)[0]
        await pilot.press("end")
        assert "new ↓" not in lines_of(widget)[0]
