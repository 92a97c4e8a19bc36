"""The keys of a sheet's rows."""

from __future__ import annotations

from outrider.toolkit.key_bindings import hidden_key, key, with_ids

SHEET_KEYS = with_ids(
    "rows",
    hidden_key("up,k", "move(-1)", "Up"),
    hidden_key("down,j", "move(1)", "Down"),
    hidden_key("home,g", "move(-100000)", "First"),
    hidden_key("end,G", "move(100000)", "Last"),
    hidden_key("pageup", "page(-1)", "Page up"),
    hidden_key("pagedown", "page(1)", "Page down"),
    hidden_key("ctrl+u", "page(-0.5)", "Half up"),
    hidden_key("ctrl+d", "page(0.5)", "Half down"),
    key("a", "press('add')", "Add", "Adds a row."),
    key("enter", "press('edit')", "Edit", "Edits the row: enter keeps, escape takes back."),
    key(
        "d,delete",
        "press('remove')",
        "Remove",
        "Remove the row (required rows are emptied)",
    ),
    key("space", "press('switch')", "On/off", "Switch the row on or off"),
    hidden_key("left", "press('previous')", "Previous", "Goes to the choice before."),
    hidden_key("right", "press('next')", "Next", "Goes to the next choice."),
    hidden_key("shift+up,alt+up,K", "press('up')", "Move up", "Moves the row up."),
    hidden_key("shift+down,alt+down,J", "press('down')", "Move down", "Moves the row down."),
    hidden_key("y", "press('copy')", "Copy value", "Copies the value."),
    hidden_key("D", "press('duplicate')", "Duplicate", "Copies the row below itself."),
    hidden_key("u,ctrl+z", "press('undo')", "Undo", "Undoes the last change."),
    hidden_key("U,ctrl+y", "press('redo')", "Redo", "Redo"),
    hidden_key("f4", "press('outside')", "$EDITOR", "Edits the value in $EDITOR."),
    hidden_key("n", "press('describe')", "Describe", "Edit the description"),
    hidden_key(
        "v", "press('reveal')", "Show secret", "Shows a secret that is written here, or hides it."
    ),
)
