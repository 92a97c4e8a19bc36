"""``client_secret_post``: the credentials in the form (RFC 6749 §2.3.1)."""

from __future__ import annotations

from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.secret_fields import CLIENT_ID, CLIENT_SECRET, has_reserved
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest


class ClientSecretPost:
    """The id and the secret as two more parameters of the form."""

    name = "client_secret_post"
    summary = "Client id and secret in the form of the token request (RFC 6749 §2.3.1)."
    fields: tuple[Field, ...] = (CLIENT_ID, CLIENT_SECRET)

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the two parameters."""
        names = ("client_id", "client_secret")
        return request.with_parameters(*((name, auth.setting(name)) for name in names))

    def invalid_client_hint(self, auth: ResolvedAuth) -> str:
        """Some servers decode the secret a second time."""
        if not has_reserved(auth):
            return ""
        return (
            "The client id or secret holds reserved characters, and some servers decode those "
            "twice in a form: try client_secret_basic."
        )
