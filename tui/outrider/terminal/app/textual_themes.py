"""Themes for Textual: our roles as its colours and as variables for the styles of our widgets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.theme import Theme as TextualTheme

from outrider.model.theme import Theme

# Dark, light: for Textual's own themes, which know none of our roles.
_DEFAULTS = {
    ("#7dcfff", "#0b617f"): "syntax-key syntax-attribute status-3xx",
    ("#9ece6a", "#386318"): "syntax-string",
    ("#ff9e64", "#8f4200"): "syntax-number",
    ("#bb9af7", "#7440b3"): "syntax-boolean syntax-null method-patch",
    ("#949cad", "#5a606c"): "syntax-punctuation method-other status-1xx",
    ("#8f98ac", "#5f6570"): "syntax-comment",
    ("#7aa2f7", "#2257b5"): "syntax-tag method-put",
    ("#e0af68", "#7a4a00"): "syntax-variable method-post status-4xx",
    ("#f7768e", "#b3213f"): "syntax-error method-delete status-5xx",
    ("#7fc97f", "#23692f"): "method-get status-2xx",
    ("#14161b", "#ffffff"): "on-focus",
    ("#33467c", "#c9dafa"): "selection",
    ("#e6e9ef", "#1b1e25"): "on-selection",
}
_BASE = ("background", "surface", "panel", "foreground")
# By the role of ours that has the colour: what Textual would mix from others otherwise, with too
# little contrast.
_OF_TEXTUAL = {
    "muted": "text-muted text-disabled foreground-muted foreground-disabled",
    "border": "border border-blurred scrollbar",
    "focus": "block-cursor-background footer-key-foreground scrollbar-hover "
    "scrollbar-active link-color link-background-hover",
    "on_focus": "block-cursor-foreground button-color-foreground on-focus",
    "selection": "block-cursor-blurred-background input-selection-background selection",
    "on_selection": "block-cursor-blurred-foreground input-selection-foreground on-selection",
    "panel": "block-hover-background footer-background footer-key-background "
    "footer-description-background footer-item-background",
    "foreground": "text input-cursor-background footer-foreground footer-description-foreground "
    "button-foreground",
    "background": "input-cursor-foreground scrollbar-background scrollbar-background-hover "
    "scrollbar-background-active scrollbar-corner-color link-color-hover",
}


def theme_variable_defaults(*, dark: bool = True) -> dict[str, str]:
    """Our variables for a theme that does not define them, such as one of Textual's own."""
    return _by_name((colors[0 if dark else 1], names) for colors, names in _DEFAULTS.items())


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme as Textual registers it.

    Every colour of a :class:`~outrider.model.theme.Theme` is ``#rrggbb``, so none can break
    Textual's style sheets.
    """
    colors: dict[str, Any] = {name: theme.color("base", name) for name in _BASE}
    colors |= {name: shade.rgb for name, shade in theme.shades["environments"].items()}
    variables = _roles(theme) | _of_textual(theme)
    return TextualTheme(theme.name, dark=theme.dark, variables=variables, **colors)


def _roles(theme: Theme) -> dict[str, str]:
    variables = {
        f"{table}-{role}": shade.rgb
        for table in ("syntax", "status")
        for role, shade in theme.shades[table].items()
    }
    variables |= {
        f"method-{name.lower()}": theme.color("methods", name)
        for name in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }
    return variables | {"method-other": theme.color("methods", "OPTIONS")}


def _of_textual(theme: Theme) -> dict[str, str]:
    return {
        **_by_name((theme.color("base", role), names) for role, names in _OF_TEXTUAL.items()),
        # Textual's own way to these goes through CIELAB, which rounds.
        **{name: theme.color("base", name) for name in _BASE},
        **{
            f"{prefix}{name}": shade.rgb
            for name, shade in theme.shades["environments"].items()
            for prefix in ("", "text-")
        },
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-text-style": "none",
        "input-cursor-text-style": "none",
    }


def _by_name(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: color for color, some in names for name in some.split()}
