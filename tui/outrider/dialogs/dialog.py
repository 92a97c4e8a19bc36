"""The box in which short questions are asked, over the screen that asks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.screen import ModalScreen
from textual.widget import Widget

from outrider.dialogs.dialog_box import DialogBox
from outrider.keymap.key_display import display_key, key_hints
from outrider.terminal.rendering.partial_repaint import PartialRepaintScreen
from outrider.toolkit.key_bindings import key_in_use
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.widgets.chrome.footer_bar import FooterBar, FooterKey

Result = TypeVar("Result")

_AROUND_LIST = 4
"""Lines of the screen beside a list in a box: its edges, and the bars above and below."""


class Dialog(ModalScreen[Result | None], PartialRepaintScreen[Result | None]):
    """A centred box, 60 columns wide where there is room; escape dismisses it with ``None``.

    Args:
        title: stands in the frame.
        choices: key, label and result of each answer that a key gives at once.

    Attributes:
        has_unsaved_edits: whether something can be typed into it that would be missed: then
            quitting leaves it as escape does, which may ask, and goes no further.
        beside_list: lines in the box that its list cannot have.
    """

    has_unsaved_edits: ClassVar[bool] = False
    beside_list = 0
    _is_over = False
    _last_result: Result | None = None

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: transparent;
        & > FooterBar { dock: bottom; }
        & > .dialog--box {
            width: 62;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            margin-top: 1;
        }
        & LineInput { background: $panel; }
        & LineList { border-top: none; background: $surface; min-height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Back", tooltip="Go back"),
        Binding("f1", "app.explain", "Help", id="help", tooltip="Show the keys of this dialog"),
    ]

    def __init__(self, title: str = "", choices: Iterable[tuple[str, str, Result]] = ()) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)

    def box(self, *hints: tuple[str, str], of: Widget | None = None) -> DialogBox:
        """The box with its title and, below, some keys of a widget, else of the dialog itself."""
        box = DialogBox()
        box.show_title(self._title)
        if hints:
            box.show_keys(key_hints(of or self, *hints))
        return box

    def list_rows(self, size: Size) -> int:
        """Lines that a list in the box may have: the first line of the screen stays in sight."""
        return max(size.height - _AROUND_LIST - self.beside_list, 1)

    def on_mount(self) -> None:
        """The last line says how to go back, and where the keys are explained."""
        back = FooterKey("escape", display_key("escape"), "Back")
        explain = key_in_use(self, "help")
        self.mount(FooterBar((back,), (FooterKey(explain, display_key(explain), "Help"),)))

    def keys_moved(self) -> None:
        """Draws the title and what has the cursor anew."""
        super().keys_moved()
        for one in (*self.query(DialogBox), *self.query(LineList)):
            one.refresh()

    def kept_clear(self) -> Iterator[Region]:
        """The edge with the keys."""
        for box in self.query(DialogBox):
            yield Region(box.region.x, box.region.bottom - 1, box.region.width, 1)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The keys that give an answer, with its label."""
        return [(key, label) for key, label, _ in self._choices]

    def on_key(self, event: events.Key) -> None:
        """The key of an answer gives it."""
        for index, (key, _, _) in enumerate(self._choices):
            if key in {event.key, event.character}:
                event.stop()
                event.prevent_default()
                self._give(index)
                return

    def _give(self, index: int) -> None:
        if self.is_active:
            self.dismiss(self._choices[index][2])

    def finish(self, result: Result | None) -> None:
        """Goes away by itself: now, or as soon as no other dialog stands above it."""
        self._is_over, self._last_result = True, result
        if self.is_active:
            self.dismiss(result)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Goes away where it was over while another stood above it."""
        del event
        # One that was over before this event was taken has gone already.
        if self._is_over and self.is_active:
            self.dismiss(self._last_result)

    def leave(self) -> None:
        """Does what escape does."""
        self.action_cancel()

    def action_cancel(self) -> None:
        """Goes away without an answer."""
        self.dismiss(None)


class ReadingDialog(Dialog[Result]):
    """Lines to read, which keys scroll."""

    hints: tuple[tuple[str, str], ...] = (("escape", ""),)

    def rows(self) -> Iterable[tuple[str, str, str]]:
        """What there is to read, as :class:`WrappedList` shows it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The lines."""
        with self.box(*self.hints):
            yield self.reading()

    def reading(self) -> WrappedList:
        """What shows the lines."""
        return WrappedList()

    def on_mount(self) -> None:
        """Keys scroll the lines."""
        self.fill()
        self.query_one(WrappedList).focus()

    def on_resize(self, event: events.Resize) -> None:
        """The lines take what room there is."""
        for lines in self.query(WrappedList):
            lines.styles.max_height = self.list_rows(event.size)

    def fill(self) -> None:
        """Shows what there is to read now."""
        self.query_one(WrappedList).show(self.rows())
