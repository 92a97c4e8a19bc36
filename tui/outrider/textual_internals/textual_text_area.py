"""What Textual's TextArea keeps to itself; apart, for it is not loaded before the first keys."""

from __future__ import annotations

from textual.widgets import TextArea
from textual.widgets.text_area import EditResult, Location


class TextualTextArea(TextArea):
    """A TextArea that can be heard while it is typed into.

    A subclass overrides :meth:`type_over`.
    """

    def type_over(self, insert: str, start: Location, end: Location) -> EditResult | None:
        """Puts a text as typing does: ``replace`` is also what programs do, and ``Changed`` late.

        Returns:
            Nothing where the text is read only.
        """
        return super()._replace_via_keyboard(insert, start, end)

    def _replace_via_keyboard(
        self, insert: str, start: Location, end: Location
    ) -> EditResult | None:
        # What Textual calls for what is typed and pasted.
        return self.type_over(insert, start, end)

    def forget_lines(self) -> None:
        """Has every line made anew: what marks them has changed, and the text has not."""
        self._line_cache.clear()
        self.refresh()
