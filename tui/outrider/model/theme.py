"""A theme: a colour for each role, without a word about how anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

ROLES: Mapping[str, tuple[str, ...]] = {
    "base": (
        "background",
        "surface",
        "panel",
        "foreground",
        "muted",
        "border",
        "focus",
        "on_focus",
        "selection",
        "on_selection",
    ),
    "environments": ("primary", "secondary", "success", "warning", "error", "accent"),
    "syntax": (
        "key",
        "string",
        "number",
        "boolean",
        "null",
        "punctuation",
        "comment",
        "tag",
        "attribute",
        "variable",
        "error",
    ),
    "status": ("1xx", "2xx", "3xx", "4xx", "5xx"),
    "methods": ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"),
}
"""Every role by its table in a theme's file."""


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
