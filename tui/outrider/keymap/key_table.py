"""All keys there are, with what the user has made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from msgspec import structs
from textual.binding import Binding

from outrider.keymap.actions import ACTIONS, NO_KEY, bindings
from outrider.keymap.key_display import display_key
from outrider.keymap.key_row import KeyRow
from outrider.storage.user_files.key_clashes import KeyReach, KeyTurn, LivePlaces
from outrider.storage.user_files.settings_file import LoadedSettings, read_settings, settings_file
from outrider.terminal.app.terminal_app import TerminalApp

EVERYWHERE = "Everywhere"

_SENTENCES = {
    "leader": "Open the action menu",
    "repaint": "Redraw the screen",
    "suspend": "Suspend (resume with fg)",
    "escape": "Cancel the running request, or go back",
}
"""What the keys do that are no action of the workbench."""


@cache
def default_keys() -> Mapping[str, str]:
    """The usual keys of everything that keys do anywhere, by id; empty for what has none."""
    own = [one for one in TerminalApp.BINDINGS if isinstance(one, Binding)]
    declared = {one.id: one.key for one in (*own, *bindings()) if one.id}
    return {name: "" if key.startswith(NO_KEY) else key for name, key in declared.items()}


def read_user_settings(process: Mapping[str, str]) -> LoadedSettings:
    """The user's settings, with their keys checked against all that there are."""
    return read_settings(settings_file(process), default_keys(), _pane_bindings, _reach)


def _pane_bindings() -> Mapping[str, str]:
    # Every pane has to be known for it.
    from outrider.keymap.pane_keys import pane_bindings

    return pane_bindings()


def _reach(binding: str) -> KeyReach:
    """Where a binding has its keys."""
    from outrider.keymap.pane_keys import pane_places

    if binding in _of_the_program():
        return KeyReach(KeyTurn.PROGRAM)
    if "." in binding:
        return KeyReach(KeyTurn.PANE, pane_places().get(binding, LivePlaces.ANYWHERE))
    turn = KeyTurn.REST if binding in ("escape", "suspend") else KeyTurn.SCREEN
    # Dialogs have help too.
    in_dialogs = binding == "help"
    return KeyReach(turn, LivePlaces.ANYWHERE if in_dialogs else LivePlaces.WORKBENCH)


@cache
def _of_the_program() -> frozenset[str]:
    """What is asked before any screen."""
    own = (one for one in TerminalApp.BINDINGS if isinstance(one, Binding))
    return frozenset(one.id for one in own if one.id and one.priority)


def key_rows(
    chosen: Mapping[str, str], lost: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> Iterator[KeyRow]:
    """The whole table.

    Args:
        chosen: the keys of the settings, by id.
        lost: the usual keys that ids have no longer.
    """
    for row in _rows(chosen):
        gone = lost.get(row.id, frozenset())
        left = ",".join(key for key in row.keys.split(",") if key not in gone)
        yield structs.replace(row, keys=left) if gone else row


def _rows(chosen: Mapping[str, str]) -> Iterator[KeyRow]:
    from outrider.keymap.pane_keys import pane_keys

    usual = default_keys()
    for action in ACTIONS:
        keys = chosen.get(action.id, action.keys)
        yield KeyRow(
            action.id,
            EVERYWHERE,
            action.label,
            action.description,
            keys,
            action.keys,
            display_key(action.leader_key),
            is_action=True,
        )
    for name, keys in usual.items():
        digit = name.removeprefix("environment_")
        if digit.isdigit():
            sentence, leader = f"Choose environment {digit}", digit
        elif name in _SENTENCES:
            sentence, leader = _SENTENCES[name], ""
        else:
            continue
        label = name.replace("_", " ").capitalize()
        yield KeyRow(name, EVERYWHERE, label, sentence, chosen.get(name, keys), keys, leader)
    for one in pane_keys():
        yield structs.replace(one, keys=chosen.get(one.id, one.keys))
