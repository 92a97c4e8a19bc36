"""The keys of a pane as it is now, for its help, for the footer and for the commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from textual.actions import parse
from textual.binding import Binding
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget

from outrider.keymap.key_display import display_key
from outrider.textual_internals.textual_app import bindings_of
from outrider.widgets.chrome.footer_bar import FooterKey

MATTER = 8
"""Keys of a pane that its help shows first."""

_MOVES = frozenset(
    f"{what}.{where}"
    for what in ("list", "text", "rows")
    for where in (
        *("up", "down", "half_up", "half_down", "page_up", "page_down"),
        *("start", "end", "left", "right"),
    )
) | {f"{what}.{end}" for what in ("list", "rows", "tabs") for end in ("first", "last")}
"""Ids of keys that move about in lists and texts."""


class PaneCommand(Struct, frozen=True):
    """What a pane does by key, as people write it: an action that Textual runs on a widget."""

    key: str
    label: str
    sentence: str
    action: str
    widget: Widget


def pane_commands(focused: Widget) -> Iterator[PaneCommand]:
    """What keys do where the focus is and nowhere else, but for moving about; each once."""
    told: set[str] = set()
    for widget, binding in _bindings(focused):
        does = binding.tooltip and binding.description and binding.id not in _MOVES
        if does and binding.action not in told:
            told.add(binding.action)
            key = display_key(binding.key)
            yield PaneCommand(key, binding.description, binding.tooltip, binding.action, widget)


def key_help(widget: Widget) -> list[tuple[str, str]]:
    """The keys of a widget and of the pane around it, as pairs for :class:`HelpDialog`."""
    grouped: dict[str, list[str]] = {}
    for _, binding in _bindings(widget):
        if binding.tooltip:
            grouped.setdefault(binding.tooltip, []).append(display_key(binding.key))
    return [(" ".join(keys), sentence) for sentence, keys in grouped.items()]


def pane_help(widget: Widget) -> list[tuple[str, str]]:
    """The same with the keys that matter most first, and those that only move about last."""
    pairs = key_help(widget)
    footer = {one.tooltip for _, one in _bindings(widget) if one.show and one.description}
    moves = {one.tooltip for _, one in _bindings(widget) if one.id in _MOVES}
    first = [pair for pair in pairs if pair[1] in footer][:MATTER]
    last = [pair for pair in pairs if pair[1] in moves and pair not in first]
    rest = [pair for pair in pairs if pair not in first and pair not in last]
    return [*first, *rest, *([("", "Navigation")] if last else []), *last]


def footer_keys(widget: Widget) -> list[FooterKey]:
    """The keys of a widget and of the pane around it, for the footer."""
    grouped: dict[str, FooterKey] = {}
    for _, binding in _bindings(widget):
        if binding.show and binding.description:
            found = FooterKey(binding.key, display_key(binding.key), binding.description)
            grouped.setdefault(binding.description, found)
    return list(grouped.values())


def dialog_help(
    screen: Screen[Any], answers: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """The keys of a dialog and of what has the focus in it.

    Args:
        screen: the dialog.
        answers: keys that answer it at once, with what they mean.
    """
    focused = screen.focused
    around = [] if focused is None else list(_bindings(focused))
    bound = bindings_of(screen).key_to_bindings.values()
    # Who reads this has found the key for it.
    own = [one for same in bound for one in same if one.id != "help" and _may(screen, one)]
    grouped: dict[str, list[str]] = {}
    for binding in (*own, *(one for _, one in around)):
        if binding.tooltip:
            shown = grouped.setdefault(binding.tooltip, [])
            if display_key(binding.key) not in shown:
                shown.append(display_key(binding.key))
    return [*answers, *((" ".join(keys), sentence) for sentence, keys in grouped.items())]


def _bindings(focused: Widget) -> Iterator[tuple[Widget, Binding]]:
    """What keys do while a widget has the focus: its own come first, then those around it."""
    seen: set[str] = set()
    for widget in focused.ancestors_with_self:
        if not isinstance(widget, Widget) or isinstance(widget, Screen):
            return
        for key, same_key in bindings_of(widget).key_to_bindings.items():
            typed = widget is not focused and focused.check_consume_key(key, key_to_character(key))
            does = [one for one in same_key if _may(widget, one)]
            if does and not typed and key not in seen:
                seen.add(key)
                yield from ((widget, one) for one in does)


def _may(widget: Widget, binding: Binding) -> bool:
    _, action, parameters = parse(binding.action)
    # Scrolling passes its keys on where there is nothing to scroll, and needs no word elsewhere.
    return not action.startswith(("scroll_", "page_")) and (
        widget.check_action(action, parameters) is not False
    )
