"""Styles of a widget that draws its own lines: each is made once, when it is needed."""

from __future__ import annotations

from typing import Any

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from outrider.textual_internals.textual_painting import OnDemandComponentStyles, use_styles_cache
from outrider.toolkit.painting.strip_cache import StripCache


class LazyComponentStyles(OnDemandComponentStyles):
    """A widget with many component classes, of which a screen shows few.

    Textual makes the style of each of them anew at the start, and at each move of the focus. Here
    each is made when it is asked for first. The widget's own, which every line needs, is made once
    for all lines that are drawn together.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        use_styles_cache(self, StripCache())
        self._drawing = False
        self._own_style: Style | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draws lines."""
        self._drawing, self._own_style = True, None
        try:
            return super().render_lines(crop)
        finally:
            self._drawing = False

    @property
    def rich_style(self) -> Style:
        """The widget's own style."""
        if not self._drawing:
            return super().rich_style
        if self._own_style is None:
            self._own_style = super().rich_style
        return self._own_style
