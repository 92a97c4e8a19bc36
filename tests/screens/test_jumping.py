"""Jump mode: a letter stands on every pane, field and tab, and leads there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from textual.geometry import Offset
from textual.widget import Widget

from outrider.dialogs.jump_mode import LETTERS, JumpScreen, JumpTarget, assign_letters
from outrider.toolkit.viewer.viewer import Viewer
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree


async def focused(seat: Seat, kind: type[Widget]) -> None:
    await seat.until(lambda: isinstance(seat.work.focused, kind), kind.__name__)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("keys", [["ctrl+backslash"], ["ctrl+g", "j"]])
async def test_every_letter_leads_to_its_place(
    lab: Lab, size: tuple[int, int], keys: list[str]
) -> None:
    async with seated(lab, size) as seat:
        await seat.send()
        await seat.sees("200 OK")
        await seat.press(*keys)
        await seat.sees("[e]", "[r]", "[m]", "[u]", "[b]", "[g]", "[p]", "[h]eaders", "[t]")
        await seat.press("escape")
        await seat.at_work()
        await seat.until(lambda: "[e]" not in seat.text, "the letters to go")
        assert "Environments" in seat.text
        for letter, kind in (
            ("e", EnvironmentList),
            ("r", RequestTree),
            ("g", ConsolePanel),
            ("b", Viewer),
        ):
            await seat.press(*keys, letter)
            await focused(seat, kind)
        await seat.press(*keys, "u")
        url = seat.editor.url_bar.url_field
        await seat.until(lambda: url.has_focus, "the URL")
        await seat.press(*keys, "h")
        await seat.until(lambda: seat.editor.tab == "headers", "the tab")
        await seat.until(lambda: not seat.editor.tabs.has_focus, "the focus in it")
        assert seat.editor.has_focus_within


async def test_a_tab_of_the_response_is_reached_and_other_keys_mean_nothing(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.send()
        await seat.sees("200 OK")
        await seat.press("ctrl+backslash")
        await seat.until(lambda: isinstance(seat.app.screen, JumpScreen), "the letters")
        screen = seat.app.screen
        assert isinstance(screen, JumpScreen)
        letter = next(letter for letter, place in screen._marks.items() if place.tab == "timing")
        await seat.press("f3", "5", letter)
        await seat.until(lambda: seat.response.tab == "timing", "the tab")
        await focused(seat, Viewer)


async def test_a_zoomed_pane_offers_only_what_is_in_sight(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "g", "ctrl+g", "z")
        await seat.until(lambda: "Requests" not in seat.text, "the zoom")
        await seat.press("ctrl+backslash")
        await seat.sees("[g]")
        assert "[r]" not in seat.text
        await seat.pilot.resize_terminal(100, 30)
        await seat.at_work()


WIDGET = Widget()


@given(st.lists(st.tuples(st.text("aábX 2", max_size=6), st.booleans()), max_size=80))
def test_every_place_has_a_letter_of_its_own(wanted: list[tuple[str, bool]]) -> None:
    found = [JumpTarget(WIDGET, Offset(0, 0), words, "tab" * tab) for words, tab in wanted]
    marks = assign_letters(found)
    letters = [letter for letter, _ in marks]
    assert len(letters) == len(set(letters)) == min(len(found), len(LETTERS))
    assert [place for _, place in marks] == [
        place for place in found if any(place is other for _, other in marks)
    ]
