"""The keys that the footer always has."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.keymap.key_display import display_key
from outrider.widgets.chrome.footer_bar import FooterKey
from outrider.workbench.context.workbench_context import WorkbenchContext


def usual_keys(context: WorkbenchContext) -> Iterator[FooterKey]:
    """Send first, help last; the leader, which reaches everything else, stands before the help."""
    for action in context.actions:
        if action.id == "help":
            yield from _key(context.key_of("leader"), "Go")
        yield from _key(context.key_of(action.id), action.footer_word)


def _key(key: str, word: str) -> Iterator[FooterKey]:
    if key and word:
        yield FooterKey(key, display_key(key), word)
