"""The resource owner password credentials grant (RFC 6749 §4.3), for old servers."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.model.auth import Field, FieldKind
from outrider.model.message import ResponseMessage
from outrider.oauth.grant_flow import GrantContext, GrantFlow, TokenRequest, expect
from outrider.oauth.token_refresh import requested_scope, with_refresh

WARNING = (
    "The password grant gives the client the user's password: OAuth 2.1 has removed it. Use "
    "authorization_code or device_code where the server has them."
)


class Password:
    """The client sends the user's name and password."""

    grant_type = "password"
    summary = "For old servers: the client sends the user's password (RFC 6749 §4.3)."
    fields: tuple[Field, ...] = (
        Field("username", "User name", required=True, meaning="Name of the user.", example="ann"),
        Field(
            "password",
            "Password",
            kind=FieldKind.SECRET,
            required=True,
            meaning="Password of the user: a reference to a secret.",
            example="{{password}}",
        ),
    )

    def flow(self, context: GrantContext) -> GrantFlow:
        """The refresh token where there is one; else one request."""
        return with_refresh(context, self._sign_in)

    def _sign_in(self, context: GrantContext) -> GrantFlow:
        from outrider.oauth.token_response import read_token_response

        auth, endpoint = context.auth, context.endpoints.need("token_endpoint")
        request = TokenRequest(
            endpoint,
            (
                ("grant_type", self.grant_type),
                ("username", auth.setting("username")),
                ("password", auth.setting("password")),
                *requested_scope(context),
                *auth.token_parameters,
            ),
        )
        reply = expect(ResponseMessage, (yield context.authenticate(request)))
        answer = read_token_response(reply, endpoint, context.client)
        return replace(answer, warnings=(*answer.warnings, WARNING))
