"""What Textual's widgets keep to themselves of how their lines are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

# Every line of a widget passes through it, and it can be made to do less.
from textual._styles_cache import StylesCache
from textual.css.styles import RenderStyles
from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # Not a node by itself: Textual would take the styles of its first base for the widget's own.
    Widget = object

__all__ = ["OnDemandComponentStyles", "StylesCache", "use_styles_cache"]


def use_styles_cache(widget: Widget, cache: StylesCache) -> None:
    """Has a widget make its lines with this cache: Textual's widget makes its own."""
    widget._styles_cache = cache


class OnDemandComponentStyles(Widget):
    """A widget that makes the style of a component class when it is asked for first.

    Textual makes all of them anew whenever the widget's own style is made.
    """

    @classmethod
    def _get_component_classes(cls) -> frozenset[str]:  # type: ignore[override]
        # Those that Textual makes.
        return frozenset()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The styles of these component classes, taken together."""
        for name in names:
            if name not in self._component_styles:
                part = DOMNode(classes=name)
                # Neither mounted nor a child: a place from which selectors look upwards.
                part._attach(self)
                self.app.stylesheet.apply(part, animate=False)
                self._component_styles[name] = part.styles
        return super().get_component_styles(*names)

    def notify_style_update(self) -> None:
        """Forgets what was made: the widget's own style has changed, and may be theirs."""
        self._component_styles.clear()
        super().notify_style_update()
