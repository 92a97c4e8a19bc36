"""Fetches, shows and forgets tokens."""

from __future__ import annotations

from collections.abc import Callable

from outrider.model.units import span_text
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.tokens.token_definitions import TokenDefinition, TokenDefinitions


class TokenController:
    """The token of the request that is shown, and those of the environment's auths.

    Args:
        tell_asked: is told of each environment that the user has fetched a token of.
    """

    def __init__(self, context: WorkbenchContext, tell_asked: Callable[[str], None]) -> None:
        self._context = context
        self._tell_asked = tell_asked
        self._views = TokenDefinitions(context)

    def clear(self) -> None:
        """Forgets the environment's tokens, and the secrets that were typed for it."""
        workspace = self._context.workspace
        count = self._context.engine.sender.forget(workspace.active)
        self._context.notify(f"{count} token{'' if count == 1 else 's'} cleared.")

    def _forget(self, definition: TokenDefinition) -> None:
        """Forgets the token of one auth."""
        environment, auth = self._context.workspace.active, definition.slot_name
        self._context.engine.token_worker.clear(environment, auth)
        self._context.notify(f'Token "{definition.name}" cleared.')

    async def fetch(self, definition: TokenDefinition | None = None) -> None:
        """Fetches a new token now; without a definition, that of the request."""
        definition = definition or self._views.current()
        self._context.notify("Fetching a new token…")
        snapshot = self._context.workspace.snapshot()
        use = await self._context.engine.sender.token(
            snapshot, definition.config, definition.request, fresh=True
        )
        self._tell_asked(snapshot.environment_id)
        left = span_text(use.token.expires_at - self._context.engine.clock())
        self._context.notify(f"New token, valid for {left}.")

    async def view(self, name: str = "") -> None:
        """Shows the tokens, beginning with that of an auth; with the request's without a name."""
        from outrider.dialogs.token_dialog import TokenAction, TokenDialog

        definitions, at = self._views.all()
        names = [one.name for one in definitions]
        at = names.index(name) if name in names else at
        views = [self._views.details(one) for one in definitions]
        dialog = TokenDialog(views, at, clock=self._context.engine.clock)
        answer = await self._context.show_dialog(dialog)
        definition = definitions[dialog.at]
        if answer is TokenAction.NEW:
            await self.fetch(definition)
            await self.view(definition.name)
        elif answer is TokenAction.CLEAR:
            self._forget(definition)
            await self.view(definition.name)
        elif answer is TokenAction.COPY:
            token = self._views.token(definition)
            if token is not None:
                self._context.copy_text(token.value.reveal())
