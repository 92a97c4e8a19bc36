"""What the user has to do in a browser, for as long as it is waited for."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from outrider.dialogs.dialog import Dialog, title_text
from outrider.keymap.key_display import border_hints
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.visible_text import visible_line


class SignInDialog(Dialog[None]):
    """Shows a page to open and a code to type; leaving it gives up.

    Args:
        message: what to do.
        url: the page.
        code: what to type there; empty for nothing.

    Attributes:
        is_done: nobody waits any longer, so that leaving it gives nothing up.
    """

    DEFAULT_CSS = """
    SignInDialog > .dialog--box { width: 90; max-width: 96%; }
    SignInDialog WrappedList { max-height: 70vh; }
    """
    BINDINGS: ClassVar[list[BindingType]] = with_ids(
        "sign_in", key("y", "copy_url", "Copy", "Copies the address of the page.")
    )

    def __init__(self, message: str, url: str, code: str = "") -> None:
        super().__init__()
        self._message = message
        self._url = url
        self._code = code
        self.is_done = False

    def compose(self) -> ComposeResult:
        """What to do, in lines that wrap."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = title_text("Sign in")
            hints = (("sign_in.copy", "copies the address"), ("escape", "gives up"))
            box.border_subtitle = Content(border_hints(self, *hints))
            yield WrappedList()

    def on_mount(self) -> None:
        """Shows it, the code where it is seen at once."""
        lines = [("", visible_line(self._message), "bold"), ("", visible_line(self._url), "")]
        if self._code:
            lines.append(("", f"Code: {visible_line(self._code)}", "bold"))
        lines.append(("", "Outrider goes on by itself as soon as it is done.", "muted"))
        reading = self.query_one(WrappedList)
        reading.show(lines)
        reading.focus()

    def action_copy_url(self) -> None:
        """Copies the page's address to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._url)

    def done(self) -> None:
        """Takes the dialog away: it is no longer waited."""
        self.is_done = True
        self.finish(None)
