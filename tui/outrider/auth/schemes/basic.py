"""``basic``: a user name and a password (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from outrider.auth.credential import Credential
from outrider.errors import ResolveError
from outrider.model.auth import CredentialLocation, Field, FieldKind, Placement, ResolvedAuth
from outrider.model.secret import MASK, Secret, reveal

_FIELDS = (
    Field("username", "User name", required=True),
    Field("password", "Password", kind=FieldKind.SECRET, help="May be left out."),
)


class Basic:
    """User name and password, as UTF-8, in an ``Authorization: Basic`` header."""

    type = "basic"
    summary = "A user name and a password (RFC 7617)."
    placement: Placement | None = None
    uses_token = False

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """User name and password."""
        return _FIELDS

    def credential(self, auth: ResolvedAuth, token: Secret | None) -> Credential | None:
        """The header.

        Raises:
            ResolveError: the user name holds a colon, which would end it (RFC 7617 §2).
        """
        username, password = reveal(auth.setting("username")), reveal(auth.setting("password"))
        if ":" in username:
            raise ResolveError(
                "The user name holds a colon, which ends it in a Basic header.",
                code="username_colon",
                where=str(auth.config.location_of("username")),
                advice="Write a user name without a colon.",
            )
        value = b64encode(f"{username}:{password}".encode()).decode("ascii")
        return Credential(
            CredentialLocation.HEADER, "Authorization", Secret(f"Basic {value}", f"Basic {MASK}")
        )
