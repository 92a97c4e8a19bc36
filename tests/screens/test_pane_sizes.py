"""How high and how wide the panes are: by what they show, and by what was typed and dragged."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from textual.events import MouseDown, MouseMove, MouseUp
from textual.widget import Widget

from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree


def heights(seat: Seat) -> tuple[int, int, int]:
    """Lines of request, response and console, each with its title."""
    panes: list[Widget] = [seat.editor, seat.response, seat.work.query_one(ConsolePanel)]
    request, response, console = (one.outer_size.height + 1 for one in panes)
    return request, response, console


def _has_height(seat: Seat, wanted: int) -> bool:
    return heights(seat)[0] == wanted


def with_rows(lab: Lab, name: str, count: int, more: str = "") -> None:
    rows = ", ".join(f'{{name = "n{one}", value = "v"}}' for one in range(count))
    text = f'url = "{{{{base_url}}}}/orders"\nquery = [{rows}]\n{more}'
    lab.write({f"requests/{name}.toml": text})


async def test_the_request_is_as_high_as_what_it_has(lab: Lab) -> None:
    for count in (0, 1, 2, 5, 9, 30):
        with_rows(lab, f"r{count:02}", count)
    async with seated(lab, LARGE) as seat:
        total = sum(heights(seat))
        for count in (30, 9, 1, 5, 0, 2):
            await seat.open(f"r{count:02}")
            # Title, URL and tabs with a blank line each, and at most two of five lines.
            wanted = min(5 + max(count, 1), round(0.4 * 38))
            await seat.until(partial(_has_height, seat, wanted), f"{count} rows")
            assert sum(heights(seat)) == total


async def test_a_body_grows_in_steps_while_it_is_typed_and_shrinks_with_the_next_tab(
    lab: Lab,
) -> None:
    body = '[body]\ntype = "text"\ncontent = "a\\nb"\n'
    with_rows(lab, "text", 2, body)
    async with seated(lab, LARGE) as seat:
        await seat.open("text")
        await seat.press("ctrl+g", "p", "right_square_bracket", "right_square_bracket")
        await seat.press("down", "down")
        # Title, URL, tabs, type, and the text; and two blank lines.
        await seat.until(lambda: heights(seat)[0] == 6 + 2, "the text alone")
        await seat.press("enter")
        await seat.until(lambda: heights(seat)[0] == 6 + 6, "a step")
        await seat.press("enter", "enter", "enter")
        assert heights(seat)[0] == 6 + 6
        await seat.press("enter")
        # No more than its share.
        await seat.until(lambda: heights(seat)[0] == round(0.4 * 38), "one more step")
        await seat.press("backspace", "backspace", "backspace")
        assert heights(seat)[0] == round(0.4 * 38)
        await seat.press("ctrl+g", "p", "left_square_bracket", "left_square_bracket")
        await seat.until(lambda: heights(seat)[0] == 5 + 2, "the other tab")


async def test_no_line_of_a_terminal_without_many_is_left_blank(lab: Lab) -> None:
    with_rows(lab, "r", 3)
    async with seated(lab, SMALL) as seat:
        await seat.open("r")
        for size in (SMALL, (120, 39), (60, 16)):
            await seat.pilot.resize_terminal(*size)
            wanted = 3 + 3 if size[1] > 20 else 2 + 2 + 1
            await seat.until(partial(_has_height, seat, wanted), f"no blank line at {size}")
            tree, environments = (
                seat.work.query_one(one) for one in (RequestTree, EnvironmentList)
            )
            assert tree.region.y == environments.region.bottom + 1
        await seat.pilot.resize_terminal(*LARGE)
        await seat.until(partial(_has_height, seat, 5 + 3), "two blank lines")
        assert tree.region.y == environments.region.bottom + 2
        await seat.press("ctrl+g", "e", "ctrl+g", "z")
        await seat.until(lambda: environments.region.bottom == LARGE[1] - 1, "all of the lines")


async def test_an_open_entry_has_half_of_the_lines_while_the_console_has_the_focus(
    lab: Lab,
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        before = heights(seat)
        assert before[2] == 6
        await seat.press("ctrl+g", "g")
        assert heights(seat) == before
        await seat.press("enter")
        await seat.until(lambda: heights(seat)[2] == 18, "half of the lines")
        assert heights(seat)[1] >= 5
        assert sum(heights(seat)) == sum(before)
        await seat.press("ctrl+g", "b")
        await seat.until(lambda: heights(seat) == before, "the usual lines")
        await seat.press("ctrl+g", "g")
        await seat.until(lambda: heights(seat)[2] == 18, "half of the lines again")
        await seat.press("enter")
        await seat.until(lambda: heights(seat) == before, "the former lines")


async def test_low_terminals_keep_each_pane_in_sight(lab: Lab) -> None:
    with_rows(lab, "r", 9)
    async with seated(lab, SMALL) as seat:
        await seat.open("r")
        for size in ((80, 19), (60, 16), (100, 16), (120, 19)):
            await seat.pilot.resize_terminal(*size)
            await seat.until(lambda: heights(seat)[2] == 2, f"one entry at {size}")
            request, response, _ = heights(seat)
            # Two parameters; the response has at least five lines.
            assert request == 2 + 2 + 1
            assert response >= 5


def sidebar(seat: Seat) -> int:
    """Columns of the sidebar."""
    return seat.work.query_one("#side").outer_size.width


async def dragged(seat: Seat, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Presses the button, moves in two steps, and lets go."""
    pilot = seat.pilot
    between = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    await pilot.mouse_down(offset=start)
    for place in (between, end):
        await pilot._post_mouse_events([MouseMove], None, offset=place, button=1)
        await pilot.pause()
    await pilot.mouse_up(offset=end)
    await pilot.pause()


