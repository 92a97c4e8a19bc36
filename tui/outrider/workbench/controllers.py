"""Builds every controller, and maps the ids of actions to their methods."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

from outrider.body_views.stream_log import StreamLog
from outrider.engine.send.send_job import SendResult
from outrider.errors import OutriderError
from outrider.model.pane_sizes import PaneSizes
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.response.stream_list import StreamList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.console_controller import ConsoleController
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.environments.environment_controller import EnvironmentController
from outrider.workbench.navigation import NavigationController
from outrider.workbench.requests.draft_controller import DraftController
from outrider.workbench.requests.field_controller import FieldController
from outrider.workbench.requests.file_controller import FileController
from outrider.workbench.requests.file_undo import FileUndo
from outrider.workbench.requests.request_controller import RequestController
from outrider.workbench.requests.tab_controller import TabController
from outrider.workbench.sending.cookie_controller import CookieController
from outrider.workbench.sending.history_controller import HistoryController
from outrider.workbench.sending.send_controller import SendController
from outrider.workbench.sidebar_controller import SidebarController
from outrider.workbench.sizes.size_controller import SizeController
from outrider.workbench.steps.step_controller import StepController
from outrider.workbench.theme_controller import ThemeController
from outrider.workbench.tokens.token_controller import TokenController
from outrider.workbench.tokens.warm_controller import WarmController

if TYPE_CHECKING:
    from outrider.workbench.requests.check_controller import CheckController
    from outrider.workbench.responses.response_controller import ResponseController
    from outrider.workbench.sending.run_controller import RunController

FollowingWork: TypeAlias = ResponsePanel.ResponseRequested | StreamList.ReconnectRequested
"""What the user wants to do next about a response."""


class Controllers:
    """The controls of one workbench, and what each does by the id of its action.

    Args:
        show_request: shows the request that is open now.
        show_context: shows what surrounds it anew.
        show_outcome: shows what came of its last send.
        show_sizes: gives the panes their sizes.
        do: does an action by its id.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        *,
        show_request: Callable[[], None],
        show_context: Callable[[], None],
        show_outcome: Callable[[], None],
        show_sizes: Callable[[PaneSizes], None],
        do: Callable[[str], None],
    ) -> None:
        self._context = context
        self.keeper = DraftKeeper(context)
        self.requests = RequestController(context, show_request, self.keeper)
        self.sending = SendController(context, show_outcome, show_request, self._on_send_ended)
        self.files = FileController(context, self.requests, self.keeper, FileUndo(context))
        self.environments = EnvironmentController(
            context, self.keeper, self.files.edit_path, self._complete_environment
        )
        self.fields = FieldController(context, self.requests, self._import)
        self._show_context = show_context
        self.warming = WarmController(context)
        self.tokens = TokenController(context, self.warming.user_asked)
        self.themes = ThemeController(context)
        self.drafts = DraftController(
            context, self.keeper, self.requests, self.environments.edit, self.files.edit_folder
        )
        self.open_requests = TabController(context, self.requests, self.sending)
        self.sidebar = SidebarController(context, self.open_requests, show_context)
        self.console = ConsoleController(context, self.requests.open)
        self.history = HistoryController(context, self.sending, self.environments)
        self.steps = StepController(
            context, self.sending, self.environments, self.files, self.requests
        )
        context.steps.take = self.steps.take
        context.steps.define = self.steps.define_name
        context.steps.check = partial(self.perform, "check_environment")
        self.around = NavigationController(
            context, self.requests, self.sending, do, self._is_running
        )
        self.sizes = SizeController(context, show_sizes)
        self._doing: Mapping[str, Callable[[], object]] = {
            "send": self.sending.send,
            "cancel": self.sending.cancel,
            "send_everywhere": self._send_everywhere,
            "run_folder": lambda: self.runs.start(context.request_id.rpartition("/")[0]),
            "run_with": lambda: self.runs.start(asks=True),
            "run_workspace": lambda: self.runs.start(),  # noqa: PLW0108 - loaded when asked for
            "last_run": lambda: self.runs.show(),  # noqa: PLW0108 - loaded when asked for
            "environment": self.environments.pick,
            "next_environment": self.environments.next,
            "new_token": self.tokens.fetch,
            "token": self.tokens.view,
            "clear_tokens": self.tokens.clear,
            "cookies": CookieController(context).view,
            "check_environment": self._check,
            "session_values": self._show_session,
            "save": lambda: self.requests.save(context.request_id),
            "find": self.requests.find,
            "next_unsaved": self.open_requests.next_unsaved,
            "new_request": self.requests.new,
            "duplicate": lambda: self.files.duplicate(context.request_id),
            "next_request": lambda: self.open_requests.next_tab(1),
            "previous_request": lambda: self.open_requests.next_tab(-1),
            "keep_request": self.open_requests.keep,
            "close_request": lambda: self.open_requests.close(context.request_id),
            "undo_edit": self.fields.undo,
            "redo_edit": self.fields.redo,
            "define": self._define,
            "inherit_auth": self.fields.inherit_auth,
            "edit_file": lambda: self.files.edit_file(context.request_id),
            "edit_folder": lambda: self.files.edit_folder(context.request_id.rpartition("/")[0]),
            "edit_workspace": lambda: self.files.edit_folder(""),
            "copy_as_curl": lambda: self.console.copy_shown(reveals=False),
            "copy_as_curl_revealed": lambda: self.console.copy_shown(reveals=True),
            "history": self.history.view,
            "forget_history": self.history.forget,
            "import": self._import,
            "reload": self.requests.reload,
            "drafts": lambda: self.drafts.offer(asked=True),
            "jump": self.around.jump,
            "zoom": self.around.zoom,
            "edge_left": self.sizes.edge_left,
            "edge_right": self.sizes.edge_right,
            "edge_up": self.sizes.edge_up,
            "edge_down": self.sizes.edge_down,
            "default_sizes": self.sizes.reset,
            "layout": self.sizes.turn_layout,
            "theme": self.themes.pick,
            "help": self.around.help,
            "commands": self.around.pick_command,
            "quit": self.around.quit,
        }

    @cached_property
    def responses(self) -> ResponseController:
        """What is done with a response; there is none for a while."""
        from outrider.workbench.responses.response_controller import ResponseController

        return ResponseController(self._context)

    @cached_property
    def checks(self) -> CheckController:
        """What makes captures and expectations of a response; there is none for a while."""
        from outrider.workbench.requests.check_controller import CheckController

        return CheckController(self._context, self.requests, self._show_context)

    @cached_property
    def runs(self) -> RunController:
        """What runs folders; there is no run for a while."""
        from outrider.workbench.sending.run_controller import RunController

        return RunController(self._context, self.history, self.requests.open_now)

    def _is_running(self) -> bool:
        return "runs" in self.__dict__ and self.runs.is_running

    def _on_send_ended(self, request_id: str, result: SendResult) -> None:
        self.open_requests.draw()
        if result.checks.captured:
            # What refers to it has a value now.
            self._show_context()
        # What is made of it is no reason to see it later.
        self._context.screen.call_after_refresh(self.history.keep, request_id, result)

    async def close(self) -> None:
        """Keeps what is edited for the last time, and ends what runs beside."""
        self.keeper.close()
        self.sizes.close()
        await self.warming.close()
        if "runs" in self.__dict__:
            await self.runs.close()
        if "responses" in self.__dict__:
            await self.responses.close()

    def perform(self, action_id: str) -> None:
        """Does an action.

        Raises:
            OutriderError: it cannot be done.
        """
        doing = self._doing.get(action_id) or partial(self.around.focus, action_id)
        work = doing()
        if isinstance(work, Coroutine):
            self._context.run_task(work, partial(self.perform, action_id))

    def work_in_tree(self, message: RequestTree.ActionRequested) -> None:
        """Does what the user wants done with a request or a folder."""
        row_id, is_folder = message.id, message.is_folder
        if message.action == "tab":
            self.open_requests.open_beside(row_id, is_folder=is_folder)
        elif message.action in {"run", "run_with"}:
            again, asks = partial(self.work_in_tree, message), message.action == "run_with"
            work = self.runs.start(row_id, is_folder=is_folder, asks=asks)
            self._context.run_task(work, again)
        else:
            self.files.on_requested(message.action, row_id, is_folder=is_folder)

    def go_on_from_response(self, message: FollowingWork) -> None:
        """Does what the user wants to do next about a response."""
        if isinstance(message, StreamList.ReconnectRequested):
            self.reconnect(message.log)
        elif isinstance(message, ResponsePanel.StepRequested):
            self.steps.take_for_outcome(message.outcome)
        else:
            self.checks.on_requested(message)

    def reconnect(self, log: StreamLog) -> None:
        """Goes on with a stream that has ended; an error is told."""
        try:
            self.sending.reconnect(log)
        except OutriderError as error:
            self._context.run_task(self._context.show_error(error, partial(self.reconnect, log)))

    async def _define(self) -> None:
        """Defines the name without a value that the focused field refers to."""
        from outrider.toolkit.fields.completing_input import CompletingInput
        from outrider.toolkit.sheet.sheet_view import SheetView
        from outrider.widgets.request.body_text_area import BodyTextArea

        focused = self._context.screen.focused
        if isinstance(focused, CompletingInput | SheetView | BodyTextArea):
            name = focused.lost_reference
            if name:
                await self.steps.define_reference(name)

    async def _complete_environment(self, environment_id: str, like: str) -> bool:
        """Asks for what a new environment needs; what does it is loaded with the first one."""
        from outrider.workbench.steps.environment_completion import EnvironmentCompletion
        from outrider.workbench.steps.value_prompts import ValuePrompts

        prompts = ValuePrompts(self._context, self.requests)
        return await EnvironmentCompletion(self._context, prompts).complete(environment_id, like)

    async def _send_everywhere(self) -> None:
        """Sends in all environments; what does it is loaded with the first one."""
        from outrider.workbench.sending.send_everywhere import SeveralEnvironments

        await SeveralEnvironments(self._context, self.history).run()

    async def _check(self) -> None:
        """Finds why there is no token; what does it is loaded with the first one."""
        from outrider.workbench.tokens.diagnosis_flow import DiagnosisFlow

        await DiagnosisFlow(self._context).run()

    async def _show_session(self) -> None:
        """Shows the values of this session; what does it is loaded with the first one."""
        from outrider.workbench.environments.session_flow import SessionFlow

        await SessionFlow(self._context, self._show_context).run()

    async def _import(self, text: str = "") -> None:
        """Imports a text, or what the user names; what does it is loaded with the first one."""
        from outrider.workbench.importing.import_flow import ImportFlow

        flow = ImportFlow(self._context, self.requests, self.environments.activate)
        await flow.run(text)
