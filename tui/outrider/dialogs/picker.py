"""One of many: typed words narrow the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.dialogs.picker_item import PickerItem
from outrider.terminal.rendering.key_owner import owns_keys
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.visible_text import visible_line
from outrider.widgets.sidebar.request_tree import method_role

_LONGEST = 12
_USUAL = 60
_FRAME = 7
_GAP = 4
_COLUMN = 2
"""Blanks between two columns."""

_MOST_ROWS = 14


class PickerList(LineList):
    """The choices that contain the words."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--match", "line--key"}
    DEFAULT_CSS = """
    PickerList {
        height: auto;
        & > .line--match { color: $text-accent; text-style: bold underline; }
        & > .line--key { color: $text-accent; text-style: bold; }
    }
    """

    class Picked(Message):
        """A choice was clicked, or entered."""

    def __init__(self, choices: Sequence[PickerItem]) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._offered = tuple(one for one in choices if not one.only_found)
        self._found = self._offered
        self._words: tuple[str, ...] = ()
        self._mark = max((cell_len(visible_line(one.mark)) for one in choices), default=0)
        self._label = self._widest(one.label for one in self._offered if one.sentence)
        self._detail = self._widest(one.detail for one in self._offered if one.key)

    @staticmethod
    def _widest(texts: Iterable[str]) -> int:
        return max((cell_len(visible_line(text)) for text in texts), default=0)

    def filter(self, words: str) -> None:
        """Shows the choices that contain every word: first where the label does, then the rest."""
        self._words = tuple(words.casefold().split())
        among = self._choices if self._words else self._offered
        found = [one for one in among if self._has_words(_searched(one))]
        start = words.casefold().strip()
        found.sort(
            key=lambda one: (
                not one.label.casefold().startswith(start),
                not self._has_words(one.label),
            )
        )
        self._found = tuple(found)
        self.set_count(len(found), cursor=0)

    def _has_words(self, text: str) -> bool:
        folded = text.casefold()
        return all(word in folded for word in self._words)

    def begin_on(self, choice_id: str) -> None:
        """Shows everything, with the cursor on one of them."""
        ids = [choice.id for choice in self._offered]
        self.set_count(len(ids), cursor=ids.index(choice_id) if choice_id in ids else 0)

    @property
    def told_count(self) -> str:
        """How many of how many are shown."""
        found, all_of_them = len(self._found), len(self._offered)
        return f"{found} of {all_of_them}" if self._words and all_of_them else f"{all_of_them}"

    @property
    def offered(self) -> int:
        """How many there are before words are typed."""
        return len(self._offered)

    @property
    def widest(self) -> int:
        """Columns of the longest choice, with a gap before its detail."""
        return max((self._width(choice) for choice in self._offered), default=0)

    def _width(self, choice: PickerItem) -> int:
        texts = (choice.label, choice.detail, choice.sentence, choice.key)
        label, detail, sentence, key = (cell_len(visible_line(text)) for text in texts)
        if choice.sentence:
            label = max(self._label, label) + _COLUMN + sentence
        if choice.key:
            detail = key + _COLUMN + self._detail
        return self._mark + label + detail + _GAP

    @property
    def selected(self) -> PickerItem | None:
        """The choice under the cursor."""
        return self._found[self.cursor] if self._found else None

    @property
    def has_keys(self) -> bool:
        """As long as the field above it, passes on what moves the cursor."""
        return owns_keys(self.screen)

    def line(self, index: int, width: int) -> PaintedLine:
        """``GET  List orders        billing/list-orders``."""
        choice = self._found[index]
        role = method_role(choice.mark) if choice.mark.isalpha() else "accent"
        mark = (TextRun(f"{visible_line(choice.mark):{self._mark}} ", role),) if self._mark else ()
        return PaintedLine((*mark, *self._told(choice, width)), self._right(choice, width))

    def _told(self, choice: PickerItem, width: int) -> Iterator[TextRun]:
        """What it is, with what was looked for in it marked; as much as there is room for."""
        label, sentence = choice.label, choice.sentence
        if sentence and not choice.only_found and self.widest > width:
            # In one column for all: begun with the verb, it says what the label does.
            label, sentence = sentence, ""
        yield from self._marked(label)
        if sentence:
            gap = self._label - cell_len(visible_line(label)) + _COLUMN
            yield TextRun(" " * max(gap, _COLUMN))
            yield TextRun(sentence, "muted")

    def _right(self, choice: PickerItem, width: int) -> tuple[TextRun, ...]:
        detail = choice.detail
        if choice.key or (choice.sentence and self._detail):
            column = " " * _COLUMN + " " * (self._detail - cell_len(visible_line(detail)))
            return (TextRun(choice.key, "key"), TextRun(column), TextRun(detail, "muted"))
        room = max(width - len(choice.label) - self._mark - 4, _LONGEST)
        if len(detail) > room:
            detail = "…" + detail[-room:]
        return (TextRun(detail, "muted"),) if detail else ()

    def _marked(self, label: str) -> Iterator[TextRun]:
        """The label in pieces: where the words are found, and between."""
        folded, at = label.casefold(), 0
        # Where a letter becomes two, places are not those of the label.
        for word in sorted(self._words, key=folded.find) if len(folded) == len(label) else ():
            place = folded.find(word, at)
            if place >= 0:
                yield TextRun(label[at:place])
                yield TextRun(label[place : place + len(word)], "match")
                at = place + len(word)
        yield TextRun(label[at:])

    def action_choose(self) -> None:
        """Takes the choice under the cursor."""
        self.post_message(self.Picked())


def _searched(choice: PickerItem) -> str:
    return f"{choice.mark} {choice.label} {choice.detail} {choice.sentence} {choice.id}"


class Picker(Dialog[str]):
    """Picks one; the result is its id, ``None`` where the user went away.

    Args:
        current: id of the choice on which the cursor begins.

    Attributes:
        verb: what enter does with the choice.
        placeholder: stands in the field before anything is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", show=False, tooltip="Move in the list", priority=True),
        Binding("down,ctrl+n", "move(1)", show=False, tooltip="Move in the list", priority=True),
        Binding("pageup", "page(-1)", show=False, tooltip="Move by a page", priority=True),
        Binding("pagedown", "page(1)", show=False, tooltip="Move by a page", priority=True),
    ]

    verb = "choose"
    placeholder = "type to filter"
    beside_list = 1

    def __init__(self, title: str, choices: Sequence[PickerItem], *, current: str = "") -> None:
        super().__init__(title)
        self._offered = choices
        self._current = current

    def compose(self) -> ComposeResult:
        """A field and the list, as wide as the longest choice where there is room."""
        with self.box(("up down", ""), ("enter", self.verb), ("escape", "")) as box:
            yield LineInput(placeholder=self.placeholder)
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
        self._count()

    def on_resize(self, event: events.Resize) -> None:
        """The box stays as high as all choices need: it does not jump while words are typed."""
        choices = self.query_one(PickerList)
        choices.styles.height = max(min(choices.offered, _MOST_ROWS, self.list_rows(event.size)), 1)

    def _count(self) -> None:
        self.query_one(DialogBox).show_title(self._title, self.query_one(PickerList).told_count)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrows the list."""
        self.query_one(PickerList).filter(event.value)
        self._count()

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
