"""What the user has to do in a browser, for as long as it is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from outrider.dialogs.dialog import ReadingDialog
from outrider.engine.web_browser import forwarding_command
from outrider.model.units import countdown
from outrider.oauth.grant_flow import ShowUser
from outrider.qr_code import qr_lines
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.visible_text import visible_line

PASTE_HINT = "Without port forwarding: paste the URL the browser ends on."
"""For who sits at another machine."""

_TEXT_CELLS = 34
"""The narrowest column of text beside a QR code."""


class SignInDialog(ReadingDialog[None]):
    """Shows a page to open and a code to type; leaving it gives up.

    Args:
        step: what there is to do.
        clock: seconds since the epoch.
        paste: takes where the browser has ended, and says what is wrong with it.
        browse: opens the page in a browser; ``None`` where there is none to be seen.
        process: the process's environment.

    Attributes:
        is_done: nobody waits any longer, so that leaving it gives nothing up.
    """

    DEFAULT_CSS = """
    SignInDialog > .dialog--box { width: 100; }
    SignInDialog Horizontal { height: auto; max-height: 100%; }
    SignInDialog WrappedList { width: 1fr; max-height: 100%; }
    SignInDialog .sign-in--qr {
        width: auto; height: auto; margin-left: 1;
        color: #000000; background: #ffffff;
    }
    SignInDialog .sign-in--note { color: $text-error; height: auto; }
    """
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        *with_ids(
            "sign_in",
            key("y", "copy_url", "Copy URL", "Copy the URL of the page", name="copy"),
            key("c", "copy_code", "Copy code", "Copy the code", name="copy_code"),
            key("o", "browse", "Open browser", "Open the page in a browser", name="open"),
        ),
        ("ctrl+c", "cancel", "Cancel"),
    ]

    def __init__(
        self,
        step: ShowUser,
        clock: Callable[[], float],
        paste: Callable[[str], str],
        browse: Callable[[], None] | None,
        process: Mapping[str, str],
    ) -> None:
        super().__init__(step.title)
        self._step = step
        self._clock = clock
        self._paste = paste
        self._browse = browse
        self._process = process
        self._qr = qr_lines(step.scanned_url)
        self.is_done = False

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        """The keys that do something here."""
        code = (("sign_in.copy_code", "copy code"),) if self._step.code else ()
        browse = (("sign_in.open", "open browser"),) if self._browse is not None else ()
        return (("sign_in.copy", "copy URL"), *code, *browse, ("escape", "cancel"))

    def compose(self) -> ComposeResult:
        """The lines, and the QR code where it fits."""
        with self.box(*self.hints):
            with Horizontal():
                yield WrappedList()
                yield Static(Content("\n".join(self._qr)), markup=False, classes="sign-in--qr")
            if self._step.takes_redirect:
                yield LineInput(placeholder=f"{self._step.redirect_uri}?code=…")
                yield Static("", markup=False, classes="sign-in--note")

    def on_mount(self) -> None:
        """Counts down, and keys scroll the lines."""
        super().on_mount()
        self._fit()
        self.set_interval(1.0, self._tick)

    def on_resize(self, event: events.Resize) -> None:
        """The QR code is shown only where all of it fits."""
        super().on_resize(event)
        self._fit()

    def _fit(self) -> None:
        width = min(100, self.size.width) - 6
        fits = (
            bool(self._qr)
            and len(self._qr) + 2 <= self.size.height
            and len(self._qr[0]) + 1 + _TEXT_CELLS <= width
        )
        self.query_one(".sign-in--qr").display = fits

    def _tick(self) -> None:
        self.fill()

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What to do, the code where it is seen at once."""
        step = self._step
        if step.redirect_uri and self._browse is not None:
            yield "", "Opened your browser. If no page is there, open:", ""
        elif step.redirect_uri:
            yield from self._elsewhere()
        else:
            yield "", visible_line(step.message), ""
        yield "", visible_line(step.url), "bold"
        if step.code:
            yield "", "and enter the code", ""
            yield "", f"  {visible_line(step.code)}", "bold"
        yield "", "", ""
        left = ""
        if step.expires_at is not None:
            left = f" · expires in {countdown(step.expires_at - self._clock())}"
        waits = "approval" if step.code else "sign-in"
        yield "", f"◐ Waiting for {waits}{left}", "muted"
        if step.takes_redirect:
            yield "", PASTE_HINT, "muted"

    def _elsewhere(self) -> Iterator[tuple[str, str, str]]:
        """How a browser of another machine comes back to this one."""
        command = forwarding_command(self._step.redirect_uri, self._process)
        if command:
            yield "", "No browser on this machine (SSH). On your computer, run:", ""
            yield "", command, "bold"
            yield "", "then open:", ""
        else:
            yield "", "Open this page in a browser:", ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes where the browser has ended, or says what is wrong with it."""
        self.query_one(".sign-in--note", Static).update(Content(self._paste(event.value)))
        event.input.clear()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted goes to the field, wherever the focus is."""
        for field in self.query(LineInput):
            if not field.has_focus:
                field.focus()
                field.insert_text_at_cursor(event.text.strip())

    def action_copy_url(self) -> None:
        """Copies the page's address to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._step.url)

    def action_copy_code(self) -> None:
        """Copies the code to the terminal's clipboard."""
        if self._step.code:
            self.app.copy_to_clipboard(self._step.code)

    def action_browse(self) -> None:
        """Opens the page."""
        if self._browse is not None:
            self._browse()

    def done(self) -> None:
        """Takes the dialog away: it is no longer waited."""
        self.is_done = True
        self.finish(None)
