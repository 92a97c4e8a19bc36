"""The state of each environment's token, as the sidebar shows it."""

from __future__ import annotations

from collections.abc import Callable

from outrider.engine.events import Event, TokenChanged, TokenFetchStarted, TokensForgotten
from outrider.engine.tokens.token_cache import TokenCache
from outrider.engine.tokens.token_status import TokenStatusLog
from outrider.model.token import AccessToken, TokenIndicator, TokenSlot, TokenState

_STATES = {
    TokenState.FRESH: TokenIndicator.FRESH,
    TokenState.STALE: TokenIndicator.STALE,
    TokenState.EXPIRED: TokenIndicator.EXPIRED,
    TokenState.NONE: TokenIndicator.NONE,
}


class TokenIndicators:
    """Listens to the engine and knows, for each environment, what became of its last token.

    Attributes:
        facts: what is known of each token.
    """

    def __init__(self, cache: TokenCache, clock: Callable[[], float]) -> None:
        self._cache = cache
        self._clock = clock
        self._fetching: dict[str, int] = {}
        self._failed: set[str] = set()
        self.facts = TokenStatusLog()

    def on_engine_event(self, event: Event) -> None:
        """Takes an event."""
        self.facts.on_engine_event(event)
        if isinstance(event, TokenFetchStarted):
            self._fetching[event.environment] = self._fetching.get(event.environment, 0) + 1
        elif isinstance(event, TokenChanged):
            left = self._fetching.get(event.environment, 0) - 1
            self._fetching[event.environment] = max(left, 0)
            (self._failed.add if event.failed else self._failed.discard)(event.environment)
        elif isinstance(event, TokensForgotten):
            # One of an auth that failed stands for its environment, as long as no other does.
            self._failed = {
                one
                for one in self._failed
                if event.environment not in {None, one}
                or (event.auth is not None and self.facts.some_failed(one))
            }

    def indicator(self, environment: str) -> tuple[TokenIndicator, float | None]:
        """The light, and when the token expires (seconds since the epoch) where there is one."""
        if self._fetching.get(environment):
            return TokenIndicator.FETCHING, None
        token = self._token(environment)
        if token is not None:
            state = _STATES[token.state(self._clock())]
            if state is not TokenIndicator.EXPIRED or environment not in self._failed:
                return state, token.expires_at
        return (TokenIndicator.FAILED if environment in self._failed else TokenIndicator.NONE), None

    def slot_indicator(self, slot: TokenSlot, token: AccessToken | None) -> TokenIndicator:
        """The light of one auth, whose newest token this is."""
        if self.facts.is_fetching(slot):
            return TokenIndicator.FETCHING
        if token is not None:
            state = _STATES[token.state(self._clock())]
            if state is not TokenIndicator.EXPIRED or not self.facts.has_failed(slot):
                return state
        return TokenIndicator.FAILED if self.facts.has_failed(slot) else TokenIndicator.NONE

    def _token(self, environment: str) -> AccessToken | None:
        """The token of the default auth, else the one that lives longest."""
        mine = [
            (key.slot.auth, token)
            for key, token in self._cache.tokens()
            if key.slot.environment == environment
        ]
        default = [token for auth, token in mine if auth == "default"]
        tokens = default or [token for _, token in mine]
        return max(tokens, key=lambda one: one.expires_at, default=None)
