"""What is known of each token besides the token: why it was fetched, and how the clocks stand."""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from outrider.engine.events import (
    EntryLogged,
    Event,
    TokenChanged,
    TokenFetchStarted,
    TokensForgotten,
)
from outrider.model.exchange import Exchange, Purpose
from outrider.model.http_date import read_http_date
from outrider.model.token import TokenSlot

_REMEMBERED = 50


class TokenStatus(Struct, frozen=True):
    """Of one token.

    Attributes:
        reason: why it was fetched; empty where that is not known.
        clock_skew: seconds that the server's clock was ahead of this machine's (RFC 9110 §6.6.1);
            ``None`` where the server did not say.
    """

    reason: str = ""
    clock_skew: float | None = None


class _Answered(Struct, frozen=True):
    """What is kept of an exchange with a token endpoint."""

    environment: str
    started_at: float
    fact: TokenStatus


class TokenStatusLog:
    """Listens to the engine."""

    def __init__(self) -> None:
        self._answered: deque[_Answered] = deque(maxlen=_REMEMBERED)
        self._facts: dict[TokenSlot, TokenStatus] = {}
        self._fetching: set[TokenSlot] = set()
        self._failed: set[TokenSlot] = set()

    def on_engine_event(self, event: Event) -> None:
        """Takes an event."""
        if isinstance(event, EntryLogged):
            exchange = event.entry.exchange
            if exchange is not None and exchange.purpose is Purpose.TOKEN:
                self._answered.append(
                    _Answered(
                        exchange.environment,
                        exchange.started_at,
                        TokenStatus(exchange.reason, server_clock_skew(exchange)),
                    )
                )
        elif isinstance(event, TokenFetchStarted):
            self._fetching.add(event.key.slot)
        elif isinstance(event, TokenChanged):
            slot = event.key.slot
            self._fetching.discard(slot)
            (self._failed.add if event.failed else self._failed.discard)(slot)
            if event.token is not None:
                self._facts[slot] = self._fact(event.environment, event.token.requested_at)
            elif not event.failed:
                self._facts.pop(slot, None)
        elif isinstance(event, TokensForgotten):
            self._forget(event)

    def _fact(self, environment: str, asked_at: float) -> TokenStatus:
        """Of the exchange that began with a question at a moment."""
        for one in reversed(self._answered):
            if one.environment == environment and one.started_at >= asked_at - 0.001:
                return one.fact
        return TokenStatus()

    def fact(self, slot: TokenSlot) -> TokenStatus:
        """What is known of the token of a slot."""
        return self._facts.get(slot, TokenStatus())

    def is_fetching(self, slot: TokenSlot) -> bool:
        """Whether a token is being fetched for a slot."""
        return slot in self._fetching

    def has_failed(self, slot: TokenSlot) -> bool:
        """Whether the last exchange for a slot failed."""
        return slot in self._failed

    def some_failed(self, environment: str) -> bool:
        """Whether the last exchange for any auth of an environment failed."""
        return any(slot.environment == environment for slot in self._failed)

    def _forget(self, event: TokensForgotten) -> None:
        """Forgets everything but what is under way."""
        gone = [
            slot
            for slot in {*self._facts, *self._failed}
            if event.environment in {None, slot.environment} and event.auth in {None, slot.auth}
        ]
        for slot in gone:
            self._facts.pop(slot, None)
            self._failed.discard(slot)


def server_clock_skew(exchange: Exchange) -> float | None:
    """Seconds that the Date of an answer is ahead of this machine's clock when it came."""
    response = exchange.response
    if response is None:
        return None
    dates = [value for name, value in response.headers if name.lower() == "date"]
    moment = read_http_date(dates[0]) if len(dates) == 1 else None
    if moment is None:
        return None
    waited = exchange.timing.total - (exchange.timing.download or 0.0)
    return moment.timestamp() - (exchange.started_at + waited / 1000)
