"""The Textual application: composes the screens, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from textual import events, on
from textual.keys import key_to_character
from textual.scrollbar import ScrollBar
from textual.theme import BUILTIN_THEMES

from outrider.engine.engine import Engine
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import Fault, OutriderError
from outrider.keymap.key_help import dialog_help
from outrider.keymap.key_table import read_user_settings
from outrider.model.pane_sizes import USUAL_SIZES, PaneSizes
from outrider.model.settings import DEFAULT_THEME, UserSettings
from outrider.model.theme import Theme
from outrider.storage.user_files.layout_file import layout_file, read_layout, remember_layout
from outrider.storage.user_files.settings_file import remember_setting, settings_file
from outrider.storage.user_files.theme_files import read_theme, themes_folder
from outrider.storage.user_files.token_settings import token_sharing
from outrider.storage.user_files.user_folders import state_folder
from outrider.terminal.app.leader_key import LeaderChoice
from outrider.terminal.app.terminal_app import TerminalApp, run_app
from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.terminal.device.early_terminal import EarlyTerminal
from outrider.toolkit.fields.field_messages import ExternalEditRequested
from outrider.toolkit.painting.scroll_thumb import ScrollThumb
from outrider.visible_text import visible_text
from outrider.widgets.chrome.footer_bar import FooterBar
from outrider.workbench.screen import WorkbenchScreen
from outrider.workbench.tokens.screen_user import ScreenUser

if TYPE_CHECKING:
    from outrider.toolkit.lists.leader_menu import LeaderMenu

ScrollBar.renderer = ScrollThumb

PRELOAD = (
    "outrider.widgets.request.body_editor",
    "outrider.widgets.request.auth_editor",
    "outrider.storage.writing.file_operations",
    "outrider.dialogs.picker",
    "outrider.dialogs.question",
    "outrider.dialogs.text_prompt",
    "outrider.dialogs.help_dialog",
    "outrider.dialogs.token_dialog",
)
"""What the first frame does not need, and a first deed may."""


class UserPreferences(Struct, frozen=True):
    """What the user has set for every workspace.

    Attributes:
        settings: of the settings file.
        themes: the one of the settings, by its name; the others are read when one is picked.
        faults: what in these files does not count.
        sizes: of the panes, as they were given in an earlier run.
    """

    settings: UserSettings
    themes: Mapping[str, Theme]
    faults: tuple[Fault, ...]
    sizes: PaneSizes = USUAL_SIZES

    @classmethod
    def read(cls, process: Mapping[str, str]) -> UserPreferences:
        """Reads the settings file and the themes; nothing in them is ever an error."""
        settings = read_user_settings(process)
        found = read_theme(settings.settings.theme, themes_folder(process))
        themes = {found.theme.name: found.theme} if found.theme is not None else {}
        if not themes and settings.settings.theme not in BUILTIN_THEMES:
            usual = read_theme(DEFAULT_THEME).theme
            themes = {usual.name: usual} if usual is not None else {}
        sizes, odd_sizes = read_layout(layout_file(process))
        faults = settings.faults + found.faults + odd_sizes
        return cls(settings.settings, themes, faults, sizes)


class OutriderApp(TerminalApp):
    """The workbench on one workspace."""

    TITLE = "Outrider"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, workspace: ActiveWorkspace, process: Mapping[str, str], preferences: UserPreferences
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._process = process
        self._preferences = preferences
        self._engine = Engine(
            process_environment=process,
            user=ScreenUser(self, process),
            bus=workspace.bus,
            sharing=token_sharing(process, preferences.settings.tokens),
        )
        for theme in preferences.themes.values():
            self.add_theme(theme)
        wanted = (preferences.settings.theme, *preferences.themes)
        self.theme = next((one for one in wanted if one in self.available_themes), self.theme)
        self.set_keymap(dict(preferences.settings.keys))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our roles, for themes that do not know them."""
        return theme_variable_defaults(dark=self.current_theme.dark)

    def get_default_screen(self) -> WorkbenchScreen:
        """The workbench is the only screen: one behind it would be laid out and painted too."""
        return WorkbenchScreen(self, self._engine, self._workspace)

    async def finish_startup(self) -> None:
        """Makes the workbench whole, and tells what in the settings does not count."""
        screen = self.screen_stack[0]
        if isinstance(screen, WorkbenchScreen):
            await screen.finish_startup()
        for fault in self._preferences.faults[:3]:
            text = visible_text(f"{fault.place}: {fault.what}" if fault.place else fault.what)
            self.notify(text, severity="warning", markup=False)

    def on_hangup(self) -> None:
        """Keeps the edits that are in no file."""
        for screen in self.screen_stack:
            if not isinstance(screen, WorkbenchScreen) or not screen.startup_finished:
                continue
            if screen.controls.keeper.flush():
                self.last_words = (
                    "Unsaved changes were kept. The next start offers to recover them."
                )

    async def on_unmount(self) -> None:
        """Ends what is under way."""
        await self._engine.close()

    def modules_to_preload(self) -> Iterator[str]:
        """What a first send needs, and then what the first dialogs do."""
        from outrider.preload import FIRST_SEND

        yield from FIRST_SEND
        yield from PRELOAD

    def choose_theme(self, name: str) -> str:
        """Changes the theme and remembers it; what went wrong, or nothing."""
        self.theme = name
        try:
            remember_setting(settings_file(self._process), "theme", name)
        except OutriderError as error:
            return error.what
        return ""

    @property
    def pane_sizes(self) -> PaneSizes:
        """The sizes of panes that are remembered from an earlier run."""
        return self._preferences.sizes

    def remember_sizes(self, sizes: PaneSizes) -> None:
        """Writes them for the next run."""
        remember_layout(layout_file(self._process), sizes)

    @property
    def themes_folder(self) -> Path:
        """Where the user's own themes are."""
        return themes_folder(self._process)

    @property
    def user_keys(self) -> Mapping[str, str]:
        """The keys of the settings, by the id of what they do."""
        return self._preferences.settings.keys

    @property
    def history_root(self) -> Path:
        """The folder of past sends, whether or not any are kept."""
        return state_folder(self._process) / "history"

    @property
    def history_folder(self) -> Path | None:
        """The same where the settings say that past sends are kept."""
        return self.history_root if self._preferences.settings.keep_history else None

    @property
    def preferred_editor(self) -> str:
        """The editor of the settings; empty for the process's."""
        return self._preferences.settings.editor

    @on(ExternalEditRequested)
    def _external_edit_requested(self, message: ExternalEditRequested) -> None:
        """A field of the workbench, or of a page or dialog over it, wants the user's editor."""
        screen = self.screen_stack[0]
        if isinstance(screen, WorkbenchScreen) and screen.startup_finished:
            screen.controls.fields.edit_externally(message)

    def on_text_selected(self) -> None:
        """Copies what the mouse was drawn over: the terminal itself cannot, it has no mouse."""
        text = self.screen.get_selected_text()
        if text and text != self.clipboard:
            self.copy_to_clipboard(text)

    @on(FooterBar.Pressed)
    def _key_clicked(self, message: FooterBar.Pressed) -> None:
        """A click on a key is as good as the key."""
        self._press(message.key)

    def on_leader_menu_pressed(self, message: LeaderMenu.Pressed) -> None:
        """The same, of the menu that is made when it is wanted first."""
        self._press(message.key)

    def _press(self, key: str) -> None:
        self.post_message(events.Key(key, key_to_character(key)))

    def is_pressed_on_key(self, event: events.MouseDown) -> bool:
        """Keys may be clicked that the leader waits for: in its menu, and in the footer."""
        place, menus = event.screen_offset, self.screen.query("LeaderMenu")
        shown = [one for one in menus if one.display]
        bars = self.screen.query(FooterBar) if shown or self.leader.repeating else ()
        return any(one.region.contains_point(place) for one in (*shown, *bars))

    async def action_explain(self) -> None:
        """Shows the keys of the dialog that is open."""
        from outrider.dialogs.dialog import Dialog
        from outrider.dialogs.help_dialog import HelpDialog

        dialog = self.screen
        if isinstance(dialog, Dialog) and not isinstance(dialog, HelpDialog):
            await self.push_screen(HelpDialog("Keys", dialog_help(dialog, dialog.answers)))

    def leader_choices(self) -> tuple[LeaderChoice, ...]:
        """What can follow ctrl+g on the workbench; nothing over a dialog."""
        screen = self.screen
        if isinstance(screen, WorkbenchScreen) and screen.startup_finished:
            return screen.controls.around.leader_choices()
        return ()

    async def action_quit(self) -> None:
        """Asks before anything is lost; what a dialog asks meanwhile is left unanswered."""
        from outrider.dialogs.dialog import Dialog

        while self.screen.is_modal:
            dialog = self.screen
            if isinstance(dialog, Dialog) and dialog.has_unsaved_edits:
                dialog.leave()
                return
            await dialog.dismiss(None)
        screen = self.screen
        if isinstance(screen, WorkbenchScreen) and screen.startup_finished:
            screen.perform("quit")
        elif isinstance(screen, WorkbenchScreen):
            self.exit(return_code=0)


def open_workbench(
    directory: str | None,
    environment: str | None,
    process: Mapping[str, str],
    early: EarlyTerminal | None = None,
) -> int:
    """Opens the workbench on a folder.

    Args:
        directory: the workspace's folder, or one inside of it; ``None`` for the current one.
        environment: the one to begin with; ``None`` for the default.
        process: the process environment.
        early: has the terminal, where it was taken before this module was loaded.

    Returns:
        The exit status.

    Raises:
        UsageError: there is no workspace, or no such environment, or an OS environment variable
            of Outrider's has a value that means nothing.
        WorkspaceError: ``outrider.toml`` is broken.
    """
    workspace = ActiveWorkspace(directory, process)
    workspace.activate_initial(environment)
    preferences = UserPreferences.read(process)
    app = OutriderApp(workspace, process, preferences)
    return run_app(app, mouse=preferences.settings.mouse, early=early)
