"""Styles of a widget's parts, made when a part is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.styles import RenderStyles
from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # Not a node by itself: Textual would take the styles of its first base for the widget's own.
    Widget = object


class LateStyles(Widget):
    """A widget with many component classes, of which a screen shows few.

    Textual makes the style of each of them anew whenever the widget's own is made: at the start,
    and at each move of the focus. Here each is made when it is asked for first.
    """

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
