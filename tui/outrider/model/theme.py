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
        "selection",
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


class Theme(Struct, frozen=True):
    """A complete theme.

    Attributes:
        dark: whether text is lighter than what it is written on.
        colors: ``#rrggbb`` for each role of :data:`ROLES`, by table and role.
    """

    name: str
    dark: bool
    colors: Mapping[str, Mapping[str, str]]

    def color(self, table: str, role: str) -> str:
        """The colour of a role as ``#rrggbb``."""
        return self.colors[table][role]
