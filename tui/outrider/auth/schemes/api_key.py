"""``api_key``: a key in a header or in the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.auth.credential import Credential, format_credential
from outrider.model.auth import CredentialLocation, Field, FieldKind, Placement, ResolvedAuth
from outrider.model.secret import Secret, reveal

_FIELDS = (Field("value", "Key", kind=FieldKind.SECRET, required=True),)
_PLACEMENT = Placement(CredentialLocation.HEADER, "X-Api-Key", "")


class ApiKey:
    """A key, in ``X-Api-Key`` unless the placement says otherwise."""

    type = "api_key"
    summary = "A key in a header or in the query."
    placement: Placement | None = _PLACEMENT
    uses_token = False

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The key."""
        return _FIELDS

    def credential(self, auth: ResolvedAuth, token: Secret | None) -> Credential | None:
        """The key, placed."""
        return format_credential(
            auth.placement or _PLACEMENT, Secret(reveal(auth.setting("value")))
        )
