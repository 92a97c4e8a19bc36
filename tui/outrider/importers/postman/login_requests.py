"""The token request that a request of a collection is: its test script stores the token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.postman.postman_report import postman_text, references
from outrider.importers.postman.scripts.partial_request import is_about_tokens, known_parts
from outrider.importers.postman.scripts.script_values import (
    ObjectValue,
    TextValue,
    Value,
    is_token_name,
    text_value,
)
from outrider.importers.postman.scripts.token_request_reader import (
    ScriptTokenRequest,
    build_token_request,
    written_form,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.model.workspace import AuthTable, FormBody, MultipartBody, NameValueRow, TextBody


def read_login_request(draft: RequestBuilder, auth: AuthTable | None) -> ScriptTokenRequest:
    """Reads a request as a token request; ``auth`` may be inherited.

    Raises:
        UnsupportedScript: it is none, or authenticates in another way than a client does.
    """
    if draft.method != "POST":
        raise UnsupportedScript(f"its request uses {draft.method}; token requests use POST")
    endpoint, form, encoding = _written(draft)
    headers = _headers(draft) | _key_header(auth)
    return build_token_request(endpoint, form, encoding, headers, _basic(auth))


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
    endpoint, mark, query = postman_text(draft.url).partition("?")
    form: list[tuple[str, Value]] = []
    if "grant_type=" in query:
        form += [(name, text_value(value)) for name, value in parse_qsl(query, True)]
    else:
        endpoint += mark + query
    form += _rows(draft.query)
    encoding = "urlencoded"
    match draft.body:
        case FormBody(fields):
            form += _rows(fields)
        case MultipartBody(parts):
            encoding = "formdata"
            form += [(one.name, _text(one.value or "")) for one in parts if one.enabled]
        case TextBody(kind, content):
            encoding = "json" if kind == "json" else "urlencoded"
            form += written_form(_text(content or ""))
        case None:
            pass
        case _:
            raise UnsupportedScript("the body of its request is neither a form nor JSON")
    for name, value in draft.path.items():
        endpoint = endpoint.replace(f"/:{name}", f"/{postman_text(value)}")
    return endpoint, form, encoding


def _headers(draft: RequestBuilder) -> dict[str, Value]:
    return dict(_rows(draft.headers))


def _rows(rows: Iterable[NameValueRow]) -> list[tuple[str, Value]]:
    return [(row.name, _text(row.value)) for row in rows if row.enabled]


def _text(written: str) -> TextValue:
    return text_value(postman_text(written))


def _key_header(auth: AuthTable | None) -> dict[str, Value]:
    """The header field of an API key that goes with the request."""
    table = auth.table if auth is not None else {}
    place = table.get("placement")
    value = str(table.get("value", ""))
    is_key = table.get("type") == "api_key" and isinstance(place, Mapping)
    if not is_key or any(map(is_token_name, references(value))):
        # A token, perhaps an old one, as below.
        return {}
    assert isinstance(place, Mapping)
    if place.get("in") != "header":
        raise UnsupportedScript(f"its request has an API key in the {place.get('in')}")
    written = " ".join(filter(None, (str(place.get("prefix", "")), value)))
    return {str(place.get("name", "")): _text(written)}


def _basic(auth: AuthTable | None) -> Value | None:
    table = auth.table if auth is not None else {}
    kind = table.get("type")
    if kind in {None, "none", "bearer", "oauth2", "api_key"}:
        # A token, perhaps an old one: no token endpoint asks for that.
        return None
    if kind != "basic":
        raise UnsupportedScript(f"its request has {kind} auth")
    names = ("username", "password")
    rows = ObjectValue({name: _text(str(table.get(name, ""))) for name in names})
    return ObjectValue({"type": text_value("basic"), "basic": rows})
