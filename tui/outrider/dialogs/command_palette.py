"""Everything that can be done, and every request, found by a word of its name."""

from __future__ import annotations

from outrider.dialogs.picker import Picker


class CommandPalette(Picker):
    """Picks what is to be done; the result is the id of the choice."""

    verb = "run"
    placeholder = "type a word of what you want, or of a request's name"
