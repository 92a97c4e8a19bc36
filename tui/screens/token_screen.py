"""The token of an environment: state, times, scope, and what it says of itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from enum import StrEnum

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer

from tui.model.secret import MASK
from tui.model.token import AccessToken
from tui.screens.dialog import Dialog, framed
from tui.screens.reading_list import ReadingList
from tui.screens.token_claims import claim_lines, problems, read_claims, when
from tui.widgets.countdown import Ticker, countdown
from tui.widgets.values import TokenLight, TokenView

REVEALED_FOR = 5.0
"""Seconds for which the token is shown in clear."""

_WORDS = {
    TokenLight.NONE: ("○ none yet", "muted"),
    TokenLight.FETCHING: ("◐ being fetched", "accent"),
    TokenLight.FRESH: ("● fresh", "success"),
    TokenLight.STALE: ("◐ about to expire: the next send fetches a new one", "warning"),
    TokenLight.EXPIRED: ("! expired: the next send fetches a new one", "warning"),
    TokenLight.FAILED: ("✗ failed", "error"),
    TokenLight.NOT_OAUTH: ("this auth uses no token", "muted"),
}


class TokenAction(StrEnum):
    """What the user wants done with the token."""

    NEW = "new"
    CLEAR = "clear"
    COPY = "copy"


class TokenScreen(Dialog[TokenAction]):
    """Shows a token; the result is what is to be done, ``None`` where the user went away.

    Args:
        view: what is known of it.
        clock: seconds since the epoch.
    """

    DEFAULT_CSS = """
    TokenScreen ReadingList { max-height: 20; }
    """
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        ("n", "done('new')", "New token"),
        ("c", "done('clear')", "Clear"),
        ("y", "done('copy')", "Copy"),
        ("v", "reveal", "Reveal"),
        ("q", "cancel", "Close"),
    ]

    def __init__(self, view: TokenView, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._view = view
        self._clock = clock
        self._revealed: Timer | None = None
        self._ticker: Ticker | None = None

    def compose(self) -> ComposeResult:
        """Lines to read."""
        with Vertical(classes="dialog--box") as box:
            box.border_subtitle = Content("n new · c clear · y copy · v reveal · escape")
            yield ReadingList()

    def on_mount(self) -> None:
        """Shows what it was given."""
        reading = self.query_one(ReadingList)
        reading.focus()
        self._ticker = Ticker(reading, self._clock, self._ends, lambda _now: self._fill())
        self.show(self._view)

    def show(self, view: TokenView) -> None:
        """Shows another state of the token."""
        self._view = view
        title = f"Token of {view.auth} · {view.environment}"
        self.query_one(".dialog--box", Vertical).border_title = framed(title)
        self._fill()
        if self._ticker is not None:
            self._ticker.set()

    def _ends(self, now: float) -> Iterator[float]:
        token = self._view.token
        if token is not None and token.expires_at > now:
            yield token.expires_at

    def _fill(self) -> None:
        self.query_one(ReadingList).show(self._lines(self._clock()))

    def _lines(self, now: float) -> Iterator[tuple[str, str, str]]:
        view, token = self._view, self._view.token
        words, role = _WORDS[view.light]
        if view.light is TokenLight.FRESH and token is not None and now >= token.expires_at:
            words, role = _WORDS[TokenLight.EXPIRED]
        yield "State", words, role
        if view.reason:
            yield "Reason", view.reason, ""
        for problem in view.problems:
            yield "Problem", f"! {problem}", "warning"
        if token is not None:
            yield from self._life(token, now)
        asked = token.asked_scope if token is not None else view.asked_scope
        yield "Asked for", " ".join(sorted(asked)) or "(no scope)", ""
        if token is not None:
            granted = token.scope
            yield (
                "Granted",
                "as asked" if granted is None else " ".join(sorted(granted)) or "(nothing)",
                "",
            )
            missing = asked - granted if granted is not None else frozenset()
            if missing:
                yield "Problem", f"! Not granted: {' '.join(sorted(missing))}", "warning"
            yield from self._inside(token, now)

    def _life(self, token: AccessToken, now: float) -> Iterator[tuple[str, str, str]]:
        yield "Type", token.token_type, ""
        yield "Issued", when(token.asked_at, now), ""
        left = token.expires_at - now
        words = when(token.expires_at, now)
        if left > 0:
            words = f"{countdown(left)} left ({words.partition(',')[0]})"
        if token.assumed:
            words += "; assumed, the server did not say"
        yield "Expires", words, ""

    def _inside(self, token: AccessToken, now: float) -> Iterator[tuple[str, str, str]]:
        value = token.value.reveal()
        shown = value if self._revealed is not None else f"{MASK} ({len(value)} characters)"
        yield "Token", shown, ""
        claims = read_claims(value)
        if claims is None:
            yield "", "Opaque: only the server knows what it says.", "muted"
            return
        for problem in problems(claims, self._view.audience, now):
            yield "Problem", f"! {problem}", "warning"
        yield "", "", ""
        yield "", "JWT header (decoded, not verified)", "bold"
        for name, text in claim_lines(claims.header, now):
            yield name, text, ""
        yield "", "JWT claims (decoded, not verified)", "bold"
        for name, text in claim_lines(claims.claims, now):
            yield name, text, ""

    def action_done(self, action: str) -> None:
        """Goes away with what is to be done."""
        if action == TokenAction.NEW or self._view.token is not None:
            self.dismiss(TokenAction(action))

    def action_reveal(self) -> None:
        """Shows the token in clear, and hides it again by itself."""
        if self._revealed is not None:
            self._revealed.stop()
        self._revealed = self.set_timer(REVEALED_FOR, self._hide)
        self._fill()

    def _hide(self) -> None:
        self._revealed = None
        self._fill()
