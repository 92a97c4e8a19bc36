"""The requests that are open, as tabs: each keeps its place, its response and its send."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outrider.engine.editing.edit_buffers import is_scratch
from outrider.engine.events import RequestRenamed
from outrider.errors import OutriderError
from outrider.toolkit.painting.line_painting import fit_cells
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.tab_bar import Tab, TabBar
from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController
from outrider.workbench.sending.send_controller import SendController

LONGEST = 24
"""Cells of a request's name in its tab."""

_LONGEST_NAME = 60
"""Cells of it in the edge of its pane."""


class OpenTabs:
    """The ids of the requests that are open, in the order of their tabs.

    Attributes:
        preview: the one that is looked at and not edited, and gives its tab to the next one; empty
            where every tab stays.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self.preview = ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, request_id: object) -> bool:
        return request_id in self._ids

    def show(self, request_id: str) -> None:
        """Makes sure that a request has a tab: the preview's, or a new one at the end."""
        if request_id in self._ids:
            return
        if self.preview:
            self._ids[self._ids.index(self.preview)] = request_id
        else:
            self._ids.append(request_id)
        self.preview = request_id

    def keep(self, request_id: str) -> None:
        """Lets a request have its tab until it is closed."""
        if request_id == self.preview:
            self.preview = ""

    def close(self, request_id: str) -> str:
        """Takes a tab away; the id of the tab that is nearest, empty where there is none."""
        if request_id not in self._ids:
            return ""
        self.keep(request_id)
        at = self._ids.index(request_id)
        del self._ids[at]
        return self._ids[min(at, len(self._ids) - 1)] if self._ids else ""

    def beside(self, request_id: str, step: int) -> str:
        """The id of the tab so many further, round the ends; the first one of an unknown one."""
        if not self._ids:
            return ""
        if request_id not in self._ids:
            return self._ids[0]
        return self._ids[(self._ids.index(request_id) + step) % len(self._ids)]

    def rename(self, new_id: Callable[[str], str]) -> None:
        """Requests have other ids now.

        Args:
            new_id: the id of each, by the one that it had; empty where it is gone.
        """
        for request_id in tuple(self._ids):
            name = new_id(request_id)
            if name == request_id:
                continue
            if not name or name in self._ids:
                if request_id != self.preview:
                    self.keep(name)
                self.close(request_id)
                continue
            self._ids[self._ids.index(request_id)] = name
            if request_id == self.preview:
                self.preview = name


class RequestTabBar(TabBar):
    """The line of tabs; a click opens a request by its id."""

    def __init__(self, choose: Callable[[str], None]) -> None:
        super().__init__(id="open-requests")
        self._choose = choose

    def on_tab_bar_tab_activated(self, message: TabBar.TabActivated) -> None:
        """Opens the request."""
        message.stop()
        self._choose(message.name)


