"""A list that draws its own lines, with a cursor: as fast with ten thousand as with ten."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from outrider.terminal.rendering.key_owner import gets_keys
from outrider.textual_internals.textual_scrolling import grow_inside
from outrider.toolkit.key_bindings import hidden_key, name_keys, with_ids
from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, paint_line
from outrider.toolkit.painting.line_selection import SelectableLines

ROLES = {
    **{role: f"text-{role}" for role in ("muted", "success", "warning", "error", "accent")},
    **{role: f"method-{role}" for role in ("get", "post", "put", "patch", "delete", "other")},
    **{role: f"status-{role}" for role in ("1xx", "2xx", "3xx", "4xx", "5xx")},
}
"""What a piece of a line may be besides bold, and which of the theme's colours it has then."""

_COLORS = "".join(f"& > .line--{role} {{ color: ${ROLES[role]}; }}\n" for role in ROLES)

_BY_LINES = "Move by a line"
_BY_HALVES = "Move by half a page"
_BY_PAGES = "Move by a page"
_TO_THE_ENDS = "Move to the first or last line"


class LineList(
    SelectableLines, LazyComponentStyles, ScrollView, can_focus=True, inherit_bindings=False
):
    """Base of the lists: a subclass says how many lines there are and what each shows.

    Attributes:
        grows_inside: its height is the same however many lines it has, so that more of them need
            no layout of the screen.
        cursor: the line on which the cursor stands; 0 in an empty list.
        count: how many lines there are.
    """

    grows_inside: ClassVar[bool] = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--bold",
        *(f"line--{role}" for role in ROLES),
    }
    DEFAULT_CSS = (
        """
    LineList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        scrollbar-gutter: stable;
        & > .line--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        & > .line--bold { text-style: bold; }
    }
    """
        + f"LineList {{ {_COLORS} }}"
    )
    BINDINGS = with_ids(
        "list",
        hidden_key("up,k", "cursor(-1)", "Up", _BY_LINES),
        hidden_key("down,j", "cursor(1)", "Down", _BY_LINES),
        hidden_key("ctrl+u", "half_page(-1)", "Half up", _BY_HALVES),
        hidden_key("ctrl+d", "half_page(1)", "Half down", _BY_HALVES),
        hidden_key("pageup,ctrl+b", "page(-1)", "Page up", _BY_PAGES),
        hidden_key("pagedown,ctrl+f", "page(1)", "Page down", _BY_PAGES),
        hidden_key("home,g", "cursor(-1000000)", "First line", _TO_THE_ENDS, name="first"),
        hidden_key("end,G", "cursor(1000000)", "Last line", _TO_THE_ENDS, name="last"),
        hidden_key("enter", "choose", "Choose"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.cursor = 0
        self.count = 0
        self._taught: tuple[str, ...] = ()

    # What a subclass says.

    def line(self, index: int, width: int) -> PaintedLine:
        """What a line shows; ``index`` is between 0 and the count."""
        raise NotImplementedError

    def action_choose(self) -> None:
        """Enter, and mostly a click on a line."""

    def cursor_moved(self) -> None:
        """The cursor stands elsewhere now."""

    @property
    def has_keys(self) -> bool:
        """Whether keys move the cursor: only then is there a bar, so that a screen has one."""
        return gets_keys(self)

    def cursor_row(self) -> int | None:
        """The row in which the bar is seen; ``None`` without one."""
        return self.cursor - self.scroll_offset.y if self.count and self.has_keys else None

    # What it is given.

    def set_count(self, count: int, *, cursor: int | None = None) -> None:
        """Says how many lines there are now, and draws them anew."""
        self.count = count
        wanted = self.cursor if cursor is None else cursor
        self.cursor = max(0, min(wanted, count - 1))
        if self.grows_inside:
            grow_inside(self, Size(0, count))
        else:
            self.virtual_size = Size(0, count)
        self.refresh()
        self.keep_in_view()

    def move_to(self, index: int) -> None:
        """Puts the cursor on a line and shows it."""
        index = max(0, min(index, self.count - 1))
        if index != self.cursor:
            old, self.cursor = self.cursor, index
            self.refresh_line(old)
            self.refresh_line(index)
        self.keep_in_view()
        self.cursor_moved()

    def keep_in_view(self) -> None:
        """Scrolls as little as shows the cursor."""
        height = self.scrollable_content_region.height
        if not height:
            return
        top = min(self.scroll_offset.y, max(self.count - height, 0))
        top = max(min(top, self.cursor), self.cursor - height + 1)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def reveal_block(self, index: int, below: int) -> None:
        """Puts the cursor on a line, and shows as much as possible of what belongs below it."""
        height = self.scrollable_content_region.height
        if index + below >= self.scroll_offset.y + height:
            top = min(index, index + below - height + 1)
            self.scroll_to(y=top, animate=False, force=True)
        self.move_to(index)

    def teach(self, *words: str) -> None:
        """Says in an empty list what would fill it.

        Args:
            words: they stand in one line where there is room, else below each other; ids of keys
                such as ``<requests.new>`` are named as the user has them.
        """
        self._taught = tuple(name_keys(self, one) for one in words)
        self.refresh()

    @property
    def is_filled_later(self) -> bool:
        """Whether nothing is there to show, rather than nothing of it in sight."""
        return not self.count

    def _empty_line(self, y: int, width: int) -> PaintedLine:
        whole = "  ".join(self._taught)
        lines = (whole,) if cell_len(whole) < width else self._taught
        text = lines[y] if self.is_filled_later and y < len(lines) else ""
        return PaintedLine((TextRun(f" {text}", "muted"),))

    # Keys and mouse.

    def action_cursor(self, step: int) -> None:
        """Moves by lines."""
        self.move_to(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Moves by a screenful."""
        self.move_to(self.cursor + step * max(self.scrollable_content_region.height - 1, 1))

    def action_half_page(self, step: int) -> None:
        """Moves by half a screenful."""
        self.action_cursor(step * max(self.scrollable_content_region.height // 2, 1))

    def on_click(self, event: events.Click) -> None:
        """Goes to the line that was clicked, which mostly chooses it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.y + self.scroll_offset.y
        if index < self.count:
            self.move_to(index)
            self.line_clicked(event)

    def line_clicked(self, event: events.Click) -> None:
        """The line on which the cursor stands now was clicked."""
        del event
        self.action_choose()

    def on_resize(self) -> None:
        """What was in sight stays in sight."""
        self.keep_in_view()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Draws one line of the screen."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if not self.count and self._taught:
            return paint_line(self._empty_line(y, width), width, self._look(base, None), base)
        if index >= self.count:
            return Strip.blank(width, base)
        return self.with_selection(self._painted(index, width, base), index)

    def drawn_line(self, index: int) -> Strip:
        """A line as it is drawn without a selection."""
        return self._painted(index, self.scrollable_content_region.width, self.rich_style)

    def line_count(self) -> int:
        """How many lines there are."""
        return self.count

    def _painted(self, index: int, width: int, base: Style) -> Strip:
        cursor: Style | None = None
        if index == self.cursor and self.has_keys:
            style = self.get_component_rich_style("line--cursor")
            base = base + Style(bgcolor=style.bgcolor)
            cursor = Style(color=style.color, bold=True)
        return paint_line(self.line(index, width), width, self._look(base, cursor), base)

    def _look(self, base: Style, cursor: Style | None) -> Callable[[TextRun], Style]:
        """What gives the style of each piece of a line."""
        background = Style(bgcolor=base.bgcolor)

        def look(piece: TextRun) -> Style:
            style = base
            if piece.style is not None:
                style = piece.style + background
            elif piece.role:
                style = self.get_component_rich_style(f"line--{piece.role}") + background
            # One colour on the cursor: the coloured ones may be unreadable on it.
            return style + cursor if cursor else style

        return look
