"""The editor of a request: its first line, and a tab for each of its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from msgspec import structs
from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import AwaitMount, Widget

from outrider.model.workspace import Request
from outrider.toolkit.fields.dropdown import Dropdown
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.tab_bar import TabBar
from outrider.toolkit.value_message import ValueMessage
from outrider.variables.name_lookup import NameLookup
from outrider.variables.url.written_query import without_query
from outrider.widgets.request.checks_editor import ChecksEditor
from outrider.widgets.request.headers_editor import HeadersEditor
from outrider.widgets.request.options_editor import OptionsEditor
from outrider.widgets.request.params_editor import ParamsEditor
from outrider.widgets.request.part_panes import PartPanes
from outrider.widgets.request.request_tabs import (
    AUTH,
    BODY,
    CHECKS,
    HEADERS,
    OPTIONS,
    PARAMS,
    VARS,
    TabChanged,
    request_tabs,
)
from outrider.widgets.request.url_bar import UrlBar
from outrider.widgets.request.variables_editor import VariablesEditor
from outrider.widgets.view_models import EditorContext

if TYPE_CHECKING:
    from outrider.widgets.request.auth_editor import AuthEditor
    from outrider.widgets.request.body_editor import BodyEditor


@runtime_checkable
class EditorTab(Protocol):
    """What is below the tabs: it shows a part of a request and puts it back."""

    def apply(self, request: Request) -> Request:
        """The request with this part as it is now; the very same where nothing was changed."""

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""


def _body() -> Widget:
    # Its field for many lines would be a part of the start that no first frame shows.
    from outrider.widgets.request.body_editor import BodyEditor

    return BodyEditor()


def _auth() -> Widget:
    from outrider.widgets.request.auth_editor import AuthEditor

    return AuthEditor()


_PANES: dict[str, Callable[[], Widget]] = {
    PARAMS: ParamsEditor,
    HEADERS: HeadersEditor,
    BODY: _body,
    AUTH: _auth,
    OPTIONS: OptionsEditor,
    VARS: VariablesEditor,
    CHECKS: ChecksEditor,
}

_BACK = "Go to the previous tab"
_DOWN = "Go down to the tabs and into the tab"
_UP = "Go up to the tabs and the URL"
_KEYS = with_ids(
    "request",
    key("left_square_bracket", "turn(-1)", "Previous tab", _BACK, name="previous", show=False),
    key("right_square_bracket", "turn(1)", "Next tab", "Go to the next tab", name="next"),
    key("down,enter", "go_down", "Into the tab", _DOWN, name="down"),
    key("a", "add", "Add", "Add a row to the open tab"),
    key("up", "go_up", "To tabs or URL", _UP, name="up", show=False),
)


def _fill(pane: Widget, tab: str, request: Request, around: EditorContext) -> None:
    """Lets the pane of a tab show a request, and what of its surroundings belongs there."""
    if isinstance(pane, HeadersEditor):
        pane.show(request, around.headers)
    elif tab == AUTH:
        cast("AuthEditor", pane).show(request, around.auth)
    elif tab == BODY:
        cast("BodyEditor", pane).show_with_paths(request, around.paths)
    else:
        cast("ParamsEditor", pane).show(request)


class RequestEditor(PartPanes, EdgedPane):
    """Edits one request at a time, which is a value: each change makes a new one.

    A pane is mounted when its tab is opened first, and shows a request when its tab is on top.
    """

    DEFAULT_CSS = """
    RequestEditor { height: 1fr; }
    """

    BINDINGS = _KEYS

    class Edited(ValueMessage):
        """The request was changed; posted at every change."""

        request: Request

    class SendRequested(Message):
        """Enter was pressed in the URL, or the button was clicked."""

        action = "send"

    def __init__(self) -> None:
        super().__init__(PARAMS)
        self.edge = Edge("Request")
        self._around = EditorContext()
        self._fresh: set[str] = set()
        self._mounting: AwaitMount | None = None
        self.url_bar = UrlBar()
        self.tabs = TabBar()

    def compose(self) -> ComposeResult:
        """The first line and the tabs."""
        yield self.url_bar
        yield self.tabs

    @property
    def request(self) -> Request:
        """The request as it is at this moment, the last key typed included."""
        request = self.url_bar.apply(self._request)
        for name in self._fresh:
            pane = self._panes[name]
            assert isinstance(pane, EditorTab)
            request = pane.apply(request)
        return request

    def show(self, request: Request, context: EditorContext | None = None) -> None:
        """Shows a request, in place of what was typed so far.

        What is shown already is left alone, so the cursor stays where it is.
        """
        if context is not None:
            self._around = context
        if request != self.request:
            self._request = request
            self._fresh.clear()
            self.url_bar.show(request.method, request.url)
        self._show_pane()
        self._set_names()
        self._show_tabs()

    def show_context(self, context: EditorContext) -> None:
        """Shows what lies around the request now; the request stays as it is."""
        self._around = context
        for name in self._fresh:
            pane = self._panes[name]
            if isinstance(pane, HeadersEditor):
                pane.show_inherited(context.headers)
            elif name == AUTH:
                cast("AuthEditor", pane).show_view(context.auth)
        self._set_names()
        self._show_tabs()

    def _set_names(self) -> None:
        """Tells the fields what references can name: the request's variables as they are now."""
        names = self._around.names
        if names is not None:
            names = names.with_request_variables(self._request.variables)
        self.url_bar.set_names(names)
        for name, pane in self._panes.items():
            assert isinstance(pane, EditorTab)
            pane.set_names(names)
            if name == BODY:
                cast("BodyEditor", pane).set_file_problem(self._around.file_problem)
            elif name == CHECKS:
                around = self._around
                cast("ChecksEditor", pane).set_problem(around.check_problem, around.jq_problem)

    def open_tab(self, name: str) -> None:
        """Puts a tab on top and the focus into it."""
        self.tabs.activate(name)
        self._switch(name)
        self._focus_pane()

    def focus_url(self) -> None:
        """Puts the cursor behind the URL."""
        self.url_bar.url_field.focus()

    def action_turn(self, step: int) -> None:
        """To the tab beside this one; the focus goes along where it was below the tabs."""
        names = list(_PANES)
        name = names[(names.index(self.tab) + step) % len(names)]
        if self.tabs.has_focus or self.url_bar.has_focus_within:
            self.tabs.activate(name)
        else:
            self.open_tab(name)

    def action_go_down(self) -> None:
        """From the URL to the tabs, from the tabs into the one on top, past its choice."""
        if self.url_bar.has_focus_within:
            self.tabs.focus()
        elif self.tabs.has_focus:
            self._focus_pane()
        elif isinstance(self.screen.focused, Dropdown):
            self._focus_pane(past_choice=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Adding is for rows; below the tabs these have a key of their own."""
        if action == "add":
            pane = self._panes.get(self.tab)
            here = self.is_attached and self.screen.focused is self.tabs
            return here and isinstance(pane, Sheet) and pane.lines.addable
        return super().check_action(action, parameters)

    async def action_add(self) -> None:
        """Adds a row to the tab on top, from the tabs."""
        pane = self._panes.get(self.tab)
        if isinstance(pane, Sheet):
            pane.lines.focus()
            await pane.add()

    def action_go_up(self) -> None:
        """The same way back."""
        if self.tabs.has_focus:
            self.focus_url()
        elif not self.url_bar.has_focus_within:
            choice = self._panes[self.tab].query(Dropdown)
            at_choice = isinstance(self.screen.focused, Dropdown)
            (choice.first() if choice and not at_choice else self.tabs).focus()

    # --- drawing ------------------------------------------------------------------------------

    def _switch(self, name: str) -> None:
        if name != self.tab:
            self.tab = name
            self._show_pane()
            self._show_tabs()

    def _show_pane(self) -> None:
        """Lets the pane of the tab on top show the request."""
        if not self.is_attached:
            return
        pane = self._panes.get(self.tab)
        if pane is None:
            pane = self._panes[self.tab] = _PANES[self.tab]()
            self._mounting = self.mount(pane)
            self._set_names()
        for other in self._panes.values():
            other.display = other is pane
        request = self.request
        if self.tab in self._fresh:
            return
        _fill(pane, self.tab, request, self._around)
        self._fresh.add(self.tab)

    def _show_tabs(self) -> None:
        self.tabs.show(request_tabs(self.request, self._around), self.tab)

    def _focus_pane(self, *, past_choice: bool = False) -> None:
        pane = self._panes.get(self.tab)
        if pane is None:
            return
        # What a type or a choice has hidden is there too.
        fields = (one for one in self.screen.focus_chain if pane in one.ancestors)
        target = next(
            (one for one in fields if not (past_choice and isinstance(one, Dropdown))), None
        )
        if target is not None:
            target.focus()
        elif self._mounting is not None:
            self.call_next(self._focus_mounted)

    async def _focus_mounted(self) -> None:
        """Waits for a pane that has only just been made."""
        mounting, self._mounting = self._mounting, None
        if mounting is not None:
            await mounting
            self._focus_pane()

    def on_mount(self) -> None:
        """Shows what was given before there was a screen."""
        self.url_bar.show(self._request.method, self._request.url)
        self._show_pane()
        self._show_tabs()

    # --- changes ------------------------------------------------------------------------------

    @on(TabBar.TabActivated)
    def _switched(self, message: TabBar.TabActivated) -> None:
        message.stop()
        self._switch(message.name)

    @on(UrlBar.SendRequested)
    def _send_asked(self, message: UrlBar.SendRequested) -> None:
        message.stop()
        self._changed()
        self.post_message(self.SendRequested())

    @on(UrlBar.Changed)
    def _line_changed(self, message: UrlBar.Changed) -> None:
        message.stop()
        self._changed()
        params = self._panes.get(PARAMS)
        if isinstance(params, ParamsEditor) and PARAMS in self._fresh:
            params.show_url(self._request)

    @on(ParamsEditor.QueryTaken)
    def _query_taken(self, message: ParamsEditor.QueryTaken) -> None:
        message.stop()
        request = self.request
        url = without_query(request.url)
        self.url_bar.show(request.method, url)
        params = cast("ParamsEditor", self._panes[PARAMS])
        params.show(structs.replace(request, url=url, query_params=message.rows))
        self._changed()

    @on(Sheet.Changed)
    @on(TabChanged)
    def _part_changed(self, message: Message) -> None:
        message.stop()
        self._changed()

    def _changed(self) -> None:
        request = self.request
        if request == self._request:
            return
        variables, self._request = self._request.variables, request
        if request.variables != variables:
            self._set_names()
        self._show_tabs()
        self.post_message(self.Edited(request))
