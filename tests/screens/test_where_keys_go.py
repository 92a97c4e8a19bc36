"""One title and at most one bar are filled, whatever is open: there the next key goes."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.filled_cells import filled, is_title
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.screens.test_snapshots_of_dialogs import DIALOGS

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.dialogs.help_dialog import HelpDialog

SIZES = [(60, 16), SMALL, LARGE]
IDS = ["60x16", "80x24", "120x40"]
OPENED_BY = [
    *[("ctrl+p",), ("ctrl+n",), ("ctrl+o",), ("f1",), ("ctrl+g", "h"), ("ctrl+g", "t")],
    *[("ctrl+g", "H"), ("ctrl+g", "i"), ("ctrl+g", "e", "e"), ("ctrl+g", "r", "N")],
]


def marks(seat: Seat) -> tuple[list[str], list[int]]:
    """The titles that are filled, and the rows of bars."""
    found = [*filled(seat), *filled(seat, "error")]
    titles = [(y, text) for y, text in found if is_title(seat, y, text)]
    rows = {y for y, text in found if (y, text) not in titles and y}
    # The button that sends is red where it asks first.
    return [text.strip() for _, text in titles], sorted(rows)


def check(seat: Seat, what: object) -> None:
    titles, rows = marks(seat)
    assert len(titles) == 1, (what, titles, seat.text)
    assert len(rows) <= 1, (what, rows, seat.text)


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_over_each_dialog_and_over_the_help_above_it(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await seat.send()
        for name, make in DIALOGS.items():
            seat.app.push_screen(make())
            dialog = await seat.dialog()
            check(seat, name)
            assert dialog.query_one(DialogBox).region.y >= 1
            await seat.press("f1")
            await seat.until(lambda: isinstance(seat.app.screen, HelpDialog), "the keys")
            await seat.pilot.pause()
            check(seat, f"help over {name}")
            await seat.press("escape")
            await seat.until(lambda back=dialog: seat.app.screen is back, "the dialog")  # type: ignore[misc]
            await seat.pilot.pause()
            check(seat, f"{name} again")
            dialog.dismiss(None)
            await seat.at_work()


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_over_what_keys_open(files: Lab, size: tuple[int, int]) -> None:
    async with seated(files, size) as seat:
        await seat.send()
        for keys in OPENED_BY:
            await seat.press(*keys)
            assert isinstance(await seat.dialog(), Dialog)
            await seat.until(lambda: len(marks(seat)[0]) == 1, f"one title over {keys}")
            check(seat, keys)
            await seat.press("escape")
            await seat.at_work()
        await seat.press("ctrl+g", "b")
        await seat.until(lambda: marks(seat)[0] == ["Response"], "the pane that has the focus")


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_over_the_leaders_menu(files: Lab, size: tuple[int, int]) -> None:
    async with seated(files, size) as seat:
        for place in "erbg":
            await seat.press("ctrl+g", place)
            before = marks(seat)
            await seat.press("ctrl+g")
            await seat.sees("choose an action")
            assert [one for one in marks(seat)[0] if "choose" in one] == marks(seat)[0]
            assert not marks(seat)[1]
            assert seat.lines[-1].strip().endswith("esc Close")
            await seat.press("escape")
            await seat.until(lambda then=before: marks(seat) == then, "the pane's own marks")  # type: ignore[misc]
