"""Picks a theme while showing it, and follows a user's own theme as its file is saved."""

from __future__ import annotations

import asyncio
from pathlib import Path

from msgspec import Struct
from textual.app import App
from textual.timer import Timer

from outrider.dialogs.picker_item import PickerItem
from outrider.errors import Fault
from outrider.storage.user_files.theme_files import own_theme_file, read_theme, read_themes
from outrider.workbench.context.workbench_context import WorkbenchContext

LOOK_AGAIN = 1.0
"""Seconds between two looks at the file of a theme of the user's own; no other is looked at."""

_OURS = "outrider-"


class ThemeController(Struct):
    """The colours of the screen."""

    _context: WorkbenchContext
    _timer: Timer | None = None
    _seen: tuple[int, int] | None = None

    @property
    def _app(self) -> App[object]:
        return self._context.screen.app

    @property
    def _folder(self) -> Path:
        return self._context.app.themes_folder

    async def pick(self) -> None:
        """Picks a theme: each is shown as the cursor comes to it."""
        from outrider.dialogs.theme_picker import ThemePicker

        app, before = self._app, self._app.theme
        await self._read_all()
        # Ours come first: they alone were made for every colour that is used here.
        names = sorted(app.available_themes, key=lambda name: (not name.startswith(_OURS), name))
        choices = [PickerItem(name, name, self._detail(name)) for name in names]
        found = await self._context.show_dialog(ThemePicker(choices, before, self._show))
        if found is None:
            self._show(before)
        else:
            self._show(found)
            self._context.choose_theme(found)
            self.watch_file()

    async def _read_all(self) -> None:
        """Registers every theme; one that is broken stays as it was when it was last whole."""
        read = await asyncio.to_thread(read_themes, self._folder)
        self._tell(read.faults)
        broken = {fault.place.file for fault in read.faults if fault.place is not None}
        for name, theme in read.themes.items():
            own = own_theme_file(name, self._folder)
            if own is None or str(own) not in broken or name not in self._app.available_themes:
                self._context.app.add_theme(theme)

    def _detail(self, name: str) -> str:
        if own_theme_file(name, self._folder) is not None:
            return "your own"
        dark = self._app.available_themes[name].dark
        return f"{'' if name.startswith(_OURS) else 'Textual, '}{'dark' if dark else 'light'}"

    def _show(self, name: str) -> None:
        if name in self._app.available_themes:
            self._app.theme = name

    def watch_file(self) -> None:
        """Looks from now on whether the file of the active theme changes, if it is the user's."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        path = own_theme_file(self._app.theme, self._folder)
        if path is not None:
            self._seen = _look(path)
            self._timer = self._context.screen.set_interval(LOOK_AGAIN, self.reload_if_changed)

    def reload_if_changed(self) -> None:
        """Takes the active theme's file anew where it was saved; what is broken is told."""
        name = self._app.theme
        path = own_theme_file(name, self._folder)
        seen = _look(path) if path is not None else None
        if seen is None or seen == self._seen:
            return
        self._seen = seen
        read = read_theme(name, self._folder)
        self._tell(read.faults)
        if read.theme is not None and not read.faults:
            self._context.app.add_theme(read.theme)
            self._app.mutate_reactive(App.theme)

    def _tell(self, faults: tuple[Fault, ...]) -> None:
        for fault in faults[:3]:
            where = f"{fault.place}: " if fault.place else ""
            self._context.notify(f"{where}{fault.what} {fault.advice}".rstrip(), warning=True)


def _look(path: Path) -> tuple[int, int] | None:
    """What tells one saved state of a file from another; ``None`` where it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
