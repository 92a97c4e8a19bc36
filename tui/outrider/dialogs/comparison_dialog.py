"""What differs between two sends, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.engine.history.send_comparison import DiffLine, DiffSign, count_differences
from outrider.keymap.key_display import KeyHint, key_hints
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun

_ROLES = {
    DiffSign.SAME: "",
    DiffSign.GONE: "error",
    DiffSign.NEW: "success",
    DiffSign.LEFT_OUT: "muted",
    DiffSign.HEADING: "bold",
}


class DiffList(LineList):
    """The lines, each after its sign."""

    DEFAULT_CSS = """
    DiffList { height: 1fr; }
    """
    BINDINGS = with_ids(
        "comparison",
        key("n", "change(1)", "Next", "Go to the next difference"),
        key("N", "change(-1)", "Previous", "Go to the previous difference"),
        key("y", "screen.copy", "Copy", "Copy the comparison"),
    )

    def __init__(self, lines: Sequence[DiffLine]) -> None:
        super().__init__()
        self._lines = tuple(lines)

    def line(self, index: int, width: int) -> PaintedLine:
        """``- "status": "open"``."""
        line = self._lines[index]
        role = _ROLES[line.sign]
        return PaintedLine((TextRun(f"{line.sign} ", role), TextRun(line.text, role)))

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


class ComparisonDialog(Dialog[str]):
    """Shows a comparison; the result is the text to copy, ``None`` where it was only read."""

    DEFAULT_CSS = """
    ComparisonDialog > .dialog--box { width: 100%; height: 100%; }
    """

    def __init__(self, title: str, lines: Sequence[DiffLine]) -> None:
        super().__init__(title)
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """The lines."""
        count = count_differences(self._lines)
        what = (
            "No differences"
            if not count
            else f"{count} line{' differs' if count == 1 else 's differ'}"
        )
        lines = DiffList(self._lines)
        next_one = ("comparison.next comparison.previous", "next")
        keys = key_hints(lines, next_one, ("comparison.copy", "copy"), ("escape", ""))
        with self.box() as box:
            box.show_keys([KeyHint((), what), *keys])
            yield lines

    def on_mount(self) -> None:
        """Keys go to the lines, the cursor to the first difference."""
        lines = self.query_one(DiffList)
        lines.set_count(len(self._lines), cursor=0)
        lines.focus()
        lines.action_change(1)

    def action_copy(self) -> None:
        """Gives all of it."""
        self.dismiss("\n".join(f"{line.sign} {line.text}".rstrip() for line in self._lines))


def _differs(line: DiffLine) -> bool:
    return line.sign in {DiffSign.GONE, DiffSign.NEW}
