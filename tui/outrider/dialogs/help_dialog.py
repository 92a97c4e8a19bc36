"""The keys of a pane, and what each does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.dialogs.dialog import ReadingDialog


class HelpDialog(ReadingDialog[None]):
    """A list to read: keys and one sentence each; any of escape, enter, q and f1 ends it.

    Args:
        title: whose keys they are.
        pairs: keys and sentences; a pair without keys is a heading.
    """

    DEFAULT_CSS = """
    HelpDialog WrappedList { max-height: 75vh; }
    """
    BINDINGS = [("enter,q,f1", "cancel", "Close")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(title)
        self.pairs = tuple(pairs)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The pairs, headings in bold."""
        return ((keys, text, "" if keys else "bold") for keys, text in self.pairs)
