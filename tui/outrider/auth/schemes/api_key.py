"""``api_key``: a key in a header, the query, a cookie or a form."""

from __future__ import annotations

from outrider.auth.credential import Credentials, format_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.model.auth import CredentialLocation, Field, FieldKind, Placement, ResolvedAuth
from outrider.model.message import RequestMessage
from outrider.model.secret import Secret, reveal

_PLACEMENT = Placement(CredentialLocation.HEADER, "X-Api-Key", "")


class ApiKey(Scheme):
    """A key, in ``X-Api-Key`` unless the placement says otherwise."""

    type = "api_key"
    summary = "A key in a header, the query, a cookie or a form."
    own_fields = (
        Field(
            "value",
            "Key",
            kind=FieldKind.SECRET,
            required=True,
            meaning="The key: a reference to a secret.",
            example="{{api_key}}",
        ),
    )
    placement = _PLACEMENT
    credential = "key"

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The key, placed."""
        key = Secret(reveal(auth.setting("value")))
        return format_credential(auth.placement or _PLACEMENT, key)
