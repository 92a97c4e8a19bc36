"""Keys of widgets, each with an id by which the settings can change it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from textual.binding import Binding, BindingType

_NO_WORD = re.compile("[^a-z0-9]+")


def key_binding(
    name: str, key: str, action: str, word: str, sentence: str = "", *, show: bool = True
) -> Binding:
    """A key of a list.

    Args:
        name: by which the settings give it another key.
        key: one or more, with commas between.
        action: what it does.
        word: for the footer.
        sentence: for the help; blank for what everybody knows.
        show: whether the footer has it.
    """
    return Binding(key, action, word, show=show, tooltip=sentence, id=name)


def with_ids(pane: str, keys: Iterable[Binding]) -> list[BindingType]:
    """Keys with an id each, so that the settings can change them: ``rows.move_up``.

    Args:
        pane: stands before the dot.
        keys: one that has an id already keeps it; of the others it is the word for the footer.
    """
    return [
        replace(key, id=key.id or f"{pane}.{_NO_WORD.sub('_', key.description.lower()).strip('_')}")
        for key in keys
    ]
