"""A URL that a script writes as an object of its parts, as Postman's own class takes it."""

from __future__ import annotations

from outrider.importers.postman.scripts.known_texts import known_text, pairs_in
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ObjectValue,
    Value,
    template_of,
)
from outrider.variables.url.url_parts import percent_encoded


def url_of_parts(url: ObjectValue) -> str:
    """The URL that protocol, host, port, path and query make.

    Raises:
        UnsupportedScript: one of them is not known.
    """
    parts = url.values
    protocol, port = _part(parts.get("protocol")), _part(parts.get("port"))
    path, query = _part(parts.get("path"), "/"), _query(parts.get("query"))
    host = _part(parts.get("host"), ".")
    if not protocol and not host.startswith("{{"):
        protocol = "http"
    if protocol and not protocol.endswith("://"):
        protocol += "://"
    return (
        protocol
        + host
        + (f":{port}" if port else "")
        + (f"/{path.removeprefix('/')}" if path else "")
        + (f"?{query}" if query else "")
    )


def _part(value: Value | None, between: str = "") -> str:
    if value is None or value == NOTHING:
        return ""
    if isinstance(value, ArrayValue):
        return between.join(known_text(one, "a part of the URL") for one in value.values)
    return known_text(value, "a part of the URL")


def _query(value: Value | None) -> str:
    if value is None or value == NOTHING:
        return ""
    if template_of(value) is not None:
        return known_text(value, "the query of the URL").removeprefix("?")
    rows = (
        (name, known_text(one, f"the parameter {name} of the URL")) for name, one in pairs_in(value)
    )
    return "&".join(
        f"{percent_encoded(name, '&#=')}={percent_encoded(one, '&#')}" for name, one in rows
    )
