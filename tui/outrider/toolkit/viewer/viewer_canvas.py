"""A text of any size on the screen: only what is visible is decoded, coloured and painted."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.strip import Strip
from textual.widget import Widget

from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.text_rows import TextRows
from outrider.highlighting import Role, load_lexer, needs_loading
from outrider.terminal.rendering.key_owner import gets_keys
from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.viewer.row_painter import Finder, RowPainter
from outrider.toolkit.viewer.row_selection import SelectableRows
from outrider.toolkit.viewer.viewport import ScreenLine, Viewport

NOTHING = FormattedBody(TextRows(b""))

_COLORS = "".join(f"& > .viewer-canvas--{role} {{ color: $syntax-{role}; }}\n" for role in Role)


class ViewerCanvas(SelectableRows, LazyComponentStyles, Widget):
    """Shows a :class:`FormattedBody`: wraps long rows, marks what is searched; hears no key."""

    DEFAULT_CSS = (
        """
    ViewerCanvas { height: 1fr; width: 1fr; background: $surface; color: $text;
        & > .viewer-canvas--match {
            background: $selection; color: $on-selection; text-style: underline;
        }
        & > .viewer-canvas--current { background: $warning; color: $background; text-style: bold; }
        & > .viewer-canvas--cursor { background: $panel; }
        & > .viewer-canvas--thumb { color: $primary; }
    }
    """
        + f"ViewerCanvas {{ {_COLORS} }}"
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"viewer-canvas--{name}" for name in (*Role, "match", "current", "cursor", "thumb")
    }

    def __init__(self) -> None:
        super().__init__()
        self._wrap = True
        self.decodes = False
        self._left = 0
        self._cursor: ScreenLine | None = None
        self._current: tuple[int, int] = (-1, -1)
        self._styles: dict[str, Style] = {}
        self._loaded: set[str] = set()
        self._frame: list[ScreenLine] | None = None
        self._thumb: range | None = None
        self._width = 1
        self._begin(NOTHING)

    def _begin(self, layout: FormattedBody) -> None:
        self.clear_selected()
        self.layout_shown = layout
        language = layout.language
        loaded = not needs_loading(language) or language in self._loaded
        self._painter = RowPainter(layout, self._style, colours=loaded, decodes=self.decodes)
        if not loaded:
            self._load(language)
        self._viewport = Viewport(layout.rows.count, self._painter.wrapped_height)

    @work(group="colours", description="colours", exit_on_error=False)
    async def _load(self, language: str) -> None:
        """Loads a language beside the loop: regular expressions take long to compile."""
        await asyncio.to_thread(load_lexer, language)
        self._loaded.add(language)
        if self.layout_shown.language == language:
            self._painter.enable_colors()
            self.refresh()

    @property
    def top(self) -> ScreenLine:
        """The first line on the screen."""
        return self._viewport.top

    @property
    def cursor(self) -> int | None:
        """The row in which the cursor stands; ``None`` where keys move the text."""
        return None if self._cursor is None else self._cursor.row

    def cursor_row(self) -> int | None:
        """The line of the screen in which the cursor is seen; ``None`` where it is not."""
        places = self._places()
        return places.index(self._cursor) if self._cursor in places else None

    def show(
        self, layout: FormattedBody, *, top: ScreenLine | None = None, cursor: bool = False
    ) -> None:
        """Shows rows from their start or ``top``; with a cursor, lines are chosen one by one."""
        self._begin(layout)
        self._left, self._current, self._cursor = 0, (-1, -1), None
        self._fit()
        if top is not None:
            self._viewport.go(top)
        self._cursor = self._viewport.top if cursor else None
        self._changed()

    def repaint_rows(self) -> None:
        """Shows the same text at the same place, with rows as they are to be shown now."""
        finder, top, cursor, left = self._painter.finder, self.top, self._cursor, self._left
        self._begin(self.layout_shown)
        self._painter.mark(finder)
        self._left, self._cursor = left, cursor
        self._fit()
        self._viewport.go(top)
        self._changed()

    def show_folds(self, layout: FormattedBody, row: int) -> None:
        """Shows the same text with other rows folded away; search and sideward place stay.

        The cursor stands in ``row`` then, at the same height on the screen.
        """
        places = self._places()
        old = self._cursor
        above = places.index(old) if old in places else len(places) // 3
        finder = self._painter.finder
        self._begin(layout)
        self._painter.mark(finder)
        self._current, self._cursor = (-1, -1), ScreenLine(row)
        self._fit()
        self._viewport.go(self._viewport.step(self._cursor, -above))
        self._changed()

    def mark(self, finder: Finder | None) -> None:
        """Marks what is found in the lines on the screen."""
        self._current = (-1, -1)
        self._painter.mark(finder)
        self._changed()

    def mark_more(self) -> None:
        """Marks what was found since."""
        self._painter.mark(self._painter.finder)
        self._changed()

    def go_to_match(self, row: int, occurrence: int) -> None:
        """Shows a match: the n-th (from 0) in its row."""
        self._current = (row, occurrence)
        place = ScreenLine(row, self._painter.wrapped_line_of(row, occurrence))
        if self._cursor is not None:
            self._cursor = place
        self._viewport.reveal(place)
        self._changed()

    def go_to_line(self, line: int) -> None:
        """Shows a line, counted from 0, at the top, or as near as the end allows."""
        row = self.layout_shown.rows.row_of_line(line)
        if self._cursor is not None:
            self._cursor = ScreenLine(row)
        self._viewport.go(ScreenLine(row))
        self._changed()

    @property
    def position(self) -> tuple[int, int]:
        """The first line on the screen and how many lines there are, counted from 1."""
        rows = self.layout_shown.rows
        row = self.top.row if self._cursor is None else self._cursor.row
        return rows.line_of(row) + 1, rows.line_count

    def render_line(self, y: int) -> Strip:
        """One line of the screen, with its part of the scroll bar."""
        places = self._places()
        width = self._width
        if y < len(places):
            place = places[y]
            current = self._current[1] if place.row == self._current[0] else -1
            strip = self._painter.strip(place.row, place.wrapped, self._left, current)
            if place == self._cursor and gets_keys(self):
                strip = self._under_cursor(strip)
            strip = self.with_selection(strip, place)
        else:
            strip = Strip.blank(width, self._style(""))
        return Strip([*strip, self._bar(y)], width + 1)

    def _under_cursor(self, strip: Strip) -> Strip:
        """A line on which the cursor stands; its colours, and those of a match in it, stay."""
        ground = self._style("").bgcolor
        bar = Style(bgcolor=self.get_component_rich_style("viewer-canvas--cursor").bgcolor)
        return Strip(
            [
                Segment(one.text, one.style + bar if one.style.bgcolor == ground else one.style)
                for one in strip
                if one.style is not None
            ]
        )

    def _bar(self, y: int) -> Segment:
        """The cell at the right edge: where in the text the screen is."""
        if self._thumb is None:
            self._thumb = self._thumb_now()
        if not self._thumb:
            return Segment(" ", self._style(""))
        return (
            Segment("▐", self._style("thumb"))
            if y in self._thumb
            else Segment(" ", self._style(""))
        )

    def _thumb_now(self) -> range:
        """The lines of the screen that the thumb takes; none where there is all to be seen."""
        height, count = self.size.height, self._viewport.count
        last, top = (self._depth(place) for place in (self._viewport.last_top, self.top))
        if not last:
            return range(0)
        size = max(round(height * (1 - last / count)), 1)
        at = round((height - size) * min(top / last, 1))
        return range(at, at + size)

    def _depth(self, place: ScreenLine) -> float:
        """How many rows lie above a line; a part of one where it is folded."""
        return place.row + place.wrapped / self._painter.wrapped_height(place.row)

    @property
    def _text_width(self) -> int:
        return max(self.size.width - 1, 1)

    def _places(self) -> list[ScreenLine]:
        if self._frame is None:
            self._frame = self._viewport.frame()
            self._width, self._thumb = self._text_width, None
        return self._frame

    def _style(self, name: str) -> Style:
        known = self._styles.get(name)
        if known is None:
            known = (
                self.get_component_rich_style(f"viewer-canvas--{name}") if name else self.rich_style
            )
            self._styles[name] = known
        return known

    def _fit(self) -> None:
        self._painter.fit(self._text_width, wrap=self._wrap)
        self._viewport.resize(self.size.height)
        if self._cursor is not None:
            row, fold = self._cursor
            self._cursor = ScreenLine(row, min(fold, self._painter.wrapped_height(row) - 1))
            self._viewport.scroll_into_view(self._cursor)
        self._frame = None

    def _changed(self) -> None:
        self._frame = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Forgets what was painted in other colours."""
        super().notify_style_update()
        self._styles.clear()
        self._painter.repaint()

    def on_resize(self) -> None:
        """Folds at the new width."""
        self._fit()
        self._changed()
