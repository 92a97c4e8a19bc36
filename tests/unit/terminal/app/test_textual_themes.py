from __future__ import annotations

from typing import Any

import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.widgets import Button, Input, Label, OptionList, TextArea

from outrider.model.theme import ROLES, Theme
from outrider.storage.user_files.theme_files import shipped_themes
from outrider.terminal.app.textual_themes import textual_theme, theme_variable_defaults

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


def test_dark_and_light_themes_are_shipped() -> None:
    assert len(THEMES) >= 8
    assert {name for name, theme in THEMES.items() if not theme.dark} == {
        "outrider-light",
        "outrider-paper",
    }


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_every_background(theme: Theme) -> None:
    wanted = 7 if theme.name == "outrider-contrast" else 4.5
    for table, role in TEXTS:
        for background in ("background", "surface", "panel"):
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


def test_every_colour_of_the_theme_for_sixteen_is_one_of_them() -> None:
    theme = THEMES["outrider-sixteen"]
    for table, roles in ROLES.items():
        for role in roles:
            color = RichColor.parse(theme.color(table, role))
            number = color.downgrade(ColorSystem.STANDARD).number
            assert number is not None
            assert STANDARD_PALETTE[number] == color.triplet, f"{table}.{role}"


def test_the_theme_of_greys_has_greys_alone() -> None:
    for roles in THEMES["outrider-mono"].shades.values():
        for shade in roles.values():
            assert shade.rgb[1:3] == shade.rgb[3:5] == shade.rgb[5:7]


# Machado, Oliveira and Fernandes (2009), severity 1: in linear RGB.
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def seen_by(color: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    mixed = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in matrix]
    return tuple(255 * max(value, 0) ** (1 / 2.4) for value in mixed)


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_success_warning_and_error_stay_apart_for_colour_blind_eyes(blindness: str) -> None:
    theme = THEMES["outrider-signal"]
    seen = [
        seen_by(theme.color("environments", name), BLINDNESS[blindness])
        for name in ("success", "warning", "error", "primary")
    ]
    for at, one in enumerate(seen):
        for other in seen[at + 1 :]:
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 60


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
