"""The folders and requests."""

from __future__ import annotations

from collections.abc import Callable

from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.filterable_list import FilterableList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line
from outrider.widgets.sidebar.tree_folding import TreeFolding
from outrider.widgets.view_models import TreeRow

_SHORT = {"DELETE": "DEL", "OPTIONS": "OPT", "PATCH": "PTCH", "CONNECT": "CONN", "TRACE": "TRC"}
_ROLES = {
    "GET": "get",
    "HEAD": "get",
    "POST": "post",
    "PUT": "put",
    "PATCH": "patch",
    "DELETE": "delete",
}
_WIDE = 36
"""Cells from which on methods are written out."""

_UP = "Move up in its folder"
_DOWN = "Move down in its folder"
_KEYS = with_ids(
    "requests",
    key("enter", "choose", "Open", "Open the request, or fold the folder"),
    key("space", "fold", "Fold", "Fold or unfold the folder", show=False),
    key("left,h", "close", "Fold", "Fold, or go to the folder", name="close", show=False),
    key("right,l", "open", "Unfold", "Unfold the folder", show=False),
    key("t", "ask('tab')", "Tab", "Open in a new tab", show=False),
    key("n", "ask('new')", "New", "Create a request in this folder"),
    key("R", "ask('run')", "Run", "Run the folder, or the request"),
    key("W", "ask('run_with')", "Run with", "Run with options", show=False),
    key("N", "ask('new_folder')", "New folder", "Create a folder in this one"),
    key("D", "ask('duplicate')", "Duplicate", "Duplicate the request or folder"),
    key("r", "ask('rename')", "Rename", "Rename the file or folder"),
    key("m", "ask('move')", "Move", "Move to another folder"),
    key("x,delete", "ask('delete')", "Delete", "Delete the file or folder (asks first)"),
    key("u", "ask('undo')", "Undo", "Undo the last delete or move", show=False),
    key("K,shift+up", "ask('earlier')", "Move up", _UP, name="earlier", show=False),
    key("J,shift+down", "ask('later')", "Move down", _DOWN, name="later", show=False),
    key("e", "ask('edit')", "Edit", "Edit the folder; a request in $EDITOR"),
    key("v", "ask('edit_file')", "Edit file", "Open its file in $EDITOR", show=False),
)


def method_role(method: str) -> str:
    """The role of a method's colour."""
    return _ROLES.get(method.upper(), "other")


