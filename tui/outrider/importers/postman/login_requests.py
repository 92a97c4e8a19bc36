"""The token request that a request of a collection is: its test script stores the token."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from outrider.importers.postman.collection_reader import RequestBuilder
from outrider.importers.postman.scripts.partial_request import is_about_tokens, known_parts
from outrider.importers.postman.scripts.script_values import ObjectValue, Value, text_value
from outrider.importers.postman.scripts.token_request_reader import (
    ScriptTokenRequest,
    build_token_request,
    written_form,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.model.workspace import AuthTable, FormBody, MultipartBody, TextBody


def read_login_request(draft: RequestBuilder, auth: AuthTable | None) -> ScriptTokenRequest:
    """Reads a request as a token request; ``auth`` may be inherited.

    Raises:
        UnsupportedScript: it is none, or authenticates in another way than a client does.
    """
    if draft.method != "POST":
        raise UnsupportedScript(f"its request uses {draft.method}; token requests use POST")
    endpoint, form, encoding = _written(draft)
    return build_token_request(endpoint, form, encoding, _headers(draft), _basic(auth))


def login_parts(draft: RequestBuilder, auth: AuthTable | None) -> Mapping[str, str]:
    """What of a request would be an auth, by its keys, where it looks like a token request."""
    try:
        endpoint, form, _ = _written(draft)
        basic = _basic(auth)
    except UnsupportedScript:
        return {}
    request: dict[str, Value] = {
        "url": text_value(endpoint),
        "body": ObjectValue(dict(form), is_form=True),
        "header": ObjectValue(_headers(draft)),
    }
    parts = known_parts(ObjectValue(request | ({} if basic is None else {"auth": basic})))
    return parts if is_about_tokens(parts) else {}


def _written(draft: RequestBuilder) -> tuple[str, list[tuple[str, Value]], str]:
    """The endpoint of a request, its parameters, and how they are encoded."""
    endpoint, mark, query = draft.url.partition("?")
    form: list[tuple[str, Value]] = []
    if "grant_type=" in query:
        form += [(name, text_value(value)) for name, value in parse_qsl(query, True)]
    else:
        endpoint += mark + query
    form += [(row.name, text_value(row.value)) for row in draft.query if row.enabled]
    encoding = "urlencoded"
    match draft.body:
        case FormBody(fields):
            form += [(row.name, text_value(row.value)) for row in fields if row.enabled]
        case MultipartBody(parts):
            encoding = "formdata"
            form += [(part.name, text_value(part.value or "")) for part in parts if part.enabled]
        case TextBody(kind, content):
            encoding = "json" if kind == "json" else "urlencoded"
            form += written_form(text_value(content or ""))
        case None:
            pass
        case _:
            raise UnsupportedScript("the body of its request is neither a form nor JSON")
    for name, value in draft.path.items():
        endpoint = endpoint.replace(f"/:{name}", f"/{value}")
    return endpoint, form, encoding


def _headers(draft: RequestBuilder) -> dict[str, Value]:
    return {row.name: text_value(row.value) for row in draft.headers if row.enabled}


def _basic(auth: AuthTable | None) -> Value | None:
    table = auth.table if auth is not None else {}
    kind = table.get("type")
    if kind in {None, "none", "bearer", "oauth2", "api_key"}:
        # A token, perhaps an old one: no token endpoint asks for that.
        return None
    if kind != "basic":
        raise UnsupportedScript(f"its request has {kind} auth")
    names = ("username", "password")
    rows = ObjectValue({name: text_value(str(table.get(name, ""))) for name in names})
    return ObjectValue({"type": text_value("basic"), "basic": rows})
