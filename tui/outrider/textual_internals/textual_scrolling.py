"""What Textual's views keep to themselves of what they scroll over."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


def grow_inside(view: ScrollView, size: Size) -> None:
    """Gives a view more or fewer lines to scroll over, without a layout of the whole screen.

    Only where a scrollbar comes or goes is there one. It is for a view whose own height does not
    depend on its lines.

    Args:
        view: draws its lines itself.
        size: of all of them.
    """
    before, room = view.virtual_size, view.container_size.height
    if not room or (before.height > room) != (size.height > room):
        view.virtual_size = size
    elif size != before:
        view.set_reactive(Widget.virtual_size, size)
        view._scroll_update(size)
