"""The workbench: sidebar, editor, response and console, on one engine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from outrider.engine.engine import Engine
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import OutriderError
from outrider.keymap.actions import bindings
from outrider.keymap.key_help import footer_keys
from outrider.model.workspace import Request
from outrider.terminal.app.leader_key import LeaderChanged
from outrider.terminal.device.frame_size import sidebar_width
from outrider.toolkit.fields.field_messages import DescriptionRequested, TextPasted
from outrider.toolkit.panes.pane_column import PaneColumn
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.viewer.searchable_viewer import SearchableViewer
from outrider.widgets.chrome.footer_bar import FooterBar
from outrider.widgets.chrome.size_notice import SizeNotice
from outrider.widgets.chrome.status_bar import StatusBar
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.url_bar import UrlBar, UrlField
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.response.stream_list import StreamList
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.widgets.view_models import EditorContext
from outrider.workbench.context.application import Application
from outrider.workbench.context.entry_texts import EntryTexts
from outrider.workbench.context.step_keys import step_keys
from outrider.workbench.context.usual_keys import edge_keys, usual_keys
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.layout import SEEN_IN_WORK, WorkbenchLayout
from outrider.workbench.sizes.edge_moves import PaneEdge
from outrider.workbench.sizes.sizable_frame import SizableFrame
from outrider.workbench.sizes.work_column import WorkColumn

if TYPE_CHECKING:
    from outrider.workbench.controllers import Controllers, FollowingWork
    from outrider.workbench.navigation import LeaderMenuController
    from outrider.workbench.requests.jq_problems import JqProblems
    from outrider.workbench.sending.outcome_view import OutcomeView


class WorkbenchScreen(WorkbenchLayout):
    """Composes the parts, and passes between them and the controls."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings())

    def __init__(
        self, application: Application, engine: Engine, workspace: ActiveWorkspace
    ) -> None:
        super().__init__(application.pane_sizes)
        self.context = WorkbenchContext(self, application, engine, workspace)
        self.paints_when_ready = workspace.is_small
        self.controls: Controllers
        self.leading: LeaderMenuController
        self.jq_problems: JqProblems
        self._outcome: OutcomeView
        self._shown_request = ""

    def compose(self) -> ComposeResult:
        """Status, sidebar, work, keys."""
        redactor = self.context.engine.redactor
        told = EntryTexts(redactor)
        self.apply_size(self.app.size)
        yield StatusBar(clock=self.context.engine.clock)
        yield SizeNotice()
        with SizableFrame(id="main"):
            with PaneColumn(id="side") as side:
                wanted = self.pane_sizes.sidebar
                side.styles.width = sidebar_width(self.app.size.width, wanted)
                yield EnvironmentList(clock=self.context.engine.clock)
                yield RequestTree()
            with WorkColumn(beside=side) as work:
                work.show_sizes(self.pane_sizes)
                yield RequestEditor()
                yield ResponsePanel(
                    redactor.mask_header,
                    step_keys=partial(step_keys, self),
                )
                yield ConsolePanel(told.lines, told.address)
        yield FooterBar()

    async def finish_startup(self) -> None:
        """Brings in what the first frame does not need: the controls, then the files."""
        from outrider.workbench.controllers import Controllers
        from outrider.workbench.first_start_hints import show_first_start_hints
        from outrider.workbench.navigation import LeaderMenuController
        from outrider.workbench.reading_at_start import read_at_start
        from outrider.workbench.requests.jq_problems import JqProblems
        from outrider.workbench.sending.outcome_view import OutcomeView

        self.controls = Controllers(
            self.context,
            show_request=self.show_request,
            show_context=self._show_context,
            show_outcome=self.show_outcome,
            show_sizes=self.show_sizes,
            do=self.perform,
        )
        self.jq_problems = JqProblems(self.context)
        self.leading = LeaderMenuController(self.context, self.show_leader)
        self.show_more_choices = self.leading.show_more
        self._outcome = OutcomeView(self.context, self.controls.sending)
        await read_at_start(self.context)
        self.startup_finished = True
        self.controls.sidebar.draw()
        self.refresh_footer()
        show_first_start_hints(self.context)
        first = next((one for one in self.context.workspace.tree() if one.request), None)
        if first is not None:
            await self.controls.requests.open_now(first.id)
        self.controls.themes.watch_file()
        self.controls.drafts.start()
        self.controls.warming.start()

    async def on_unmount(self) -> None:
        """Keeps what is edited for the last time, and ends what runs beside."""
        self.context.close()
        if self.startup_finished:
            await self.controls.close()

    # Showing.

    def show_request(self) -> None:
        """Shows the request that is open now, and what came of its last send."""
        context = self.context
        self.controls.sidebar.update()
        self.controls.open_requests.remember_position()
        self._shown_request = context.request_id
        request = context.request
        editor = self.query_one(RequestEditor)
        editor.disabled = request is None
        if request is None:
            editor.show(Request(id="", name="", file=""), EditorContext())
        else:
            editor.show(request, self._editor_context(request))
        self.controls.sidebar.draw_environments()
        self.query_one(RequestTree).select(context.request_id)
        self.controls.open_requests.restore_position()
        self.query_one(StatusBar).show_read_only(context.read_only)
        self.show_outcome()

    def _show_context(self) -> None:
        request = self.context.request
        if request is not None and self._shown_request == request.id:
            self.query_one(RequestEditor).show_context(self._editor_context(request))

    def _editor_context(self, request: Request) -> EditorContext:
        from outrider.workbench.requests.editor_context import editor_context

        workspace, opener = self.context.workspace, self.context.engine.secret_opener
        typed = opener.typed_names(workspace.root, workspace.active)
        return self.jq_problems.beside(editor_context(workspace, request, typed))

    def show_outcome(self) -> None:
        """Shows the send under way, or what came of the last one."""
        self._outcome.show()
        self.controls.open_requests.draw()

    @on(ResponsePanel.ContentChanged)
    def refresh_footer(self) -> None:
        """Shows the keys that matter where the focus is."""
        footer, focused = self.query_one(FooterBar), self.focused
        if self.leading.is_shown:
            footer.show(self.leading.keys(), ())
            return
        left = footer_keys(focused) if isinstance(focused, Widget) else []
        left = edge_keys() if self.edges_move else left
        footer.show(left, usual_keys(self.context))

    # What the parts say.

    def watch_focused(self) -> None:
        """Shows the focus and its keys in one frame."""
        super().watch_focused()
        if self.startup_finished:
            self.controls.around.follow_focus(self.focused)
            self.refresh_footer()

    def move_edge(self, edge: PaneEdge, to: int) -> None:
        """Moves an edge to a column or line of the screen."""
        self.controls.sizes.move_to(edge, to)

    @on(LeaderChanged)
    def _leader_changed(self, message: LeaderChanged) -> None:
        self.leading.on_leader_changed(message)

    @on(EnvironmentList.Selected)
    def _environment_chosen(self, message: EnvironmentList.Selected) -> None:
        self.controls.environments.activate(message.id)

    @on(EnvironmentList.ActionRequested)
    def _environment_action(self, message: EnvironmentList.ActionRequested) -> None:
        self.controls.environments.on_requested(message.action, message.id)

    @on(RequestTree.Opened)
    def _request_opened(self, message: RequestTree.Opened) -> None:
        self.controls.requests.open(message.id)

    @on(RequestTree.ActionRequested)
    def _request_action(self, message: RequestTree.ActionRequested) -> None:
        self.controls.work_in_tree(message)

    @on(RequestEditor.Edited)
    def _edited(self, message: RequestEditor.Edited) -> None:
        if message.request.id == self._shown_request:
            before = self.context.request
            self.controls.requests.edited(message.request)
            if before is None or before.auth != message.request.auth:
                self._show_context()
                self.controls.sidebar.draw_environments()

    @on(RequestEditor.SendRequested)
    @on(UrlBar.CancelRequested)
    @on(StatusBar.Pressed)
    def _action_asked(
        self, message: RequestEditor.SendRequested | UrlBar.CancelRequested | StatusBar.Pressed
    ) -> None:
        self.perform(message.action)

    @on(ConsolePanel.ConsoleRequested)
    def _console_asked(self, message: ConsolePanel.ConsoleRequested) -> None:
        self.controls.console.on_requested(message)

    @on(ConsolePanel.CopyRequested)
    def _copy_of_console(self, message: ConsolePanel.CopyRequested) -> None:
        self.controls.console.copy(message.text, reveals=message.reveals)

    @on(ResponsePanel.CopyRequested)
    @on(Sheet.CopyRequested)
    def _copy(self, message: Any) -> None:
        self.context.copy_text(message.text)

    @on(ResponsePanel.SaveBodyRequested)
    @on(ResponsePanel.FilterRequested)
    @on(ResponsePanel.OpenRequested)
    @on(SearchableViewer.RegexSearchRequested)
    def _response_action(
        self, message: ResponsePanel.ResponseRequested | SearchableViewer.RegexSearchRequested
    ) -> None:
        self.controls.responses.on_requested(message)

    @on(ResponsePanel.StepRequested)
    @on(ResponsePanel.CheckRequested)
    @on(ResponsePanel.CheckPlaceRequested)
    @on(StreamList.ReconnectRequested)
    def _work_after_response(self, message: FollowingWork) -> None:
        self.controls.go_on_from_response(message)

    @on(UrlField.CommandPasted)
    @on(TextPasted)
    def _pasted(self, message: UrlField.CommandPasted | TextPasted) -> None:
        self.context.run_task(self.controls.fields.take_paste(message))

    @on(DescriptionRequested)
    def _description_asked(self, message: DescriptionRequested) -> None:
        self.context.run_task(self.controls.fields.describe(message))

    # Doing.

    def perform(self, action_id: str) -> None:
        """Does one of :data:`~outrider.keymap.actions.ACTIONS`; an error is told."""
        self.controls.requests.apply_edit(self.query_one(RequestEditor).request)
        self.controls.requests.check_file_changed()
        if action_id in SEEN_IN_WORK:
            self.drawer.leave()
        try:
            self.controls.perform(action_id)
        except OutriderError as error:
            again = partial(self.perform, action_id)
            self.context.run_task(self.context.show_error(error, again))

    action_perform = perform

    def action_environment_number(self, digit: int) -> None:
        """Chooses an environment by its position."""
        self.controls.environments.activate_number(digit)
