"""A text whose objects and arrays can be folded away, with a cursor that says which."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec.structs import replace
from textual import events, work
from textual.message import Message

from outrider.body_views.folding import FoldedText, block_at, block_summary, blocks_at_level
from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.json_path import path_at, scalar_at, value_at
from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.toolkit.viewer.viewer import Viewer

PlaceKind: TypeAlias = Literal["value", "path"]

Find: TypeAlias = Callable[[], FoldedText | None]

_DEEPEST = 64
_AT_ONCE = 1 << 20
"""Bytes of a text that is folded within a key's time."""


class FoldingViewer(Viewer):
    """A :class:`Viewer` that folds, where its rows can be folded."""

    BINDINGS = with_ids(
        "text",
        key("space,enter", "fold", "Fold", "Fold or unfold at the cursor"),
        hidden_key("z", "fold_all", "Fold all", "Fold or unfold all"),
        hidden_key("Z", "unfold_all", "Unfold", "Fold or unfold all", name="unfold_all"),
        hidden_key(
            "minus",
            "fold_level(-1)",
            "Level up",
            "Fold one level more or less",
            name="shallower",
        ),
        hidden_key(
            "plus,equals_sign",
            "fold_level(1)",
            "Level down",
            "Fold one level more or less",
            name="deeper",
        ),
        hidden_key(
            "Y", "copy_place('value')", "Copy value", "Copy the value or line at the cursor"
        ),
        hidden_key("p", "copy_place('path')", "Copy path", "Copy the jq path of the value"),
        hidden_key("d", "decode", "Decode", "Show escapes of JSON decoded, or as sent"),
    )

    class CursorMoved(Message):
        """Another row is the current one, or another text is shown."""

    class ValueCopyRequested(ValueMessage):
        """The user wants what is at the cursor in the clipboard."""

        kind: PlaceKind
        view: FoldingViewer

    _level = _DEEPEST
    _told: tuple[FormattedBody, int | None] | None = None
    _finding: tuple[FoldedText, Find, threading.Event | None] | None = None

    @property
    def folded(self) -> FoldedText | None:
        """The rows, where they can be folded."""
        rows = self.layout_shown.rows
        return rows if isinstance(rows, FoldedText) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Folding and paths are for what can be folded."""
        if action in {"fold", "fold_all", "unfold_all", "fold_level"}:
            return self.folded is not None and self.cursor is not None
        if action == "decode":
            return self.layout_shown.language == "json"
        if action == "copy_place":
            return self.cursor is not None and (self.folded is not None or parameters == ("value",))
        return super().check_action(action, parameters)

    def reveal(self, offset: int) -> None:
        """Unfolds what hides a byte of the text."""
        rows = self.folded
        if rows is not None and rows.hides(offset):
            shown = rows.reveal(offset)
            self._refold(shown, shown.row_at(offset))

    def _changed(self) -> None:
        super()._changed()
        told = (self.layout_shown, self.cursor)
        if self._told is None or told[0] is not self._told[0] or told[1] != self._told[1]:
            self._told = told
            self.post_message(self.CursorMoved())

    @property
    def value(self) -> tuple[str, str] | None:
        """Name and literal of the text or number of JSON at the cursor, where there is one."""
        rows, row = self.folded, self.cursor
        if rows is None or row is None or rows.is_folded(rows.base_row(row)):
            return None
        return scalar_at(rows.base, rows.base_row(row))

    def action_decode(self) -> None:
        """Shows escapes decoded, or as they were sent."""
        self.decodes = not self.decodes
        self.repaint_rows()

    def action_fold(self) -> None:
        """Unfolds the fold under the cursor, or folds the block in which the cursor stands."""
        rows, row = self.folded, self.cursor
        if rows is None or row is None:
            return
        base = rows.base_row(row)
        if rows.is_folded(base):
            self._refold(rows.unfold(base), row)
        else:
            self._fold_block(rows, base)

    def on_click(self, event: events.Click) -> None:
        """Folds or unfolds what is clicked twice: the first click has put the cursor there."""
        if event.chain == 2 and self.check_action("fold", ()):
            self.action_fold()

    def action_fold_all(self) -> None:
        """Leaves the outermost block and one row for each of its members."""
        self._level = 1
        self._fold_level()

    def action_unfold_all(self) -> None:
        """Shows every row."""
        rows, row = self.folded, self.cursor
        self.workers.cancel_group(self, "fold")
        self._level = _DEEPEST
        if rows is not None and row is not None:
            shown = rows.unfold_all()
            self._refold(shown, shown.row_of_base(rows.base_row(row)))

    def action_fold_level(self, step: int) -> None:
        """Folds to the next or the last level that makes a difference."""
        self._level = (0 if step > 0 else 2) if self._level == _DEEPEST else self._level
        self._level = max(self._level + step, 0)
        self._fold_level()

    def action_copy_place(self, kind: PlaceKind) -> None:
        """Asks for a copy of what is at the cursor."""
        self.post_message(self.ValueCopyRequested(kind, self))

    def _fold_block(self, rows: FoldedText, base_row: int) -> None:
        def found() -> FoldedText | None:
            block = block_at(rows.base, base_row)
            if block is None:
                return None
            return rows.fold(block, block_summary(rows.data, block.start, block.end - 1))

        self._fold_by(rows, found, base_row)

    def _fold_level(self) -> None:
        rows, level, row = self.folded, self._level, self.cursor
        if rows is None or row is None:
            return
        stopped = threading.Event()

        def found() -> FoldedText | None:
            starts, hidden = array("q"), array("q")
            for some, more in blocks_at_level(rows.base, level):
                if stopped.is_set():
                    return None
                starts.extend(some)
                hidden.extend(more)
            return rows.fold_all(starts, hidden)

        self._fold_by(rows, found, rows.base_row(row), stopped)

    def _fold_by(
        self,
        rows: FoldedText,
        find: Find,
        base_row: int,
        stopped: threading.Event | None = None,
    ) -> None:
        """Folds at once where that is quick; in a large text beside the loop."""
        self.workers.cancel_group(self, "fold")
        if len(rows.data) <= _AT_ONCE:
            self._folded(rows, find(), base_row)
        else:
            self._finding = (rows, find, stopped)
            self._fold_aside(base_row)

    @work(group="fold", description="fold", exit_on_error=False, exclusive=True)
    async def _fold_aside(self, base_row: int) -> None:
        # Not an argument: Textual's workers keep theirs until the next search for garbage.
        finding, self._finding = self._finding, None
        if finding is None:
            return
        rows, find, stopped = finding
        try:
            self._folded(rows, await asyncio.to_thread(find), base_row)
        finally:
            if stopped is not None:
                stopped.set()

    def _folded(self, rows: FoldedText, shown: FoldedText | None, base_row: int) -> None:
        if shown is None or self.folded is not rows:
            return
        if not shown.folds:
            # Nothing is as deep as that.
            self._level = _DEEPEST
        self._refold(shown, shown.row_of_base(base_row))

    def _refold(self, rows: FoldedText, row: int) -> None:
        self.show_folds(replace(self.layout_shown, rows=rows), row)


def text_at_cursor(view: FoldingViewer, kind: PlaceKind) -> Callable[[], str]:
    """What gives the value or the path at the cursor; may take long."""
    rows, row = view.layout_shown.rows, view.cursor or 0
    if isinstance(rows, FoldedText):
        base, base_row = rows.base, rows.base_row(row)
        take = path_at if kind == "path" else value_at
        return lambda: take(base, base_row)
    return lambda: rows.text(row)
