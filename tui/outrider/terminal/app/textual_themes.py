"""Themes for Textual: our roles as its colours and as variables for the styles of our widgets."""

from __future__ import annotations

from textual.theme import Theme as TextualTheme

from outrider.model.theme import Theme

# Dark, light: for Textual's own themes, which know none of our roles.
_DEFAULTS = {
    "syntax-key": ("#7dcfff", "#0b617f"),
    "syntax-string": ("#9ece6a", "#386318"),
    "syntax-number": ("#ff9e64", "#974600"),
    "syntax-boolean": ("#bb9af7", "#7440b3"),
    "syntax-null": ("#bb9af7", "#7440b3"),
    "syntax-punctuation": ("#8b93a3", "#5a606c"),
    "syntax-comment": ("#8891a6", "#5f6570"),
    "syntax-tag": ("#7aa2f7", "#2257b5"),
    "syntax-attribute": ("#7dcfff", "#0b617f"),
    "syntax-variable": ("#e0af68", "#855100"),
    "syntax-error": ("#f7768e", "#b3213f"),
    "method-get": ("#7fc97f", "#23692f"),
    "method-post": ("#e0af68", "#855100"),
    "method-put": ("#7aa2f7", "#2257b5"),
    "method-patch": ("#bb9af7", "#7440b3"),
    "method-delete": ("#f7768e", "#b3213f"),
    "method-other": ("#8b93a3", "#5a606c"),
    "status-1xx": ("#8b93a3", "#5a606c"),
    "status-2xx": ("#7fc97f", "#23692f"),
    "status-3xx": ("#7dcfff", "#0b617f"),
    "status-4xx": ("#e0af68", "#855100"),
    "status-5xx": ("#f7768e", "#b3213f"),
}


def theme_variable_defaults(*, dark: bool = True) -> dict[str, str]:
    """Our variables for a theme that does not define them, such as one of Textual's own."""
    return {name: colors[0 if dark else 1] for name, colors in _DEFAULTS.items()}


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme as Textual registers it.

    Every colour of a :class:`~outrider.model.theme.Theme` is ``#rrggbb``, so none can break
    Textual's style sheets.
    """
    base, named = theme.colors["base"], theme.colors["environments"]
    return TextualTheme(
        name=theme.name,
        dark=theme.dark,
        background=base["background"],
        surface=base["surface"],
        panel=base["panel"],
        foreground=base["foreground"],
        primary=named["primary"],
        secondary=named["secondary"],
        success=named["success"],
        warning=named["warning"],
        error=named["error"],
        accent=named["accent"],
        variables=_roles(theme) | _of_textual(theme),
    )


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
    """Textual's variables that it would otherwise mix from others, with too little contrast."""
    base, named = theme.colors["base"], theme.colors["environments"]
    foreground, background = base["foreground"], base["background"]
    return {
        "text-muted": base["muted"],
        "text-disabled": base["muted"],
        **{f"text-{name}": color for name, color in named.items()},
        "foreground-muted": base["muted"],
        "foreground-disabled": base["muted"],
        "border": base["focus"],
        "border-blurred": base["border"],
        "block-cursor-foreground": background,
        "block-cursor-background": base["focus"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": foreground,
        "block-cursor-blurred-background": base["selection"],
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": base["panel"],
        "input-cursor-background": foreground,
        "input-cursor-foreground": background,
        "input-cursor-text-style": "none",
        "input-selection-background": base["selection"],
        "input-selection-foreground": foreground,
        "footer-foreground": foreground,
        "footer-background": base["panel"],
        "footer-key-foreground": base["focus"],
        "footer-key-background": base["panel"],
        "footer-description-foreground": foreground,
        "footer-description-background": base["panel"],
        "footer-item-background": base["panel"],
        "scrollbar": base["border"],
        "scrollbar-hover": base["focus"],
        "scrollbar-active": base["focus"],
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
        "link-color": base["focus"],
        "link-color-hover": background,
        "link-background-hover": base["focus"],
        "button-foreground": foreground,
        "button-color-foreground": background,
    }
