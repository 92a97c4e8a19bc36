"""Jump mode: a letter on everything that keys can go to; pressing it goes there."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset, Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from outrider.terminal.rendering.focus_in_sight import visible_part
from outrider.terminal.rendering.partial_repaint import PartialRepaintScreen
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.tab_bar import TabBar
from outrider.toolkit.viewer.viewer import Viewer
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.url_bar import MethodField
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.response.stream_list import StreamList
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree

LETTERS = string.ascii_lowercase + string.ascii_uppercase
"""What can stand on a place, the easiest first."""

_WIDTH = 3
"""Cells of a mark: ``[a]``."""


class JumpTarget(Struct, frozen=True):
    """Somewhere that keys can go.

    Attributes:
        widget: what gets the focus.
        at: where its mark stands, in cells of the screen.
        words: letters that it would like, the best first.
        tab: name of the tab that is meant; empty where it is the widget itself.
    """

    widget: Widget
    at: Offset
    words: str
    tab: str = ""


def jump_targets(screen: Screen[object]) -> Iterator[JumpTarget]:
    """Everything in sight that keys can go to, in the order of the Tab key."""
    for widget in screen.focus_chain:
        region = visible_part(widget)
        if region.width < _WIDTH:
            continue
        if isinstance(widget, TabBar):
            for start, tab in widget.places():
                # Over the gap before the label, as far as there is one.
                at = Offset(region.x + max(start - 2, 0), region.y)
                if at.x + _WIDTH <= region.right:
                    yield JumpTarget(widget, at, tab.label, tab.name)
        else:
            # A pane's mark stands in its title, and hides none of its rows.
            above = 1 if isinstance(widget, EdgedPane) else 0
            yield JumpTarget(widget, region.offset - Offset(0, above), _words(widget))


def assign_letters(found: Sequence[JumpTarget]) -> list[tuple[str, JumpTarget]]:
    """Gives each place a letter of its own, one that it would like where that is free."""
    taken: dict[int, str] = {}
    free = dict.fromkeys(LETTERS)
    # First those that are known by one letter everywhere, then what has a name to choose from.
    for index in sorted(range(len(found)), key=lambda index: bool(found[index].tab)):
        wishes = [one for one in found[index].words.lower() if one in free]
        letter = next(iter(wishes or free), "")
        if letter:
            taken[index] = letter
            del free[letter]
    return [(letter, found[index]) for index, letter in sorted(taken.items())]


def jump_to(place: JumpTarget) -> None:
    """Gives the focus to a place; of a tab, to what the tab shows."""
    widget = place.widget
    if not isinstance(widget, TabBar) or not place.tab:
        widget.focus()
        return
    for above in widget.ancestors:
        if isinstance(above, RequestEditor):
            above.open_tab(place.tab)
            return
        if isinstance(above, ResponsePanel):
            widget.activate(place.tab)
            above.focus_text()
            return
    widget.activate(place.tab)


_KNOWN = (
    (EnvironmentList, "e"),
    (RequestTree, "r"),
    (MethodField, "m"),
    (Viewer, "b"),
    (StreamList, "b"),
    (ConsolePanel, "g"),
)
"""The letters that lead there after ctrl+g as well."""


def _words(widget: Widget) -> str:
    if widget.id == "url":
        return "u"
    return next((letter for kind, letter in _KNOWN if isinstance(widget, kind)), "")


class JumpScreen(ModalScreen[JumpTarget | None], PartialRepaintScreen[JumpTarget | None]):
    """Letters at their places, over the screen; escape goes back, other keys mean nothing."""

    DEFAULT_CSS = """
    JumpScreen {
        background: transparent;
        & > Static {
            position: absolute;
            width: 3;
            height: 1;
            background: $accent;
            color: $background;
            text-style: bold;
        }
    }
    """
    AUTO_FOCUS = ""

    def __init__(self, marks: Iterable[tuple[str, JumpTarget]]) -> None:
        super().__init__()
        self._marks = dict(marks)
        self._size_before: Size | None = None

    def compose(self) -> ComposeResult:
        """The marks."""
        for letter, place in self._marks.items():
            mark = Static(f"[{letter}]", markup=False)
            mark.styles.offset = place.at
            yield mark

    def on_key(self, event: events.Key) -> None:
        """Goes to the place of a letter."""
        event.stop()
        event.prevent_default()
        place = self._marks.get(event.character or "")
        if place is not None or event.key == "escape":
            self.dismiss(place)

    def on_resize(self, event: events.Resize) -> None:
        """What the marks stand on has moved."""
        if self._size_before and self._size_before != event.size:
            self.dismiss(None)
        self._size_before = event.size

    def on_click(self) -> None:
        """A click goes back."""
        self.dismiss(None)
