"""The panes, what each is for, and the keys that mean something in it only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from textual.binding import Binding
from textual.widget import Widget

from tui.screens.reading_list import ReadingList
from tui.widgets.body_editor import BodyEditor
from tui.widgets.chooser import Chooser
from tui.widgets.console_panel import ConsolePanel
from tui.widgets.environment_list import EnvironmentList
from tui.widgets.line_list import LineList
from tui.widgets.line_view import LineView
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.request_editor import RequestEditor
from tui.widgets.request_tree import RequestTree
from tui.widgets.response_panel import ResponsePanel
from tui.widgets.searched_list import SearchedList
from tui.widgets.sheet_lines import SheetLines
from tui.widgets.tab_bar import TabBar
from tui.widgets.typed_filter import FilteredList
from tui.widgets.url_bar import MethodField


class Pane(Struct, frozen=True):
    """A part of the screen that keys can go to.

    Attributes:
        name: its title.
        purpose: what it is for, in a sentence or two.
        kind: the widget that it is.
        parts: widgets in it that have keys of their own.
    """

    name: str
    purpose: str
    kind: type[Widget]
    parts: tuple[type[Widget], ...] = ()


PANES = (
    Pane(
        "Environments",
        "Where requests go, and with whose credentials. The one with ▶ is active: every send and "
        "every token is for it alone. The light says how its token is.",
        EnvironmentList,
    ),
    Pane(
        "Requests",
        "The requests of the workspace, as its folders hold them. • marks what is not saved, "
        "! what cannot be read.",
        RequestTree,
    ),
    Pane(
        "Request",
        "What is sent: method, URL and, in tabs, the other parts. What is typed is what is sent, "
        "saved or not; {{name}} stands for a variable.",
        RequestEditor,
        (MethodField, SheetLines, Chooser, BodyEditor),
    ),
    Pane(
        "Response",
        "What came back, in views: the body laid out or as it came, its headers, how long it "
        "took, and the token that was sent along.",
        ResponsePanel,
        (ReadingPane, LineView),
    ),
    Pane(
        "Console",
        "Every exchange and every decision, the newest at the bottom: which token was used and "
        "why, what was sent, what came back. Secrets are masked.",
        ConsolePanel,
        (SearchedList,),
    ),
)
"""In the order in which they stand on the screen."""

SHARED: tuple[tuple[str, tuple[type[Widget], ...]], ...] = (
    ("Tabs", (TabBar,)),
    ("Lists", (LineList, FilteredList, ReadingList)),
)
"""Keys that are the same in several panes."""


class PaneKey(Struct, frozen=True):
    """What one or more keys do in a pane.

    Attributes:
        pane: its name.
        id: names it in the settings; empty for keys that are fixed.
        label: a word or two.
        sentence: for the help; empty for what needs none.
        keys: separated by commas.
    """

    pane: str
    id: str
    label: str
    sentence: str
    keys: str


def pane_keys() -> Iterator[PaneKey]:
    """The keys of every pane, then those that several share; each once."""
    told: set[str] = set()
    for name, kinds in (
        *((pane.name, (pane.kind, *pane.parts)) for pane in PANES),
        *SHARED,
        *_dialogs(),
    ):
        for kind in kinds:
            yield from _declared(name, kind, told)


def _dialogs() -> Iterator[tuple[str, tuple[type[Widget], ...]]]:
    """Dialogs with keys of their own, which are loaded when they are first shown."""
    from tui.screens.comparison_screen import ComparedList
    from tui.screens.history_screen import PastList

    yield "History", (PastList,)
    yield "Comparison", (ComparedList,)


def pane_bindings() -> Mapping[str, str]:
    """The usual keys of every pane's bindings that the settings can change, by their ids."""
    return {one.id: one.keys for one in pane_keys() if one.id}


def _declared(pane: str, kind: type[Widget], told: set[str]) -> Iterator[PaneKey]:
    """The keys that a class declares itself, and not those that it inherits."""
    for binding in kind.__dict__.get("BINDINGS", ()):
        if not isinstance(binding, Binding) or not (binding.id or binding.tooltip):
            continue
        if binding.id in told:
            continue
        told.update({binding.id} if binding.id else ())
        keys = ",".join(one.key for one in Binding.make_bindings([binding]))
        yield PaneKey(pane, binding.id or "", binding.description, binding.tooltip, keys)
