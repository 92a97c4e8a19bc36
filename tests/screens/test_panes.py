"""The panes as they are drawn: at every size, around any text, and where the focus is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.filled_cells import filled, is_title
from tests.screens.seat import LARGE, SMALL, seated
from textual.color import Color

from outrider.terminal.device.early_terminal import remembered_sidebar, startup_frame

SIZES = [
    (columns, lines)
    for columns in (60, 79, 80, 99, 100, 120, 159, 160, 220)
    for lines in (16, 19, 20, 40, 70)
]
SIDES = "│┃├┤┣┫┼╋"
BESIDE = re.compile(rf"[\w\"'(){{}}\[\]][{SIDES}]|[{SIDES}][\w\"'(){{}}\[\]]")
HARD = ("名前" * 40, "x" * 300, "e" + "\u0301" * 60)


@pytest.fixture
def crowded(lab: Lab) -> Lab:
    """Names of every kind that is hard to cut."""
    for number, name in enumerate(HARD):
        url = f'name = "{name}"\nurl = "{{{{base_url}}}}/{name}?q={name}"\n'
        lab.write({f"requests/r{number}.toml": url})
        text = (lab.root / "environments/dev.toml").read_text()
        lab.write({f"environments/e{number}.toml": f'name = "{name}"\n' + text})
    return lab


async def test_each_line_fits_and_no_text_touches_a_line_at_any_size(crowded: Lab) -> None:
    async with seated(crowded, LARGE) as seat:
        await seat.send()
        for size in SIZES:
            await seat.pilot.resize_terminal(*size)
            await seat.pilot.pause()
            strips = seat.app.screen._compositor.render_strips()
            assert [one.cell_length for one in strips] == [size[0]] * size[1]
            touching = [line for line in seat.lines[1:-1] if BESIDE.search(line)]
            assert not touching, f"{size}: {touching}"


async def test_no_part_of_the_request_touches_a_line(lab: Lab) -> None:
    body = '[body]\ntype = "json"\ntext = "{\\"a\\": 1}"\n[variables]\nv = "w"\n'
    lab.write({"requests/list.toml": 'method = "POST"\nurl = "{{base_url}}/x?a=b"\n' + body})
    for size in (SMALL, LARGE):
        async with seated(lab, size) as seat:
            await seat.press("ctrl+g", "p")
            for _ in range(6):
                await seat.press("right_square_bracket")
                touching = [line for line in seat.lines[1:-1] if BESIDE.search(line)]
                assert not touching, touching


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 16)], ids=["80x24", "120x40", "60x16"])
async def test_wherever_the_focus_is_one_name_is_filled_and_at_most_one_row(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await seat.send()
        names = set()
        for _ in range(12):
            await seat.press("tab")
            titles = [(y, text) for y, text in filled(seat) if is_title(seat, y, text)]
            rows = {y for y, text in filled(seat) if (y, text) not in titles}
            # The lowest screens have no line for the title of the request.
            assert len(titles) == 1 or size == (60, 16)
            assert len(rows) <= 1
            names |= {text for _, text in titles}
        assert {" Environments ", " Requests ", " Response ", " Console "} <= names


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 16)], ids=["80x24", "120x40", "60x16"])
async def test_nothing_but_the_focused_name_and_its_bar_is_filled(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        quiet = {
            Color.parse(seat.app.theme_variables[role]).rich_color.triplet
            for role in ("background", "panel", "surface")
        }
        await seat.send()
        for _ in range(12):
            await seat.press("tab")
            drawn = (
                "".join(
                    one.text if ground and ground.triplet not in quiet else "\0" * one.cell_length
                    for one in strip
                    for ground in [one.style and one.style.bgcolor]
                )
                for strip in seat.app.screen._compositor.render_strips()
            )
            # A cursor is one cell.
            blocks = [block for line in drawn for block in line.split("\0") if len(block) > 1]
            assert len(blocks) <= 2, blocks


@pytest.mark.parametrize("size", [SMALL, (60, 16)], ids=["80x24", "60x16"])
async def test_every_part_of_a_request_is_named_in_a_narrow_terminal(
    files: Lab, size: tuple[int, int]
) -> None:
    few = '[variables]\nv = "w"\n'
    files.write({"requests/few.toml": 'url = "{{base_url}}/x"\nquery = [{name = "n"}]\n' + few})
    rows = ", ".join('{name = "n", value = "v"}' for _ in range(12))
    expected = "[[expect]]\nstatus = 200\n"
    text = f'method = "POST"\nurl = "{{{{base_url}}}}/x"\nquery = [{rows}]\nheaders = [{rows}]\n'
    more = '[variables]\nv = "w"\n[options]\ntimeout = 5\n[body]\ntype = "json"\ncontent = "1"\n'
    files.write({"requests/full.toml": text + more + expected})
    async with seated(files, size) as seat:
        await seat.open("few")
        await seat.sees("GET")
        await seat.press("ctrl+g", "u")
        named = r"Params 1 +Headers +Body +Auth.* +Options +Vars 1 +Checks\b"
        await seat.until(lambda: re.search(named, seat.text), "the parts with their counts")
        # With a count behind nearly each of them, there is room for the names alone.
        await seat.open("full")
        await seat.press("ctrl+g", "u")
        named = r"Params[ \d]+Headers[ \d]+Body +Auth +Options[ \d]+Vars[ \d]+Checks\b"
        await seat.until(lambda: re.search(named, seat.text), "every part")


async def test_the_edge_that_closes_a_pane_has_the_focus_s_colour_too(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        focus = Color.parse(seat.app.theme_variables["block-cursor-background"]).rich_color.triplet

        def lines_in_focus() -> list[int]:
            strips = seat.app.screen._compositor.render_strips()
            # The right side of the work.
            ends = [next(iter(strip.crop(119, 120))).style for strip in strips]
            return [
                y
                for y, style in enumerate(ends)
                if style and style.color and style.color.triplet == focus
            ]

        await seat.press("ctrl+g", "b")
        top = seat.response.region.y - 1
        bottom = seat.response.region.bottom
        await seat.until(lambda: lines_in_focus() == [*range(top, bottom + 1)], "the whole box")
        assert seat.lines[bottom][33:45].startswith("─ Console ")


async def test_a_text_dump_tells_what_is_active_open_answered_and_unsaved(files: Lab) -> None:
    async with seated(files, SMALL) as seat:
        await seat.open("list")
        await seat.send()
        await seat.sees("✓ 200 OK")
        lines = seat.lines
        assert any(line.startswith("▌1 dev") for line in lines)
        assert any(re.match(r"▌GET +list", line) for line in lines)
        assert "requests/list.toml" in lines[1]
        await seat.edit_url("{{base_url}}/other")
        await seat.until(lambda: "list •" in seat.lines[1], "the mark of edits in no file")


async def test_counts_stand_in_titles(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await seat.send()
        await seat.until(lambda: re.search("─ Console ─+ 2 ─", seat.text), "the console's entries")
        assert re.search("─ Environments ─+ 1 ─", seat.text)
        assert re.search("─ Requests ─+ 2 ─", seat.text)


@pytest.mark.parametrize("remembered", ["", "sidebar = 0.4000\n"], ids=["default", "wider"])
@pytest.mark.parametrize("size", [SMALL, LARGE, (100, 30), (99, 19), (60, 16), (79, 24), (200, 60)])
async def test_the_first_frame_has_lines_where_they_will_stay(
    files: Lab, size: tuple[int, int], remembered: str, home: Path
) -> None:
    pyte = pytest.importorskip("pyte")
    file = home / "state/outrider/layout.toml"
    file.parent.mkdir(parents=True)
    file.write_text(remembered)
    wanted = remembered_sidebar({"XDG_STATE_HOME": str(home / "state")})
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(startup_frame(*size, wanted))
    async with seated(files, size) as seat:
        real = [f"{line:{size[0]}}" for line in seat.lines]
    for y in range(1, size[1]):
        for x, sign in enumerate(screen.display[y]):
            # Titles come into the lines, and panes below each other.
            if sign not in " ─" and not (y > 1 and real[y][x] in "├┤┼"):
                assert real[y][x] == sign, (x, y, real[y])