async def clicked(seat: Seat, x: int, y: int) -> None:
    """Clicks as the terminal does: the app sees the button before any widget."""
    for kind in (MouseDown, MouseUp):
        event = kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
        seat.app.post_message(event)
        await seat.pilot.pause()


async def test_arrows_after_the_leader_go_on_until_another_key_comes(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        tree = seat.work.query_one(RequestTree)
        assert sidebar(seat) == 32
        await seat.press("home", "ctrl+g", "right", "right", "right")
        await seat.until(lambda: sidebar(seat) == 38, "six columns more")
        assert "Move edge" in seat.lines[-1]
        await seat.press("j")
        await seat.until(lambda: tree.cursor == 1, "the cursor to move")
        assert "Move edge" not in seat.lines[-1]
        await seat.press("right")
        assert sidebar(seat) == 38
        await seat.press("ctrl+g", "0")
        await seat.until(lambda: sidebar(seat) == 32, "the usual sizes")


async def test_the_footers_arrows_can_be_clicked_on_and_on(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        before = heights(seat)
        await seat.press("ctrl+g", "u", "ctrl+g", "right")
        await seat.sees("←  →  ↑  ↓ Move edge  esc Done")
        for _ in range(2):
            await clicked(seat, seat.lines[-1].index("→"), 39)
        await seat.until(lambda: sidebar(seat) == 38, "six columns more")
        await clicked(seat, seat.lines[-1].index("↓"), 39)
        await seat.until(lambda: heights(seat)[0] == before[0] + 1, "a line more")
        await clicked(seat, seat.lines[-1].index("Done"), 39)
        await seat.until(lambda: "Move edge" not in seat.lines[-1], "the usual keys")
        # Any other click ends it too.
        await seat.press("ctrl+g", "left")
        await seat.sees("Move edge")
        await clicked(seat, seat.lines[2].index("base_url"), 2)
        await seat.until(lambda: "Move edge" not in seat.lines[-1], "the usual keys")
        assert sidebar(seat) == 36


async def test_an_edge_that_is_dragged_over_texts_copies_nothing(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        before = heights(seat)
        edge = next(y for y, line in enumerate(seat.lines) if "─ Response ─" in line)
        await dragged(seat, (70, edge), (70, edge + 6))
        await seat.until(lambda: heights(seat)[0] == before[0] + 6, "six lines more")
        assert "Copied" not in seat.said


async def test_arrows_that_come_faster_than_frames_all_count(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        before = heights(seat)
        await seat.press("ctrl+g", "g", "ctrl+g")
        await seat.hold("right", 5)
        await seat.hold("up", 6)
        await seat.until(partial(_has_sidebar, seat, 42), "each of them")
        await seat.until(lambda: heights(seat)[2] == before[2] + 6, "each of them")


async def test_each_arrow_moves_the_edge_of_the_pane_that_has_the_focus(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        request, response, console = heights(seat)
        await seat.press("ctrl+g", "u", "ctrl+g", "down", "down", "down", "up")
        await seat.until(lambda: heights(seat) == (request + 2, response - 2, console), "request")
        await seat.press("ctrl+g", "b", "ctrl+g", "up")
        await seat.until(
            lambda: heights(seat) == (request + 2, response - 3, console + 1), "response"
        )
        await seat.press("ctrl+g", "g", "ctrl+g", "down", "down")
        await seat.until(
            lambda: heights(seat) == (request + 2, response - 1, console - 1), "console"
        )
        await seat.press("ctrl+g", "0")
        await seat.until(lambda: heights(seat) == (request, response, console), "the usual sizes")


async def test_sizes_are_there_in_the_next_run(files: Lab, home: Path) -> None:
    async with seated(files, LARGE) as seat:
        await seat.press("ctrl+g", "right", "right", "escape", "ctrl+g", "u", "ctrl+g", "down")
        await seat.until(lambda: sidebar(seat) == 36, "the width")
        before = heights(seat)
    # Closed before they had settled.
    assert (home / "state/outrider/layout.toml").read_text().startswith("sidebar = 0.3000\n")
    async with seated(files, LARGE) as seat:
        assert (sidebar(seat), heights(seat)) == (36, before)
        await seat.press("ctrl+g", "0")
        file = home / "state/outrider/layout.toml"
        await seat.until(lambda: file.read_text() == 'layout = "auto"\n', "what is remembered")


async def test_sizes_that_cannot_be_remembered_are_there_all_the_same(
    files: Lab, home: Path
) -> None:
    (home / "state/outrider").mkdir(parents=True)
    (home / "state/outrider/layout.toml").mkdir()
    async with seated(files, LARGE) as seat:
        assert "layout.toml is not a TOML file" in seat.said
        await seat.press("ctrl+g", "right")
        await seat.until(lambda: sidebar(seat) == 34, "the width")
        await seat.until(lambda: "was not saved" in seat.said, "the notice")


async def test_limits_hold_and_small_terminals_bear_every_key(files: Lab) -> None:
    arrows = ("right", "down", "left", "up")
    async with seated(files, (100, 30)) as seat:
        for arrow, columns in (("left", 24), ("right", 60)):
            await seat.press("ctrl+g")
            await seat.hold(arrow, 22)
            await seat.until(partial(_has_sidebar, seat, columns), arrow)
        for size in ((60, 16), (160, 45)):
            await seat.pilot.resize_terminal(*size)
            for pane in "rubg":
                await seat.press("ctrl+g", pane)
                for arrow in arrows:
                    await seat.press("ctrl+g")
                    await seat.hold(arrow, 4)
                strips = seat.app.screen._compositor.render_strips()
                assert [one.cell_length for one in strips] == [size[0]] * size[1]
                assert heights(seat)[1] >= 5
                await seat.press("escape")


def _has_sidebar(seat: Seat, columns: int) -> bool:
    return sidebar(seat) == columns


async def test_edges_follow_the_mouse_while_its_button_is_down(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await dragged(seat, (31, 12), (41, 14))
        await seat.until(lambda: sidebar(seat) == 42, "the sidebar")
        # Both lines between two boxes are the edge; beyond the limits it stays.
        await dragged(seat, (42, 12), (3, 14))
        await seat.until(lambda: sidebar(seat) == 24, "the least")
        request, response, console = heights(seat)
        title = 1 + request
        await dragged(seat, (60, title), (50, title + 4))
        await seat.until(lambda: heights(seat) == (request + 4, response - 4, console), "lower")
        title = seat.work.query_one(ConsolePanel).region.y - 1
        await dragged(seat, (60, title), (60, title - 5))
        await seat.until(
            lambda: heights(seat) == (request + 4, response - 9, console + 5), "higher"
        )
        # What is no edge moves none.
        before = (sidebar(seat), heights(seat))
        for start in ((60, 1), (12, 1), (5, 3), (60, 20), (60, 38)):
            await dragged(seat, start, (start[0] + 9, min(start[1] + 9, 38)))
        assert (sidebar(seat), heights(seat)) == before


async def test_a_press_on_an_edge_that_is_not_dragged_moves_nothing(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        before = (sidebar(seat), heights(seat))
        await seat.pilot.mouse_down(offset=(31, 12))
        await seat.pilot.mouse_up(offset=(31, 12))
        # The button came up where nobody saw it.
        await seat.pilot.mouse_down(offset=(31, 12))
        await seat.pilot.hover(offset=(50, 12))
        assert (sidebar(seat), heights(seat)) == before


async def test_in_a_wide_terminal_the_response_stands_beside_the_request(files: Lab) -> None:
    async with seated(files, (160, 45)) as seat:
        await seat.send()

        def is_beside() -> bool:
            return seat.response.region.y == seat.editor.region.y

        def width() -> int:
            return seat.editor.outer_size.width

        assert is_beside()
        assert re.search("╮ ╭─ Response ─ ✗ 404 Not Found ─", seat.lines[1])
        await seat.until(lambda: re.search("─ Console ─+┴─┴─+ 2 ─┤$", seat.text, re.M), "the ends")
        before, console = width(), heights(seat)[2]
        await seat.press("ctrl+g", "u", "ctrl+g", "right", "right", "up")
        await seat.until(lambda: width() == before + 4, "a wider request")
        await seat.until(lambda: heights(seat)[2] == console + 1, "a higher console")
        edge = seat.response.region.x - 1
        await dragged(seat, (edge, 10), (edge - 9, 12))
        await seat.until(lambda: width() == before - 5, "a narrower request")
        await seat.press("ctrl+g", "L")
        await seat.until(lambda: not is_beside(), "one below the other")
        assert "Layout: stacked." in seat.said
        await seat.press("ctrl+g", "L")
        await seat.until(is_beside, "side by side")
        # Whoever wants it has it in narrower terminals as well.
        await seat.pilot.resize_terminal(100, 24)
        await seat.until(is_beside, "side by side")
        await seat.pilot.resize_terminal(99, 24)
        await seat.until(lambda: not is_beside(), "one below the other")
        await seat.press("ctrl+g", "L")
        await seat.pilot.resize_terminal(159, 45)
        await seat.until(lambda: not is_beside(), "one below the other")
        await seat.pilot.resize_terminal(160, 30)
        await seat.until(is_beside, "side by side")


async def test_a_zoomed_pane_has_no_edge_to_move(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        before = heights(seat)
        await seat.press("ctrl+g", "b", "ctrl+g", "z")
        await seat.press("ctrl+g", "right", "up", "escape")
        await dragged(seat, (0, 12), (20, 12))
        await seat.press("ctrl+g", "z")
        await seat.until(lambda: heights(seat) == before, "the others")
        assert sidebar(seat) == 32
