"""Whether a header row is sent in the place of a credential, which other programs would replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outrider.model.workspace import AuthTable, NameValueRow


def is_overridden(auth: AuthTable | None, rows: Sequence[NameValueRow]) -> bool:
    """Whether a request's rows have the header that its auth would send.

    Args:
        auth: without ``use`` and ``extends``; ``None`` sends nothing.
        rows: own and inherited.
    """
    header = "" if auth is None else _header_of(auth.table)
    return bool(header) and any(row.enabled and row.name.strip().lower() == header for row in rows)


def _header_of(table: Mapping[str, object]) -> str:
    """The field that a definition fills, in lower case; empty where it fills none."""
    kind, found = table.get("type"), table.get("placement")
    placement = found if isinstance(found, Mapping) else {}
    # Digest is added when the server asks for it, whatever the request had at first.
    if kind in {"none", "digest"} or placement.get("in", "header") != "header":
        return ""
    default = "X-Api-Key" if kind == "api_key" else "Authorization"
    return str(placement.get("name", default)).strip().lower()
