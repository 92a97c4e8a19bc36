"""The state of each environment's token, as the sidebar shows it."""

from __future__ import annotations

from collections.abc import Callable

from outrider.engine.events import Event, TokenChanged, TokenFetchStarted, TokensForgotten
from outrider.engine.tokens.token_cache import TokenCache
from outrider.engine.tokens.token_status import TokenStatusLog
from outrider.model.token import AccessToken, TokenIndicator, TokenSlot, TokenState


class TokenIndicators:
    """Listens to the engine and knows, for each environment, what became of its last token."""

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
        token, failed = self._token(environment), environment in self._failed
        light = self._light(token, failed, fetching=bool(self._fetching.get(environment)))
        if token is None or light in {TokenIndicator.FETCHING, TokenIndicator.FAILED}:
            return light, None
        return light, token.expires_at

    def of_slot(self, slot: TokenSlot) -> tuple[TokenIndicator, float | None]:
        """The same for the newest token of one auth."""
        found = [token for key, token in self._cache.tokens() if key.slot == slot]
        token = max(found, key=lambda one: one.requested_at, default=None)
        light = self.slot_indicator(slot, token)
        if token is None or light in {TokenIndicator.FETCHING, TokenIndicator.FAILED}:
            return light, None
        return light, token.expires_at

    def slot_indicator(self, slot: TokenSlot, token: AccessToken | None) -> TokenIndicator:
        """The light of one auth, whose newest token this is."""
        facts = self.facts
        return self._light(token, facts.has_failed(slot), fetching=facts.is_fetching(slot))

    def _light(self, token: AccessToken | None, failed: bool, *, fetching: bool) -> TokenIndicator:
        if fetching:
            return TokenIndicator.FETCHING
        state = TokenState.NONE if token is None else token.state(self._clock())
        if failed and state in {TokenState.NONE, TokenState.EXPIRED}:
            return TokenIndicator.FAILED
        return TokenIndicator(state.value)

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
