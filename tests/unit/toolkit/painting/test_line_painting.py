"""Text on a colour that a workspace's own file has chosen can be read, in every theme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

from outrider.storage.user_files.theme_files import shipped_themes
from outrider.terminal.app.textual_themes import textual_theme
from outrider.toolkit.painting.line_painting import text_on

VARIABLES = {name: textual_theme(theme) for name, theme in shipped_themes().items()}
BYTES = st.integers(0, 255)


def luminance(color: Color) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("name", sorted(VARIABLES))
@given(red=BYTES, green=BYTES, blue=BYTES)
def test_text_on_any_colour_can_be_read(name: str, red: int, green: int, blue: int) -> None:
    theme = VARIABLES[name]
    known = {**theme.variables, "foreground": theme.foreground or "", "background": ""}
    ground = Color(red, green, blue)
    light, dark = sorted(
        (luminance(ground), luminance(text_on(ground, {k: v for k, v in known.items() if v}))),
        reverse=True,
    )
    assert (light + 0.05) / (dark + 0.05) >= 3.5


def test_a_theme_without_roles_of_ours_has_textuals_own_contrast() -> None:
    assert text_on(Color(255, 255, 255), {}).brightness < 0.5
    assert text_on(Color(0, 0, 0), {}).brightness > 0.5
