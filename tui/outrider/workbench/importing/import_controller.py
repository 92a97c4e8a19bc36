"""Brings what other tools exported into the workspace that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

if TYPE_CHECKING:
    from outrider.workbench.importing.import_flow import ImportFlow


class ImportController:
    """Begins an import; what reads and shows it is loaded with the first one.

    Args:
        context: what it works on.
        requests: to show the first request that came.
        choose_environment: makes an environment the active one.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        requests: RequestController,
        choose_environment: Callable[[str], None],
    ) -> None:
        self._context = context
        self._requests = requests
        self._choose_environment = choose_environment

    def actions(self) -> Mapping[str, Callable[[], object]]:
        """What is done here, by the id of the action."""
        return {"import": lambda: self._context.run_task(self._flow().ask())}

    def import_text(self, text: str) -> None:
        """Imports a text that was pasted elsewhere."""
        from outrider.dialogs.import_prompt import ImportInput

        self._context.run_task(self._flow().run(ImportInput(text=text)))

    def _flow(self) -> ImportFlow:
        from outrider.workbench.importing.import_flow import ImportFlow

        return ImportFlow(self._context, self._requests, self._choose_environment)
