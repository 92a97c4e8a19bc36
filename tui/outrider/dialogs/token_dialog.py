"""The token of an environment: state, times, scope, and what it says of itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from math import ceil

from textual.timer import Timer

from outrider.dialogs.dialog import ReadingDialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.engine.tokens import jwt_claims
from outrider.keymap.key_display import key_hints
from outrider.model import jwt
from outrider.model.secret import MASK
from outrider.model.token import AccessToken, TokenIndicator
from outrider.model.units import left_text, relative_time, span_text
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.widgets.chrome.token_countdown import CountdownTimer
from outrider.widgets.view_models import TokenDetails

REVEALED_FOR = 5.0
"""Seconds for which the token is shown in clear."""

_IN_STEP = 2.0
"""Seconds that mean nothing: a Date has no fractions, and an answer takes its time."""

_LIFE = 20
"""Cells of the bar of a token's life."""

_HINTS = (
    ("token.new", "new"),
    ("token.clear", "clear"),
    ("token.copy", "copy"),
    ("token.reveal", "reveal"),
)
_INTROSPECT = ("token.introspect", "check")
_REVOKE = ("token.revoke", "revoke")

_WORDS = {
    TokenIndicator.NONE: ("○ none yet", "muted"),
    TokenIndicator.FETCHING: ("◐ being fetched", "accent"),
    TokenIndicator.FRESH: ("● fresh", "success"),
    TokenIndicator.STALE: ("◐ expires soon; renewed by the next request", "muted"),
    TokenIndicator.EXPIRED: ("○ expired; renewed by the next request", "muted"),
    TokenIndicator.FAILED: ("✗ failed", "error"),
    TokenIndicator.NOT_OAUTH: ("not needed by the auth type", "muted"),
}


_ACTIVE = ("● active", "success")
_INACTIVE = ("✗ not active: expired, revoked, or not for this client to introspect", "error")


class TokenAction(StrEnum):
    """What the user wants done with the token."""

    NEW = "new"
    CLEAR = "clear"
    COPY = "copy"
    INTROSPECT = "introspect"
    REVOKE = "revoke"


