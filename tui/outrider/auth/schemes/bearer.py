"""``bearer``: a token that the user has already (RFC 6750)."""

from __future__ import annotations

from outrider.auth.credential import Credentials, format_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.model.auth import Field, FieldKind, Placement, ResolvedAuth
from outrider.model.message import RequestMessage
from outrider.model.secret import Secret, reveal


class Bearer(Scheme):
    """A fixed token, placed as an OAuth token would be."""

    type = "bearer"
    summary = "A token that you have already (RFC 6750)."
    own_fields = (
        Field(
            "token",
            "Token",
            kind=FieldKind.SECRET,
            required=True,
            meaning="The token: a reference to a secret.",
            example="{{api_token}}",
        ),
    )
    placement = Placement()
    credential = "token"

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The token, placed."""
        token = Secret(reveal(auth.setting("token")))
        return format_credential(auth.placement or Placement(), token)
