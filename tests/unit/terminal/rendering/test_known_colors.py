"""The colours of the shipped themes at every depth: contrasts held, none left to a conversion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outrider.model.theme import ANSI_NAMES, GROUNDS, ROLES, Shade, Theme
from outrider.storage.user_files.theme_files import shipped_themes
from outrider.terminal.rendering.known_colors import (
    ColorNumbers,
    Rgb,
    known_colors,
    nearest_numbers,
    rgb_of,
    rgb_of_256,
)

THEMES = shipped_themes()
XTERM = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
VGA = (
    *("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"),
    *("#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"),
)
DIM = {"punctuation", "comment", "1xx", "OPTIONS"}


def luminance(color: Rgb) -> float:
    parts = [one / 255 for one in color]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """By WCAG 2.2, 1.4.3."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def shown(shade: Shade, depth: str) -> Rgb:
    """What a terminal of this depth shows."""
    assert shade.index is not None
    assert shade.name is not None
    if depth == "truecolour":
        return rgb_of(shade.rgb)
    if depth == "256" and shade.index >= 16:
        return rgb_of_256(shade.index)
    number = shade.index if depth == "256" else ANSI_NAMES.index(shade.name)
    return rgb_of((VGA if depth == "16 of VGA" else XTERM)[number])


def pairs(theme: Theme) -> Iterator[tuple[str, Shade, Shade, float]]:
    """What stands on what, and the contrast that it needs."""
    base = theme.shades["base"]
    for ground in GROUNDS:
        yield f"text on {ground}", base["foreground"], base[ground], 4.5
        yield f"dim text on {ground}", base["muted"], base[ground], 3.0
        yield f"keys on {ground}", base["focus"], base[ground], 4.5
    for ground in ("background", "surface"):
        yield f"border on {ground}", base["border"], base[ground], 2.0
    yield "bar, chip", base["on_focus"], base["focus"], 4.5
    yield "selection", base["on_selection"], base["selection"], 4.5
    for table in ("environments", "status", "methods", "syntax"):
        for role, shade in theme.shades[table].items():
            needed = 3.0 if role in DIM else 4.5
            for ground in GROUNDS if table == "environments" else GROUNDS[:2]:
                yield f"{table}.{role} on {ground}", shade, base[ground], needed
            if table != "syntax":
                yield f"chip of {table}.{role}", base["on_focus"], shade, needed


@pytest.mark.parametrize("depth", ["truecolour", "256", "16 of xterm", "16 of VGA"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_everything_can_be_told_from_what_it_stands_on(theme: Theme, depth: str) -> None:
    poor = [
        f"{what}: {found:.2f}"
        for what, front, back, needed in pairs(theme)
        if (found := contrast(shown(front, depth), shown(back, depth))) < needed
    ]
    assert poor == []


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_each_colour_has_one_look_and_the_focus_another_than_the_border(theme: Theme) -> None:
    looks: dict[str, Shade] = {}
    for table in ROLES:
        for role, shade in theme.shades[table].items():
            assert looks.setdefault(shade.rgb, shade) == shade, f"{table}.{role}"
            # Nearly black blues, which conversions make of dark greys.
            assert shade.index not in {17, 18}
    focus, border = theme.shades["base"]["focus"], theme.shades["base"]["border"]
    assert focus.index != border.index
    assert focus.name != border.name
    if theme.dark:
        lights = [luminance(shown(theme.shades["base"][one], "256")) for one in GROUNDS]
        assert lights == sorted(lights)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_numbers_that_were_chosen_are_the_ones_that_count(theme: Theme) -> None:
    known = known_colors(theme)
    for table in theme.shades.values():
        for shade in table.values():
            assert shade.name is not None
            numbers = known[rgb_of(shade.rgb)]
            assert (numbers.of_256, ANSI_NAMES[numbers.of_16]) == (shade.index, shade.name)


def test_a_colour_without_numbers_gets_the_nearest_ones() -> None:
    assert nearest_numbers((0xFF, 0x00, 0x00)).of_256 == 196
    assert nearest_numbers((0x8A, 0x8A, 0x8A)).of_256 == 245
    assert ANSI_NAMES[nearest_numbers((0xF0, 0x50, 0x50)).of_16] == "bright_red"


@pytest.mark.parametrize("dark", [True, False])
def test_a_ground_of_one_s_own_stays_on_its_side_of_the_one_below(dark: bool) -> None:
    usual = THEMES["outrider-dark" if dark else "outrider-light"]
    grounds = ("#1a1a20", "#1b1b26", "#20202e") if dark else ("#f8f8fa", "#f0f0f8", "#e8e8f4")
    base = {**usual.shades["base"], **dict(zip(GROUNDS, map(Shade, grounds), strict=True))}
    known = known_colors(Theme("mine", dark, {**usual.shades, "base": base}))
    found: list[ColorNumbers] = [known[rgb_of(one)] for one in grounds]
    lights = [luminance(rgb_of_256(one.of_256)) for one in found]
    assert all((one >= lights[0]) if dark else (one <= lights[0]) for one in lights)
    assert len({one.of_16 for one in found}) == 1
