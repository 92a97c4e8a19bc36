"""What differs between two sends, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from outrider.dialogs.dialog import Dialog, framed
from outrider.engine.history.send_comparison import Compared, Sign, differing
from outrider.keymap.key_display import hints
from outrider.toolkit.key_bindings import bound
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import Line, Piece

_ROLES = {
    Sign.SAME: "",
    Sign.GONE: "error",
    Sign.NEW: "success",
    Sign.LEFT_OUT: "muted",
    Sign.HEADING: "bold",
}


class ComparedList(LineList):
    """The lines, each after its sign."""

    DEFAULT_CSS = """
    ComparedList { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("comparison.next", "n", "change(1)", "Next", "Goes to the next difference."),
        bound("comparison.previous", "N", "change(-1)", "Previous", "Goes to the one before."),
        bound("comparison.copy", "y", "copy", "Copy", "Copies the comparison."),
    ]

    class CopyAsked(Message):
        """The user wants the comparison in the clipboard.

        Attributes:
            text: safe to show.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, lines: Sequence[Compared]) -> None:
        super().__init__()
        self._lines = tuple(lines)

    def line(self, index: int, width: int) -> Line:
        """``- "status": "open"``."""
        line = self._lines[index]
        role = _ROLES[line.sign]
        return Line((Piece(f"{line.sign} ", role), Piece(line.text, role)))

    def action_change(self, step: int) -> None:
        """To the first line of the next difference, or of the one before."""
        starts = [
            at
            for at, line in enumerate(self._lines)
            if _differs(line) and not (at and _differs(self._lines[at - 1]))
        ]
        if step > 0:
            found = next((at for at in starts if at > self.cursor), None)
        else:
            found = next((at for at in reversed(starts) if at < self.cursor), None)
        if found is not None:
            self.move_to(found)

    def action_copy(self) -> None:
        """Passes on all of it."""
        self.post_message(
            self.CopyAsked("\n".join(f"{line.sign} {line.text}".rstrip() for line in self._lines))
        )


class ComparisonScreen(Dialog[str]):
    """Shows a comparison; the result is the text to copy, ``None`` where it was only read.

    Args:
        title: what is compared.
        lines: see :func:`outrider.engine.history.send_comparison.compare`.
    """

    DEFAULT_CSS = """
    ComparisonScreen > .dialog--box { width: 100%; height: 100%; }
    """

    def __init__(self, title: str, lines: Sequence[Compared]) -> None:
        super().__init__()
        self._title = title
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """The lines."""
        count = differing(self._lines)
        with Vertical(classes="dialog--box") as box:
            box.border_title = framed(self._title)
            what = "Nothing differs" if not count else f"{count} lines differ"
            lines = ComparedList(self._lines)
            keys = hints(
                lines,
                ("comparison.next comparison.previous", "next"),
                ("comparison.copy", "copy"),
                ("escape", ""),
            )
            box.border_subtitle = Content(f"{what} · {keys}")
            yield lines

    def on_mount(self) -> None:
        """Keys go to the lines, the cursor to the first difference."""
        lines = self.query_one(ComparedList)
        lines.set_count(len(self._lines), cursor=0)
        lines.focus()
        lines.action_change(1)

    def on_compared_list_copy_asked(self, message: ComparedList.CopyAsked) -> None:
        """Gives the text."""
        self.dismiss(message.text)


def _differs(line: Compared) -> bool:
    return line.sign in {Sign.GONE, Sign.NEW}
