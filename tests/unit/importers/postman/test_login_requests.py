"""What becomes of a collection in which a request gets the token for the others."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    collection,
    folder,
    lost,
    named,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.token_script_examples import (
    BEARER,
    ENVIRONMENT,
    HEADER,
    NATIVE,
)

LOGIN: dict[str, Any] = {
    "urlencoded": {
        "mode": "urlencoded",
        "urlencoded": [
            {"key": "grant_type", "value": "client_credentials"},
            {"key": "scope", "value": "{{scope}}"},
        ],
    },
    "raw": {"mode": "raw", "raw": "grant_type=client_credentials&scope={{scope}}"},
    "raw JSON": {
        "mode": "raw",
        "raw": '{"grant_type": "client_credentials", "scope": "{{scope}}"}',
        "options": {"raw": {"language": "json"}},
    },
    "formdata": {
        "mode": "formdata",
        "formdata": [
            {"key": "grant_type", "value": "client_credentials", "type": "text"},
            {"key": "scope", "value": "{{scope}}", "type": "text"},
        ],
    },
}
STORE = script("pm.environment.set('accessToken', pm.response.json().access_token);", "test")
CLIENT = auth("basic", username="{{clientId}}", password="{{clientSecret}}")


@pytest.mark.parametrize("shape", LOGIN)
def test_a_request_that_gets_the_token_for_the_others(shape: str) -> None:
    login = request(
        "Login", "{{tokenUrl}}", method="POST", auth=CLIENT, body=LOGIN[shape], event=[STORE]
    )
    imported = read(collection(login, request("List", auth=BEARER)), ENVIRONMENT)
    assert table(root(imported)) == NATIVE
    assert named(imported, "list").auth is None
    assert table(named(imported, "login"))["type"] == "basic"
    assert lost(imported) == []


def test_its_parameters_may_stand_in_the_url_and_its_client_on_the_folder() -> None:
    url = "{{tokenUrl}}?grant_type=client_credentials&scope={{scope}}"
    login = request("Login", url, method="POST", event=[STORE])
    imported = read(
        collection(folder("Auth", login, auth=CLIENT), request("List", header=HEADER)),
        ENVIRONMENT,
    )
    assert table(root(imported)) == NATIVE
    assert named(imported, "auth/login").auth is None


def test_the_same_request_twice_is_one_auth() -> None:
    login = request(
        "Login", "{{tokenUrl}}", method="POST", auth=CLIENT, body=LOGIN["raw"], event=[STORE]
    )
    imported = read(
        collection(folder("A", login), folder("B", login), request("List", auth=BEARER)),
        ENVIRONMENT,
    )
    assert table(root(imported)) == NATIVE
    assert lost(imported) == []


def test_another_request_for_the_same_variable_is_kept_and_told() -> None:
    first = request(
        "Login", "{{tokenUrl}}", method="POST", auth=CLIENT, body=LOGIN["raw"], event=[STORE]
    )
    second = request(
        "Other", "{{otherUrl}}", method="POST", auth=CLIENT, body=LOGIN["raw"], event=[STORE]
    )
    imported = read(collection(first, second, request("List", auth=BEARER)), ENVIRONMENT)
    assert table(root(imported)) == NATIVE
    [what] = lost(imported)
    assert "another script sets the same variable" in what
    assert any("access_token" in line for line in imported.comments["requests/other"])
