"""Dragging the mouse over a text selects it, shows that, and ctrl+c copies it."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.toxic import answers as says
from tests.servers.toxic import response, toxic_server

from outrider.toolkit.lists.wrapped_list import WrappedList

NO_AUTH = '[auth]\ntype = "none"\n'
AS_TEXT = b"Content-Type: text/plain; charset=utf-8"
JSON = b"Content-Type: application/json"
LONG = " ".join(f"word{number}" for number in range(60))
BODY = f"first line\n漢字テスト and e\u0301te\n\tindented\ttabs\n{LONG}\nlast line\n"


def find(seat: Seat, text: str) -> tuple[int, int]:
    """The cell in which a text begins on the screen, on the lowest line that has it."""
    for y, line in reversed(list(enumerate(seat.lines))):
        if text in line:
            return cell_len(line[: line.index(text)]), y
    raise AssertionError(f"{text!r} is not on the screen:\n{seat.text}")


async def drag(seat: Seat, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Draws with the button held, by way of a place in between."""
    await seat.pilot.mouse_down(offset=start)
    between = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    for place in (between, end):
        await seat.pilot.hover(offset=place)
    await seat.pilot.pause()


async def copied(seat: Seat, start: tuple[int, int], end: tuple[int, int]) -> str:
    """What is copied of a text that was drawn over."""
    await drag(seat, start, end)
    await seat.pilot.mouse_up(offset=end)
    await seat.press("ctrl+c")
    return seat.copied


def behind(place: tuple[int, int], text: str) -> tuple[int, int]:
    """The last cell of a text that begins there."""
    return place[0] + cell_len(text) - 1, place[1]


