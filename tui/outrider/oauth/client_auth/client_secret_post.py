"""``client_secret_post``: the credentials in the form (RFC 6749 §2.3.1)."""

from __future__ import annotations

from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID, CLIENT_SECRET, has_reserved
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient, capital


class ClientSecretPost:
    """The id and the secret as two more parameters of the form."""

    name = "client_secret_post"
    summary = "Client ID and client secret in the form of the token request (RFC 6749 §2.3.1)."
    fields: tuple[Field, ...] = (CLIENT_ID, CLIENT_SECRET)
    sent_as = "sent in the form (client_secret_post)"

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the two parameters."""
        names = ("client_id", "client_secret")
        return request.with_parameters(*((name, auth.setting(name)) for name in names))

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """Every server has to know HTTP Basic (RFC 6749 §2.3.1), and not all know the form."""
        key, secret = "token_endpoint_auth_method", client.source("client_secret")
        return MethodAdvice(
            f"{capital(client.assign(key, 'client_secret_basic'))}; if that fails too, check "
            f"{secret}.",
            client.edit(key),
            because_reserved=has_reserved(client.auth),
        )
