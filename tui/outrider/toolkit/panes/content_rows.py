"""How many rows a widget has to show."""

from __future__ import annotations

from textual.layouts.horizontal import HorizontalLayout
from textual.scroll_view import ScrollView
from textual.widget import Widget


def content_rows(widget: Widget) -> int:
    """The rows with which nothing of a widget has to be scrolled; at least one."""
    if isinstance(widget, ScrollView):
        return max(widget.virtual_size.height, 1)
    rows = [content_rows(child) for child in widget.children if _takes_room(child)]
    if not rows:
        return 1
    return max(rows) if isinstance(widget.layout, HorizontalLayout) else sum(rows)


def _takes_room(child: Widget) -> bool:
    """Whether a widget stands beside the others, and not over them."""
    styles = child.styles
    return child.display and styles.position != "absolute" and styles.overlay == "none"
