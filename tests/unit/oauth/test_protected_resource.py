from __future__ import annotations

import json

import pytest

from outrider.errors import MalformedTokenResponse
from outrider.model.message import ResponseMessage
from outrider.oauth.protected_resource import ProtectedResource, read_protected_resource

URL = "https://api.example/.well-known/oauth-protected-resource"
GOOD = {"resource": "https://api.example", "authorization_servers": ["https://login.example"]}


def read(body: object, status: int = 200) -> ProtectedResource:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_protected_resource(ResponseMessage(status, "", "1.1", (), content), URL)


def test_it_names_servers_each_once_and_scopes() -> None:
    servers = ["https://a.example", 5, "", "https://a.example", "https://b.example"]
    found = read({**GOOD, "authorization_servers": servers, "scopes_supported": ["x", None]})
    assert found.servers == ("https://a.example", "https://b.example")
    assert found.scopes == ("x",)


@pytest.mark.parametrize(
    ("body", "status", "what"),
    [
        (GOOD, 404, "not found: 404"),
        (b"<html>", 200, "is not a JSON object"),
        ([GOOD], 200, "is not a JSON object"),
        ({**GOOD, "resource": None}, 200, "has no resource"),
        ({**GOOD, "authorization_servers": []}, 200, "names no authorization server"),
        ({**GOOD, "authorization_servers": "https://x"}, 200, "names no authorization server"),
    ],
)
def test_anything_else_is_a_sentence(body: object, status: int, what: str) -> None:
    with pytest.raises(MalformedTokenResponse) as told:
        read(body, status)
    assert what in told.value.what
