"""``none``: no credential, also where one would be inherited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.auth.credential import Credential
from outrider.model.auth import Field, Placement, ResolvedAuth
from outrider.model.secret import Secret


class NoAuth:
    """Stops the inheritance."""

    type = "none"
    summary = "No credential; stops what would be inherited."
    placement: Placement | None = None
    uses_token = False

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """None."""
        return ()

    def credential(self, auth: ResolvedAuth, token: Secret | None) -> Credential | None:
        """Nothing."""
        return None
