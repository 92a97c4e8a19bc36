"""The token exchange grant (RFC 8693)."""

from __future__ import annotations

from outrider.model.auth import Field, FieldKind
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, reveal
from outrider.oauth.grant_flow import GrantContext, GrantFlow, TokenRequest, expect
from outrider.oauth.token_refresh import requested_scope

_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
_TYPES_OF = {"subject_token": "subject_token_type", "actor_token": "actor_token_type"}


class TokenExchangeGrant:
    """The client exchanges one token for another."""

    grant_type = "urn:ietf:params:oauth:grant-type:token-exchange"
    summary = "The client trades another token for an access token (RFC 8693)."
    fields: tuple[Field, ...] = (
        Field(
            "subject_token",
            "Subject token",
            kind=FieldKind.SECRET,
            required=True,
            meaning="The token to trade: a reference to a secret.",
            example="{{subject_token}}",
        ),
        Field(
            "subject_token_type",
            "Its type",
            default=_ACCESS_TOKEN,
            help="URI of RFC 8693 §3",
            meaning="Type of that token, a URI of RFC 8693 §3.",
            example="urn:ietf:params:oauth:token-type:id_token",
        ),
        Field(
            "actor_token",
            "Actor token",
            kind=FieldKind.SECRET,
            help="who acts, if another",
            meaning="Token of who acts, if that is another party: a reference to a secret.",
            example="{{actor_token}}",
        ),
        Field(
            "actor_token_type",
            "Its type",
            default=_ACCESS_TOKEN,
            help="sent with an actor token",
            meaning="Type of `actor_token`; sent only with it.",
            example="urn:ietf:params:oauth:token-type:jwt",
        ),
        Field(
            "requested_token_type",
            "Requested type",
            help="empty: not sent",
            meaning="Type of token to request; without it, none is named.",
            example="urn:ietf:params:oauth:token-type:access_token",
        ),
    )

    def flow(self, context: GrantContext) -> GrantFlow:
        """One request, one answer (RFC 8693 §2); another token of the subject is never kept."""
        from outrider.oauth.token_response import read_token_response

        auth, endpoint = context.auth, context.endpoints.need("token_endpoint")
        form: list[tuple[str, MaybeSecret]] = [("grant_type", self.grant_type)]
        for token, kind in _TYPES_OF.items():
            if reveal(auth.setting(token)):
                form += [(token, auth.setting(token)), (kind, auth.setting(kind))]
        if reveal(auth.setting("requested_token_type")):
            form.append(("requested_token_type", auth.setting("requested_token_type")))
        form += requested_scope(context)
        request = TokenRequest(endpoint, (*form, *auth.token_parameters))
        reply = expect(ResponseMessage, (yield context.authenticate(request)))
        return read_token_response(reply, endpoint, context.client)
