"""What a request can choose for its auth."""

from __future__ import annotations

from outrider.model.workspace import AuthTable

INHERIT = "inherit"
NONE = "none"
USE = "use "
CUSTOM = "custom"


def auth_source(auth: AuthTable | None) -> str:
    """Which of the choices a table is."""
    if auth is None:
        return INHERIT
    if set(auth.table) == {"use"}:
        return f"{USE}{auth.table['use']}"
    return NONE if dict(auth.table) == {"type": "none"} else CUSTOM
