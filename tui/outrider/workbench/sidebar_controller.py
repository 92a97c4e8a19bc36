"""Draws the sidebar, and what stands beside it of the same, as the engine is now."""

from __future__ import annotations

from collections.abc import Callable, Collection

from outrider.engine.events import (
    BufferChanged,
    EnvironmentActivated,
    Event,
    TokenChanged,
    TokenFetchStarted,
    TokensForgotten,
    UnsavedChanged,
    WorkspaceReloaded,
)
from outrider.errors import OutriderError
from outrider.widgets.chrome.status_bar import StatusBar
from outrider.widgets.chrome.work_frame import WorkFrame
from outrider.widgets.request.url_bar import UrlBar
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.widgets.view_models import EnvironmentRow
from outrider.workbench.context.view_model_builders import (
    environment_list_rows,
    request_tree_rows,
)
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.tab_controller import TabController


class SidebarController:
    """The sidebar, the status line and the tabs.

    Args:
        tabs: the line of tabs.
        show_context: shows in the editor what surrounds the request that is shown.
    """

    def __init__(
        self, context: WorkbenchContext, tabs: TabController, show_context: Callable[[], None]
    ) -> None:
        self._context = context
        self._tabs = tabs
        self._show_context = show_context
        self._outdated = False
        self._methods: dict[str, str] = {}
        context.subscribe(self._on_method, BufferChanged)
        context.subscribe(self._on_changed, TokenFetchStarted, TokenChanged, TokensForgotten)
        context.subscribe(self._on_changed, WorkspaceReloaded, EnvironmentActivated, UnsavedChanged)

    def _on_changed(self, _: Event) -> None:
        # Once, when all is said: one deed of the user may be several events.
        if not self._outdated:
            self._outdated = True
            self._context.screen.call_next(self._catch_up)

    def _on_method(self, event: BufferChanged) -> None:
        """An edit draws nothing here, unless it is of a method, which the tree shows."""
        edited = self._context.buffers.edits.get(event.request_id)
        shown = self._methods.get(event.request_id)
        if edited is not None and shown is not None and edited.current.method != shown:
            self._on_changed(event)

    def _catch_up(self) -> None:
        try:
            self.update()
        except OutriderError as error:
            self._context.run_task(self._context.show_error(error))

    def update(self) -> None:
        """Draws it anew now, where something has changed since it was drawn."""
        screen = self._context.screen
        # When the program is left, what is drawn on goes before the screen does.
        if self._outdated and screen.is_attached and screen.query(RequestTree):
            self.draw()

    def draw(self) -> None:
        """Draws it anew."""
        self._outdated = False
        context, screen = self._context, self._context.screen
        dirty, buffers = context.buffers.dirty, context.buffers.edits
        self._methods = {one: buffers[one].current.method for one in dirty}
        screen.query_one(RequestTree).show(
            tuple(
                request_tree_rows(
                    context.workspace, dirty, context.buffers.scratch_requests, self._methods
                )
            )
        )
        self.draw_environments()
        self._show_context()
        self._tabs.draw()
        context.log_warnings()

    def draw_environments(self) -> None:
        """Draws where requests go and how their token stands: that of the one that is shown."""
        context, screen = self._context, self._context.screen
        rows = environment_list_rows(context.workspace, context.indicators, context.request)
        screen.query_one(EnvironmentList).show(tuple(rows))
        active = next((row for row in rows if row.active), None)
        screen.query_one(WorkFrame).show(active)
        screen.query_one(UrlBar).show_safe_methods(_safe_methods(active))
        unsaved = len(context.buffers.dirty)
        screen.query_one(StatusBar).show(context.workspace.name, active, unsaved=unsaved)


def _safe_methods(row: EnvironmentRow | None) -> Collection[str] | None:
    """What is sent to an environment without a question; ``None`` where that is everything."""
    if row is None or not row.protected:
        return None
    from outrider.engine.send.sender import SAFE_METHODS

    return SAFE_METHODS
