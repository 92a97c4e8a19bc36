"""Keys as people write them, and as the settings have them."""

from __future__ import annotations

from msgspec import Struct
from textual.widget import Widget

from outrider.toolkit.key_bindings import key_in_use

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "equals_sign": "=",
    "comma": ",",
    "minus": "-",
    "plus": "+",
    "ctrl+@": "^space",
    "ctrl+backslash": "^\\",
    "ctrl+home": "^home",
    "ctrl+end": "^end",
    "ctrl+pageup": "^pgup",
    "ctrl+pagedown": "^pgdn",
    "vertical_line": "|",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "shift+up": "⇧↑",
    "shift+down": "⇧↓",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "escape": "esc",
    "delete": "del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def display_key(key: str) -> str:
    """A key as people write it: ``^R``, ``F1``, ``/``."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+") and len(key) == 6:
        return f"^{key[-1].upper()}"
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return key


class KeyHint(Struct, frozen=True):
    """What one key does, or a few of a kind, in an edge.

    Attributes:
        keys: as Textual names them; none for a word that stands there by itself.
        label: a word or two.
    """

    keys: tuple[str, ...]
    label: str = ""

    @property
    def text(self) -> str:
        """As it is shown."""
        return " ".join([*map(display_key, self.keys), self.label]).strip()


def key_hints(widget: Widget, *words: tuple[str, str]) -> list[KeyHint]:
    """Some keys of a widget for the lower edge of its box, as the settings have them.

    Args:
        widget: whose keys they are; it need not be mounted yet.
        words: the ids of keys, separated by blanks, and what they do. What is no id of a key of
            this widget is taken for the name of a key that is fixed.
    """
    return [
        KeyHint(tuple(key_in_use(widget, one) for one in ids.split()), word) for ids, word in words
    ]


def border_hints(widget: Widget, *words: tuple[str, str]) -> str:
    """The same as one text."""
    return HINT_GAP.join(one.text for one in key_hints(widget, *words))


HINT_GAP = "  "
