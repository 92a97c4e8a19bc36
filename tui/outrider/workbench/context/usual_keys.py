"""The keys that the footer has, whatever has the focus."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_display import display_key
from outrider.widgets.chrome.footer_bar import FooterKey
from outrider.workbench.context.workbench_context import WorkbenchContext

EDGE_WORD = "Move edge"
"""What all keys do after which the leader waits on."""


def usual_keys(context: WorkbenchContext) -> Iterator[FooterKey]:
    """Send first, help last; the leader, which reaches everything else, stands before the help."""
    for action in context.actions:
        if action.id == "help":
            yield from _key(context.key_of("leader"), "Go")
        yield from _key(context.key_of(action.id), action.footer_word)


def edge_keys() -> list[FooterKey]:
    """Those that count while the leader waits for more keys that move an edge."""
    *others, last = [one.leader_key for one in ACTIONS if one.repeats]
    return [
        *(FooterKey(key, display_key(key), "") for key in others),
        FooterKey(last, display_key(last), EDGE_WORD),
        FooterKey("escape", display_key("escape"), "Done"),
    ]


def _key(key: str, word: str) -> Iterator[FooterKey]:
    if key and word:
        yield FooterKey(key, display_key(key), word)
