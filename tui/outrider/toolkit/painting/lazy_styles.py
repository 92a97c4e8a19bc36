"""Styles of a widget that draws its own lines: each is made once, when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip

from outrider.toolkit.painting.strip_cache import StripCache

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # Not a node by itself: Textual would take the styles of its first base for the widget's own.
    Widget = object


class LazyComponentStyles(Widget):
    """A widget with many component classes, of which a screen shows few.

    Textual makes the style of each of them anew whenever the widget's own is made: at the start,
    and at each move of the focus. Here each is made when it is asked for first. The widget's own,
    which every line needs, is made once for all lines that are drawn together.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._styles_cache = StripCache()
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

    @classmethod
    def _get_component_classes(cls) -> frozenset[str]:  # type: ignore[override]
        return frozenset()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The styles of these component classes, taken together."""
        for name in names:
            if name not in self._component_styles:
                part = DOMNode(classes=name)
                part._attach(self)
                self.app.stylesheet.apply(part, animate=False)
                self._component_styles[name] = part.styles
        return super().get_component_styles(*names)

    def notify_style_update(self) -> None:
        """Forgets what was made: the widget's own style has changed, and may be theirs."""
        self._component_styles.clear()
        super().notify_style_update()
