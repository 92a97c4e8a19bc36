"""What a collection says beside what a workspace has a place for is told, and no secret of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    collection,
    folder,
    lost,
    read,
    request,
)

CERTIFICATE = {
    "name": "mutual",
    "matches": ["https://api.example/*"],
    "cert": {"src": "/certs/me.pem"},
    "key": {"src": "/certs/me.key"},
    "passphrase": "hush-hush-1",
}
PROXY = {"match": "http+https://*/*", "host": "proxy.example", "port": 8080, "tunnel": True}


def test_a_client_certificate_is_told_with_the_keys_that_stand_for_it() -> None:
    imported = read(collection(request(certificate=CERTIFICATE)))
    [one] = [each for each in imported.remarks if "certificate" in each.what]
    assert one.place == "One"
    assert one.advice == (
        'Set in [tls] of the environment: client_certificate = "/certs/me.pem", '
        'client_key = "/certs/me.key", client_key_password = "{{client_key_password}}". '
        "Define client_key_password as a secret."
    )
    assert "hush" not in str(imported.remarks)


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [
        (PROXY, "http://proxy.example:8080"),
        ({"host": "socks5://proxy.example"}, "socks5://proxy.example"),
        ({**PROXY, "host": "me:hush-hush-1@proxy.example"}, "@proxy.example:8080"),
        (
            {**PROXY, "authenticate": True, "username": "me", "password": "hush-hush-1"},
            'url = "http://{{proxy_user}}:{{proxy_password}}@proxy.example:8080". '
            "Define proxy_user and proxy_password as secrets.",
        ),
    ],
)
def test_a_proxy_is_told_with_its_address(proxy: Any, shown: str) -> None:
    imported = read(collection(request(proxy=proxy)))
    [one] = [each for each in imported.remarks if "proxy" in each.what]
    assert shown in one.advice
    assert "hush" not in str(imported.remarks)


@pytest.mark.parametrize(
    "item",
    [
        request(proxy={**PROXY, "disabled": True}),
        request(certificate={}),
        {**request(), "id": "1", "_postman_isSubFolder": True, "uid": "2", "variable": []},
        folder("Deep", request(), id="3", createdAt="today"),
    ],
)
def test_what_says_nothing_is_not_told(item: Any) -> None:
    assert lost(read(collection(item))) == []


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (collection(request(timeout=3)), 'Member "timeout" was not imported.'),
        (
            collection({**request(), "auth": {"type": "noauth"}}),
            'Member "auth" was not imported.',
        ),
        (
            collection({**request(), "variable": [{"key": "a", "value": "1"}]}),
            'Member "variable" was not imported.',
        ),
        (collection(folder("Deep", request(), retry=3)), 'Member "retry" was not imported.'),
        (collection(request(), proxy=PROXY), "The proxy was not imported."),
        (
            collection(
                request(
                    method="POST",
                    body={"mode": "graphql", "graphql": {"query": "{a}", "file": {"src": "q.gql"}}},
                )
            ),
            'Member "file" of the GraphQL body was not imported.',
        ),
        (
            collection(request(method="POST", body={"mode": "raw", "raw": "a", "encoding": "x"})),
            'Member "encoding" of the body was not imported.',
        ),
    ],
)
def test_what_is_not_known_is_told(document: Any, what: str) -> None:
    assert what in lost(read(document))


@pytest.mark.parametrize(
    "more",
    [
        {"header": [{"key": "Q", "value": "1", "enabled": False}]},
        {"body": {"mode": "urlencoded", "urlencoded": [{"key": "Q", "enabled": False}]}},
        {"body": {"mode": "formdata", "formdata": [{"key": "Q", "enabled": False}]}},
        {"url": {"raw": "https://h/?Q=1", "query": [{"key": "Q", "value": "1", "enabled": False}]}},
    ],
)
def test_a_row_of_a_collection_is_switched_off_by_nothing_but_disabled(
    more: dict[str, Any],
) -> None:
    imported = read(collection(request(**({"method": "POST"} | more))))
    [told] = [one.what for one in imported.remarks if "enabled" in one.what]
    assert told == 'Row "Q" is switched on, although it says enabled = false.'
    made = repr(imported.requests)
    assert "enabled=True" in made
    assert "enabled=False" not in made
