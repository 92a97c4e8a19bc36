"""``none``: a public client names itself and proves nothing (RFC 7591 §2)."""

from __future__ import annotations

from outrider.model.auth import Field, ResolvedAuth
from outrider.model.secret import reveal
from outrider.next_steps import NextStep
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient, capital

NO_SECRET = 'No secret was sent (token_endpoint_auth_method = "none").'


def add_secret(client: TokenClient, method: str) -> tuple[str, NextStep | None]:
    """The advice to prove the client by a secret, for the middle of a sentence, and the step."""
    key = "client_secret"
    change = client.assign("token_endpoint_auth_method", method)
    return f"{client.assign(key, '{{client_secret}}')}, and {change}", client.edit(key)


class PublicClient:
    """Only the client id, as a parameter of the form (RFC 6749 §3.2.1)."""

    name = "none"
    summary = "A public client: only its client ID, in the form (RFC 6749 §3.2.1)."
    fields: tuple[Field, ...] = (CLIENT_ID,)
    sent_as = NO_SECRET

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the client id; a grant that proves itself may do without one."""
        if not reveal(auth.setting("client_id")):
            return request
        return request.with_parameters(("client_id", auth.setting("client_id")))

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """A server that refuses a public client usually wants a secret."""
        advice, step = add_secret(client, "client_secret_basic")
        mtls = f"for mTLS, set client_certificate in {client.tls_table}"
        return MethodAdvice(f"{capital(advice)}; {mtls}.", step)
