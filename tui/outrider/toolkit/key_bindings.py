"""Keys of widgets, each with an id by which the settings can change it."""

from __future__ import annotations

import re
from dataclasses import replace

from textual.binding import Binding, BindingType
from textual.widget import Widget

from outrider.textual_internals.textual_app import keymap_of

_NO_WORD = re.compile("[^a-z0-9]+")
_NAMED = re.compile(r"<([a-z_]+\.[a-z_]+)>")


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


def key_in_use(widget: Widget, binding_id: str) -> str:
    """The first key of what has this id, as the user has chosen it; the id where nothing has it.

    Args:
        widget: whose keys they are; it need not be mounted yet.
        binding_id: as the settings have it.
    """
    chosen = keymap_of(widget.app).get(binding_id)
    declared = (
        one.key
        for owner in type(widget).__mro__
        for one in vars(owner).get("BINDINGS", ())
        if isinstance(one, Binding) and one.id == binding_id
    )
    return (chosen or next(declared, binding_id)).partition(",")[0].strip()


def name_keys(widget: Widget, text: str) -> str:
    """A text with a widget's keys in the place of ids such as that in ``Press <rows.add>``."""

    def named(match: re.Match[str]) -> str:
        found = key_in_use(widget, match[1])
        return found if found != match[1] else match[0]

    return _NAMED.sub(named, text) if "<" in text else text
