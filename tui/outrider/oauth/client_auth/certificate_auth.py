"""What both ways to authenticate by a client certificate share (RFC 8705 §2)."""

from __future__ import annotations

from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient


class CertificateAuth:
    """The TLS connection proves who the client is; the form names it.

    The certificate is the environment's: an access token that is bound to it is good for the API
    only where the connection there has the same one (RFC 8705 §3).
    """

    name: str
    summary: str
    sent_as: str
    fields: tuple[Field, ...] = (CLIENT_ID,)
    registered = "this certificate"
    """What the provider has of it."""

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the client ID, without which a server cannot look for the client (RFC 8705 §2)."""
        return request.with_parameters(("client_id", auth.setting("client_id")))

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """The provider may have another certificate of the client."""
        return MethodAdvice(f"Check that the client is registered with {self.registered}.")
