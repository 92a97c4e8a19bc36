"""``none``: a public client names itself and proves nothing (RFC 7591 §2)."""

from __future__ import annotations

from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.secret_fields import CLIENT_ID
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest


class PublicClient:
    """Only the client id, as a parameter of the form (RFC 6749 §3.2.1)."""

    name = "none"
    summary = "A public client: only its id, in the form (RFC 6749 §3.2.1)."
    fields: tuple[Field, ...] = (CLIENT_ID,)

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the client id."""
        return request.with_parameters(("client_id", auth.setting("client_id")))

    def invalid_client_hint(self, auth: ResolvedAuth) -> str:
        """A server that refuses a public client usually wants a secret."""
        return "The client sent no secret: the server may register it with client_secret_basic."
