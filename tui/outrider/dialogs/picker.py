"""One of many: typed words narrow the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.picker_item import PickerItem
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.visible_text import visible_line
from outrider.widgets.sidebar.request_tree import method_role

_LONGEST = 12
_USUAL = 60
_FRAME = 4
_GAP = 4


class PickerList(LineList):
    """The choices that contain the words."""

    DEFAULT_CSS = """
    PickerList { height: auto; max-height: 14; }
    """

    class Picked(Message):
        """A choice was clicked, or entered."""

    def __init__(self, choices: Sequence[PickerItem]) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._found = self._choices
        self._mark = max((len(visible_line(choice.mark)) for choice in choices), default=0)

    def filter(self, words: str) -> None:
        """Shows the choices that contain every word; those whose label begins so come first."""
        wanted = words.casefold().split()
        found = [
            choice
            for choice in self._choices
            if all(
                word in f"{choice.mark} {choice.label} {choice.detail} {choice.id}".casefold()
                for word in wanted
            )
        ]
        start = words.casefold().strip()
        found.sort(key=lambda choice: not choice.label.casefold().startswith(start))
        self._found = tuple(found)
        self.set_count(len(found), cursor=0)

    def begin_on(self, choice_id: str) -> None:
        """Shows everything, with the cursor on one of them."""
        ids = [choice.id for choice in self._choices]
        self.set_count(len(ids), cursor=ids.index(choice_id) if choice_id in ids else 0)

    @property
    def widest(self) -> int:
        """Columns of the longest choice, with a gap before its detail."""
        return max((self._width(choice) for choice in self._choices), default=0)

    def _width(self, choice: PickerItem) -> int:
        return (
            self._mark
            + cell_len(visible_line(choice.label))
            + cell_len(visible_line(choice.detail))
            + _GAP
        )

    @property
    def selected(self) -> PickerItem | None:
        """The choice under the cursor."""
        return self._found[self.cursor] if self._found else None

    @property
    def has_keys(self) -> bool:
        """Always: the field above it, which has the focus, passes on what moves the cursor."""
        return True

    def line(self, index: int, width: int) -> PaintedLine:
        """``GET  List orders        billing/list-orders``."""
        choice = self._found[index]
        role = method_role(choice.mark) if choice.mark.isalpha() else "accent"
        mark = (TextRun(f"{visible_line(choice.mark):{self._mark}} ", role),) if self._mark else ()
        detail, label = choice.detail, choice.label
        if choice.short and self._width(choice) > width:
            label = choice.short
        room = max(width - len(label) - self._mark - 4, _LONGEST)
        if len(detail) > room:
            detail = "…" + detail[-room:]
        right = (TextRun(detail, "muted"),) if detail else ()
        return PaintedLine((*mark, TextRun(label)), right)

    def action_choose(self) -> None:
        """Takes the choice under the cursor."""
        self.post_message(self.Picked())


class Picker(Dialog[str]):
    """Picks one; the result is its id, ``None`` where the user went away.

    Args:
        current: id of the choice on which the cursor begins.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", show=False, tooltip="Move in the list", priority=True),
        Binding("down,ctrl+n", "move(1)", show=False, tooltip="Move in the list", priority=True),
        Binding("pageup", "page(-1)", show=False, tooltip="Move by a page", priority=True),
        Binding("pagedown", "page(1)", show=False, tooltip="Move by a page", priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[PickerItem], *, current: str = "") -> None:
        super().__init__(title)
        self._offered = choices
        self._current = current

    def compose(self) -> ComposeResult:
        """A field and the list, as wide as the longest choice where there is room."""
        with self.box() as box:
            yield LineInput(placeholder="type to filter")
            choices = PickerList(self._offered)
            if choices.widest + _FRAME > _USUAL:
                box.styles.width = choices.widest + _FRAME
            yield choices

    def on_mount(self) -> None:
        """Keys go to the field; the list follows them."""
        self.query_one(LineInput).focus()
        choices = self.query_one(PickerList)
        choices.can_focus = False
        choices.begin_on(self._current)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrows the list."""
        self.query_one(PickerList).filter(event.value)

    @on(Input.Submitted)
    @on(PickerList.Picked)
    def _take(self) -> None:
        selected = self.query_one(PickerList).selected
        if selected is not None:
            self.dismiss(selected.id)

    def action_move(self, step: int) -> None:
        """Moves in the list."""
        self.query_one(PickerList).action_cursor(step)

    def action_page(self, step: int) -> None:
        """Moves in the list by a screenful."""
        self.query_one(PickerList).action_page(step)
