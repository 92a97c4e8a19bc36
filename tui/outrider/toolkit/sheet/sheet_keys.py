"""The keys of a sheet's rows."""

from __future__ import annotations

from outrider.toolkit.key_bindings import hidden_key, key, with_ids

_BY_ROWS = "Move by a row"
_BY_HALVES = "Move by half a page"
_BY_PAGES = "Move by a page"
_TO_THE_ENDS = "Move to the first or last row"

SHEET_KEYS = with_ids(
    "rows",
    hidden_key("up,k", "move(-1)", "Up", _BY_ROWS),
    hidden_key("down,j", "move(1)", "Down", _BY_ROWS),
    hidden_key("home,g", "move(-100000)", "First", _TO_THE_ENDS),
    hidden_key("end,G", "move(100000)", "Last", _TO_THE_ENDS),
    hidden_key("pageup", "page(-1)", "Page up", _BY_PAGES),
    hidden_key("pagedown", "page(1)", "Page down", _BY_PAGES),
    hidden_key("ctrl+u", "page(-0.5)", "Half up", _BY_HALVES),
    hidden_key("ctrl+d", "page(0.5)", "Half down", _BY_HALVES),
    key("a", "press('add')", "Add", "Add a row"),
    key("enter", "press('edit')", "Edit", "Edit the row: enter accepts, esc cancels"),
    key(
        "d,delete",
        "press('remove')",
        "Remove",
        "Remove the row; empty a required one",
    ),
    key("space", "press('switch')", "On/off", "Switch the row on or off"),
    hidden_key("left", "press('previous')", "Previous", "Switch to the previous choice"),
    hidden_key("right", "press('next')", "Next", "Switch to the next choice"),
    hidden_key("shift+up,alt+up,K", "press('up')", "Move up", "Move the row up"),
    hidden_key("shift+down,alt+down,J", "press('down')", "Move down", "Move the row down"),
    hidden_key("y", "press('copy')", "Copy value", "Copy the value"),
    hidden_key("D", "press('duplicate')", "Duplicate", "Duplicate the row"),
    hidden_key("u,ctrl+z", "press('undo')", "Undo", "Undo the last change"),
    hidden_key("U,ctrl+y", "press('redo')", "Redo", "Redo the last undone change"),
    hidden_key("f4", "press('outside')", "$EDITOR", "Edit the value in $EDITOR"),
    hidden_key("n", "press('describe')", "Describe", "Edit the description"),
    hidden_key("v", "press('reveal')", "Show secret", "Show or hide the secret"),
)
