"""Passwords behind a user's name and a colon, where no scheme says that there is a URL."""

from __future__ import annotations

import pytest
from tests.work_counter import given_up_at_last

from outrider.credential_shapes import find_credentials


@pytest.mark.parametrize(
    "text",
    [
        "GET user:LEAKsecret@host.example/path",
        "proxy: user:LEAKsecret@proxy.example:8080",
        "http_proxy=bob:LEAKsecret1@proxy.corp:3128",
        "--proxy bob:LEAKsecret@proxy:3128",
        'url = "bob:LEAKsecret1@api.example.com"',
        "git clone bob:LEAKsecret@github.com/x/y.git",
        '{"proxy":"bob:LEAK!secret@10.0.0.1:8080"}',
        "curl bob:LEAKsecret@localhost/x",
        "bob%40example.com:LEAKsecret@api.example.com/v1",
    ],
)
def test_user_info_needs_no_scheme(text: str) -> None:
    (found,) = find_credentials(text)
    assert text[found.start : found.end].startswith("LEAK")
    assert text[found.end] == "@"
    assert found.name == "password"


@pytest.mark.parametrize(
    "text",
    [
        "mailto:bob12345@example.com/x",
        "sip:alice1234@host.example:5060",
        "xmpp:romeo123@example.net/balcony",
        "acct:bob12345@example.com",
        "user:bob12345@example.com",
        "image: registry:5000/app@sha256:4bf92f3577b34da6a3ce929d0e0e4736",
        "alpine:3.19@sha256:12345",
        "npm:lodash@4.17.21/x",
        "git@github.com:org/repo.git",
        "https://medium.com/@bob/a:b@c.d/",
        "@bob:example.org/room",
        "Doe:john@example.com",
        "bob:{{password}}@proxy.example:8080",
        "bob:<password>@proxy.example:8080",
        "12:30@home:80",
    ],
)
def test_addresses_of_other_kinds_have_no_user_info(text: str) -> None:
    assert list(find_credentials(text)) == []


@pytest.mark.parametrize("piece", ["a:b@", "a:", "user:p1@h.", "x.y:" * 9])
def test_user_info_is_looked_for_in_one_pass(piece: str) -> None:
    with given_up_at_last():
        assert isinstance(list(find_credentials(piece * (200_000 // len(piece)))), list)
