"""The first line of a request: its method and its URL."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import structs
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static

from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import Request
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.popup_list import PopupList
from outrider.toolkit.value_message import ValueMessage
from outrider.variables.name_lookup import NameLookup
from outrider.variables.url.typed_method import METHODS, normalized_method, typed_method
from outrider.widgets.request.send_button import SendButton

_COLOURED = ("get", "post", "put", "patch", "delete")


class MethodField(LineInput):
    """The method: arrows cycle, enter or space opens the list, anything may be typed."""

    DEFAULT_CSS = """
    MethodField, MethodField.-textual-compact {
        width: 8;
        background: $panel;
        color: $method-other;
        text-style: bold;
        &.-get { color: $method-get; }
        &.-post { color: $method-post; }
        &.-put { color: $method-put; }
        &.-patch { color: $method-patch; }
        &.-delete { color: $method-delete; }
    }
    """
    BINDINGS = with_ids(
        "method",
        key(
            "up",
            "cycle(-1)",
            "Previous method",
            "Switch to the previous method",
            name="previous",
            show=False,
        ),
        key("down", "cycle(1)", "Next method", "Switch to the next method", name="next"),
        key(
            "enter",
            "open",
            "Choose method",
            "Choose a method, or type one",
            name="choose",
        ),
    )

    # Its width follows what is typed, so the screen has to be laid out.
    virtual_size = Reactive(Size(0, 0), layout=True)

    class Opened(Message):
        """The list of methods is wanted."""

    def __init__(self) -> None:
        super().__init__(placeholder="GET", id="method")
        self.select_on_focus = True
        self._typed = ""

    @property
    def method(self) -> str:
        """The method as it is sent."""
        return normalized_method(self.text) or "GET"

    def colour(self) -> None:
        """Takes on the method's colour and width."""
        method = self.method.lower()
        for name in _COLOURED:
            self.set_class(name == method, f"-{name}")
        self.styles.width = min(max(len(self.value) + 1, 4), 16)

    def _type(self, character: str) -> None:
        """Takes a character, and after it the rest of the first method that begins so."""
        start, end = sorted(self.selection)
        begun = self.value[:start]
        # What was completed was made upper case; what is no method stays as it was typed.
        typed = (self._typed if self._typed.upper() == begun.upper() else begun) + character
        if end < len(self.value):
            self.replace(character, start, end)
            return
        self._typed = typed
        whole = next((one for one in METHODS if one.startswith(typed.upper())), "")
        self.replace(whole or typed, 0, len(self.value))
        self.select_from(len(typed))

    def action_cycle(self, step: int) -> None:
        """Another one of the well-known methods."""
        at = METHODS.index(self.method) if self.method in METHODS else -1
        self.value = METHODS[(at + step) % len(METHODS)]
        self.select_all()

    def action_open(self) -> None:
        """Asks for the list."""
        self.post_message(self.Opened())

    def on_key(self, event: events.Key) -> None:
        """A blank asks for the list: no method has one. Letters are completed."""
        if event.key == "space":
            event.stop()
            event.prevent_default()
            self.action_open()
        elif event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self._type(event.character)


_URL = lazy_pattern(r"\s*(?:[A-Za-z][\w+.-]*://|\{\{)\S*|\s*[^\s(]*\s*\Z")
"""A text that begins with a URL, or is a single word."""
_ONE_LINER = lazy_pattern(
    r"curl|wget|fetch\s*\(|invoke-|\b(?:iwr|irm|https?|httpie|xhs?)[ \t]", re.IGNORECASE
)
"""What a command has in it that stands for a request."""


def is_command(text: str) -> bool:
    """Whether a text is commands that stand for requests rather than a URL, for an import to read.

    They are those of curl and of the other programs and languages that send requests.
    """
    if _ONE_LINER.search(text) is None or _URL.match(text) is not None:
        return False
    # The importers are loaded with the first text that may be a command.
    from outrider.importers import find_one_liner

    return find_one_liner(text) is not None


class UrlField(LineInput):
    """The URL; a pasted command is no URL, and is told."""

    class CommandPasted(ValueMessage):
        """A command was pasted, line breaks and all: it stands for a whole request."""

        text: str

    def __init__(self) -> None:
        super().__init__(placeholder="URL, such as {{base_url}}/orders/:id", id="url")

    def on_paste(self, event: events.Paste) -> None:
        """Tells of a command; of anything else, the field's own handler makes a line."""
        if is_command(event.text):
            event.prevent_default()
            event.stop()
            self.post_message(self.CommandPasted(event.text))


