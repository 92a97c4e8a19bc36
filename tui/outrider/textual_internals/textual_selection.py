"""What Textual keeps to itself of texts that are selected with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.selection import Selection
from textual.widget import Widget

if TYPE_CHECKING:
    PlacedBase = Widget
else:
    # Not a node by itself: Textual would take the styles of its first base for the widget's own.
    PlacedBase = object

Found = tuple[Widget | None, Offset | None]


class PlacedText(PlacedBase):
    """A widget that knows itself which place in its text is drawn in which cell.

    Textual writes that into the style of every segment, and reads lines of widgets that do not as
    their name. A subclass says where a cell is, and overrides ``get_selection``.
    """

    @property
    def text_room(self) -> Region:
        """Where its text is, in cells from its upper left one."""
        top, _, _, left = self.gutter
        return Region(left, top, *self.content_size)

    def text_place(self, cell: Offset, *, starts: bool) -> Offset | None:
        """The place that a cell of the content shows: column and line of the text.

        Args:
            cell: inside of :attr:`text_room`, counted from there.
            starts: whether a selection would start there; else one is drawn on.

        Returns:
            Nothing where no text is, for a selection that would start there.
        """
        raise NotImplementedError

    def scroll_towards(self, line: int) -> None:
        """The pointer is above the first line of the content, or below the last."""

    def selection_updated(self, selection: Selection | None) -> None:
        """Draws what is selected now."""
        del selection
        self.refresh()

    def text_select_all(self) -> None:
        """A double click selects nothing: it may have a meaning of its own."""

    @property
    def select_container(self) -> Widget:
        """Nor does a third click: with all that stands beside it, nobody wants to copy it."""
        return self

    @property
    def selected_style(self) -> Style:
        """How selected text looks."""
        return self.screen.get_component_rich_style("screen--selection")

    def clear_selected(self) -> None:
        """Forgets what is selected here: the text is another."""
        if self.is_attached and self.text_selection is not None:
            self.screen.clear_selection()


def selection_start(screen: Screen[object]) -> Widget | None:
    """The widget in which the selection began that the mouse draws on now."""
    state = screen._select_state
    return state.start.content_widget if screen._selecting and state is not None else None


def place_under(widget: PlacedText, region: Region, x: int, y: int, *, starts: bool) -> Found:
    """The place in a widget's text that a cell of the screen shows."""
    place_of_text = widget.text_room
    room = place_of_text.size
    if not room:
        return None, None
    cell = Offset(x, y) - region.offset - place_of_text.offset
    if not starts and not 0 <= cell.y < room.height:
        widget.scroll_towards(cell.y)
    elif starts and not room.region.contains_point(cell):
        return None, None
    place = widget.text_place(room.clamp_offset(cell), starts=starts)
    return (None, None) if place is None else (widget, place)


def clamped_into(region: Region, x: int, y: int) -> tuple[int, int]:
    """The nearest cell of the screen that is in a region."""
    return (
        min(max(x, region.x), max(region.right - 1, region.x)),
        min(max(y, region.y), max(region.bottom - 1, region.y)),
    )
