"""Keys of widgets, each with an id by which the settings can change it."""

from __future__ import annotations

import re
from dataclasses import replace

from textual.binding import Binding, BindingType

_NO_WORD = re.compile("[^a-z0-9]+")


def key(
    keys: str,
    action: str,
    word: str,
    sentence: str = "",
    *,
    name: str = "",
    show: bool = True,
    priority: bool = False,
) -> Binding:
    """A key of a pane, for :func:`with_ids`.

    Args:
        keys: one or more, with commas between.
        action: what it does.
        word: for the footer.
        sentence: for the help; blank for what everybody knows.
        name: by which the settings give it another key, where that is not the word.
        show: whether the footer has it.
        priority: whether it wins over a field that has the focus.
    """
    return Binding(keys, action, word, show, priority=priority, tooltip=sentence, id=name)


def hidden_key(keys: str, action: str, word: str, sentence: str = "", *, name: str = "") -> Binding:
    """A :func:`key` that the footer does not have."""
    return key(keys, action, word, sentence, name=name, show=False)


def with_ids(pane: str, *keys: Binding) -> list[BindingType]:
    """Keys with an id each, so that the settings can change them: ``rows.move_up``.

    Args:
        pane: stands before the dot; a name that has a dot of its own stays as it is.
        keys: made by :func:`key`.
    """

    def full(binding: Binding) -> str:
        name = binding.id or _NO_WORD.sub("_", binding.description.lower()).strip("_")
        return name if "." in name else f"{pane}.{name}"

    return [replace(binding, id=full(binding)) for binding in keys]
