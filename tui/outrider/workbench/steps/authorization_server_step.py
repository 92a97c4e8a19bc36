"""Takes the authorization server that an API names into the auth of the request."""

from __future__ import annotations

from msgspec import Struct, structs

from outrider.errors import SourceLocation
from outrider.model.exchange import Exchange
from outrider.model.workspace import AuthTable
from outrider.oauth.protected_resource import ProtectedResource
from outrider.oauth.scope_to_add import scope_to_add
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.request_tabs import AUTH
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

_MOST = 9


class AuthorizationServerStep(Struct):
    """Takes :class:`~outrider.next_steps.UseAuthorizationServer`: reads nothing before a yes.

    Args:
        requests: has the request whose auth is set.
    """

    _context: WorkbenchContext
    _requests: RequestController

    async def take(self, url: str, refused: Exchange) -> None:
        """Asks, reads the metadata, and sets the request's auth, half filled in.

        Raises:
            OutriderError: the metadata is of no use.
        """
        text = f"This API names its authorization server:\n{url}\nRead it and use it?"
        choices = (("y", "Use it", "yes"), ("n", "Cancel", "no"))
        if await self._context.confirm(text, choices) != "yes":
            return
        found = await self._context.engine.protected_resources.read(url, refused)
        issuer = await self._choose(found)
        request = self._context.request
        if not issuer or request is None:
            return
        table = {
            "type": "oauth2",
            "issuer": issuer,
            "client_id": "",
            "client_secret": "{{client_secret}}",
        }
        scope = await self._scope(found)
        if scope:
            table["scope"] = scope
        place = SourceLocation(request.file, ("auth",))
        self._requests.apply_edit(structs.replace(request, auth=AuthTable(table, {}, place)))
        self._requests.show()
        self._context.screen.query_one(RequestEditor).open_tab(AUTH)
        self._context.notify("Auth set. Enter client_id. Not saved yet.")

    async def _choose(self, found: ProtectedResource) -> str:
        """The issuer to use; empty where the user went away."""
        servers = found.servers[:_MOST]
        if len(servers) == 1:
            return servers[0]
        choices = [(str(number), one, one) for number, one in enumerate(servers, 1)]
        text = f"Authorization server of {found.resource}"
        return await self._context.confirm(text, (*choices, ("n", "Cancel", "")))

    async def _scope(self, found: ProtectedResource) -> str:
        """The scope to request, of those that the API lists (RFC 9728 §2); empty for none."""
        scope = scope_to_add(found.scopes, granted=None, requested=frozenset())
        if not scope:
            return ""
        text = f"Scopes of the API: {scope}\nRequest them? A client may be allowed fewer."
        choices = (("a", "Request all of them", scope), ("n", "Request none", ""))
        return await self._context.confirm(text, choices)
