"""The box of a dialog, with its title in the upper edge and keys in the lower one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.containers import Vertical
from textual.css.styles import StylesBase
from textual.geometry import Size
from textual.strip import Strip

from outrider.keymap.key_display import HINT_GAP, KeyHint, display_key
from outrider.terminal.rendering.key_owner import owns_keys
from outrider.textual_internals.textual_painting import StylesCache, use_styles_cache
from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.painting.line_painting import environment_color, fit_cells
from outrider.toolkit.panes.edge import Edge, joined_facts
from outrider.toolkit.panes.edge_selection import SelectableEdges
from outrider.toolkit.panes.frame_lines import HEAVY, LIGHT, FrameLines
from outrider.widgets.chrome.footer_bar import FooterBar

_BEFORE_KEYS = 3
"""Cells of the lower edge, with its corner, at the left of the keys at least."""

_BEHIND_KEYS = 3
"""Cells of the lower edge, with its corner, at their right: a blank, a line, the corner."""


_BLANKS = 6
"""Columns of a box left and right of its text, where something stands beside it."""

_SHORTEST_BESIDE = 8
"""Cells below which nothing stands right of the title."""


class _BoxCache(StylesCache):
    """Makes the edges of a box where Textual would make its padding."""

    def __init__(self, box: DialogBox) -> None:
        super().__init__()
        self._box = box

    def render_line(self, styles: StylesBase, y: int, size: Size, *more: Any) -> Strip:
        """A line of the box, without what stands in it."""
        return self._box.shown_edge_line(y, size).adjust_cell_length(
            size.width, self._box.rich_style
        )


class DialogBox(SelectableEdges, LazyComponentStyles, Vertical):
    """Shows as many keys as there is room for: the last one always, which is the way back.

    A blank column stands at both sides of it, so that nothing of the work touches it; where it is
    as wide as the screen there is none. A click on a key is as good as the key.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("dialog-box--around", "dialog-box--line", "dialog-box--title"),
        *("dialog-box--facts", "dialog-box--key", "dialog-box--label"),
    }
    DEFAULT_CSS = """
    DialogBox {
        padding: 1 3;
        background: $surface;
        & * {
            scrollbar-background: $surface;
            scrollbar-background-hover: $surface;
            scrollbar-background-active: $surface;
        }
        & > .dialog-box--around { background: $background; }
        & > .dialog-box--line { color: $block-cursor-background; }
        & > .dialog-box--title {
            background: $block-cursor-background;
            color: $on-focus;
            text-style: bold;
        }
        & > .dialog-box--facts, & > .dialog-box--label { color: $text-muted; }
        & > .dialog-box--key { color: $text-accent; text-style: bold; }
        &.-whole { padding: 1 2; }
        &.-heavy > .dialog-box--line { color: $error; }
        &.-heavy > .dialog-box--title { background: $error; }
    }
    """

    def __init__(self) -> None:
        super().__init__(classes="dialog--box")
        self._edge = Edge("")
        self._beside: tuple[tuple[str, str], ...] = ()
        self._keys: tuple[KeyHint, ...] = ()
        use_styles_cache(self, _BoxCache(self))

    def show_title(self, name: str, *facts: str) -> None:
        """Shows this in the upper edge, the facts at its right; they may come from anywhere."""
        edge = Edge(name, facts=tuple(fact for fact in facts if fact))
        if edge != self._edge:
            self._edge = edge
            self.refresh()

    def show_beside(self, *pieces: tuple[str, str]) -> None:
        """Shows these in the upper edge, right of the title; they may come from anywhere.

        Each has the colour that an environment asks for, or an empty one.
        """
        if pieces != self._beside:
            self._beside = pieces
            self.refresh()

    @property
    def title(self) -> str:
        """What the upper edge calls it."""
        return self._edge.name

    def show_keys(self, keys: Sequence[KeyHint]) -> None:
        """Shows these in the lower edge, the most important first and the way back last."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh()

    def on_resize(self) -> None:
        """What is as wide as the screen has nothing beside it."""
        room = self.screen.size.width
        # No box is narrower than its blanks: it would be as wide as the screen only with them.
        self.set_class(room <= _BLANKS or self.outer_size.width >= room, "-whole")

    def on_click(self, event: events.Click) -> None:
        """Posts the key that was clicked."""
        at = event.screen_offset - self.region.offset
        if at.y != self.outer_size.height - 1:
            return
        for one in self._placed():
            if one.left <= at.x < one.left + cell_len(one.text):
                self.post_message(FooterBar.Pressed(one.key))
                return

    # Drawing.

    @property
    def _lines(self) -> FrameLines:
        return HEAVY if self.has_class("-heavy") else LIGHT

    def edge_line(self, y: int, size: Size) -> Strip:
        """A line of the box, its edges and blanks alone."""
        look = self.get_component_rich_style
        lines, line, base = self._lines, look("dialog-box--line"), self.rich_style
        aside = self._aside(size.width)
        around = [Segment(" " * aside, look("dialog-box--around"))] if aside else []
        inner = max(size.width - 2 * aside - 2, 0)
        first, last = y == 0, y == size.height - 1
        left = lines.left_of(up=not first, down=not last, across=first or last)
        right = lines.right_of(up=not first, down=not last, across=first or last)
        if first:
            between = self._title(inner)
        elif last:
            between = self._hints(inner, aside)
        else:
            between = iter([Segment(" " * inner, base)])
        return Strip([*around, Segment(left, line), *between, Segment(right, line), *around])

    def _aside(self, width: int) -> int:
        return 0 if width >= self.screen.size.width else 1

    def _title(self, inner: int) -> Iterator[Segment]:
        look = self.get_component_rich_style
        across, line = self._lines.across, look("dialog-box--line")
        shown = self._edge.fitted(max(inner - 2, 0))
        name = f" {shown.name} " if shown.name else ""
        facts = f" {joined_facts(shown.facts)} " if shown.facts else ""
        yield Segment(across, line)
        if name:
            # With a dialog above it, keys go there.
            part = "title" if owns_keys(self.screen) else "facts"
            yield Segment(name, look(f"dialog-box--{part}"))
        room = inner - cell_len(name) - cell_len(facts) - 2
        beside = list(self._pieces_beside(room))
        yield from beside
        yield Segment(across * max(room - sum(one.cell_length for one in beside), 0), line)
        if facts:
            yield Segment(facts, look("dialog-box--facts"))
        yield Segment(across, line)

    def _pieces_beside(self, room: int) -> Iterator[Segment]:
        """What stands right of the title, behind a piece of the line."""
        line = self.get_component_rich_style("dialog-box--line")
        left = room - 4
        if not self._beside or left < _SHORTEST_BESIDE:
            return
        yield Segment(f"{self._lines.across * 2} ", line)
        for told, name in self._beside:
            text = fit_cells(told, left)
            left -= cell_len(text)
            color = environment_color(name, self.app.theme_variables) if name else None
            own = Style(color=color.rich_color, bold=True) if color is not None else Style()
            yield Segment(text, self.rich_style + own)
        yield Segment(" ", line)

    def _hints(self, inner: int, aside: int) -> Iterator[Segment]:
        look = self.get_component_rich_style
        across, line = self._lines.across, look("dialog-box--line")
        placed = self._placed()
        at = aside + 1
        if placed:
            yield Segment(across * (placed[0].left - 1 - at), line)
            at = placed[0].left - 1
        for one in placed:
            yield Segment(" " * (one.left - at), line)
            yield Segment(one.text, look(f"dialog-box--{'key' if one.is_key else 'label'}"))
            at = one.left + cell_len(one.text)
        if placed:
            yield Segment(" ", line)
            at += 1
        yield Segment(across * max(aside + 1 + inner - at, 0), line)

    def _placed(self) -> list[_PlacedHint]:
        """Where the keys stand, and what they do, in cells from the left of the box."""
        width = self.outer_size.width
        end = width - self._aside(width) - _BEHIND_KEYS
        room = max(end - _BEFORE_KEYS - self._aside(width), 0)
        shown = fitting_keys(self._keys, room)
        at = max(end - _cells(shown), _BEFORE_KEYS)
        found: list[_PlacedHint] = []
        for hint in shown:
            for key in hint.keys:
                found.append(_PlacedHint(key, fit_cells(display_key(key), room), at, is_key=True))
                at += cell_len(found[-1].text) + 1
            if hint.label:
                key = hint.keys[-1] if hint.keys else ""
                found.append(_PlacedHint(key, fit_cells(hint.label, room), at))
                at += cell_len(found[-1].text) + 1
            at += len(HINT_GAP) - 1
        return found


class _PlacedHint(Struct, frozen=True):
    key: str
    text: str
    left: int
    is_key: bool = False


def fitting_keys(keys: Sequence[KeyHint], cells: int) -> list[KeyHint]:
    """As many of the keys as fit, from the first on, and the last one."""
    kept = list(keys)
    while len(kept) > 1 and _cells(kept) > cells:
        kept.pop(-2)
    return kept


def _cells(keys: Sequence[KeyHint]) -> int:
    return cell_len(HINT_GAP.join(one.text for one in keys))
