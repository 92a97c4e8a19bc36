"""Client credentials in Basic for programs that send them without percent-encoding them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_KEYS = ("client_id", "client_secret")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")
_OPEN = re.compile(r"\{\{|\\")
"""What begins a reference, or keeps one from being read."""

_ONLY_IN_BASIC = frozenset({"client_credentials", "password"})
"""Grants whose client id goes nowhere else than into Basic."""


def with_encoded_client(table: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """A definition of OAuth 2.0 whose id and secret give the same Basic where nobody encodes them.

    What is written out is percent-encoded beforehand, as RFC 6749 §2.3.1 has it sent.

    Returns:
        The definition, and whether something may be sent otherwise: a reference whose value
        decides, where the file asks for the encoding, or an id that is sent elsewhere too.
    """
    method = table.get("token_endpoint_auth_method", "client_secret_basic")
    encoding = table.get("basic_encoding")
    if method != "client_secret_basic" or encoding == "raw" or not table.get("client_secret"):
        return table, False
    written = {key: str(table.get(key, "")) for key in _KEYS}
    may_differ = encoding is not None and any(map(_OPEN.search, written.values()))
    odd = {
        key: quote(text, safe="~")
        for key, text in written.items()
        if not _OPEN.search(text) and not _PLAIN.fullmatch(text)
    }
    if table.get("grant_type", "client_credentials") in _ONLY_IN_BASIC:
        return {**table, **odd}, may_differ
    return table, may_differ or bool(odd)
