"""Reads the files of the workspace when the program starts; many of them while it is used."""

from __future__ import annotations

import asyncio

from outrider.engine.events import WorkspaceReloaded
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.context.workbench_context import WorkbenchContext

_LONG = 0.4
"""Seconds of reading from which on the frame says that it is going on."""


async def read_at_start(context: WorkbenchContext) -> None:
    """Returns when the first request can be shown.

    Many files are read in a thread, so that the screen can be resized and left: first what the
    tree needs at least, and all requests when keys are given out already.
    """
    workspace = context.workspace
    if workspace.is_small:
        workspace.load()
        return
    slow = context.screen.set_timer(_LONG, context.screen.query_one(RequestTree).show_loading)
    await asyncio.to_thread(workspace.load_outline)
    slow.stop()
    context.run_task(_read_the_rest(workspace))


async def _read_the_rest(workspace: ActiveWorkspace) -> None:
    await asyncio.to_thread(workspace.load)
    workspace.bus.publish(WorkspaceReloaded())
