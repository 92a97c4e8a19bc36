"""The keys that stand on the screen itself, as the user has them; at the first start, three."""

from __future__ import annotations

import asyncio

from outrider.keymap.key_display import display_key
from outrider.storage.user_files.user_folders import is_first_start, remember_start
from outrider.widgets.request.url_bar import UrlBar
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.workbench.context.workbench_context import WorkbenchContext

USUAL = "ctrl+r"
"""The key for sending that widgets name by themselves."""


def show_first_start_hints(context: WorkbenchContext) -> None:
    """Says in the empty response how to send, and at the first start how to find the rest.

    Where the response is, it is in nobody's way, and the first send takes it away.
    """
    # One look at a folder of the user's own, so that the first frame has the words in it.
    folder = context.app.state_folder()
    first = is_first_start(folder)
    if first:
        context.run_task(asyncio.to_thread(remember_start, folder))
    send = context.key_of("send")
    cancel = context.key_of("escape")
    context.screen.query_one(UrlBar).button.show_keys(display_key(send), display_key(cancel))
    if send == USUAL and not first:
        return
    hints = [f"Press {send} to send the request."]
    if first:
        hints += [
            f"Press {context.key_of('leader')} for all other actions.",
            f"Press {context.key_of('help')} for help on the focused pane.",
        ]
    context.screen.query_one(ResponsePanel).show_hints(tuple(hints))
