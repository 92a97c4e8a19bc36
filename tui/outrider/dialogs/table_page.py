"""A page on which a table of files is edited: rows, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from outrider.dialogs.dialog import Dialog
from outrider.keymap.key_display import key_hints
from outrider.textual_internals.textual_app import bindings_of
from outrider.toml_text.schema import KeyPath
from outrider.toolkit.fields.completing_input import CompletingInput
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.sheet.part_list import PartList
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetView
from outrider.toolkit.sheet.table_sheet import TableSheet, row_of_path
from outrider.visible_text import visible_line

WIDE = 100
"""Columns from which on the parts stand beside the rows."""


class TablePage(Dialog[bool]):
    """Shows a table's rows; the result is whether it was saved.

    Args:
        sheet: the rows.
        act: does what is asked for: ``save``, ``test``, ``copy``, ``help``, ``leave``, ``new``
            and the table in which something gets a name, or ``define`` and a name without a value.
        key: where the cursor is at first.
        file: it stands at the right of the upper edge.

    Attributes:
        sheet: the rows.
        parts: its parts, beside them.
    """

    DEFAULT_CSS = """
    TablePage > .dialog--box { width: 100%; height: 100%; max-width: 130; }
    TablePage #page-body { height: 1fr; }
    TablePage TableSheet { height: 1fr; width: 1fr; }
    TablePage PartList { display: none; }
    TablePage.wide PartList { display: block; }
    TablePage #told { height: 2; color: $text-muted; }
    TablePage #told.wrong { color: $text-error; }
    """
    BINDINGS = with_ids(
        "environment",
        key(
            "ctrl+s",
            "act('save')",
            "Save",
            "Save; typed secrets go to the local file",
            priority=True,
        ),
        key(
            "ctrl+t",
            "act('test')",
            "Test",
            "Fetch a token with these values",
            priority=True,
        ),
        key("f6", "define", "Define", "Define the reference at the cursor", show=False),
        key("escape", "act('leave')", "Leave", "Go back; ask about unsaved changes"),
    )
    has_unsaved_edits = True

    def __init__(
        self, title: str, sheet: TableSheet, act: PageAct, key: KeyPath = (), *, file: str = ""
    ) -> None:
        super().__init__(title)
        self._file = file
        self._act = act
        self._key = key
        self._said = ""
        self.sheet = sheet
        self.parts = PartList(self._go_to)

    def compose(self) -> ComposeResult:
        """The rows, and two lines for what is wrong."""
        rows = (("rows.add", "add"), ("rows.remove", "remove"), ("rows.undo", "undo"))
        keys = [
            *key_hints(self, ("environment.save", "save"), ("environment.test", "token")),
            *key_hints(self.sheet.lines, *rows, ("rows.show_secret", "reveal")),
            *key_hints(self.sheet, ("environment.next_part", "next")),
            *key_hints(self, ("environment.leave", "")),
        ]
        with self.box() as box:
            box.show_title(self._title, self._file)
            box.show_keys(keys)
            with Horizontal(id="page-body"):
                yield self.parts
                yield self.sheet
            yield Static(markup=False, id="told")

    def on_resize(self, event: events.Resize) -> None:
        """Shows the parts where there is room for them."""
        self.set_class(event.size.width >= WIDE, "wide")

    def _go_to(self, index: int) -> None:
        self.sheet.close_form(kept=True, focus=True)
        self.sheet.lines.select(index)

    def on_mount(self) -> None:
        """Keys go to the rows."""
        self.sheet.lines.focus()
        self._tell()
        if self._key:
            self.sheet.lines.select(row_of_path(self._key, self.sheet.rows))

    def page_keys(self) -> list[tuple[str, str]]:
        """The keys of the page itself, as the settings have them, and what each does."""
        return [
            (one.key, one.tooltip)
            for same in bindings_of(self).key_to_bindings.values()
            for one in same
            if one.tooltip
        ]

    def say(self, text: str) -> None:
        """Says something until the next key that changes or moves."""
        self._said = text
        self._tell()

    @on(Sheet.Changed)
    @on(SheetView.Moved)
    def _look_again(self) -> None:
        self._said = ""
        self._tell()

    @on(TableSheet.NameRequested)
    def _name_asked(self, message: TableSheet.NameRequested) -> None:
        self._act(self, f"new {message.kind}")

    @on(TableSheet.HelpRequested)
    def _help_asked(self) -> None:
        self._act(self, "help")

    @on(Sheet.CopyRequested)
    def _copy_asked(self) -> None:
        self._act(self, "copy")

    def action_act(self, what: str) -> None:
        """Passes on what is asked for, with what is being typed."""
        if self.is_active:
            self.sheet.close_form(kept=True, focus=True)
            self._act(self, what)

    def action_define(self) -> None:
        """Asks for the name without a value to which the row or the field refers."""
        focused = self.focused
        if isinstance(focused, CompletingInput | SheetView) and focused.lost_reference:
            self.action_act(f"define {focused.lost_reference}")

    def leave(self) -> None:
        """Asks where something was changed."""
        self.action_act("leave")

    def _tell(self) -> None:
        self.parts.show(self.sheet.lines.rows, self.sheet.lines.current)
        remark = self.sheet.remark
        told = self.query_one("#told", Static)
        wrong = remark is not None and remark.is_error
        told.set_class(wrong and not self._said, "wrong")
        if self._said or remark is None:
            row = self.sheet.lines.row
            note = row.note if row is not None else ""
            told.update(Content(visible_line(self._said or note)))
            return
        count = len(self.sheet.remarks)
        more = f"  ({count} in all)" if count > 1 else ""
        sign = "✗" if wrong else "!"
        text = f"{sign} {remark.what}{more}\n  {remark.advice}"
        told.update(Content("\n".join(visible_line(line) for line in text.split("\n"))))


PageAct: TypeAlias = Callable[[TablePage, str], None]
"""Does what a page asks for."""
