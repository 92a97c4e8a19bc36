"""The cookies that an environment keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from textual import events
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.model.cookie import Cookie, CookieKey
from outrider.model.secret import MASK
from outrider.model.units import span_text
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.visible_text import visible_line

REVEALED_FOR = 5.0
"""Seconds for which a value is shown."""

_MOST_ROWS = 16
_WIDEST_NAME = 24


class CookieAction(StrEnum):
    """What the user wants done with a cookie."""

    EDIT = "edit"
    DELETE = "delete"
    CLEAR = "clear"


class CookieChoice(Struct, frozen=True):
    """The answer: what is to be done, and with which cookie."""

    action: CookieAction
    key: CookieKey


class CookieList(LineList):
    """Name, value and place of each cookie."""

    DEFAULT_CSS = """
    CookieList { height: auto; }
    """
    BINDINGS = with_ids(
        "cookies",
        key("enter", "wish('edit')", "Edit", "Edit the value of the cookie", name="edit"),
        key("x", "wish('delete')", "Delete", "Delete the cookie", name="delete"),
        key("X", "wish('clear')", "Clear", "Clear all cookies of the environment", name="clear"),
        key("v", "reveal", "Reveal", "Show the value for 5 s"),
    )

    def __init__(
        self, cookies: Sequence[Cookie], choose: Callable[[CookieAction], None], now: float
    ) -> None:
        super().__init__()
        self._cookies = cookies
        self._choose = choose
        self._now = now
        self._shown: CookieKey | None = None
        widest = max((len(visible_line(one.name)) for one in cookies), default=0)
        self._name_cells = min(widest, _WIDEST_NAME)

    def line(self, index: int, width: int) -> PaintedLine:
        """``sid  ••••••  api.example.com/v1        session, HttpOnly``."""
        cookie = self._cookies[index]
        name = visible_line(cookie.name)[: self._name_cells]
        value = cookie.value.reveal() if cookie.key == self._shown else MASK
        host = cookie.domain if cookie.host_only else f"*.{cookie.domain}"
        pieces = (
            TextRun(f"{name:{self._name_cells}}  "),
            TextRun(f"{visible_line(value)}  ", "muted"),
            TextRun(visible_line(f"{host}{cookie.path}")),
        )
        return PaintedLine(pieces, (TextRun(", ".join(self._told(cookie)), "muted"),))

    def _told(self, cookie: Cookie) -> Iterator[str]:
        expires = cookie.expires
        yield "session" if expires is None else span_text(expires - self._now)
        if cookie.secure:
            yield "Secure"
        if cookie.http_only:
            yield "HttpOnly"

    @property
    def selected(self) -> Cookie:
        """The cookie under the cursor."""
        return self._cookies[self.cursor]

    def begin_at(self, index: int) -> None:
        """Shows all, with the cursor on one of them."""
        count = len(self._cookies)
        self.set_count(count, cursor=min(index, count - 1))

    def action_wish(self, wish: str) -> None:
        """Passes on what is to be done with it."""
        self._choose(CookieAction(wish))

    def action_choose(self) -> None:
        """Edits it."""
        self._choose(CookieAction.EDIT)

    def action_reveal(self) -> None:
        """Shows the value for a while."""
        self._shown = self.selected.key
        self.refresh()
        self.set_timer(REVEALED_FOR, self._hide)

    def _hide(self) -> None:
        self._shown = None
        self.refresh()


class CookieDialog(Dialog[CookieChoice]):
    """Picks a cookie and what to do with it.

    Args:
        cookies: at least one.
        now: seconds since the epoch.
        at: where the cursor begins.
    """

    DEFAULT_CSS = """
    CookieDialog > .dialog--box { width: 98; }
    """

    def __init__(self, title: str, cookies: Sequence[Cookie], *, now: float, at: int = 0) -> None:
        super().__init__(title)
        self._count = len(cookies)
        self._at = at
        self._list = CookieList(cookies, self._choose, now)

    def compose(self) -> ComposeResult:
        """The list."""
        hints = (
            ("cookies.edit", "edit"),
            ("cookies.delete", "delete"),
            ("cookies.clear", "clear all"),
            ("cookies.reveal", "reveal"),
            ("escape", ""),
        )
        with self.box(*hints, of=self._list):
            yield self._list

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one(DialogBox).show_title(self._title, str(self._count))
        self._list.begin_at(self._at)
        self._list.focus()

    def on_resize(self, event: events.Resize) -> None:
        """The list takes what room there is."""
        self._list.styles.max_height = min(self.list_rows(event.size), _MOST_ROWS)

    def _choose(self, action: CookieAction) -> None:
        if self.is_active:
            self.dismiss(CookieChoice(action, self._list.selected.key))
