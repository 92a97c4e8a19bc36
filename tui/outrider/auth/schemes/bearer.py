"""``bearer``: a token that the user has already (RFC 6750)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.auth.credential import Credentials, format_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.model.auth import Field, FieldKind, Placement, ResolvedAuth
from outrider.model.message import RequestMessage
from outrider.model.secret import Secret, reveal

_FIELDS = (Field("token", "Token", kind=FieldKind.SECRET, required=True),)


class Bearer(Scheme):
    """A fixed token, placed as an OAuth token would be."""

    type = "bearer"
    summary = "A token that you have already (RFC 6750)."
    placement = Placement()

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The token."""
        return _FIELDS

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The token, placed."""
        token = Secret(reveal(auth.setting("token")))
        return format_credential(auth.placement or Placement(), token)
