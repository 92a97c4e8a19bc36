"""Names with a colon, which a Basic header cannot carry."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.collection_builders import auth, collection, read, request

WANTED = {
    "basic": ({"username": "a:b", "password": "x"}, "The user name of Basic auth"),
    "a reference": ({"username": "{{user}}", "password": "x"}, ""),
    "client": ({"clientId": "a:b", "client_authentication": "header"}, "client_id contains a"),
    "client in the body": ({"clientId": "a:b", "client_authentication": "body"}, ""),
}


@pytest.mark.parametrize("name", WANTED)
def test_a_colon_is_told_where_the_server_would_read_it(name: str) -> None:
    settings, said = WANTED[name]
    kind = "basic" if "username" in settings else "oauth2"
    more = {"grant_type": "client_credentials", "accessTokenUrl": "https://a.test/token",
            "clientSecret": "x"} if kind == "oauth2" else {}  # fmt: skip
    imported = read(collection(request(auth=auth(kind, **settings, **more))))
    found = [one.what for one in imported.remarks if "colon" in one.what]
    assert len(found) == bool(said)
    assert not said or found[0].startswith(said)
