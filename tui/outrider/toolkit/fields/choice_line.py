"""One of a few words in a form of which enter is the answer: left and right change it."""

from __future__ import annotations

from outrider.toolkit.fields.dropdown import Dropdown
from outrider.toolkit.key_bindings import hidden_key, with_ids
from outrider.visible_text import visible_line


class ChoiceLine(Dropdown, inherit_bindings=False):
    """A label and ``‹ word ›``; a click opens the list."""

    BINDINGS = with_ids(
        "choice",
        hidden_key("left", "cycle(-1)", "Previous", "Switch to the previous choice"),
        hidden_key("right,space", "cycle(1)", "Next", "Switch to the next choice"),
    )

    @property
    def _text(self) -> str:
        return f"‹ {visible_line(self.value)} ›"
