"""``bearer``: a token that the user has already (RFC 6750)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.auth.credential import Credential, format_credential
from outrider.model.auth import Field, FieldKind, Placement, ResolvedAuth
from outrider.model.secret import Secret, reveal

_FIELDS = (Field("token", "Token", kind=FieldKind.SECRET, required=True),)


class Bearer:
    """A fixed token, placed as an OAuth token would be."""

    type = "bearer"
    summary = "A token that you have already (RFC 6750)."
    placement: Placement | None = Placement()
    uses_token = False

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The token."""
        return _FIELDS

    def credential(self, auth: ResolvedAuth, token: Secret | None) -> Credential | None:
        """The token, placed."""
        return format_credential(
            auth.placement or Placement(), Secret(reveal(auth.setting("token")))
        )
