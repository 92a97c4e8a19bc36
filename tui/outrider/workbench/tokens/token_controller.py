"""Fetches, shows and forgets tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
        if count:
            self._context.notify(f"{count} token{'' if count == 1 else 's'} cleared.")

    def _forget(self, definition: TokenDefinition) -> None:
        """Forgets the token of one auth."""
        environment, auth = self._context.workspace.active, definition.slot_name
        self._context.engine.token_worker.clear(environment, auth)
        self._context.notify(f'Token "{definition.name}" cleared.')

    async def _introspect(self, definition: TokenDefinition) -> Mapping[str, Any] | None:
        """What the server says of the token that is kept; ``None`` where it is gone meanwhile."""
        kept = self._views.kept(definition)
        if kept is None:
            return None
        self._context.notify("Asking the server…")
        management = self._context.engine.token_management
        snapshot = self._context.workspace.snapshot()
        config, request = definition.config, definition.request
        found = await management.introspect(snapshot, config, request, key=kept[0])
        return found[1].members if found is not None else None

    async def _revoke(self, definition: TokenDefinition) -> None:
        """Revokes the token that is kept."""
        kept = self._views.kept(definition)
        if kept is None:
            return
        self._context.notify("Revoking the token…")
        management = self._context.engine.token_management
        snapshot = self._context.workspace.snapshot()
        await management.revoke(snapshot, definition.config, definition.request, key=kept[0])
        self._context.notify(f'Token "{definition.name}" revoked.')

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

    async def view(self, name: str = "", introspection: Mapping[str, Any] | None = None) -> None:
        """Shows the tokens.

        Args:
            name: of the auth that is shown first; the request's without a name.
            introspection: what the server has said of the token of that auth.

        Raises:
            OutriderError: there are none, or what was asked for has failed.
        """
        from outrider.dialogs.token_dialog import TokenAction, TokenDialog

        definitions, at = self._views.all()
        names = [one.name for one in definitions]
        at = names.index(name) if name in names else at
        views = [self._views.details(one) for one in definitions]
        views[at] = self._views.details(definitions[at], introspection)
        dialog = TokenDialog(views, at, clock=self._context.engine.clock)
        answer = await self._context.show_dialog(dialog)
        definition = definitions[dialog.at]
        if answer is TokenAction.NEW:
            await self.fetch(definition)
            await self.view(definition.name)
        elif answer is TokenAction.CLEAR:
            self._forget(definition)
            await self.view(definition.name)
        elif answer is TokenAction.INTROSPECT:
            await self.view(definition.name, await self._introspect(definition))
        elif answer is TokenAction.REVOKE:
            await self._revoke(definition)
            await self.view(definition.name)
        elif answer is TokenAction.COPY:
            token = self._views.token(definition)
            if token is not None:
                self._context.copy_text(token.value.reveal())