class TabController:
    """The line of tabs above the editor, which is there while more than one request is open.

    Args:
        requests: opens and saves.
        sending: knows which request is being sent.
    """

    def __init__(
        self, context: WorkbenchContext, requests: RequestController, sending: SendController
    ) -> None:
        self._context = context
        self._requests = requests
        self._sending = sending
        self._ids = OpenTabs()
        self._places: dict[str, tuple[str, int]] = {}
        self._shown = ""
        self._bar: RequestTabBar | None = None
        context.subscribe(self._on_renamed, RequestRenamed)

    def next_tab(self, step: int) -> None:
        """Goes to the tab beside this one."""
        other = self._ids.beside(self._context.request_id, step)
        if other and other != self._context.request_id:
            self._requests.open(other)

    def next_unsaved(self) -> None:
        """Goes to the next request with changes that are in no file, round the ends."""
        found = self._context.buffers.dirty
        here = self._context.request_id
        at = found.index(here) + 1 if here in found else 0
        if found and found != (here,):
            self._requests.open(found[at % len(found)])

    def open_beside(self, request_id: str, *, is_folder: bool) -> None:
        """Opens a request in a tab of its own; the one that is shown keeps its tab too."""
        if is_folder:
            return
        self._ids.keep(self._context.request_id)
        self._ids.show(request_id)
        self._ids.keep(request_id)
        self._requests.open(request_id)

    def keep(self) -> None:
        """Lets the request that is shown have its tab until it is closed."""
        if self._context.request_id:
            self._ids.keep(self._context.request_id)
            self.draw()
            self._context.notify("Tab pinned.")

    async def close(self, request_id: str) -> None:
        """Closes a request; asks where it has changes that are in no file."""
        if not request_id or not await self._requests.confirm_close(request_id):
            return
        # Saving may have given it a name.
        name = self._context.request_id if request_id not in self._ids else request_id
        other = self._ids.close(name)
        self._places.pop(name, None)
        self._shown = ""
        if self._context.request_id != name:
            self.draw()
        elif other:
            await self._requests.open_now(other)
        else:
            self._context.request_id = ""
            self._requests.show()

    # What is shown.

    def remember_position(self) -> None:
        """Remembers where the user is in the request that is shown, before another one is."""
        if self._shown and self._shown in self._ids:
            editor = self._context.screen.query_one(RequestEditor)
            cursor = editor.url_bar.url_field.cursor_position
            self._places[self._shown] = editor.tab, cursor

    def restore_position(self) -> None:
        """Gives the request that is shown now its tab, and puts the user where they were."""
        request_id = self._context.request_id
        if not request_id:
            self._shown = ""
            self.draw()
            return
        self._ids.show(request_id)
        if is_scratch(request_id):
            self._ids.keep(request_id)
        place = self._places.get(request_id)
        if place is not None and request_id != self._shown:
            editor = self._context.screen.query_one(RequestEditor)
            part, cursor = place
            editor.tabs.activate(part)
            editor.url_bar.url_field.cursor_position = cursor
        self._shown = request_id
        self.draw()

    def draw(self) -> None:
        """Shows the tabs as they are now."""
        buffers = self._context.buffers
        for request_id in self._ids:
            if buffers.is_dirty(request_id) or self._sending.sends.is_running(request_id):
                self._ids.keep(request_id)
        editor = self._context.screen.query_one(RequestEditor)
        editor.edge = self._edge()
        wanted = len(self._ids) > 1
        if self._bar is None:
            if not wanted:
                return
            self._bar = RequestTabBar(self._requests.open)
            editor.mount(self._bar, before=0)
        self._bar.display = wanted
        self._bar.show([self._tab(one) for one in self._ids], self._context.request_id)

    def _edge(self) -> Edge:
        """Which request is shown, whether it has edits that are in no file, and its file."""
        request = self._context.request
        if request is None:
            return Edge("Request")
        mark = " •" if self._context.buffers.is_dirty(request.id) else ""
        file = "" if is_scratch(request.id) else request.file
        name = f"{fit_cells(request.name, _LONGEST_NAME)}{mark}"
        return Edge(name, facts=(file,) if file else (), heading=True)

    def _tab(self, request_id: str) -> Tab:
        buffers = self._context.buffers
        marks = "•" if buffers.is_dirty(request_id) else ""
        marks += "◐" if self._sending.sends.is_running(request_id) else ""
        try:
            name = buffers.open(request_id).current.name
        except OutriderError:
            name, marks = request_id, "!"
        label = fit_cells(name, LONGEST)
        # A preview is in brackets: the next request takes its tab.
        return Tab(
            request_id, f"({label})" if request_id == self._ids.preview else label, mark=marks
        )

    def _on_renamed(self, event: RequestRenamed) -> None:
        self._ids.rename(event.new_id)
        for request_id in [one for one in self._places if one not in self._ids]:
            del self._places[request_id]
        if self._shown not in self._ids:
            self._shown = ""
