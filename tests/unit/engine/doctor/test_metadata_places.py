"""Where the metadata of known servers is looked for, by their token endpoints and issuers."""

from __future__ import annotations

import pytest

from outrider.engine.doctor.metadata_places import guessed_issuer, places_of_metadata

HOST = "https://login.example.com"


@pytest.mark.parametrize(
    ("path", "issuer"),
    [
        ("/connect/token", ""),
        ("/oauth2/token", ""),
        ("/oauth/token", ""),
        ("/token", ""),
        ("/o/token/", ""),
        ("/oauth2/default/v1/token", "/oauth2/default"),
        ("/realms/a/protocol/openid-connect/token", "/realms/a"),
        ("/tenant/oauth2/v2.0/token", "/tenant/v2.0"),
        ("/as/nothing-known", ""),
        ("/realms/a/protocol/openid-connect/auth", "/realms/a"),
        ("/realms/a/protocol/openid-connect", "/realms/a"),
        ("/tenant/connect/authorize", "/tenant"),
        ("", ""),
    ],
)
def test_the_issuer_is_guessed_by_what_known_servers_append(path: str, issuer: str) -> None:
    assert guessed_issuer(HOST + path) == HOST + issuer


@pytest.mark.parametrize("path", ["", "/a", "/auth/realms/a", "/realms/a", "/a/b/"])
def test_every_place_is_on_the_host_that_the_file_names(path: str) -> None:
    for places in (places_of_metadata(HOST + path, ""), places_of_metadata("", HOST + path)):
        assert 2 <= len(places) <= 4
        assert all(place.startswith(f"{HOST}/") for place in places)
        assert len(set(places)) == len(places)


def test_an_issuer_of_keycloak_is_looked_for_with_and_without_auth() -> None:
    last = places_of_metadata(f"{HOST}/auth/realms/a", "")[-1]
    assert last == f"{HOST}/realms/a/.well-known/openid-configuration"


@pytest.mark.parametrize("path", ["/realms/a", "/auth/realms/a/"])
def test_a_token_endpoint_that_is_an_issuer_of_keycloak_is_asked_as_one(path: str) -> None:
    first = places_of_metadata("", HOST + path)
    assert f"{HOST}{path.rstrip('/')}/.well-known/openid-configuration" in first[:2]
