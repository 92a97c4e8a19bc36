"""A text of any size on the screen: only what is visible is decoded, coloured and painted."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.body_views.layout import Layout
from tui.body_views.rows import TextRows
from tui.highlighting import Role
from tui.widgets.row_painter import RowPainter
from tui.widgets.viewport import Place, Viewport

SIDESTEP = 8
"""Cells that one key goes to the side."""

WHEEL = 3
"""Lines that one step of the wheel goes."""

NOTHING = Layout(TextRows(b""))


class LineView(Widget, can_focus=True):
    """Shows a :class:`Layout`; scrolls without animation, folds long rows."""

    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; background: $surface; color: $text; }
    LineView > .line-view--key { color: $syntax-key; }
    LineView > .line-view--string { color: $syntax-string; }
    LineView > .line-view--number { color: $syntax-number; }
    LineView > .line-view--boolean { color: $syntax-boolean; }
    LineView > .line-view--null { color: $syntax-null; }
    LineView > .line-view--punctuation { color: $syntax-punctuation; }
    LineView > .line-view--comment { color: $syntax-comment; }
    LineView > .line-view--error { color: $syntax-error; }
    LineView > .line-view--tag { color: $syntax-tag; }
    LineView > .line-view--attribute { color: $syntax-attribute; }
    LineView > .line-view--match { background: $warning 40%; text-style: underline; }
    LineView > .line-view--current { background: $warning; color: $background; text-style: bold; }
    LineView > .line-view--cursor { text-style: reverse; }
    LineView > .line-view--bar { color: $text-muted; }
    LineView > .line-view--thumb { color: $primary; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"line-view--{role.value}" for role in Role),
        "line-view--match",
        "line-view--current",
        "line-view--cursor",
        "line-view--bar",
        "line-view--thumb",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+down", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+up", "page(-1)", "Page up", show=False),
        Binding("home,g", "top", "Start", show=False),
        Binding("end,G", "bottom", "End", show=False),
        Binding("left", "aside(-1)", "Left", show=False),
        Binding("right", "aside(1)", "Right", show=False),
        Binding("w", "wrap", "Fold long lines", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    class CopyAsked(Message):
        """The user wants what is shown in the clipboard.

        Attributes:
            view: where.
        """

        def __init__(self, view: LineView) -> None:
            super().__init__()
            self.view = view

    class Moved(Message):
        """Other lines are on the screen, or the cursor is on another."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the word of Textual
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._wrap = True
        self._left = 0
        self._cursor: int | None = None
        self._current: tuple[int, int] = (-1, -1)
        self._styles: dict[str, Style] = {}
        self._frame: list[Place] | None = None
        self._begin(NOTHING)

    def _begin(self, layout: Layout) -> None:
        self.layout_shown = layout
        self._painter = RowPainter(layout, self._style)
        self._viewport = Viewport(layout.rows.count, self._painter.folds)

    @property
    def top(self) -> Place:
        """The first line on the screen."""
        return self._viewport.top

    @property
    def wrap(self) -> bool:
        """Whether rows that are longer than the screen is wide are folded."""
        return self._wrap

    @property
    def cursor(self) -> int | None:
        """The row that the keys move; ``None`` where they move the text."""
        return self._cursor

    def show(self, layout: Layout, *, top: Place | None = None, cursor: bool = False) -> None:
        """Shows rows from their start.

        Args:
            layout: what to show.
            top: the first line on the screen, where it is not the start.
            cursor: rows are chosen one by one.
        """
        self._begin(layout)
        self._left, self._current = 0, (-1, -1)
        self._cursor = 0 if cursor else None
        self._fit()
        if top is not None:
            self._viewport.go(top)
        self._changed()

    def mark(self, pattern: re.Pattern[str] | None) -> None:
        """Marks what a pattern finds in the lines on the screen."""
        self._current = (-1, -1)
        self._painter.mark(pattern)
        self._changed()

    def go_to_match(self, row: int, occurrence: int) -> None:
        """Shows a match: the n-th (from 0) in its row."""
        self._current = (row, occurrence)
        if self._cursor is not None:
            self._cursor = row
        self._viewport.reveal(Place(row, self._painter.fold_of(row, occurrence)))
        self._changed()

    def go_to_line(self, line: int) -> None:
        """Shows a line at the top, or as near as the end allows.

        Args:
            line: counted from 0; behind the end the last one.
        """
        row = self.layout_shown.rows.row_of_line(line)
        if self._cursor is not None:
            self._cursor = row
        self._viewport.go(Place(row))
        self._changed()

    @property
    def position(self) -> tuple[int, int]:
        """The first line on the screen and how many lines there are, counted from 1."""
        rows = self.layout_shown.rows
        row = self.top.row if self._cursor is None else self._cursor
        return rows.line_of(row) + 1, rows.line_count

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaves the sideward keys to others where there is nothing at the sides."""
        return not (action == "aside" and self._wrap)

    def action_move(self, lines: int) -> None:
        """Up or down."""
        if self._cursor is not None:
            self._cursor = max(min(self._cursor + lines, self._viewport.count - 1), 0)
            self._viewport.follow(Place(self._cursor))
            self._changed()
        elif self._viewport.move(lines):
            self._changed()

    def action_page(self, pages: int) -> None:
        """A screen up or down, one line of it kept."""
        self.action_move(pages * max(self.size.height - 1, 1))

    def action_top(self) -> None:
        """To the start."""
        self._cursor = None if self._cursor is None else 0
        if self._viewport.go(Place(0)) or self._cursor is not None:
            self._changed()

    def action_bottom(self) -> None:
        """To the end."""
        self._cursor = None if self._cursor is None else self._viewport.count - 1
        if self._viewport.go(self._viewport.last_top) or self._cursor is not None:
            self._changed()

    def action_aside(self, steps: int) -> None:
        """To the side, where rows are not folded."""
        if self._wrap:
            return
        widest = max((self._painter.width(place.row) for place in self._places()), default=0)
        left = min(self._left + steps * SIDESTEP, max(widest - self._text_width + 1, 0))
        if (left := max(left, 0)) != self._left:
            self._left = left
            self._changed()

    def action_wrap(self) -> None:
        """Folds long rows, or cuts them off at the edge."""
        self._wrap = not self._wrap
        self._left = 0
        self._fit()
        self._changed()

    def action_copy(self) -> None:
        """Asks for a copy."""
        self.post_message(self.CopyAsked(self))

    def render_line(self, y: int) -> Strip:
        """One line of the screen, with its part of the scroll bar."""
        places = self._places()
        width = self._text_width
        if y < len(places):
            place = places[y]
            current = self._current[1] if place.row == self._current[0] else -1
            strip = self._painter.strip(place.row, place.fold, self._left, current)
            if place.row == self._cursor and self.has_focus:
                strip = strip.apply_style(self.get_component_rich_style("line-view--cursor"))
        else:
            strip = Strip.blank(width, self.rich_style)
        return Strip.join([strip, self._bar(y)])

    def _bar(self, y: int) -> Strip:
        """The cell at the right edge: where in the text the screen is."""
        last = self._viewport.last_top.row
        if not last and not self._viewport.last_top.fold:
            return Strip([Segment(" ", self.rich_style)])
        height = self.size.height
        size = max(height * height // (last + height), 1)
        at = round((height - size) * min(self.top.row / last, 1)) if last else 0
        thumb = at <= y < at + size
        name = "line-view--thumb" if thumb else "line-view--bar"
        return Strip([Segment("█" if thumb else "│", self.get_component_rich_style(name))])

    @property
    def _text_width(self) -> int:
        return max(self.size.width - 1, 1)

    def _places(self) -> list[Place]:
        if self._frame is None:
            self._frame = self._viewport.frame()
        return self._frame

    def _style(self, name: str) -> Style:
        known = self._styles.get(name)
        if known is None:
            known = self.get_component_rich_style(f"line-view--{name}") if name else self.rich_style
            self._styles[name] = known
        return known

    def _fit(self) -> None:
        self._painter.fit(self._text_width, wrap=self._wrap)
        self._viewport.resize(self.size.height)
        self._frame = None

    def _changed(self) -> None:
        self._frame = None
        self.refresh()
        self.post_message(self.Moved())

    def notify_style_update(self) -> None:
        """Forgets what was painted in other colours."""
        super().notify_style_update()
        self._styles.clear()
        self._painter.repaint()

    def on_resize(self) -> None:
        """Folds at the new width."""
        self._fit()
        self._changed()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the text."""
        event.stop()
        if self._viewport.move(WHEEL):
            self._changed()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the text."""
        event.stop()
        if self._viewport.move(-WHEEL):
            self._changed()

    def on_click(self, event: events.Click) -> None:
        """Goes to where the scroll bar was clicked, or to a row that can be chosen."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.x >= self._text_width:
            last = self._viewport.last_top.row
            self._viewport.go(Place(last * offset.y // max(self.size.height - 1, 1)))
            self._changed()
        elif self._cursor is not None and offset.y < len(self._places()):
            self._cursor = self._places()[offset.y].row
            self._changed()
