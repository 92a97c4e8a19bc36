"""The keys of a pane, and what each does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from tui.screens.dialog import Dialog, framed
from tui.screens.reading_list import ReadingList


class HelpScreen(Dialog[None]):
    """A list to read: keys and one sentence each; any of escape, enter, q and f1 ends it.

    Args:
        title: whose keys they are.
        pairs: keys and sentences; a pair without keys is a heading.
    """

    DEFAULT_CSS = """
    HelpScreen ReadingList { max-height: 18; }
    """
    BINDINGS = [("enter,q,f1", "cancel", "Close")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._pairs = tuple(pairs)

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = framed(self._title)
            box.border_subtitle = Content("escape")
            yield ReadingList()

    def on_mount(self) -> None:
        """Keys scroll the list."""
        reading = self.query_one(ReadingList)
        reading.show((keys, text, "" if keys else "bold") for keys, text in self._pairs)
        reading.focus()


def key_help(widget: Widget) -> list[tuple[str, str]]:
    """The keys of a widget that say what they do, as pairs for :class:`HelpScreen`."""
    grouped: dict[str, list[str]] = {}
    for binding in _bindings(widget):
        if binding.tooltip:
            grouped.setdefault(binding.tooltip, []).append(shown_key(binding.key))
    return [(" ".join(keys), sentence) for sentence, keys in grouped.items()]


def key_hints(widget: Widget) -> list[tuple[str, str]]:
    """The keys of a widget and a word for each, as pairs for the footer line."""
    grouped: dict[str, str] = {}
    for binding in _bindings(widget):
        if binding.show and binding.description:
            grouped.setdefault(binding.description, shown_key(binding.key))
    return [(key, description) for description, key in grouped.items()]


def _bindings(widget: Widget) -> Iterable[Binding]:
    bindings = widget._bindings.copy()
    if widget.is_attached:
        # The keys that the settings say, where they say any.
        bindings.apply_keymap(widget.app._keymap)
    for same_key in bindings.key_to_bindings.values():
        yield from same_key


_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "escape": "esc",
    "delete": "del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def shown_key(key: str) -> str:
    """A key as people write it: ``^R``, ``F1``, ``/``."""
    if key.startswith("ctrl+") and len(key) == 6:
        return f"^{key[-1].upper()}"
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return _NAMES.get(key, key)
