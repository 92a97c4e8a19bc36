"""Id and secret of a token request that authenticates with Basic (RFC 6749 §2.3.1)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from msgspec import Struct

from outrider.importers.postman.scripts.known_texts import (
    is_percent_encoded,
    known_text,
    pairs_in,
    without_encoding,
)
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    Base64Value,
    ObjectValue,
    TextValue,
    UnknownValue,
    Value,
    template_of,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript


class BasicCredentials(Struct, frozen=True):
    """An id and a secret in Basic; the encoding is ``raw`` or ``rfc6749``, as in an auth."""

    client_id: str
    client_secret: str
    encoding: str


def basic_credentials(auth: Value | None, headers: Mapping[str, Value]) -> BasicCredentials | None:
    """Id and secret of a request, in its auth or in its Authorization header.

    Raises:
        UnsupportedScript: they are not known, or it authenticates in another way.
    """
    return _basic(auth) or _basic_header(headers)


def _basic(auth: Value | None) -> BasicCredentials | None:
    if auth is None or auth == NOTHING:
        return None
    if isinstance(auth, UnknownValue):
        raise UnsupportedScript(f"the auth is not known: {auth.what}", auth.line)
    if not isinstance(auth, ObjectValue):
        raise UnsupportedScript("the auth is not written as an object")
    kind = template_of(auth.values.get("type")) or ""
    if kind in {"", "noauth"}:
        return None
    if kind != "basic":
        raise UnsupportedScript(f"the auth is of type {kind}")
    rows = dict(pairs_in(auth.values.get("basic")))
    # Postman sends them as they are: what the script encodes arrives encoded.
    is_encoded = any(
        isinstance(one, TextValue) and is_percent_encoded(one)
        for one in (rows.get("username"), rows.get("password"))
    )
    return BasicCredentials(
        known_text(rows.get("username"), "the user name"),
        known_text(rows.get("password"), "the password"),
        "rfc6749" if is_encoded else "raw",
    )


def _basic_header(headers: Mapping[str, Value]) -> BasicCredentials | None:
    value = next((one for name, one in headers.items() if name.lower() == "authorization"), None)
    if value is None or template_of(value) == "":
        return None
    if isinstance(value, UnknownValue):
        raise UnsupportedScript(f"the Authorization header is not known: {value.what}", value.line)
    if isinstance(value, TextValue) and len(value.pieces) == 2:
        start, inner = value.pieces
        is_basic = isinstance(start, str) and start.strip().lower() == "basic"
        if is_basic and isinstance(inner, Base64Value):
            return _split(inner.text)
    written = template_of(value) or ""
    scheme, _, rest = written.strip().partition(" ")
    if scheme.lower() == "basic" and (decoded := _decoded(rest.strip())) is not None:
        return _split(TextValue((decoded,)))
    raise UnsupportedScript("the Authorization header does not consist of a client ID and a secret")


def _decoded(written: str) -> str | None:
    try:
        return base64.b64decode(written, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _split(credentials: TextValue) -> BasicCredentials:
    """Id and secret at the colon between them."""
    whole = without_encoding(credentials)
    if whole is None or ":" not in re.sub(r"\{\{[^{}]*\}\}", "", whole):
        raise UnsupportedScript(
            "the credentials are not a client ID and a secret, separated by a colon"
        )
    match = re.match(r"((?:\{\{[^{}]*\}\}|[^:])*):(.*)", whole, re.DOTALL)
    assert match is not None
    encoding = "rfc6749" if is_percent_encoded(credentials) else "raw"
    return BasicCredentials(match[1], match[2], encoding)
