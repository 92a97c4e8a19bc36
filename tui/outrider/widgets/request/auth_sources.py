"""What a request can choose for its auth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.model.workspace import AuthTable

INHERIT = "inherit"
NONE = "none"
USE = "use "
CUSTOM = "custom"


def auth_source(auth: AuthTable | None) -> str:
    """Which of the choices a request's auth is."""
    return source_of_table(auth.table if auth is not None else None)


def source_of_table(table: Mapping[str, Any] | None) -> str:
    """Which of the choices an ``[auth]`` is as it is written."""
    if table is None:
        return INHERIT
    if set(table) == {"use"}:
        return f"{USE}{table['use']}"
    return NONE if dict(table) == {"type": "none"} else CUSTOM
