"""Brings what other tools exported into the workspace that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from outrider.workbench.context.workbench_context import Stage
from outrider.workbench.requests.request_controller import RequestControl

if TYPE_CHECKING:
    from outrider.workbench.importing.import_flow import ImportFlow


class ImportControl:
    """Begins an import; what reads and shows it is loaded with the first one.

    Args:
        stage: what it works on.
        requests: to show the first request that came.
        choose_environment: makes an environment the active one.
    """

    def __init__(
        self, stage: Stage, requests: RequestControl, choose_environment: Callable[[str], None]
    ) -> None:
        self._stage = stage
        self._requests = requests
        self._choose_environment = choose_environment

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What is done here, by the id of the action."""
        return {"import": lambda: self._stage.run(self._flow().ask())}

    def take(self, text: str) -> None:
        """Imports a text that was pasted elsewhere."""
        from outrider.dialogs.import_prompt import Origin

        self._stage.run(self._flow().take(Origin(text=text)))

    def _flow(self) -> ImportFlow:
        from outrider.workbench.importing.import_flow import ImportFlow

        return ImportFlow(self._stage, self._requests, self._choose_environment)
