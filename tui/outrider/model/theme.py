"""A theme: a colour for each role, without a word about how anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

ROLES: Mapping[str, Mapping[str, str]] = {
    "base": {
        "background": "Behind everything.",
        "surface": "Behind fields and lists.",
        "panel": "Behind titles, bars and dialogs.",
        "foreground": "Text.",
        "muted": "Text that matters less.",
        "border": "Borders.",
        "focus": "The border and title of what has the focus.",
        "on_focus": "Text on that colour.",
        "selection": "Behind the selected row or text.",
        "on_selection": "Text on that colour.",
    },
    "environments": {
        name: f'Environments with `color = "{name}"`.'
        for name in ("primary", "secondary", "success", "warning", "error", "accent")
    },
    "syntax": {
        "key": "Keys of JSON.",
        "string": "Strings.",
        "number": "Numbers.",
        "boolean": "true and false.",
        "null": "null.",
        "punctuation": "Brackets, commas and colons.",
        "comment": "Comments.",
        "tag": "Tags of XML and HTML.",
        "attribute": "Attributes of tags.",
        "variable": "References to variables.",
        "error": "What cannot be parsed, and references that are not defined.",
    },
    "status": {
        f"{digit}xx": f"Responses with a status of {digit}00 to {digit}99." for digit in "12345"
    },
    "methods": {name: f"Requests with the method {name}." for name in _METHODS},
}
"""Every role by its table in a theme's file, with what it colours."""


GROUNDS = ("background", "surface", "panel")
"""The roles of ``base`` that text stands on, from the back to the front."""

ANSI_NAMES = (
    *("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"),
    *("bright_black", "bright_red", "bright_green", "bright_yellow"),
    *("bright_blue", "bright_magenta", "bright_cyan", "bright_white"),
)
"""The sixteen colours of a terminal, by their numbers (ECMA-48, and aixterm's bright ones)."""


class Shade(Struct, frozen=True):
    """A colour, as terminals of each kind have it.

    Attributes:
        rgb: ``#rrggbb``.
        index: its number among 256 colours; ``None`` where it has to be looked for.
        name: what it is called among sixteen (:data:`ANSI_NAMES`); ``None`` likewise.
    """

    rgb: str
    index: int | None = None
    name: str | None = None


class Theme(Struct, frozen=True):
    """A complete theme.

    Attributes:
        dark: whether text is lighter than what it is written on.
        shades: a colour for each role of :data:`ROLES`, by table and role.
    """

    name: str
    dark: bool
    shades: Mapping[str, Mapping[str, Shade]]

    def color(self, table: str, role: str) -> str:
        """The colour of a role as ``#rrggbb``."""
        return self.shades[table][role].rgb
