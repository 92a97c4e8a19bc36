"""Everything that does something on the workbench, built once, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from outrider.widgets.response.response_panel import ResponsePanel
from outrider.workbench.console_controller import ConsoleControl
from outrider.workbench.context.workbench_context import Stage
from outrider.workbench.environments.environment_controller import EnvironmentControl
from outrider.workbench.importing.import_controller import ImportControl
from outrider.workbench.navigation import Around
from outrider.workbench.requests.draft_controller import DraftControl
from outrider.workbench.requests.field_controller import FieldControl
from outrider.workbench.requests.file_controller import FileControl
from outrider.workbench.requests.request_controller import RequestControl
from outrider.workbench.requests.tab_controller import OpenRequests
from outrider.workbench.sending.history_controller import HistoryControl
from outrider.workbench.sending.send_controller import SendControl
from outrider.workbench.theme_controller import ThemeControl
from outrider.workbench.tokens.token_controller import TokenControl

if TYPE_CHECKING:
    from outrider.workbench.responses.response_controller import ResponseControl


class Controls:
    """The controls of one workbench, and what each does by the id of its action.

    Args:
        stage: what they work on.
        show_request: shows the request that is open now.
        show_outcome: shows what came of its last send.
        do: does an action by its id.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        show_request: Callable[[], None],
        show_outcome: Callable[[], None],
        do: Callable[[str], None],
    ) -> None:
        self._stage = stage
        self.requests = RequestControl(stage, show_request)
        self.sending = SendControl(stage, show_outcome)
        self.files = FileControl(stage, self.requests)
        self.environments = EnvironmentControl(stage, self.files.edit_path)
        self.imports = ImportControl(stage, self.requests, self.environments.choose)
        self.fields = FieldControl(stage, self.requests, self.imports.take)
        self.tokens = TokenControl(stage)
        self.themes = ThemeControl(stage)
        self.drafts = DraftControl(stage, self.requests, self.environments.resume)
        self.open_requests = OpenRequests(stage, self.requests, self.sending)
        self.console = ConsoleControl(stage, self.requests.open)
        self.history = HistoryControl(stage, self.sending, self.environments)
        self.around = Around(stage, self.requests, self.sending, do)
        self._doing: dict[str, Callable[[], object]] = {}
        tables: tuple[Mapping[str, Callable[[], object]], ...] = (
            self.requests.doing(),
            self.sending.doing(),
            self.files.doing(),
            self.imports.doing(),
            self.fields.doing(),
            self.environments.doing(),
            self.tokens.doing(),
            self.themes.doing(),
            self.drafts.doing(),
            self.open_requests.doing(),
            self.console.doing(),
            self.history.doing(),
        )
        for table in tables:
            self._doing |= table

    @cached_property
    def responses(self) -> ResponseControl:
        """What is done with a response; there is none for a while."""
        from outrider.workbench.responses.response_controller import ResponseControl

        return ResponseControl(self._stage, lambda: self._stage.screen.query_one(ResponsePanel))

    async def close(self) -> None:
        """Keeps what is edited for the last time, and ends what runs beside."""
        self.drafts.close()
        if "responses" in self.__dict__:
            await self.responses.close()

    def do(self, action_id: str) -> None:
        """Does an action.

        Raises:
            OutriderError: it cannot be done.
        """
        doing = self._doing.get(action_id)
        if doing is None:
            self.around.do(action_id)
        else:
            doing()