class RequestTree(FilterableList, EdgedPane):
    """Folders that fold, and requests with their methods."""

    DEFAULT_CSS = """
    RequestTree {
        height: 1fr;
    }
    """
    BINDINGS = _KEYS

    class Opened(ValueMessage):
        """The user wants to see this request."""

        id: str

    class ActionRequested(ValueMessage):
        """The user wants something done.

        Attributes:
            action: tab, run, run_with, new, new_folder, duplicate, rename, move, earlier, later,
                delete, undo, edit or edit_file.
            id: of the folder or request under the cursor; empty where there is none.
            is_folder: which of the two it is; true where there is none (``requests/`` itself).
        """

        action: str
        id: str
        is_folder: bool

    def __init__(self) -> None:
        super().__init__()
        self._tree = TreeFolding()
        self._shown: list[int] = []
        self._open = ""
        self.update_title()

    def show(self, rows: tuple[TreeRow, ...]) -> None:
        """Shows these rows; the cursor stays on its row, folders stay folded."""
        here = self.selected
        self._tree.show(rows)
        self._refill(here)

    def select(self, request_id: str) -> None:
        """Marks a request as the open one, unfolds what hides it, and goes there."""
        self._open = request_id
        if not self._go_to(lambda row: row.id == request_id and not row.is_folder):
            self.refresh()

    def go_to(self, row_id: str) -> None:
        """Puts the cursor on a request or a folder, and unfolds what hides it."""
        self._go_to(lambda row: row.id == row_id)

    def _go_to(self, wanted: Callable[[TreeRow], bool]) -> bool:
        for index, row in enumerate(self._tree.all):
            if wanted(row):
                self._tree.reveal(index)
                self._refill(row)
                self.move_to(self.cursor)
                return True
        return False

    @property
    def selected(self) -> TreeRow | None:
        """The row under the cursor."""
        if self.cursor < len(self._shown) and self._shown[self.cursor] < len(self._tree.all):
            return self._tree.all[self._shown[self.cursor]]
        return None

    @property
    def is_filled_later(self) -> bool:
        """Whether there is no request at all."""
        return not self._tree.all

    # What is in sight.

    def _refill(self, keep: TreeRow | None) -> None:
        self._shown = (
            self._tree.filtered(self._filter.words)
            if self._filter.text
            else list(self._tree.unfolded())
        )
        wanted = (keep.id, keep.is_folder) if keep else None
        rows = enumerate(self._tree.all[index] for index in self._shown)
        same = (place for place, row in rows if (row.id, row.is_folder) == wanted)
        self.set_count(len(self._shown), cursor=next(same, None))
        self.update_title()

    def show_loading(self) -> None:
        """Says in the title that the files are being read."""
        self.edge = Edge("Requests: reading the files…")

    def update_title(self) -> None:
        """Says in the title what is shown."""
        words = ["Requests", visible_line(self._filter.title)]
        if self._filter.text and not self._shown:
            words.append("(none)")
        count = len(self._requests_shown())
        facts = (str(count),) if count else ()
        self.edge = Edge(" ".join(filter(None, words)), facts=facts)

    def _requests_shown(self) -> list[TreeRow]:
        """Those that a filter leaves, folded away or not."""
        if not self._filter.text:
            return [row for row in self._tree.all if not row.is_folder]
        shown = (self._tree.all[index] for index in self._shown)
        return [row for row in shown if not row.is_folder]

    def line(self, index: int, width: int) -> PaintedLine:
        """``▾ billing`` or ``POST create invoice •``."""
        row = self._tree.all[self._shown[index]]
        indent = TextRun("  " * min(row.depth, max(width // 6, 1)))
        marks = ("!" if row.problem else "") + ("•" if row.unsaved else "")
        right = (TextRun(marks, "error" if row.problem else "warning"),) if marks else ()
        if row.is_folder:
            folded = row.id in self._tree.folded and not self._filter.text
            return PaintedLine(
                (
                    TextRun(" "),
                    indent,
                    TextRun("▸ " if folded else "▾ ", "muted"),
                    TextRun(row.name),
                ),
                right,
            )
        method, cells = row.method.upper(), 7
        if width < _WIDE:
            method, cells = _SHORT.get(method, method)[:4], 4
        opened = row.id == self._open
        left = (
            TextRun("▌" if opened else " ", "accent"),
            indent,
            TextRun(f"{method[:cells]:{cells}} ", method_role(row.method)),
            TextRun(row.name, "bold" if opened else ""),
        )
        return PaintedLine(left, right)

    def on_blur(self) -> None:
        """Who comes back finds the cursor on what is open."""
        rows = (self._tree.all[index] for index in self._shown)
        found = (at for at, row in enumerate(rows) if row.id == self._open and not row.is_folder)
        self.set_count(len(self._shown), cursor=next(found, None))

    # Keys.

    def filter_changed(self) -> None:
        """Shows what contains the words, with the cursor on such a request."""
        self._refill(self.selected)
        if self._filter.text and not self._is_match(self.cursor):
            first = next((i for i in range(len(self._shown)) if self._is_match(i)), 0)
            self.move_to(first)

    def filter_submitted(self) -> None:
        """Opens the request that was looked for."""
        if self.selected is not None and not self.selected.is_folder:
            self.action_choose()

    def _is_match(self, index: int) -> bool:
        if index >= len(self._shown):
            return False
        row = self._tree.all[self._shown[index]]
        return not row.is_folder and self._tree.matches(self._shown[index], self._filter.words)

    def action_choose(self) -> None:
        """Opens a request, folds or unfolds a folder."""
        row = self.selected
        if row is not None and not row.is_folder:
            self.post_message(self.Opened(row.id))
        else:
            self.action_fold()

    def action_fold(self) -> None:
        """Folds or unfolds a folder."""
        row = self.selected
        if row is not None and row.is_folder and not self._filter.text:
            self._tree.folded ^= {row.id}
            self._refill(row)

    def action_close(self) -> None:
        """Folds the folder, or goes to the folder that this lies in."""
        row = self.selected
        if row is None:
            return
        if row.is_folder and row.id not in self._tree.folded and not self._filter.text:
            self.action_fold()
            return
        above = next(self._tree.above(self._shown[self.cursor]), None)
        if above is not None:
            self.move_to(self._shown.index(self._tree.all.index(above)))

    def action_open(self) -> None:
        """Unfolds the folder, or goes into it."""
        row = self.selected
        if row is not None and row.is_folder:
            if row.id in self._tree.folded:
                self.action_fold()
            else:
                self.move_to(self.cursor + 1)

    def action_ask(self, action: str) -> None:
        """Passes on what the user wants done."""
        row = self.selected
        if row is not None:
            self.post_message(self.ActionRequested(action, row.id, row.is_folder))
        elif action in {"new", "new_folder", "edit", "undo"}:
            self.post_message(self.ActionRequested(action, "", True))
