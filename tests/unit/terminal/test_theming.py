from __future__ import annotations

from typing import Any

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.widgets import Button, Input, Label, OptionList, TextArea

from tui.model.theme import BACKGROUNDS, ROLES, Theme
from tui.storage.themes import shipped_themes
from tui.terminal.theming import textual_theme, theme_variable_defaults

THEMES = shipped_themes()
VARIABLES = sorted(theme_variable_defaults())
TEXTS = [
    ("base", "foreground"),
    ("base", "muted"),
    *((table, role) for table in ROLES if table != "base" for role in ROLES[table]),
]


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2, 1.4.3."""
    darker, lighter = sorted(luminance(color) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_three_themes_are_shipped() -> None:
    assert list(THEMES) == ["outrider-contrast", "outrider-dark", "outrider-light"]
    assert [theme.dark for theme in THEMES.values()] == [True, True, False]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_every_background(theme: Theme) -> None:
    wanted = 7 if theme.name == "outrider-contrast" else 4.5
    for table, role in TEXTS:
        for background in BACKGROUNDS:
            found = contrast(theme.color(table, role), theme.color("base", background))
            assert found >= wanted, f"{table}.{role} on {background}: {found:.2f}"
    assert contrast(theme.color("base", "foreground"), theme.color("base", "selection")) >= 4.5


def test_high_contrast_stays_readable_in_sixteen_colours() -> None:
    theme = THEMES["outrider-contrast"]

    def number(color: str) -> int | None:
        return RichColor.parse(color).downgrade(ColorSystem.STANDARD).number

    background = number(theme.color("base", "background"))
    assert background == 0
    for table, role in TEXTS:
        # 1 and 4 are dark red and dark blue, 8 is dark grey: hard to read on black.
        assert number(theme.color(table, role)) not in {0, 1, 4, 8}, f"{table}.{role}"
    kinds = {number(theme.color("environments", name)) for name in ("success", "warning", "error")}
    assert len(kinds) == 3


def test_the_defaults_for_textual_s_own_themes_look_like_ours() -> None:
    for name, dark in (("outrider-dark", True), ("outrider-light", False)):
        variables = textual_theme(THEMES[name]).variables
        defaults = theme_variable_defaults(dark=dark)
        assert {key: variables[key] for key in defaults} == defaults


class Everything(App[None]):
    CSS = "\n".join(f".a{at} {{ color: ${name}; }}" for at, name in enumerate(VARIABLES))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for theme in THEMES.values():
            self.register_theme(textual_theme(theme))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults(dark=self.current_theme.dark)

    def compose(self) -> ComposeResult:
        for at, name in enumerate(VARIABLES):
            yield Label(name, classes=f"a{at}")
        yield Input()
        yield TextArea()
        yield Button("b", variant="error")
        yield OptionList("a", "b")


async def test_each_theme_is_taken_by_textual_and_defines_every_variable() -> None:
    app = Everything()
    async with app.run_test() as pilot:
        for name in [*THEMES, *BUILTIN_THEMES]:
            app.theme = name
            await pilot.pause()
            assert set(VARIABLES) <= set(app.theme_variables)
        app.theme = "outrider-light"
        await pilot.pause()
        wanted = Color.parse(THEMES["outrider-light"].color("methods", "DELETE"))
        assert app.query_one(f".a{VARIABLES.index('method-delete')}").styles.color == wanted
