"""Looks where there are no colours: attributes say what the colours said, in every theme."""

from __future__ import annotations

import pytest
from rich.style import Style

from outrider.model.theme import Theme
from outrider.storage.user_files.theme_files import shipped_themes
from outrider.terminal.rendering.known_colors import known_colors
from outrider.terminal.rendering.sgr_styles import PLAIN, SgrStyles

THEMES = shipped_themes()


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param]


def looks_of(theme: Theme) -> SgrStyles:
    looks = SgrStyles(None)
    looks.learn(known_colors(theme))
    return looks


@pytest.mark.parametrize(
    ("text", "ground", "attributes", "look"),
    [
        ("foreground", "background", "", ""),
        ("foreground", "panel", "", ""),
        ("foreground", "surface", "bold", "1"),
        ("muted", "background", "", "2"),
        ("border", "surface", "", "2"),
        ("focus", "background", "", ""),
        ("focus", "background", "bold underline", "1;4"),
        ("on_focus", "focus", "bold", "1;7"),
        ("muted", "focus", "", "7"),
        ("on_selection", "selection", "", "4"),
        ("on_selection", "selection", "underline", "4"),
        ("background", "foreground", "", "7"),
    ],
)
def test_roles_are_attributes(
    theme: Theme, text: str, ground: str, attributes: str, look: str
) -> None:
    colors = f"{theme.color('base', text)} on {theme.color('base', ground)}"
    assert looks_of(theme).sgr(Style.parse(f"{attributes} {colors}")) == look


def test_what_is_filled_in_any_other_colour_is_reversed(theme: Theme) -> None:
    looks = looks_of(theme)
    for table in ("status", "environments"):
        for shade in theme.shades[table].values():
            style = Style.parse(f"{theme.color('base', 'on_focus')} on {shade.rgb}")
            assert looks.sgr(style) == "7", shade


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("#e6e9ef on #15171c", ""),  # nearly the background
        ("#000000 on #ff0000", "7"),  # an environment's own
        ("#949dad on #14161b", "2"),  # nearly muted
        ("red on black", ""),
        ("black on red", "7"),
        ("reverse", "7"),
        ("default on default", ""),
    ],
)
def test_a_colour_of_no_theme_is_what_the_nearest_is(style: str, look: str) -> None:
    assert looks_of(THEMES["outrider-dark"]).sgr(Style.parse(style)) == look


def test_without_a_theme_nothing_is_known() -> None:
    looks = SgrStyles(None)
    assert looks.sgr(Style.parse("bold #ffffff on #ff0000")) == "1"
    assert looks.sgr(None) == PLAIN


def test_changes_name_no_colour() -> None:
    theme = THEMES["outrider-dark"]
    looks = looks_of(theme)
    bar = looks.sgr(Style.parse(f"bold #14161b on {theme.color('base', 'focus')}"))
    dim = looks.sgr(Style.parse(f"{theme.color('base', 'muted')} on #14161b"))
    assert looks.transition(PLAIN, bar) == "\x1b[1;7m"
    assert looks.transition(bar, dim) == "\x1b[;2m"
    assert looks.transition(dim, PLAIN) == "\x1b[m"
