"""Fetches, shows and forgets tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from outrider.workbench.context.workbench_context import Stage
from outrider.workbench.tokens.token_definitions import Definition, TokenViews


class TokenControl:
    """The token of the request that is shown, and those of the environment's auths."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._views = TokenViews(stage)

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What is done here, by the id of the action."""
        return {
            "new_token": self.fetch,
            "token": self.view,
            "clear_tokens": self.clear,
        }

    def fetch(self) -> None:
        """Fetches a new token now."""
        self._stage.run(self._fetch_current())

    def view(self) -> None:
        """Shows the token."""
        self._stage.run(self._view())

    def clear(self) -> None:
        """Forgets the environment's tokens, and the secrets that were typed for it."""
        workspace = self._stage.workspace
        count = self._stage.engine.sender.forget(workspace.active)
        self._stage.lights.forget(workspace.active)
        self._stage.refresh()
        self._stage.say(f"{count} token{'' if count == 1 else 's'} forgotten.")

    def _forget(self, definition: Definition) -> None:
        """Forgets the token of one auth."""
        environment, auth = self._stage.workspace.active, definition.slot_name
        count = self._stage.engine.sender.forget_token(environment, auth)
        self._stage.lights.forget(environment, auth)
        self._stage.refresh()
        done = "is forgotten" if count else "was not there"
        self._stage.say(f"The token of {definition.name} {done}.")

    async def _fetch_current(self) -> None:
        await self._fetch(self._views.current())

    async def _fetch(self, definition: Definition) -> None:
        self._stage.say("Fetching a new token…")
        snapshot = self._stage.workspace.snapshot()
        use = await self._stage.engine.sender.token(
            snapshot, definition.config, definition.request, fresh=True
        )
        self._stage.refresh()
        seconds = int(use.token.expires_at - self._stage.engine.clock())
        self._stage.say(f"A new token, good for {max(seconds, 0)} s.")

    async def _view(self, name: str = "") -> None:
        """Shows the tokens, beginning with that of an auth; with the request's without a name."""
        from outrider.dialogs.token_dialog import TokenAction, TokenScreen

        definitions, at = self._views.all()
        names = [one.name for one in definitions]
        at = names.index(name) if name in names else at
        views = [self._views.view(one) for one in definitions]
        dialog = TokenScreen(views, at, clock=self._stage.engine.clock)
        answer = await self._stage.ask(dialog)
        definition = definitions[dialog.at]
        if answer is TokenAction.NEW:
            await self._fetch(definition)
            await self._view(definition.name)
        elif answer is TokenAction.CLEAR:
            self._forget(definition)
            await self._view(definition.name)
        elif answer is TokenAction.COPY:
            token = self._views.token(definition)
            if token is not None:
                self._stage.copy(token.value.reveal())
