"""As much of a token request as is known, where the whole of it is not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from outrider.importers.postman.scripts.basic_credentials import basic_credentials
from outrider.importers.postman.scripts.known_texts import known_text
from outrider.importers.postman.scripts.script_values import ObjectValue, Value
from outrider.importers.postman.scripts.token_request_reader import endpoint_of, form_of, headers_of
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

METHOD = "token_endpoint_auth_method"
_OF_THE_AUTH = ("token_endpoint", METHOD)
"""Keys of an auth that no parameter of a form is."""


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


def known_parts(request: Value) -> Mapping[str, str]:
    """What of a token request is known, by the keys of an auth; each value is a template."""
    found: dict[str, str] = {}
    if not isinstance(request, ObjectValue):
        return found
    with suppress(UnsupportedScript):
        found["token_endpoint"] = endpoint_of(request)
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
    elif "client_secret" in found:
        found["token_endpoint_auth_method"] = "client_secret_post"
    return {name: value for name, value in found.items() if value}
