"""The Textual application: composes the screens, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from tui.engine.opened import OpenedWorkspace
from tui.engine.workbench import Workbench
from tui.model.secret import Secret
from tui.screens.text_prompt import TextPrompt
from tui.screens.workbench import WorkbenchScreen
from tui.terminal.leader import Choice
from tui.terminal.shell import TerminalApp, run_app


class OutriderApp(TerminalApp):
    """The workbench on one workspace."""

    TITLE = "Outrider"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, workspace: OpenedWorkspace, process: Mapping[str, str]) -> None:
        super().__init__()
        self._workspace = workspace
        self._engine = Workbench(process_environment=process, ask=self._ask)

    def on_mount(self) -> None:
        """Opens the workbench."""
        self.push_screen(WorkbenchScreen(self._engine, self._workspace))

    async def on_unmount(self) -> None:
        """Ends what is under way."""
        await self._engine.close()

    def leader_choices(self) -> tuple[Choice, ...]:
        """What can follow ctrl+g on the workbench; nothing over a dialog."""
        screen = self.screen
        return screen.leader_choices() if isinstance(screen, WorkbenchScreen) else ()

    async def action_quit(self) -> None:
        """Asks before anything is lost."""
        screen = self.screen
        if isinstance(screen, WorkbenchScreen):
            screen.do("quit")

    async def _ask(self, question: str) -> str | None:
        """Asks for a secret while a send waits for it."""
        answer = await self.push_screen_wait(TextPrompt(question, secret=True))
        return answer.reveal() if isinstance(answer, Secret) else answer


def open_workbench(
    directory: str | None, environment: str | None, process: Mapping[str, str]
) -> int:
    """Opens the workbench on a folder.

    Returns:
        The exit status.

    Raises:
        UsageError: there is no workspace, or no such environment.
        WorkspaceError: ``outrider.toml`` is broken.
    """
    workspace = OpenedWorkspace(directory, process)
    workspace.choose_first(environment)
    return run_app(OutriderApp(workspace, process))
