"""A row of tabs in one line, painted by itself: no widget a tab, no animated underline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from outrider.terminal.rendering.key_owner import gets_keys
from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

GAP = 2
"""Cells between two tabs."""


class Tab(Struct, frozen=True):
    """One tab of a :class:`TabBar`.

    Attributes:
        name: how messages call it.
        label: what is shown.
        short: what is shown where not all labels fit; empty for the label.
        count: shown behind the label; ``None`` or 0 shows nothing.
        mark: a sign behind both (``•`` unsaved, ``✗`` faulty).
    """

    name: str
    label: str
    count: int | None = None
    mark: str = ""
    short: str = ""

    @property
    def text(self) -> str:
        """What is painted where there is room for it."""
        return self._with_count(self.label)

    @property
    def short_text(self) -> str:
        """What is painted where there is little room."""
        return self._with_count(self.short or self.label)

    @property
    def bare_text(self) -> str:
        """What is painted where there is hardly any: no count either."""
        return visible_line(" ".join(filter(None, (self.short or self.label, self.mark))))

    def _with_count(self, label: str) -> str:
        words = [label]
        if self.count:
            words.append(f"{self.count:,}")
        if self.mark:
            words.append(self.mark)
        return visible_line(" ".join(words))


class _TabTexts(Struct, frozen=True):
    """How the tabs are written in the room that there is."""

    texts: tuple[str, ...]
    gap: int

    def cells(self, first: int, last: int) -> int:
        """From the first cell of one to the last of another, both by their position."""
        shown = self.texts[first : last + 1]
        return sum(cell_len(text) for text in shown) + self.gap * (len(shown) - 1)


class TabBar(Widget, can_focus=True):
    """Tabs in one line, as far apart and as long as they fit.

    Where they do not fit at all, those around the active one are shown.

    Attributes:
        active: name of the active tab; empty without tabs.
    """

    DEFAULT_CSS = """
    TabBar {
        height: 1;
        width: 1fr;
        background: $surface;
        color: $text-muted;
    }
    TabBar > .tab-bar--active { color: $text; text-style: bold underline; }
    TabBar > .tab-bar--focused {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: bold;
    }
    TabBar > .tab-bar--hidden { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tab-bar--active",
        "tab-bar--focused",
        "tab-bar--hidden",
    }
    BINDINGS = with_ids(
        "tabs",
        hidden_key("left,h", "move(-1)", "Previous tab", "Go to the previous tab", name="previous"),
        key("right,l", "move(1)", "Next tab", "Go to the next tab", name="next"),
        hidden_key("home,g", "edge(0)", "First tab", "Go to the first or last tab", name="first"),
        hidden_key("end,G", "edge(-1)", "Last tab", "Go to the first or last tab", name="last"),
    )

    class TabActivated(ValueMessage):
        """The user went to the tab of this name."""

        name: str

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._tabs: tuple[Tab, ...] = ()
        self.active = ""
        self._first = 0

    def show(self, tabs: Sequence[Tab], active: str) -> None:
        """Paints these tabs; posts nothing. An unknown name makes the first one active."""
        tabs = tuple(tabs)
        names = [tab.name for tab in tabs]
        active = active if active in names else (names[0] if names else "")
        if (tabs, active) == (self._tabs, self.active):
            return
        self._tabs, self.active = tabs, active
        self.refresh()

    def activate(self, name: str) -> None:
        """Makes a tab active and posts :class:`TabActivated`, unless it is active or unknown."""
        if name != self.active and any(tab.name == name for tab in self._tabs):
            self.active = name
            self.refresh()
            self.post_message(self.TabActivated(name))

    def action_move(self, step: int) -> None:
        """To the neighbour, round the ends."""
        if self._tabs:
            self.activate(self._tabs[(self._index + step) % len(self._tabs)].name)

    def action_edge(self, index: int) -> None:
        """To the first or the last."""
        if self._tabs:
            self.activate(self._tabs[index].name)

    def render_line(self, y: int) -> Strip:
        """The row."""
        base = self.rich_style
        width = self.size.width
        if y or not self._tabs:
            return Strip.blank(width, base)
        active = self.get_component_rich_style(
            "tab-bar--focused" if gets_keys(self) else "tab-bar--active"
        )
        segments: list[Segment] = []
        at = 0
        for start, tab, text in self._written():
            segments.append(Segment(" " * (start - at), base))
            style = active if tab.name == self.active else base
            segments.append(Segment(text, style))
            at = start + cell_len(text)
        strip = Strip([one for one in segments if one.text]).adjust_cell_length(width, base)
        return self._with_hints(strip, overflows=at > width)

    def _with_hints(self, strip: Strip, *, overflows: bool) -> Strip:
        """Arrows at the ends beyond which there are more tabs."""
        hint = self.get_component_rich_style("tab-bar--hidden")
        width = self.size.width
        if self._first:
            strip = Strip.join([Strip([Segment("‹", hint)]), strip.crop(1)])
        if overflows:
            strip = Strip.join([strip.crop(0, width - 1), Strip([Segment("›", hint)])])
        return strip

    def places(self) -> Iterator[tuple[int, Tab]]:
        """The cell where each tab starts, from the first that is shown on."""
        return ((start, tab) for start, tab, _text in self._written())

    def _written(self) -> Iterator[tuple[int, Tab, str]]:
        if not self._tabs:
            return
        spelling = self._spelling()
        self._scroll(spelling)
        at = 1
        for tab, text in list(zip(self._tabs, spelling.texts, strict=True))[self._first :]:
            yield at, tab, text
            at += cell_len(text) + spelling.gap

    def _spelling(self) -> _TabTexts:
        """The widest one that fits; the shortest one where none does."""
        full = tuple(tab.text for tab in self._tabs)
        short = tuple(tab.short_text for tab in self._tabs)
        bare = tuple(tab.bare_text for tab in self._tabs)
        ways = [_TabTexts(full, GAP), _TabTexts(short, GAP), _TabTexts(short, 1)]
        ways += [_TabTexts(bare, GAP), _TabTexts(bare, 1)]
        room, last = self.size.width - 1, len(full) - 1
        return next((way for way in ways if way.cells(0, last) <= room), ways[-1])

    def cursor_column(self) -> int:
        """Where the active tab begins."""
        return next((start for start, tab in self.places() if tab.name == self.active), 0)

    def _scroll(self, spelling: _TabTexts) -> None:
        """Finds the first tab to show: the leftmost with which the active one fits."""
        room = max(self.size.width - 2, 1)
        first = index = self._index
        if spelling.cells(0, len(self._tabs) - 1) <= room + 1:
            first = 0
        while first and spelling.cells(first - 1, index) <= room:
            first -= 1
        self._first = first

    @property
    def _index(self) -> int:
        return next((at for at, tab in enumerate(self._tabs) if tab.name == self.active), 0)

    def on_click(self, event: events.Click) -> None:
        """Goes to the tab under the pointer."""
        offset = event.get_content_offset(self)
        if offset is None or not self._tabs:
            return
        for start, tab, text in self._written():
            if start - 1 <= offset.x < start + cell_len(text) + 1:
                event.stop()
                self.activate(tab.name)
                return
