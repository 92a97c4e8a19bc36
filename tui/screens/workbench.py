"""The workbench: sidebar, editor, response and console, on one engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tui.engine.events import Event
from tui.engine.opened import OpenedWorkspace
from tui.engine.telling import address, describe
from tui.engine.workbench import Workbench
from tui.errors import OutriderError
from tui.model.console import ConsoleEntry
from tui.model.workspace import Request
from tui.screens.actions import bindings
from tui.screens.around import Around
from tui.screens.draft_control import DraftControl
from tui.screens.editor_context import editor_context
from tui.screens.environment_control import EnvironmentControl
from tui.screens.file_control import FileControl
from tui.screens.help_screen import key_hints, shown_key
from tui.screens.leading import Leading
from tui.screens.presenting import environment_rows, tree_rows
from tui.screens.request_control import RequestControl
from tui.screens.send_control import SendControl
from tui.screens.stage import Stage
from tui.screens.theme_control import ThemeControl
from tui.screens.token_control import TokenControl
from tui.terminal.leader import LeaderChanged
from tui.widgets.console_panel import ConsolePanel
from tui.widgets.environment_list import EnvironmentList
from tui.widgets.footer_line import FooterLine
from tui.widgets.request_editor import RequestEditor
from tui.widgets.request_tree import RequestTree
from tui.widgets.response_panel import ResponsePanel
from tui.widgets.sheet import Sheet
from tui.widgets.size_notice import SizeNotice
from tui.widgets.status_line import StatusLine
from tui.widgets.values import EditorContext


class WorkbenchScreen(Screen[None]):
    """Composes the parts, and passes between them and the controls."""

    CSS_PATH = None
    DEFAULT_CSS = """
    WorkbenchScreen {
        layers: base over;
        & > .over { layer: over; }
        & > StatusLine { dock: top; }
        & > FooterLine { dock: bottom; }
        & > #main { height: 1fr; }
        & #side { width: 26; border-right: vkey $panel; }
        & #work { width: 1fr; }
        & RequestTree { height: 1fr; }
        & RequestEditor { height: 2fr; min-height: 7; }
        & ResponsePanel { height: 3fr; min-height: 6; border-top: solid $panel; }
        & ResponsePanel:focus-within { border-top: solid $accent; }
        & ConsolePanel { height: 1fr; min-height: 4; }
        &.narrow #side { width: 24; }
        &.short RequestEditor { height: 5; min-height: 0; }
        &.short ResponsePanel { height: 1fr; min-height: 0; }
        &.short ConsolePanel { height: 3; min-height: 0; }
        &.-zoom-work #side, &.-zoom-side #work { display: none; }
        &.-zoom-side #side { width: 1fr; border-right: none; }
        &.-zoom-side #side > *, &.-zoom-work #work > * { display: none; }
        &.-zoom .-zoomed { display: block !important; height: 1fr !important; max-height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = list(bindings())

    def __init__(self, engine: Workbench, workspace: OpenedWorkspace) -> None:
        super().__init__()
        self.stage = Stage(self, engine, workspace)
        self.stage.refresh = self.show_side
        self.requests = RequestControl(self.stage, self.show_request)
        self.sending = SendControl(self.stage, self.show_outcome)
        self.files = FileControl(self.stage, self.requests)
        self.environments = EnvironmentControl(self.stage, self.files.edit_path)
        self.tokens = TokenControl(self.stage)
        self.themes = ThemeControl(self.stage)
        self.drafts = DraftControl(self.stage, self.requests)
        self.around = Around(self.stage, self.requests, self.sending, self.do)
        controls = (
            *(self.requests, self.sending, self.files, self.environments, self.tokens),
            *(self.themes, self.drafts),
        )
        self._doing: dict[str, Callable[[], object]] = {
            action: doing for control in controls for action, doing in control.doing().items()
        }
        self.leading = Leading(self.stage)
        self._waiting: Timer | None = None
        self._shown_request = ""

    def compose(self) -> ComposeResult:
        """Status, sidebar, work, keys."""
        redactor = self.stage.engine.redactor

        def told(entry: ConsoleEntry, reveals: bool) -> list[str]:
            return list(describe(entry, redactor, reveals=reveals))

        yield StatusLine(clock=self.stage.engine.clock)
        yield SizeNotice()
        with Horizontal(id="main"):
            with Vertical(id="side"):
                yield EnvironmentList(clock=self.stage.engine.clock)
                yield RequestTree()
            with Vertical(id="work"):
                yield RequestEditor()
                yield ResponsePanel(redactor.field, wall=self.stage.engine.clock)
                yield ConsolePanel(told, address=lambda entry: address(entry, redactor))
        yield FooterLine()

    def on_mount(self) -> None:
        """Shows what there is, and listens to the engine."""
        engine = self.stage.engine
        engine.bus.subscribe(self._hear)
        engine.console.watch(self.query_one(ConsolePanel).add)
        self.show_side()
        self.show_keys()
        first = next((one for one in self.stage.workspace.tree() if one.request), None)
        if first is not None:
            self.requests.open(first.id)
        self.query_one(RequestTree).focus()
        self.themes.follow()
        self.drafts.start()

    def on_unmount(self) -> None:
        """Keeps what is edited, for the last time."""
        self.drafts.close()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow screen gets a narrow sidebar; one that is too small is told so."""
        self.set_class(event.size.width < 100, "narrow")
        self.set_class(event.size.height < 20, "short")
        self.query_one(SizeNotice).show(event.size)

    # Showing.

    def show_side(self) -> None:
        """Draws the sidebar and the status line."""
        stage = self.stage
        rows = environment_rows(stage.workspace, stage.lights)
        dirty = stage.desk.dirty
        self.query_one(EnvironmentList).show(tuple(rows))
        self.query_one(RequestTree).show(
            tuple(tree_rows(stage.workspace, dirty, stage.desk.scratches))
        )
        active = next((row for row in rows if row.active), None)
        self.query_one(StatusLine).show(stage.workspace.name, active, unsaved=len(dirty))
        self._show_context()
        stage.tell_warnings()

    def show_request(self) -> None:
        """Shows the request that is open now, and what came of its last send."""
        stage = self.stage
        self._shown_request = stage.request_id
        request = stage.request
        editor = self.query_one(RequestEditor)
        editor.disabled = request is None
        if request is None:
            editor.show(Request(id="", name="", file=""), EditorContext())
        else:
            unsaved = stage.desk.is_dirty(request.id)
            editor.show(request, editor_context(stage.workspace, request, unsaved=unsaved))
        self.query_one(RequestTree).select(stage.request_id)
        self.query_one(StatusLine).show_read_only(stage.read_only)
        self.show_outcome()

    def _show_context(self) -> None:
        stage = self.stage
        request = stage.request
        if request is not None and self._shown_request == request.id:
            unsaved = stage.desk.is_dirty(request.id)
            context = editor_context(stage.workspace, request, unsaved=unsaved)
            self.query_one(RequestEditor).show_context(context)

    def show_outcome(self) -> None:
        """Shows the send under way, or what came of the last one."""
        panel = self.query_one(ResponsePanel)
        under_way = self.sending.under_way
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if under_way is None or panel.outcome is not self.sending.outcome:
            panel.show(self.sending.outcome)
        if under_way is not None:
            label = f"Sending in {under_way.environment}" if under_way.environment else "Sending"
            panel.show_waiting(label, under_way.started)
            self._waiting = self.set_interval(1.0, panel.tick)

    def show_keys(self) -> None:
        """Shows the keys that matter where the focus is."""
        footer = self.query_one(FooterLine)
        focused = self.focused
        hints = key_hints(focused) if isinstance(focused, Widget) else []
        shown = {one.id: (_key(one.keys), one.label) for one in self.stage.actions if one.shown}
        send, help_ = shown.pop("send"), shown.pop("help")
        footer.show(
            [send, *hints[:4], (_key(self.stage.key_of("leader")), "Go"), help_, *shown.values()]
        )

    def _hear(self, event: Event) -> None:
        if self.is_attached and self.stage.lights.hear(event):
            self.show_side()

    # What the parts say.

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        if self.is_attached:
            self.around.follow_focus(self.focused)
            self.call_after_refresh(self.show_keys)

    @on(LeaderChanged)
    def _leader_changed(self, message: LeaderChanged) -> None:
        self.leading.changed(message)

    @on(EnvironmentList.Chosen)
    def _environment_chosen(self, message: EnvironmentList.Chosen) -> None:
        self.environments.choose(message.id)

    @on(EnvironmentList.ActionAsked)
    def _environment_action(self, message: EnvironmentList.ActionAsked) -> None:
        self.environments.act(message.action, message.id)

    @on(RequestTree.Opened)
    def _request_opened(self, message: RequestTree.Opened) -> None:
        self.requests.open(message.id)

    @on(RequestTree.ActionAsked)
    def _request_action(self, message: RequestTree.ActionAsked) -> None:
        self.files.act(message.action, message.id, is_folder=message.is_folder)

    @on(RequestEditor.Edited)
    def _edited(self, message: RequestEditor.Edited) -> None:
        if message.request.id == self._shown_request:
            before = self.stage.request
            self.requests.edited(message.request)
            if before is None or before.auth != message.request.auth:
                self._show_context()

    @on(RequestEditor.SendAsked)
    def _send_asked(self) -> None:
        self.do("send")

    @on(ConsolePanel.ClearAsked)
    def _clear_console(self) -> None:
        self.stage.engine.console.clear()
        self.query_one(ConsolePanel).clear()

    @on(ConsolePanel.CopyAsked)
    @on(ResponsePanel.CopyAsked)
    @on(Sheet.CopyAsked)
    def _copy(self, message: Any) -> None:
        self.stage.copy(message.text)

    @on(ResponsePanel.SaveBodyAsked)
    def _save_body(self, message: ResponsePanel.SaveBodyAsked) -> None:
        self.stage.run(self.around.save_body(message.outcome))

    # Doing.

    def action_do(self, action_id: str) -> None:
        """Does one of :data:`~tui.screens.actions.ACTIONS`."""
        self.do(action_id)

    def do(self, action_id: str) -> None:
        """Does one of :data:`~tui.screens.actions.ACTIONS`; an error is told."""
        self.requests.take(self.query_one(RequestEditor).request)
        self.requests.notice()
        try:
            self._doing.get(action_id, lambda: self.around.do(action_id))()
        except OutriderError as error:
            self.stage.run(self.stage.explain(error))

    def action_environment_number(self, digit: int) -> None:
        """Chooses an environment by its position."""
        self.environments.number(digit)


def _key(keys: str) -> str:
    return shown_key(keys.split(",", maxsplit=1)[0])
