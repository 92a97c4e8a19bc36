"""What the application is to its controllers, besides what every application of Textual is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from outrider.model.pane_sizes import PaneSizes
from outrider.model.theme import Theme


class Application(Protocol):
    """The program around the workbench: the user's settings and folders, and the terminal."""

    @property
    def user_keys(self) -> Mapping[str, str]:
        """The keys of the settings, by the id of what they do."""

    @property
    def pane_sizes(self) -> PaneSizes:
        """The sizes of panes that are remembered from an earlier run."""

    def remember_sizes(self, sizes: PaneSizes) -> None:
        """Writes them for the next run; takes as long as the disk does.

        Raises:
            SaveRefused: the system refused.
        """

    @property
    def themes_folder(self) -> Path:
        """Where the user's own themes are."""

    @property
    def history_root(self) -> Path:
        """The folder of past sends, whether or not any are kept."""

    @property
    def history_folder(self) -> Path | None:
        """The same where the settings say that past sends are kept."""

    @property
    def preferred_editor(self) -> str:
        """The editor of the settings; empty for the process's."""

    def state_folder(self) -> Path:
        """Where drafts and reports are put."""

    def add_theme(self, theme: Theme) -> None:
        """Makes a theme one of those to choose from, or takes its colours anew."""

    def choose_theme(self, name: str) -> str:
        """Changes the theme and remembers it; what went wrong, or nothing."""

    def copy(self, text: str) -> str:
        """Copies a text for the user; what was done, in a sentence."""

    async def suspend_for_editor(
        self, path: Path, line: int | None = None, preferred: str = ""
    ) -> str:
        """Lends the terminal to the user's editor; what went wrong, or nothing."""

    async def suspend_for_pager(self, path: Path, line: int = 1) -> str:
        """Lends the terminal to the user's pager; what went wrong, or nothing."""

    def do_behind_frame(self, work: Callable[[], object]) -> None:
        """Does something when the frame is there that shows what was read at the start."""

    def exit(self, *, return_code: int = 0) -> None:
        """Ends the program."""