def lit(seat: Seat) -> str:
    """What is shown as selected."""
    style = seat.app.screen.get_component_rich_style("screen--selection")

    def is_lit(one: Segment) -> bool:
        return one.style is not None and one.style.bgcolor == style.bgcolor

    strips = seat.app.screen._compositor.render_strips()
    lines = ("".join(one.text for one in strip if is_lit(one)) for strip in strips)
    return "\n".join(filter(None, lines))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_body_is_selected_over_wide_characters_folds_and_tabs(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with toxic_server(says(response(BODY.encode(), AS_TEXT))) as server:
        lab.request("text", server.url, NO_AUTH)
        async with seated(lab, size) as seat:
            await seat.open("text")
            await seat.send()
            await seat.press("ctrl+g", "b", "ctrl+g", "z")
            await seat.sees("first line")
            x, y = find(seat, "first line")
            await drag(seat, (x + 2, y), (x + 4, y))
            assert lit(seat) == "rst"
            await seat.pilot.mouse_up(offset=(x + 4, y))
            await seat.press("ctrl+c")
            assert seat.copied == "rst"
            # Backwards is the same; half of a wide character is all of it.
            wide = find(seat, "漢字")
            assert await copied(seat, (wide[0] + 5, wide[1]), (wide[0] + 3, wide[1])) == "字テ"
            accent = find(seat, "and")
            assert await copied(seat, accent, (accent[0] + 4, accent[1])) == "and e\u0301"
            # Folded lines are one line; tabs are tabs.
            start, end = find(seat, "indented"), find(seat, "word59")
            assert await copied(seat, start, behind(end, "word59")) == f"indented\ttabs\n{LONG}"
            # To the blanks behind a line and below the text.
            line = find(seat, "last line")
            assert await copied(seat, line, (line[0] + 30, line[1])) == "last line"
            # What is drawn out of the pane ends at its edge.
            assert await copied(seat, line, (0, 0)) != ""
            assert "outrider" not in seat.copied


async def test_a_selection_stays_on_its_text_while_that_is_scrolled(lab: Lab) -> None:
    body = "".join(f"line {number}\n" for number in range(200)).encode()
    async with toxic_server(says(response(body, AS_TEXT))) as server:
        lab.request("text", server.url, NO_AUTH)
        async with seated(lab, LARGE) as seat:
            await seat.open("text")
            await seat.send()
            await seat.press("ctrl+g", "b")
            await seat.sees("line 0")
            view = seat.response.pane.view
            inner = view.content_region
            start = find(seat, "line 3")
            await drag(seat, start, (inner.x + 5, inner.bottom - 1))
            for _ in range(3):
                await seat.pilot.hover(offset=(inner.x + 5, inner.bottom + 1))
                await seat.pilot.hover(offset=(inner.x + 5, inner.bottom + 2))
            bottom = (inner.x + 5, inner.bottom + 2)
            await seat.pilot.mouse_up(offset=bottom)
            assert view.top.row > 0
            await seat.press("ctrl+c")
            lines = seat.copied.split("\n")
            assert lines[0] == "line 3"
            assert lines[1:-1] == [f"line {number}" for number in range(4, 4 + len(lines) - 2)]
            assert len(lines) > inner.height - 4
            # Another answer is another text.
            await seat.send()
            assert lit(seat) == ""


async def test_lists_copy_what_they_show_and_a_drag_is_no_click(lab: Lab) -> None:
    lab.request("one", "{{base_url}}/orders")
    lab.request("two", "{{base_url}}/orders/2")
    async with seated(lab, LARGE) as seat:
        await seat.open("one")
        await seat.send()
        place = find(seat, "two")
        assert await copied(seat, place, behind(place, "two")) == "two"
        assert seat.work.context.request_id == "one"
        entry = find(seat, "/token")
        await copied(seat, entry, behind(entry, "/token"))
        assert seat.copied == "/token"
        # From one line of the console into the next, without the blanks that fill it.
        await copied(seat, (entry[0], entry[1]), (entry[0] + 20, entry[1] + 1))
        first, second = seat.copied.split("\n")
        assert re.match("/token +no ", first), first
        assert first.endswith(" ms")
        assert first == first.rstrip()
        assert "api  GET" in second


@pytest.mark.parametrize("keys", [("f1",), ("ctrl+g", "t")])
async def test_dialogs_copy_texts_that_they_fold(lab: Lab, keys: tuple[str, ...]) -> None:
    lab.request("one", "{{base_url}}/orders")
    async with seated(lab, SMALL) as seat:
        await seat.open("one")
        await seat.send()
        await seat.press("ctrl+g", "r")
        await seat.press(*keys)
        dialog = await seat.dialog()
        reading = dialog.query_one(WrappedList)
        await seat.until(lambda: reading.count > 3, "the lines")
        inner = reading.content_region
        end = (inner.right - 2, inner.bottom - 1)
        text = await copied(seat, (inner.x, inner.y), end)
        assert len(text.split("\n")) > 2
        assert not any(line.startswith(" ") or line.endswith(" ") for line in text.split("\n"))
        assert not any("   " in line for line in text.split("\n"))


async def test_headers_and_notes_of_a_response_are_copied(lab: Lab) -> None:
    lab.request("one", "{{base_url}}/orders")
    async with seated(lab, LARGE) as seat:
        await seat.open("one")
        await seat.send()
        await seat.press("ctrl+g", "b", "3")
        await seat.sees("content-length")
        header = find(seat, "content-length")
        assert await copied(seat, header, behind(header, "content-length")) == "content-length"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_texts_in_edges_are_selected_shown_and_copied(
    lab: Lab, size: tuple[int, int]
) -> None:
    lab.request("one", "{{base_url}}/orders")
    async with seated(lab, size) as seat:
        await seat.open("one")
        await seat.send()
        await seat.sees("200 OK")
        regions = {one: one.region for one in seat.work.query_one("#work").children}
        status = find(seat, "200 OK")
        end = behind(status, "200 OK")
        await drag(seat, status, end)
        assert lit(seat) == "200 OK"
        await seat.pilot.mouse_up(offset=end)
        await seat.press("ctrl+c")
        assert seat.copied == "200 OK"
        # Over the line to another text of it: the line itself is neither shown nor copied.
        facts = seat.lines[status[1]].rpartition("─ ")[2].rstrip("─┤ ")
        last = behind(find(seat, facts), facts)
        assert await copied(seat, status, last) == f"200 OK  {facts}"
        assert lit(seat).split() == f"200 OK {facts}".split()
        # It stays in its line, and moves no edge.
        assert await copied(seat, status, (end[0], end[1] + 5)) == "200 OK"
        assert {one: one.region for one in regions} == regions
        # What is shown there from now on is another text.
        await seat.send()
        assert lit(seat) == ""
        # Of a request's name beside that of its file; and of the line above all panes.
        name = find(seat, "one")
        assert await copied(seat, name, behind(name, "one")) == "one"
        workspace = find(seat, "Lab")
        assert await copied(seat, workspace, behind(workspace, "Lab")) == "Lab"


async def test_what_stands_below_a_pane_and_in_the_edge_of_a_dialog_is_copied(lab: Lab) -> None:
    body = response(b'{"at": "2026-03-01T11:00:00Z"}', JSON)
    async with toxic_server(says(body)) as server:
        lab.request("one", server.url, NO_AUTH)
        async with seated(lab, LARGE) as seat:
            await seat.open("one")
            await seat.send()
            await seat.press("ctrl+g", "b", "down")
            await seat.sees("11:00:00 UTC")
            told = find(seat, "11:00:00 UTC")
            assert await copied(seat, told, behind(told, "11:00:00 UTC")) == "11:00:00 UTC"
            await seat.press("ctrl+g", "e", "e")
            await seat.sees("environments/dev.toml")
            file = find(seat, "environments/dev.toml")
            assert await copied(seat, file, behind(file, "environments/dev.toml")) == (
                "environments/dev.toml"
            )
