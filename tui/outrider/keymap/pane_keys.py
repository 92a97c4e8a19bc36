"""The panes, what each is for, and the keys that mean something in it only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from msgspec import Struct
from textual.binding import Binding
from textual.widget import Widget

from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_row import KeyRow
from outrider.storage.user_files.key_clashes import LivePlaces
from outrider.toolkit.fields.dropdown import Dropdown
from outrider.toolkit.lists.filterable_list import FilterableList
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.lists.searchable_list import SearchableList
from outrider.toolkit.sheet.sheet_view import SheetView
from outrider.toolkit.tab_bar import TabBar
from outrider.toolkit.viewer.filterable_viewer import FilterableViewer
from outrider.toolkit.viewer.folding_viewer import FoldingViewer
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.body_editor import BodyEditor
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.url_bar import MethodField
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.response.stream_list import StreamList
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree


class Pane(Struct, frozen=True):
    """A part of the screen that keys can go to, with those in it that have keys of their own."""

    name: str
    purpose: str
    widget_type: type[Widget]
    parts: tuple[type[Widget], ...] = ()


PANES = (
    Pane(
        "Environments",
        "Environments hold the base URL and the credentials. ▌ marks the "
        "active one; every request and token uses only it. The symbol shows "
        "the token's state.",
        EnvironmentList,
    ),
    Pane(
        "Requests",
        "All requests by folder. • marks unsaved changes, ! a file with errors.",
        RequestTree,
    ),
    Pane(
        "Request",
        "Method, URL and the other parts of the request. Unsaved changes are "
        "sent too. {{name}} inserts a variable.",
        RequestEditor,
        (MethodField, SheetView, Dropdown, BodyEditor),
    ),
    Pane(
        "Response",
        "The response: formatted and raw body, headers, timing, and the token that was used.",
        ResponsePanel,
        (FilterableViewer, FoldingViewer, StreamList),
    ),
    Pane(
        "Console",
        "All token and API requests, newest last, with the reason for each "
        "token. Secrets are masked.",
        ConsolePanel,
        (SearchableList,),
    ),
)
"""In the order in which they stand on the screen."""

SHARED: tuple[tuple[str, tuple[type[Widget], ...]], ...] = (
    ("Tabs", (TabBar,)),
    ("Lists", (LineList, FilterableList)),
)
"""Keys that are the same in several panes."""

ELSEWHERE = "Fields and dialogs"
"""Where keys are that belong to no pane and are not shared."""


def pane_keys() -> Iterator[KeyRow]:
    """The keys of every pane, then those that several share, then all others; each once."""
    shared = [key for name, kinds in SHARED for kind in kinds for key in _declared(name, kind)]
    # A dialog may do by the same key what the workbench does.
    told = {key.id for key in shared} | {one.id for one in ACTIONS}
    for pane in PANES:
        for kind in (pane.widget_type, *pane.parts):
            yield from _new(_inherited(pane.name, kind), told)
    yield from _new(iter(shared), set())
    for kind in _all_widgets():
        yield from _new((one for one in _declared(ELSEWHERE, kind) if one.id), told)


@cache
def pane_bindings() -> Mapping[str, str]:
    """The usual keys of every pane's bindings that the settings can change, by their ids."""
    return {one.id: one.keys for one in pane_keys() if one.id}


@cache
def pane_places() -> Mapping[str, LivePlaces]:
    """Where the bindings of each id are: what the toolkit has, the workbench and dialogs use."""
    rooms = {"widgets": LivePlaces.WORKBENCH, "dialogs": LivePlaces.DIALOGS}
    found: dict[str, LivePlaces] = {}
    for kind in _all_widgets():
        here = rooms.get(kind.__module__.split(".")[1], LivePlaces.ANYWHERE)
        for one in _declared("", kind):
            found[one.id] = found.get(one.id, here) | here
    return found


def _new(keys: Iterator[KeyRow], told: set[str]) -> Iterator[KeyRow]:
    """Those that were not told yet; keys without an id have nothing to know them by."""
    for one in keys:
        if one.id not in told or not one.id:
            told.add(one.id)
            yield one


def _inherited(pane: str, kind: type[Widget]) -> Iterator[KeyRow]:
    """The keys of a class, and of those of ours that it is made from."""
    for one in kind.__mro__:
        if one.__module__.startswith("outrider."):
            yield from _declared(pane, one)


def _declared(pane: str, kind: type[object]) -> Iterator[KeyRow]:
    """The keys that a class declares itself, and not those that it inherits."""
    for binding in kind.__dict__.get("BINDINGS", ()):
        if not isinstance(binding, Binding) or not (binding.id or binding.tooltip):
            continue
        keys = ",".join(one.key for one in Binding.make_bindings([binding]))
        label = binding.description
        yield KeyRow(binding.id or "", pane, label, binding.tooltip or label, keys, keys)


def _all_widgets() -> Iterator[type[Widget]]:
    """Every widget and dialog of ours that has keys, by the names of their modules."""
    from pkgutil import walk_packages

    for room in ("outrider.toolkit", "outrider.widgets", "outrider.dialogs"):
        for found in walk_packages(import_module(room).__path__, f"{room}."):
            module = import_module(found.name)
            for kind in vars(module).values():
                ours = isinstance(kind, type) and kind.__module__ == module.__name__
                if ours and issubclass(kind, Widget):
                    yield kind
