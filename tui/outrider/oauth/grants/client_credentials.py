"""The client credentials grant (RFC 6749 §4.4)."""

from __future__ import annotations

from outrider.model.auth import Field
from outrider.model.message import ResponseMessage
from outrider.model.secret import reveal
from outrider.oauth.grant_flow import GrantContext, GrantFlow, TokenRequest, expect


class ClientCredentials:
    """The client asks for a token in its own name."""

    grant_type = "client_credentials"
    summary = "The client requests a token with its own credentials (RFC 6749 §4.4)."
    fields: tuple[Field, ...] = ()

    def flow(self, context: GrantContext) -> GrantFlow:
        """One request, one answer; a blank scope is left out (RFC 6749 §4.4.2)."""
        from outrider.oauth.token_response import read_token_response

        auth, endpoint = context.auth, context.endpoints.need("token_endpoint")
        parameters = [("grant_type", self.grant_type)]
        # Words in the user's order, one space between them (RFC 6749 §3.3).
        scope = " ".join(reveal(auth.setting("scope")).split())
        if scope:
            parameters.append(("scope", scope))
        request = TokenRequest(endpoint, (*parameters, *auth.token_parameters))
        reply = expect(ResponseMessage, (yield context.authenticate(request)))
        return read_token_response(reply, endpoint, context.client)
