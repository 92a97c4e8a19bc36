"""Fetches, shows and forgets tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.auth.definitions import DEFAULT, choose, environment_auth
from tui.auth.schemes import find_scheme
from tui.errors import UsageError
from tui.model.auth import AuthConfig
from tui.model.token import AccessToken
from tui.model.workspace import RequestInPlace
from tui.oauth.scope import scope_set
from tui.screens.stage import Stage
from tui.screens.token_screen import TokenAction, TokenScreen
from tui.widgets.values import TokenLight, TokenView


class TokenControl:
    """The token of the request that is shown; of the environment's default auth without one."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What is done here, by the id of the action."""
        return {
            "new_token": self.fetch,
            "token": self.view,
            "clear_tokens": self.clear,
        }

    def fetch(self) -> None:
        """Fetches a new token now."""
        self._stage.run(self._fetch())

    def view(self) -> None:
        """Shows the token."""
        self._stage.run(self._view())

    def clear(self) -> None:
        """Forgets the environment's tokens, and the secrets that were typed for it."""
        workspace = self._stage.workspace
        count = self._stage.engine.sender.forget(workspace.active)
        self._stage.lights.forget()
        self._stage.refresh()
        self._stage.say(f"{count} token{'' if count == 1 else 's'} forgotten.")

    async def _fetch(self) -> None:
        config, request = self._definition()
        self._stage.say("Fetching a new token…")
        snapshot = self._stage.workspace.snapshot()
        use = await self._stage.engine.sender.token(snapshot, config, request, fresh=True)
        self._stage.refresh()
        seconds = int(use.token.expires_at - self._stage.engine.clock())
        self._stage.say(f"A new token, good for {max(seconds, 0)} s.")

    async def _view(self) -> None:
        config, _ = self._definition()
        answer = await self._stage.ask(
            TokenScreen(self._token_view(config), clock=self._stage.engine.clock)
        )
        if answer is TokenAction.NEW:
            await self._fetch()
            await self._view()
        elif answer is TokenAction.CLEAR:
            self.clear()
        elif answer is TokenAction.COPY:
            token = self._token(config)
            if token is not None:
                self._stage.copy(token.value.reveal())

    def _definition(self) -> tuple[AuthConfig, RequestInPlace | None]:
        """The OAuth definition in question.

        Raises:
            UsageError: there is none, or it fetches no token.
            WorkspaceError: it is wrong.
        """
        workspace = self._stage.workspace
        environment = workspace.snapshot().environment
        request = self._stage.request
        config: AuthConfig | None = None
        in_place: RequestInPlace | None = None
        if request is not None:
            in_place = workspace.in_place(request)
            config = choose(in_place, environment).config
        elif environment is not None and DEFAULT in environment.auths:
            config = environment_auth(environment, DEFAULT)
        scheme = find_scheme(config.type) if config else None
        if config is None or scheme is None or not scheme.uses_token:
            kind = config.type if config else "none"
            raise UsageError(
                f"No token is fetched for auth of type {kind}.",
                code="not_oauth",
                where=str(config.place) if config else "",
                advice='Only type = "oauth2" has one.',
            )
        return config, in_place

    def _token(self, config: AuthConfig) -> AccessToken | None:
        """The newest token of the definition."""
        slot = (
            str(self._stage.workspace.root),
            self._stage.workspace.active,
            config.name or str(config.place),
        )
        found = [one for key, one in self._stage.engine.cache.tokens() if key.slot == slot]
        return max(found, key=lambda one: one.asked_at, default=None)

    def _token_view(self, config: AuthConfig) -> TokenView:
        workspace = self._stage.workspace
        environment = workspace.environment
        token = self._token(config)
        light, _ = self._stage.lights.light(workspace.active)
        if token is None and light not in {TokenLight.FAILED, TokenLight.FETCHING}:
            light = TokenLight.NONE
        audience = [
            value
            for name, values in config.token_parameters
            for value in values
            if name == "audience" and "{{" not in value
        ]
        asked = config.settings.get("scope", "")
        return TokenView(
            environment=environment.name if environment else "",
            auth=config.name or config.place.file,
            light=light,
            token=token,
            asked_scope=scope_set(asked) if "{{" not in asked else frozenset(),
            audience=tuple(audience),
        )
