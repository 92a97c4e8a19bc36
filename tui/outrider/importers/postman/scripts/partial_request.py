"""As much of a token request as is known, where the whole of it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl

from outrider.importers.postman.scripts.basic_credentials import basic_credentials
from outrider.importers.postman.scripts.known_texts import known_text
from outrider.importers.postman.scripts.script_values import ObjectValue, Value
from outrider.importers.postman.scripts.token_request_reader import (
    AUTH_METHOD,
    endpoint_of,
    form_of,
    headers_of,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

ABOUT_TOKENS = re.compile(r"token|jwt|bearer", re.IGNORECASE)
_OF_THE_AUTH = ("token_endpoint", "basic_encoding", AUTH_METHOD)
"""Keys of an auth that no parameter of a form is."""
_OF_A_FORM = frozenset(
    ("grant_type", "client_id", "client_secret", "scope", "username", "password")
)
"""Parameters of a token request (RFC 6749 §2.3.1, §4.3.2, §4.4.2)."""


def is_about_tokens(parts: Mapping[str, str]) -> bool:
    """Whether the known parts of a request name a grant, or an endpoint for tokens."""
    endpoint = parts.get("token_endpoint", "")
    return "grant_type" in parts or ABOUT_TOKENS.search(endpoint) is not None


def known_method(request: Value) -> str:
    """How the client authenticates (RFC 7591 §2), whoever it is; empty where that is not known."""
    if not isinstance(request, ObjectValue):
        return ""
    try:
        form = dict(form_of(request.values.get("body"))[0])
        headers = dict(headers_of(request.values.get("header") or request.values.get("headers")))
    except UnsupportedScript:
        return ""
    if request.values.get("auth") is not None:
        return "client_secret_basic"
    if any(name.lower() == "authorization" for name in headers):
        return "client_secret_basic"
    return "client_secret_post" if "client_secret" in form else "none"


def _endpoint_parts(url: str) -> Mapping[str, str]:
    """The endpoint, and what its query has of a token request, as one that is sent by GET has."""
    endpoint, _, query = url.partition("?")
    rows = parse_qsl(query, keep_blank_values=True)
    known = {name: value for name, value in rows if name in _OF_A_FORM}
    rest = [part for part in query.split("&") if part and part.partition("=")[0] not in known]
    if not known:
        return {"token_endpoint": url}
    return {"token_endpoint": "?".join(filter(None, [endpoint, "&".join(rest)])), **known}


def known_parts(request: Value) -> Mapping[str, str]:
    """What of a token request is known, by the keys of an auth; each value is a template."""
    found: dict[str, str] = {}
    if not isinstance(request, ObjectValue):
        return found
    with suppress(UnsupportedScript):
        found |= _endpoint_parts(endpoint_of(request))
    try:
        form, _ = form_of(request.values.get("body"))
    except UnsupportedScript:
        form = []
    for name, value in form:
        if name not in _OF_THE_AUTH:
            try:
                found[name] = known_text(value, name)
            except UnsupportedScript:
                continue
    try:
        headers = dict(headers_of(request.values.get("header") or request.values.get("headers")))
        basic = basic_credentials(request.values.get("auth"), headers)
    except UnsupportedScript:
        basic = None
    if basic is not None:
        found["client_id"], found["client_secret"] = basic.client_id, basic.client_secret
        found["basic_encoding"] = basic.encoding if basic.encoding == "raw" else ""
    elif "client_secret" in found:
        found[AUTH_METHOD] = "client_secret_post"
    return {name: value for name, value in found.items() if value}
