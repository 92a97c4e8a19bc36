"""The keys that stand on the screen itself, as the user has them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from rich.cells import cell_len

from outrider.keymap.key_display import display_key
from outrider.storage.user_files.user_folders import is_first_start, remember_start
from outrider.widgets.request.url_bar import UrlBar
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.context.workbench_context import WorkbenchContext

_HINTS = {
    "send": "Send; the token is fetched first",
    "environment": "Choose the environment",
    "history": "Show earlier responses",
    "import": "Import from other tools",
}
_FIRST = {"leader": "Show all other actions", "help": "Show the keys of the focused pane"}


def show_first_start_hints(context: WorkbenchContext) -> None:
    """Says in what is empty what the keys are for; at the first start, how to find the rest.

    There it is in nobody's way, and the first send takes it away.
    """
    # One look at a folder of the user's own, so that the first frame has the words in it.
    folder = context.app.state_folder()
    first = is_first_start(folder)
    if first:
        context.run_task(asyncio.to_thread(remember_start, folder))
    screen = context.screen
    send, cancel = (display_key(context.key_of(one)) for one in ("send", "escape"))
    screen.query_one(UrlBar).button.show_keys(send, cancel)
    screen.query_one(EnvironmentList).teach("No environment.", "<environments.new> adds one")
    imports = _shown_keys(context, "import")
    screen.query_one(RequestTree).teach(
        "No requests yet.", "<requests.new> adds one", f"{imports} imports them"
    )
    hints = _HINTS | _FIRST if first else _HINTS
    screen.query_one(ResponsePanel).show_hints(tuple(_lines(context, hints)))


def _lines(context: WorkbenchContext, hints: dict[str, str]) -> Iterator[str]:
    keys = {name: _shown_keys(context, name) for name in hints}
    width = max(map(cell_len, keys.values()))
    for name, words in hints.items():
        yield f"{keys[name]:<{width}}  {words}"


def _shown_keys(context: WorkbenchContext, name: str) -> str:
    """The key of an action, else the two that reach it."""
    key = context.key_of(name)
    if key:
        return display_key(key)
    behind = next(one.leader_key for one in context.actions if one.id == name)
    return f"{display_key(context.key_of('leader'))} {display_key(behind)}"
