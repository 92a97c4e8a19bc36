"""A request that fetches a token for others becomes their auth, and only then."""

from __future__ import annotations

import pytest
from tests.unit.importers.http_files.http_import import auth_of, imported

LOGIN = """# @name login
POST https://login.test/token
Content-Type: application/x-www-form-urlencoded
X-Tenant: t
{more}
grant_type=client_credentials&scope=a%20b&audience=https%3A%2F%2Fapi{form}

###
"""
USE = "GET https://api.test/x\nAuthorization: Bearer {{login.response.body.access_token}}\n\n###\n"
COMMON = {
    "type": "oauth2",
    "grant_type": "client_credentials",
    "token_endpoint": "https://login.test/token",
    "scope": "a b",
    "token_parameters": {"audience": "https://api"},
    "token_headers": {"X-Tenant": "t"},
}
CLIENTS = {
    "header": ("Authorization: Basic {{id}} {{secret}}\n", "", {
        "client_id": "{{id}}", "client_secret": "{{secret}}", "basic_encoding": "raw"}),
    "form": ("", "&client_id=me&client_secret={{secret}}", {
        "client_id": "me", "client_secret": "{{secret}}",
        "token_endpoint_auth_method": "client_secret_post"}),
    "public": ("", "&client_id=me", {
        "client_id": "me", "token_endpoint_auth_method": "none"}),
}  # fmt: skip


@pytest.mark.parametrize("client", CLIENTS)
def test_the_client_authenticates_as_it_did(client: str) -> None:
    more, form, expected = CLIENTS[client]
    result = imported(LOGIN.format(more=more, form=form) + USE + USE + "GET https://b.test\n")
    assert auth_of(result, 1) == auth_of(result, 2) == {**COMMON, **expected}
    assert auth_of(result, 3) == {"type": "none"}
    assert not result.requests[1].headers
    # The folder has it once, and the request is kept.
    assert result.requests[1].auth is None
    assert result.requests[0].name == "login"
    assert not result.requests[0].captures


def test_through_a_variable_of_the_file_and_with_the_type_that_the_server_says() -> None:
    text = "@token = {{login.response.body.$.access_token}}\n" + LOGIN.format(
        more="", form="&client_id=me&client_secret={{s}}"
    )
    text += "GET https://api.test\nAuthorization: Bearer {{token}}\n\n###\n"
    text += "GET https://api.test\nAuthorization: {{login.response.body.token_type}} {{token}}\n"
    result = imported(text)
    assert auth_of(result, 1) == auth_of(result, 2)
    assert auth_of(result, 1)["type"] == "oauth2"
    assert not result.folders[0].variables
    assert not result.requests[0].captures


def test_through_a_script_of_jetbrains() -> None:
    script = '> {% client.global.set("token", response.body.access_token); %}\n###\n'
    text = LOGIN.format(more="", form="&client_id=me").replace("###\n", script)
    result = imported(text + "GET https://api.test\nAuthorization: Bearer {{token}}\n")
    assert auth_of(result, 1)["type"] == "oauth2"


@pytest.mark.parametrize(
    "text",
    [
        LOGIN.format(more="", form="").replace("client_credentials", "refresh_token") + USE,
        LOGIN.format(more="", form="").replace("application/x-www-form-urlencoded", "text/x") + USE,
        LOGIN.format(more="", form="") + USE.replace("Authorization: Bearer", "X-Token:"),
        LOGIN.format(more="Authorization: Custom {{x}}\n", form="") + USE,
        LOGIN.format(more="", form="") + USE.replace("access_token", "other"),
    ],
)
def test_what_is_none_keeps_its_capture(text: str) -> None:
    result = imported(text)
    assert auth_of(result, 1) == {"type": "none"}
    assert len(result.requests[0].captures) == 1
    assert result.requests[1].headers
