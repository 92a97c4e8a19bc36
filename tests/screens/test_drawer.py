"""Where there is no room for the sidebar, it lies over the work while it has the focus."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated, to
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

SIZES = [(60, 16), (79, 24)]


def is_drawn(seat: Seat) -> bool:
    """Whether the drawer is over the work, box and blank."""
    return any(line.startswith("├─ Requests ─") and line[33:35] == "┤ " for line in seat.lines)


def is_gone(seat: Seat) -> bool:
    """Whether nothing of it is seen."""
    return "Requests" not in seat.text and "Environments" not in seat.text


@pytest.mark.parametrize("size", SIZES)
async def test_it_comes_with_the_focus_and_goes_with_it(files: Lab, size: tuple[int, int]) -> None:
    async with seated(files, size) as seat:
        await seat.until(lambda: is_drawn(seat), "the drawer")
        for key in "erer":
            await seat.press("ctrl+g", "u")
            await seat.until(lambda: is_gone(seat), "the work alone")
            await seat.press("ctrl+g", key)
            await seat.until(lambda: is_drawn(seat), "the drawer")
        # The Tab key comes by as well.
        await seat.press("tab")
        await seat.until(lambda: is_gone(seat), "the work alone")
        await seat.press("shift+tab")
        await seat.until(lambda: is_drawn(seat), "the drawer")
        await seat.press("shift+tab", "shift+tab")
        await seat.until(lambda: is_gone(seat), "the work alone")


@pytest.mark.parametrize("size", SIZES)
async def test_enter_opens_what_is_chosen_and_goes_back_to_the_work(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await to(seat, "billing/pay")
        await seat.press("enter")
        await seat.until(lambda: is_gone(seat), "the work alone")
        await seat.until(lambda: seat.work.context.request_id == "billing/pay", "the request")
        assert seat.work.focused is seat.editor.tabs
        # A folder is no request: it is folded, and there is more to choose.
        await to(seat, "billing")
        await seat.press("enter")
        assert is_drawn(seat)


async def test_an_environment_that_is_chosen_ends_it(lab: Lab) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/other.toml": 'name = "Other"\n' + text})
    async with seated(lab, (60, 16)) as seat:
        await seat.press("ctrl+g", "b", "ctrl+g", "e", "2")
        await seat.until(lambda: "Other" in seat.status, "the environment")
        await seat.until(lambda: is_gone(seat), "the work alone")
        # The focus is where it was before.
        assert seat.response in seat.work.focused.ancestors  # type: ignore[union-attr]


async def test_escape_ends_it_and_cancels_nothing(files: Lab) -> None:
    async with seated(files, (60, 16)) as seat:
        await seat.until(lambda: is_drawn(seat), "the drawer")
        await seat.press("escape")
        await seat.until(lambda: is_gone(seat), "the work alone")
        # The first escape belongs to a filter that is there.
        await seat.press("ctrl+g", "r", "slash", "p", "a", "y", "escape")
        assert is_drawn(seat)
        await seat.press("escape")
        await seat.until(lambda: is_gone(seat), "the work alone")


async def test_what_is_sent_is_seen(files: Lab) -> None:
    async with seated(files, (60, 16)) as seat:
        await seat.send()
        await seat.until(lambda: is_gone(seat), "the work alone")
        await seat.sees("✗ 404")


async def test_a_request_that_is_found_is_seen(files: Lab) -> None:
    async with seated(files, (60, 16)) as seat:
        await seat.open("list")
        await seat.press("ctrl+g", "r", "ctrl+o")
        await seat.dialog()
        await seat.type("pay")
        await seat.press("enter")
        await seat.at_work()
        await seat.until(lambda: seat.work.context.request_id == "billing/pay", "the request")
        await seat.until(lambda: is_gone(seat), "the work alone")


async def test_the_next_unsaved_request_is_seen(files: Lab) -> None:
    async with seated(files, (60, 16)) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/changed")
        await seat.open("billing/pay")
        await seat.press("ctrl+g", "r")
        await seat.until(lambda: is_drawn(seat), "the drawer")
        await seat.press("alt+u")
        await seat.until(lambda: seat.work.context.request_id == "list", "the request")
        await seat.until(lambda: is_gone(seat), "the work alone")


async def test_a_dialog_of_the_drawer_comes_back_to_it(files: Lab) -> None:
    async with seated(files, (60, 16)) as seat:
        await seat.press("ctrl+g", "r", "n")
        await seat.dialog()
        await seat.press("escape")
        await seat.at_work()
        await seat.until(lambda: is_drawn(seat), "the drawer")


async def test_a_wider_terminal_has_its_sidebar_back(files: Lab) -> None:
    async with seated(files, (79, 24)) as seat:
        await seat.press("ctrl+g", "u")
        await seat.until(lambda: is_gone(seat), "the work alone")
        await seat.pilot.resize_terminal(80, 24)
        await seat.sees("─ Environments ─", "┬─ ")
        await seat.pilot.resize_terminal(79, 24)
        await seat.until(lambda: is_gone(seat), "the work alone")
        await seat.press("ctrl+g", "r")
        await seat.until(lambda: is_drawn(seat), "the drawer")
        await seat.press("ctrl+g", "z")
        await seat.until(lambda: seat.lines[1].endswith("─ 2 ─"), "the whole width")
        assert len(seat.lines[1]) == 79


async def test_going_from_pane_to_pane_gives_no_style_anew_to_what_stays_as_it_is(
    files: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    update = Stylesheet.update_nodes

    def counted(self: Stylesheet, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        these = list(nodes)
        styled.extend(these)
        update(self, these, animate)

    async with seated(files, LARGE) as seat:
        monkeypatch.setattr(Stylesheet, "update_nodes", counted)
        for key in "urueb":
            await seat.press("ctrl+g", key)
        assert seat.editor not in styled
        assert seat.response not in styled
        assert seat.work not in styled
