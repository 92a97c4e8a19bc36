"""Somebody who takes the next step of an error."""

from __future__ import annotations

from pathlib import Path

from tests.screens.seat import Seat

from outrider.dialogs.value_dialog import ValueDialog
from outrider.toolkit.fields.line_input import LineInput


async def fails(seat: Seat, *texts: str) -> None:
    """Sends, waits for the problem, and goes to it."""
    await seat.press("ctrl+r")
    await seat.sees(*texts)
    await seat.press("ctrl+g", "b")


async def step(seat: Seat, title: str) -> ValueDialog:
    """Takes the step of the problem that is shown, and waits for its dialog."""
    await seat.press("e")
    await seat.sees(title)
    dialog = seat.app.screen
    assert isinstance(dialog, ValueDialog)
    return dialog


async def keep(seat: Seat, value: str, turns: int) -> None:
    """Types a value into the field, turns to a place, and gives it."""
    seat.app.screen.query_one(LineInput).focus()
    await seat.type(value)
    await seat.press("down", *["right"] * turns, "enter")


def everything_in(*folders: Path) -> str:
    """Every file below these folders, by name and content."""
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    return "\n".join(f"{path}\n{path.read_bytes()!r}" for path in files)


async def trusted(seat: Seat) -> None:
    """Sends, and agrees to what is asked about."""
    await seat.press("ctrl+r")
    await seat.sees("Trust only what you")
    await seat.press("t")
    await seat.at_work()
