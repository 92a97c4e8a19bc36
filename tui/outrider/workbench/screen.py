"""The workbench: sidebar, editor, response and console, on one engine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget

from outrider.engine.engine import Workbench
from outrider.engine.exchanges.events import Event
from outrider.engine.workspace.active_workspace import OpenedWorkspace
from outrider.errors import OutriderError
from outrider.keymap.actions import bindings
from outrider.keymap.key_display import shown_key
from outrider.keymap.key_help import key_hints
from outrider.model.console_entry import ConsoleEntry
from outrider.model.workspace import Request
from outrider.terminal.app.leader_key import LeaderChanged
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.viewer.searchable_viewer import ReadingPane
from outrider.widgets.chrome.environment_border import EnvironmentFrame
from outrider.widgets.chrome.footer_bar import FooterLine
from outrider.widgets.chrome.size_notice import SizeNotice
from outrider.widgets.chrome.status_bar import StatusLine
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.widgets.view_models import EditorContext
from outrider.workbench.context.workbench_context import Stage
from outrider.workbench.field_events import FieldMessages
from outrider.workbench.layout import Frame

if TYPE_CHECKING:
    from outrider.workbench.controllers import Controls
    from outrider.workbench.navigation import Leading

_LONG = 0.4
"""Seconds of reading from which on the frame says that it is going on."""

_UNNOTICED = 0.03
"""Seconds for which nobody misses a sign that a send is under way."""


class WorkbenchScreen(FieldMessages, Frame):
    """Composes the parts, and passes between them and the controls."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings())

    def __init__(self, engine: Workbench, workspace: OpenedWorkspace) -> None:
        super().__init__()
        self.stage = Stage(self, engine, workspace)
        self.stage.refresh = self.show_side
        self.waits = workspace.is_small
        self.controls: Controls
        self.leading: Leading
        self._waiting: Timer | None = None
        self._shown_request = ""

    def compose(self) -> ComposeResult:
        """Status, sidebar, work, keys."""
        redactor = self.stage.engine.redactor
        self.fit(self.app.size)

        def told(entry: ConsoleEntry, reveals: bool) -> list[str]:
            return self.controls.console.told(entry, reveals)

        def place(entry: ConsoleEntry) -> str:
            return self.controls.console.address(entry)

        yield StatusLine(clock=self.stage.engine.clock)
        yield SizeNotice()
        with EnvironmentFrame(id="main"):
            with Vertical(id="side"):
                yield EnvironmentList(clock=self.stage.engine.clock)
                yield RequestTree()
            with Vertical(id="work"):
                yield RequestEditor()
                yield ResponsePanel(redactor.field, wall=self.stage.engine.clock)
                yield ConsolePanel(told, address=place)
        yield FooterLine()

    async def furnish(self) -> None:
        """Brings in what the first frame does not need: the controls, then the files."""
        from outrider.workbench.controllers import Controls
        from outrider.workbench.first_start_hints import show_first_steps
        from outrider.workbench.navigation import Leading

        self.controls = Controls(
            self.stage,
            show_request=self.show_request,
            show_outcome=self.show_outcome,
            do=self.do,
        )
        self.leading = Leading(self.stage)
        await self._read()
        self.furnished = True
        engine = self.stage.engine
        engine.bus.subscribe(self._hear)
        engine.console.watch(self.query_one(ConsolePanel).add)
        self.show_side()
        self.show_keys()
        first = next((one for one in self.stage.workspace.tree() if one.request), None)
        if first is not None:
            await self.controls.requests.open_now(first.id)
        self.controls.themes.follow()
        self.controls.drafts.start()
        show_first_steps(self.stage)

    async def _read(self) -> None:
        """Reads the files; many of them in a thread, so that the screen can be resized and left."""
        workspace = self.stage.workspace
        if workspace.is_small:
            workspace.read()
            return
        tree = self.query_one(RequestTree)
        slow = self.set_timer(_LONG, tree.say_reading)
        await asyncio.to_thread(workspace.read)
        slow.stop()

    async def on_unmount(self) -> None:
        """Keeps what is edited for the last time, and ends what runs beside."""
        if self.furnished:
            await self.controls.close()

    # Showing.

    def show_side(self) -> None:
        """Draws the sidebar and the status line."""
        from outrider.workbench.context.view_model_builders import environment_rows, tree_rows

        stage = self.stage
        rows = environment_rows(stage.workspace, stage.lights)
        dirty = stage.desk.dirty
        self.query_one(EnvironmentList).show(tuple(rows))
        self.query_one(RequestTree).show(
            tuple(tree_rows(stage.workspace, dirty, stage.desk.scratches))
        )
        active = next((row for row in rows if row.active), None)
        self.query_one(EnvironmentFrame).show(active)
        self.query_one(StatusLine).show(stage.workspace.name, active, unsaved=len(dirty))
        self._show_context()
        self.controls.open_requests.draw()
        stage.tell_warnings()

    def show_request(self) -> None:
        """Shows the request that is open now, and what came of its last send."""
        from outrider.workbench.requests.editor_context import editor_context

        stage = self.stage
        self.controls.open_requests.leave()
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
        self.controls.open_requests.arrive()
        self.query_one(StatusLine).show_read_only(stage.read_only)
        self.show_outcome()

    def _show_context(self) -> None:
        from outrider.workbench.requests.editor_context import editor_context

        stage = self.stage
        request = stage.request
        if request is not None and self._shown_request == request.id:
            unsaved = stage.desk.is_dirty(request.id)
            context = editor_context(stage.workspace, request, unsaved=unsaved)
            self.query_one(RequestEditor).show_context(context)

    def show_outcome(self) -> None:
        """Shows the send under way, or what came of the last one."""
        panel = self.query_one(ResponsePanel)
        under_way = self.controls.sending.under_way
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if under_way is None or panel.outcome is not self.controls.sending.outcome:
            panel.show(self.controls.sending.outcome)
        self.controls.open_requests.draw()
        if under_way is not None:
            label = f"Sending in {under_way.environment}" if under_way.environment else "Sending"
            panel.show_waiting(label, under_way.started, patience=_UNNOTICED)
            self._waiting = self.set_interval(1.0, panel.tick)

    @on(ResponsePanel.Presented)
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

    def watch_focused(self) -> None:
        """Shows the focus and its keys in one frame."""
        if self.furnished:
            self.controls.around.follow_focus(self.focused)
            self.show_keys()

    @on(LeaderChanged)
    def _leader_changed(self, message: LeaderChanged) -> None:
        self.leading.changed(message)

    @on(EnvironmentList.Chosen)
    def _environment_chosen(self, message: EnvironmentList.Chosen) -> None:
        self.controls.environments.choose(message.id)

    @on(EnvironmentList.ActionAsked)
    def _environment_action(self, message: EnvironmentList.ActionAsked) -> None:
        self.controls.environments.act(message.action, message.id)

    @on(RequestTree.Opened)
    def _request_opened(self, message: RequestTree.Opened) -> None:
        self.controls.requests.open(message.id)

    @on(RequestTree.ActionAsked)
    def _request_action(self, message: RequestTree.ActionAsked) -> None:
        if message.action == "tab":
            self.controls.open_requests.open_beside(message.id, is_folder=message.is_folder)
        else:
            self.controls.files.act(message.action, message.id, is_folder=message.is_folder)

    @on(RequestEditor.Edited)
    def _edited(self, message: RequestEditor.Edited) -> None:
        if message.request.id == self._shown_request:
            before = self.stage.request
            self.controls.requests.edited(message.request)
            if before is None or before.auth != message.request.auth:
                self._show_context()

    @on(RequestEditor.SendAsked)
    def _send_asked(self) -> None:
        self.do("send")

    @on(ConsolePanel.Asked)
    def _console_asked(self, message: ConsolePanel.Asked) -> None:
        self.controls.console.act(message)

    @on(ConsolePanel.CopyAsked)
    def _copy_of_console(self, message: ConsolePanel.CopyAsked) -> None:
        self.controls.console.copy(message.text, reveals=message.reveals)

    @on(ResponsePanel.CopyAsked)
    @on(Sheet.CopyAsked)
    def _copy(self, message: Any) -> None:
        self.stage.copy(message.text)

    @on(ResponsePanel.SaveBodyAsked)
    @on(ResponsePanel.FilterAsked)
    @on(ResponsePanel.OpenAsked)
    @on(ReadingPane.RegexAsked)
    def _response_action(self, message: ResponsePanel.Asked | ReadingPane.RegexAsked) -> None:
        self.controls.responses.act(message)

    # Doing.

    def action_do(self, action_id: str) -> None:
        """Does one of :data:`~outrider.keymap.actions.ACTIONS`."""
        self.do(action_id)

    def do(self, action_id: str) -> None:
        """Does one of :data:`~outrider.keymap.actions.ACTIONS`; an error is told."""
        self.controls.requests.take(self.query_one(RequestEditor).request)
        self.controls.requests.notice()
        try:
            self.controls.do(action_id)
        except OutriderError as error:
            self.stage.run(self.stage.explain(error))

    def action_environment_number(self, digit: int) -> None:
        """Chooses an environment by its position."""
        self.controls.environments.number(digit)


def _key(keys: str) -> str:
    return shown_key(keys.split(",", maxsplit=1)[0])
