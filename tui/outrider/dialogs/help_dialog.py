"""The keys of a pane, and what each does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.dialogs.dialog import ReadingDialog
from outrider.toolkit.lists.two_column_list import TwoColumnList
from outrider.toolkit.lists.wrapped_list import WrappedList


class HelpDialog(ReadingDialog[None]):
    """Keys and one sentence each, or a heading; any of escape, enter, q and f1 ends it."""

    DEFAULT_CSS = """
    HelpDialog > .dialog--box { width: 106; }
    """
    BINDINGS = [("enter,q,f1", "cancel", "Close")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(title)
        self.pairs = tuple(pairs)

    def reading(self) -> WrappedList:
        """In two columns where there is room."""
        return TwoColumnList()

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The pairs, headings in bold."""
        return ((keys, text, "" if keys else "bold") for keys, text in self.pairs)
