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
    ("#ff9e64", "#974600"): "syntax-number",
    ("#bb9af7", "#7440b3"): "syntax-boolean syntax-null method-patch",
    ("#8b93a3", "#5a606c"): "syntax-punctuation method-other status-1xx",
    ("#8891a6", "#5f6570"): "syntax-comment",
    ("#7aa2f7", "#2257b5"): "syntax-tag method-put",
    ("#e0af68", "#855100"): "syntax-variable method-post status-4xx",
    ("#f7768e", "#b3213f"): "syntax-error method-delete status-5xx",
    ("#7fc97f", "#23692f"): "method-get status-2xx",
}
_BASE = ("background", "surface", "panel", "foreground")
# By the role of ours that has the colour: what Textual would mix from others otherwise, with too
# little contrast.
_OF_TEXTUAL = {
    "muted": "text-muted text-disabled foreground-muted foreground-disabled",
    "border": "border-blurred scrollbar",
    "focus": "border block-cursor-background footer-key-foreground scrollbar-hover "
    "scrollbar-active link-color link-background-hover",
    "selection": "block-cursor-blurred-background input-selection-background",
    "panel": "block-hover-background footer-background footer-key-background "
    "footer-description-background footer-item-background",
    "foreground": "block-cursor-blurred-foreground input-cursor-background "
    "input-selection-foreground footer-foreground footer-description-foreground button-foreground",
    "background": "block-cursor-foreground input-cursor-foreground scrollbar-background "
    "scrollbar-background-hover scrollbar-background-active scrollbar-corner-color "
    "link-color-hover button-color-foreground",
}


def theme_variable_defaults(*, dark: bool = True) -> dict[str, str]:
    """Our variables for a theme that does not define them, such as one of Textual's own."""
    return _by_name((colors[0 if dark else 1], names) for colors, names in _DEFAULTS.items())


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme as Textual registers it.

    Every colour of a :class:`~outrider.model.theme.Theme` is ``#rrggbb``, so none can break
    Textual's style sheets.
    """
    base, named = theme.colors["base"], theme.colors["environments"]
    colors: dict[str, Any] = {name: base[name] for name in _BASE} | dict(named)
    variables = _roles(theme) | _of_textual(theme)
    return TextualTheme(theme.name, dark=theme.dark, variables=variables, **colors)


def _roles(theme: Theme) -> dict[str, str]:
    methods = theme.colors["methods"]
    variables = {f"syntax-{role}": color for role, color in theme.colors["syntax"].items()}
    variables |= {f"status-{role}": color for role, color in theme.colors["status"].items()}
    variables |= {
        f"method-{name.lower()}": methods[name]
        for name in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }
    return variables | {"method-other": methods["OPTIONS"]}


def _of_textual(theme: Theme) -> dict[str, str]:
    return {
        **_by_name((theme.colors["base"][role], names) for role, names in _OF_TEXTUAL.items()),
        **{f"text-{name}": color for name, color in theme.colors["environments"].items()},
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-text-style": "none",
        "input-cursor-text-style": "none",
    }


def _by_name(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: color for color, some in names for name in some.split()}