class MethodArrow(Static):
    """Says that there is a list of methods; a click opens it."""

    def on_click(self, event: events.Click) -> None:
        """Asks for the list."""
        event.stop()
        self.post_message(MethodField.Opened())


class UrlBar(Horizontal):
    """Method, URL and what sends them."""

    DEFAULT_CSS = """
    UrlBar {
        height: 1;
        margin: 0 1;
        background: $panel;
        & > .url-bar--blank { width: 1; }
        & > .url-bar--arrow { width: 3; color: $text-muted; }
        & > #method, & > #url { background: $panel; }
        & > #url { width: 1fr; }
        & > #url-note { width: auto; padding: 0 1; color: $error; }
    }
    """

    class Changed(Message):
        """Method or URL are different from before."""

    class SendRequested(Message):
        """Enter was pressed in the URL, or the button was clicked."""

    class CancelRequested(Message):
        """The button was clicked while something is sent."""

        action = "cancel"

    def __init__(self) -> None:
        super().__init__()
        self.method_field = MethodField()
        self.url_field = UrlField()
        self.button = SendButton()
        self._safe: Collection[str] | None = None
        self._note = Static(markup=False, id="url-note")
        self._note.display = False
        self._names: NameLookup | None = None

    def compose(self) -> ComposeResult:
        """The fields and the button."""
        yield Static(" ", markup=False, classes="url-bar--blank")
        yield self.method_field
        yield MethodArrow("▾", markup=False, classes="url-bar--arrow")
        yield self.url_field
        yield self._note
        yield self.button

    @property
    def method(self) -> str:
        """The method as it is sent."""
        return self.method_field.method

    @property
    def url(self) -> str:
        """The URL as typed."""
        return self.url_field.text

    def apply(self, request: Request) -> Request:
        """The request with method and URL as they are now."""
        if self.method != normalized_method(request.method):
            request = structs.replace(request, method=self.method)
        return request if self.url == request.url else structs.replace(request, url=self.url)

    def show(self, method: str, url: str) -> None:
        """Shows another request's; fields that say the same already keep their cursor."""
        if self.method != method or not self.method_field.value:
            self.method_field.text = method
        if self.url != url:
            self.url_field.text = url
            self.url_field.cursor_position = len(self.url_field.value)
        self.method_field.colour()
        self._draw_button()
        self._mark()

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        self._names = self.url_field.names = names
        self.url_field.refresh()
        self._mark()

    def _mark(self) -> None:
        """Says how many references of the URL have no value."""
        names, url = self._names, self.url
        lost = {one.name for one, _ in names.unresolved(url)} if names and "{{" in url else ()
        text = f"? {len(lost)}" if lost else ""
        if self._note.display is not bool(text) or str(self._note.content) != text:
            self._note.update(text)
            self._note.display = bool(text)

    def show_safe_methods(self, safe: Collection[str] | None) -> None:
        """Says which methods are sent without a question; ``None`` for all of them."""
        self._safe = safe
        self._draw_button()

    def _draw_button(self) -> None:
        self.button.show_asks(self._safe is not None and self.method not in self._safe)

    @on(SendButton.SendPressed)
    def _send_pressed(self, message: SendButton.SendPressed) -> None:
        message.stop()
        self.post_message(self.SendRequested())

    @on(SendButton.CancelPressed)
    def _cancel_pressed(self, message: SendButton.CancelPressed) -> None:
        message.stop()
        self.post_message(self.CancelRequested())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        typed = typed_method(self.url) if event.input is self.url_field else None
        if typed is not None:
            # The field tells of the URL that is left.
            method, url = typed
            self.method_field.text = method
            self.url_field.value = url
            self.url_field.cursor_position = len(url)
        self.method_field.colour()
        self._draw_button()
        self._mark()
        self.post_message(self.Changed())

    @on(Input.Submitted, "#url")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        # Terminals without bracketed paste type what is pasted.
        if is_command(event.value):
            self.post_message(UrlField.CommandPasted(event.value))
        else:
            self.post_message(self.SendRequested())

    @on(MethodField.Opened)
    async def _open(self, message: MethodField.Opened) -> None:
        message.stop()
        if not self.query(PopupList):
            popup = PopupList(METHODS, self.method)
            popup.styles.position = "absolute"
            popup.styles.offset = (0, 1)
            await self.mount(popup)
            popup.focus()

    @on(PopupList.Picked)
    def _picked(self, message: PopupList.Picked) -> None:
        message.stop()
        self.method_field.value = message.value
        self.method_field.focus()
        # What is typed next takes its place.
        self.method_field.select_all()

    @on(PopupList.Dismissed)
    def _left(self, message: PopupList.Dismissed) -> None:
        message.stop()
        if message.by_key:
            self.method_field.focus()
