"""The keys of a sheet's rows."""

from __future__ import annotations

from outrider.toolkit.key_bindings import key, with_ids

SHEET_KEYS = with_ids(
    "rows",
    key("up,k", "move(-1)", "Up", show=False),
    key("down,j", "move(1)", "Down", show=False),
    key("home,g", "move(-100000)", "First", show=False),
    key("end,G", "move(100000)", "Last", show=False),
    key("pageup", "page(-1)", "Page up", show=False),
    key("pagedown", "page(1)", "Page down", show=False),
    key("ctrl+u", "page(-0.5)", "Half up", show=False),
    key("ctrl+d", "page(0.5)", "Half down", show=False),
    key("a", "press('add')", "Add", "Adds a row."),
    key("enter", "press('edit')", "Edit", "Edits the row: enter keeps, escape takes back."),
    key(
        "d,delete",
        "press('remove')",
        "Remove",
        "Removes the row; empties one that has to be there.",
    ),
    key("space", "press('switch')", "On/off", "Switches the row on or off."),
    key("left", "press('previous')", "Previous", "Goes to the choice before.", show=False),
    key("right", "press('next')", "Next", "Goes to the next choice.", show=False),
    key("shift+up,alt+up,K", "press('up')", "Move up", "Moves the row up.", show=False),
    key("shift+down,alt+down,J", "press('down')", "Move down", "Moves the row down.", show=False),
    key("y", "press('copy')", "Copy value", "Copies the value.", show=False),
    key("D", "press('duplicate')", "Duplicate", "Copies the row below itself.", show=False),
    key("u,ctrl+z", "press('undo')", "Undo", "Undoes the last change.", show=False),
    key("U,ctrl+y", "press('redo')", "Redo", "Does it again.", show=False),
    key("f4", "press('outside')", "$EDITOR", "Edits the value in $EDITOR.", show=False),
    key("n", "press('describe')", "Describe", "Writes what the row is for.", show=False),
    key(
        "v",
        "press('reveal')",
        "Show secret",
        "Shows a secret that is written here, or hides it.",
        show=False,
    ),
)
