"""The keys of a sheet's rows."""

from __future__ import annotations

from textual.binding import Binding

SHEET_KEYS = (
    Binding("up,k", "move(-1)", "Up", show=False),
    Binding("down,j", "move(1)", "Down", show=False),
    Binding("home,g", "move(-100000)", "First", show=False),
    Binding("end,G", "move(100000)", "Last", show=False),
    Binding("pageup", "page(-1)", "Page up", show=False),
    Binding("pagedown", "page(1)", "Page down", show=False),
    Binding("ctrl+u", "page(-0.5)", "Half up", show=False),
    Binding("ctrl+d", "page(0.5)", "Half down", show=False),
    Binding("a", "press('add')", "Add", tooltip="Adds a row."),
    Binding(
        "enter",
        "press('edit')",
        "Edit",
        tooltip="Edits the row: enter keeps, escape takes back.",
    ),
    Binding(
        "d,delete",
        "press('remove')",
        "Remove",
        tooltip="Removes the row; empties one that has to be there.",
    ),
    Binding("space", "press('switch')", "On/off", tooltip="Switches the row on or off."),
    Binding(
        "left",
        "press('previous')",
        "Previous",
        show=False,
        tooltip="Goes to the choice before.",
    ),
    Binding("right", "press('next')", "Next", show=False, tooltip="Goes to the next choice."),
    Binding("shift+up,alt+up,K", "press('up')", "Move up", show=False, tooltip="Moves the row up."),
    Binding(
        "shift+down,alt+down,J",
        "press('down')",
        "Move down",
        show=False,
        tooltip="Moves the row down.",
    ),
    Binding("y", "press('copy')", "Copy value", show=False, tooltip="Copies the value."),
    Binding(
        "D", "press('duplicate')", "Duplicate", show=False, tooltip="Copies the row below itself."
    ),
    Binding("u,ctrl+z", "press('undo')", "Undo", show=False, tooltip="Undoes the last change."),
    Binding("U,ctrl+y", "press('redo')", "Redo", show=False, tooltip="Does it again."),
    Binding("f4", "press('outside')", "$EDITOR", show=False, tooltip="Edits the value in $EDITOR."),
    Binding(
        "n",
        "press('describe')",
        "Describe",
        show=False,
        tooltip="Writes what the row is for.",
    ),
    Binding(
        "v",
        "press('reveal')",
        "Show secret",
        show=False,
        tooltip="Shows a secret that is written here, or hides it.",
    ),
)
