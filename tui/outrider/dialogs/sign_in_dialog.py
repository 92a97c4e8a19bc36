"""What the user has to do in a browser, for as long as it is waited for."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.dialogs.dialog import ReadingDialog
from outrider.toolkit.key_bindings import key, with_ids
from outrider.visible_text import visible_line


class SignInDialog(ReadingDialog[None]):
    """Shows a page to open and a code to type; leaving it gives up.

    Attributes:
        is_done: nobody waits any longer, so that leaving it gives nothing up.
    """

    DEFAULT_CSS = """
    SignInDialog > .dialog--box { width: 90; max-width: 96%; }
    SignInDialog WrappedList { max-height: 70vh; }
    """
    BINDINGS = with_ids(
        "sign_in", key("y", "copy_url", "Copy URL", "Copy the URL of the page", name="copy")
    )

    hints = (("sign_in.copy", "copy URL"), ("escape", "cancel"))

    def __init__(self, message: str, url: str, code: str = "") -> None:
        super().__init__("Sign in")
        self._message = message
        self._url = url
        self._code = code
        self.is_done = False

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What to do, the code where it is seen at once."""
        yield "", visible_line(self._message), "bold"
        yield "", visible_line(self._url), ""
        if self._code:
            yield "", f"Code: {visible_line(self._code)}", "bold"
        yield "", "Outrider continues after sign-in.", "muted"

    def action_copy_url(self) -> None:
        """Copies the page's address to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._url)

    def done(self) -> None:
        """Takes the dialog away: it is no longer waited."""
        self.is_done = True
        self.finish(None)
