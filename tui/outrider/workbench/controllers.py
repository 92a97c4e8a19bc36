"""Builds every controller, and maps the ids of actions to their methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from outrider.engine.send.send_job import SendResult
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.workbench.console_controller import ConsoleController
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.environments.environment_controller import EnvironmentController
from outrider.workbench.importing.import_controller import ImportController
from outrider.workbench.navigation import NavigationController
from outrider.workbench.requests.draft_controller import DraftController
from outrider.workbench.requests.field_controller import FieldController
from outrider.workbench.requests.file_controller import FileController
from outrider.workbench.requests.request_controller import RequestController
from outrider.workbench.requests.tab_controller import TabController
from outrider.workbench.sending.history_controller import HistoryController
from outrider.workbench.sending.send_controller import SendController
from outrider.workbench.sidebar_controller import SidebarController
from outrider.workbench.theme_controller import ThemeController
from outrider.workbench.tokens.token_controller import TokenController

if TYPE_CHECKING:
    from outrider.workbench.responses.response_controller import ResponseController


class Controllers:
    """The controls of one workbench, and what each does by the id of its action.

    Args:
        context: what they work on.
        show_request: shows the request that is open now.
        show_context: shows what surrounds it anew.
        show_outcome: shows what came of its last send.
        perform: does an action by its id.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        *,
        show_request: Callable[[], None],
        show_context: Callable[[], None],
        show_outcome: Callable[[], None],
        do: Callable[[str], None],
    ) -> None:
        self._context = context
        self.keeper = DraftKeeper(context)
        self.requests = RequestController(context, show_request, self.keeper)
        self.sending = SendController(context, show_outcome, self._on_send_ended)
        self.files = FileController(context, self.requests)
        self.environments = EnvironmentController(context, self.keeper, self.files.edit_path)
        self.imports = ImportController(context, self.requests, self.environments.activate)
        self.fields = FieldController(context, self.requests, self.imports.import_text)
        self.tokens = TokenController(context)
        self.themes = ThemeController(context)
        self.drafts = DraftController(context, self.keeper, self.requests, self.environments.resume)
        self.open_requests = TabController(context, self.requests, self.sending)
        self.sidebar = SidebarController(context, self.open_requests, show_context)
        self.console = ConsoleController(context, self.requests.open)
        self.history = HistoryController(context, self.sending, self.environments)
        self.around = NavigationController(context, self.requests, self.sending, do)
        self._doing: dict[str, Callable[[], object]] = {}
        tables: tuple[Mapping[str, Callable[[], object]], ...] = (
            self.requests.actions(),
            self.sending.actions(),
            self.files.actions(),
            self.imports.actions(),
            self.fields.actions(),
            self.environments.actions(),
            self.tokens.actions(),
            self.themes.actions(),
            self.drafts.actions(),
            self.open_requests.actions(),
            self.console.actions(),
            self.history.actions(),
        )
        for table in tables:
            self._doing |= table

    @cached_property
    def responses(self) -> ResponseController:
        """What is done with a response; there is none for a while."""
        from outrider.workbench.responses.response_controller import ResponseController

        return ResponseController(
            self._context, lambda: self._context.screen.query_one(ResponsePanel)
        )

    def _on_send_ended(self, request_id: str, result: SendResult) -> None:
        self.open_requests.draw()
        # What is made of it is no reason to see it later.
        self._context.screen.call_after_refresh(self.history.keep, request_id, result)

    async def close(self) -> None:
        """Keeps what is edited for the last time, and ends what runs beside."""
        self.keeper.close()
        if "responses" in self.__dict__:
            await self.responses.close()

    def perform(self, action_id: str) -> None:
        """Does an action.

        Raises:
            OutriderError: it cannot be done.
        """
        doing = self._doing.get(action_id)
        if doing is None:
            self.around.perform(action_id)
        else:
            doing()