class TokenDialog(ReadingDialog[TokenAction]):
    """Shows tokens, one at a time; the result is what is to be done with the one that is shown.

    It is ``None`` where the user went away.

    Args:
        views: what is known of each; at least one.
        at: which of them is shown first.
        clock: seconds since the epoch.
    """

    DEFAULT_CSS = """
    TokenDialog > .dialog--box { width: 80; }
    """
    BINDINGS = with_ids(
        "token",
        key("n", "done('new')", "New token", "Fetch a new token", name="new"),
        key("c", "done('clear')", "Clear", "Clear this token", name="clear"),
        key(
            "i",
            "done('introspect')",
            "Introspect",
            "Show what the server says of it",
            name="introspect",
        ),
        key("x", "done('revoke')", "Revoke", "Revoke this token at the server", name="revoke"),
        key("y", "done('copy')", "Copy", "Copy the token, unmasked"),
        key("v", "reveal", "Reveal", "Show the token for 5 s"),
        key("right,tab", "move(1)", "Next auth", "Go to the next auth definition", name="next"),
        key(
            "left,shift+tab",
            "move(-1)",
            "Previous auth",
            "Go to the previous auth definition",
            name="previous",
        ),
        key("q", "cancel", "Close", "Close the dialog"),
    )

    def __init__(
        self, views: Sequence[TokenDetails], at: int = 0, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self._views = tuple(views)
        self.at = at
        self._view = self._views[at]
        self._clock = clock
        self._revealed: Timer | None = None
        self._ticker: CountdownTimer | None = None

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        """The keys for the token that is shown."""
        view = self._view
        asks = (*([_INTROSPECT] * view.can_introspect), *([_REVOKE] * view.can_revoke))
        auths = [("token.previous token.next", "auth")] if len(self._views) > 1 else []
        return (*_HINTS, *asks, *auths, ("escape", ""))

    def on_mount(self) -> None:
        """Shows what it was given."""
        reading = self.query_one(WrappedList)
        self._ticker = CountdownTimer(reading, self._clock, self._ends, lambda _now: self.fill())
        self.show(self._view)

    def show(self, view: TokenDetails) -> None:
        """Shows another state of the token."""
        self._view = view
        count = len(self._views)
        which = f"{self.at + 1} of {count}" if count > 1 else ""
        title = f"Token of {view.auth} · {view.environment}"
        box = self.query_one(DialogBox)
        box.show_title(title, which)
        box.show_keys(key_hints(self, *self.hints))
        self.fill()
        if self._ticker is not None:
            self._ticker.set()

    def _ends(self, now: float) -> Iterator[float]:
        token = self._view.token
        if token is not None and token.expires_at > now:
            yield token.expires_at

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """State and times, what is wrong, and what is inside."""
        view, token, now = self._view, self._view.token, self._clock()
        words, role = _WORDS[view.indicator]
        if view.indicator is TokenIndicator.FRESH and token is not None and now >= token.expires_at:
            words, role = _WORDS[TokenIndicator.EXPIRED]
        yield "State", words, role
        if view.introspection is not None:
            active = view.introspection.get("active") is True
            yield "At the server", *(_ACTIVE if active else _INACTIVE)
        if view.reason:
            yield "Reason", view.reason, ""
        for problem in (*view.problems, *_clock_problem(view.ahead), *self._wrong(token, now)):
            yield "Problem", f"! {problem}", "warning"
        if token is not None:
            yield from self._life(token, now)
        asked = token.requested_scope if token is not None else view.asked_scope
        yield "Scope requested", " ".join(sorted(asked)) or "(no scope)", ""
        if token is not None:
            granted = " ".join(sorted(token.scope or ())) or "(nothing)"
            yield "Scope granted", "as requested" if token.scope is None else granted, ""
            yield from self._inside(token, now)
        if view.introspection is not None:
            yield "", "", ""
            yield "", "Introspection response (RFC 7662)", "bold"
            for name, text in jwt_claims.claim_lines(view.introspection, now):
                yield name, text, ""

    def _wrong(self, token: AccessToken | None, now: float) -> Iterator[str]:
        """What is wrong with a token, by what the server granted and by what it says of itself."""
        if token is None:
            return
        missing = token.requested_scope - token.scope if token.scope is not None else frozenset()
        if missing:
            yield f"Not granted: {' '.join(sorted(missing))}"
        claims = jwt.decode_jwt(token.value.reveal())
        if claims is not None:
            expected = jwt_claims.ExpectedClaims(
                audience=self._view.audience,
                issuer=self._view.issuer,
                scope=token.requested_scope if token.scope is None else frozenset(),
                expires_at=None if token.lifetime_assumed else token.expires_at,
                ahead=self._view.ahead or 0.0,
            )
            yield from jwt_claims.claim_problems(claims, expected, now)

    def _life(self, token: AccessToken, now: float) -> Iterator[tuple[str, str, str]]:
        left, lifetime = token.expires_at - now, token.expires_at - token.requested_at
        if left > 0:
            bar = life_bar(left / lifetime)
            yield "Life", f"{bar}  {left_text(left)} of {left_text(lifetime)}", ""
        yield "Type", token.token_type, ""
        yield "Issued", relative_time(token.requested_at, now), ""
        words = relative_time(token.expires_at, now)
        if left > 0:
            words = f"{left_text(left)} left ({words.partition(',')[0]})"
        if token.lifetime_assumed:
            words += ", assumed: no expires_in"
        yield "Expires", words, ""
        if self._view.ahead is not None:
            yield "Server's clock", _clock_words(self._view.ahead), ""

    def _inside(self, token: AccessToken, now: float) -> Iterator[tuple[str, str, str]]:
        value = token.value.reveal()
        # Its length says something of it, so the mask does not.
        yield "Token", value if self._revealed is not None else MASK, ""
        claims = jwt.decode_jwt(value)
        if claims is None:
            too_long, opaque = "Too long to decode.", "Opaque token: not a JWT."
            yield "", too_long if len(value) > jwt.MAX_TOKEN else opaque, "muted"
            return
        yield "", "", ""
        for what, part in (("header", claims.header), ("claims", claims.claims)):
            yield "", f"JWT {what} (decoded, not verified)", "bold"
            for name, text in jwt_claims.claim_lines(part, now):
                yield name, text, ""

    def action_done(self, action: str) -> None:
        """Goes away with what is to be done."""
        view = self._view
        offered = {
            TokenAction.NEW: True,
            TokenAction.INTROSPECT: view.can_introspect,
            TokenAction.REVOKE: view.can_revoke,
        }
        if offered.get(TokenAction(action), view.token is not None):
            self.dismiss(TokenAction(action))

    def action_move(self, step: int) -> None:
        """Shows the token of another auth, round the ends; nothing stays revealed."""
        if self._revealed is not None:
            self._revealed.stop()
            self._revealed = None
        self.at = (self.at + step) % len(self._views)
        self.show(self._views[self.at])
        self.query_one(WrappedList).scroll_home(animate=False)

    def action_reveal(self) -> None:
        """Shows the token in clear, and hides it again by itself."""
        if self._revealed is not None:
            self._revealed.stop()
        self._revealed = self.set_timer(REVEALED_FOR, self._hide)
        self.fill()

    def _hide(self) -> None:
        self._revealed = None
        self.fill()


def life_bar(share: float) -> str:
    """What is left of a life, from 0 to 1: heavy, then light for what is gone."""
    left = min(max(ceil(share * _LIFE), 0), _LIFE)
    return "━" * left + "─" * (_LIFE - left)


def _clock_words(ahead: float) -> str:
    """How far the server's clock is from this machine's."""
    if abs(ahead) <= _IN_STEP:
        return "matches this machine"
    return f"{span_text(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} this machine's"


def _clock_problem(ahead: float | None) -> Iterator[str]:
    if ahead is not None and abs(ahead) > jwt_claims.CLOCK_DRIFT:
        side = "behind" if ahead > 0 else "ahead of"
        yield f"This machine's clock is {span_text(abs(ahead))} {side} the server's."
