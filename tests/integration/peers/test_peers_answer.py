"""The programs that we did not write run, and behave as their scripts say."""

from __future__ import annotations

import base64
import ssl
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

import pytest
import trustme
from tests.integration.peers.peer_clients import (
    AWKWARD_BASIC,
    AWKWARD_POST,
    AWKWARD_PUBLIC,
    CLIENTS,
    PLAIN,
    PeerClient,
)
from tests.integration.peers.peer_processes import (
    InterceptingProxy,
    PeerDidNotStart,
    PeerServer,
    PeersMissing,
    peers_bin,
    running,
)
from tests.patience import PATIENCE
from tests.servers.plain_client import ask_token, basic, raw_basic

from outrider.demo.loopback import Certificate
from outrider.demo.servers import DemoServers

GRANT = ("grant_type", "client_credentials")


def plus_basic(client: PeerClient) -> str:
    """Form-encoded with ``+`` for a space."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def status(server: PeerServer, client: PeerClient, authorization: str | None = None) -> int:
    fields = [GRANT]
    if client.token_endpoint_auth_method != "client_secret_basic":
        fields.append(("client_id", client.client_id))
    if client.token_endpoint_auth_method == "client_secret_post":
        fields.append(("client_secret", client.client_secret))
    return ask_token(server.token_url, fields, authorization=authorization).status


def percent_basic(client: PeerClient) -> str:
    return basic(client.client_id, client.client_secret)


def unencoded_basic(client: PeerClient) -> str:
    return raw_basic(client.client_id, client.client_secret)


def test_the_awkward_credentials_hold_what_breaks_clients() -> None:
    for client in CLIENTS[1:3]:
        for text in (client.client_id, client.client_secret):
            assert set(":%+ &") <= set(text)
            assert quote(text, safe="") != text


def test_authlib_percent_decodes_basic_credentials_and_leaves_a_plus_alone(
    authlib_server: PeerServer,
) -> None:
    assert status(authlib_server, PLAIN, unencoded_basic(PLAIN)) == 200
    assert status(authlib_server, AWKWARD_BASIC, percent_basic(AWKWARD_BASIC)) == 200
    assert status(authlib_server, AWKWARD_BASIC, plus_basic(AWKWARD_BASIC)) == 401
    assert status(authlib_server, AWKWARD_BASIC, unencoded_basic(AWKWARD_BASIC)) == 401
    first = authlib_server.requests()[0]
    assert (first["method"], first["path"]) == ("POST", "/oauth/token")
    assert first["headers"]["authorization"] == unencoded_basic(PLAIN)
    assert first["body"] == "grant_type=client_credentials"


def test_authlib_takes_awkward_credentials_in_the_body_and_public_clients(
    authlib_server: PeerServer,
) -> None:
    assert status(authlib_server, AWKWARD_POST) == 200
    assert status(authlib_server, AWKWARD_PUBLIC) == 200


def test_authlib_enforces_the_method_of_each_client(authlib_server: PeerServer) -> None:
    posted = PeerClient(PLAIN.client_id, PLAIN.client_secret, "client_secret_post")
    assert status(authlib_server, posted) == 401


def test_authlib_names_the_scope_that_it_grants(authlib_server: PeerServer) -> None:
    answer = ask_token(
        authlib_server.token_url,
        (GRANT, ("scope", "orders.read")),
        authorization=percent_basic(AWKWARD_BASIC),
    ).json
    assert answer["scope"] == "orders.read"
    assert answer["expires_in"] == 120


def test_django_oauth_toolkit_form_decodes_basic_credentials(dot_server: PeerServer) -> None:
    assert status(dot_server, PLAIN, unencoded_basic(PLAIN)) == 200
    assert status(dot_server, AWKWARD_BASIC, percent_basic(AWKWARD_BASIC)) == 200
    assert status(dot_server, AWKWARD_BASIC, plus_basic(AWKWARD_BASIC)) == 200
    assert status(dot_server, AWKWARD_BASIC, unencoded_basic(AWKWARD_BASIC)) == 401


def test_django_oauth_toolkit_takes_awkward_credentials_in_the_body(
    dot_server: PeerServer,
) -> None:
    assert status(dot_server, AWKWARD_POST) == 200
    (recorded,) = dot_server.requests()
    assert recorded["headers"]["content-type"] == "application/x-www-form-urlencoded"


def test_django_oauth_toolkit_refuses_a_scope_that_it_does_not_know(
    dot_server: PeerServer,
) -> None:
    answer = ask_token(
        dot_server.token_url, (GRANT, ("scope", "everything")), authorization=percent_basic(PLAIN)
    )
    assert (answer.status, answer.json["error"]) == (400, "invalid_scope")


def test_the_proxy_opens_tls_and_checks_the_server_behind_it(
    intercepting_proxy: InterceptingProxy, upstream_authority: trustme.CA, tmp_path: Path
) -> None:
    statuses = []
    for authority in (upstream_authority, trustme.CA()):
        certificate = issue(authority, tmp_path)
        with DemoServers(certificate=certificate) as servers:
            url = servers.api_url + "/echo"
            statuses.append(through(intercepting_proxy, url))
            seen = [one.header("x-mark") for one in servers.api.recorder.requests]
            assert seen == (["42"] if authority is upstream_authority else [])
    first, second = intercepting_proxy.flows()
    assert statuses == [200, 502]
    assert (first["method"], first["host"], first["status"]) == ("GET", "127.0.0.1", 200)
    assert first["url"].endswith("/echo")
    assert ["x-mark", "42"] in first["headers"]
    assert "certificate verify failed" in second["error"].lower()


def issue(authority: trustme.CA, folder: Path) -> Certificate:
    issued = authority.issue_cert("127.0.0.1")
    chain, key = folder / "chain.pem", folder / "key.pem"
    issued.private_key_pem.write_to_path(key)
    chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    return Certificate(chain, key)


def through(proxy: InterceptingProxy, url: str) -> int:
    """The status of a GET through the proxy, trusting only the proxy's own authority."""
    trusting = ssl.create_default_context(cafile=str(proxy.ca_bundle))
    here, there = urlsplit(proxy.url), urlsplit(url)
    connection = HTTPSConnection(here.hostname or "", here.port, timeout=PATIENCE, context=trusting)
    connection.set_tunnel(there.hostname or "", there.port)
    try:
        connection.request("GET", there.path, headers={"x-mark": "42"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_without_the_peers_a_test_fails_with_the_command_that_makes_them(tmp_path: Path) -> None:
    with pytest.raises(PeersMissing, match="make setup"):
        peers_bin(str(tmp_path))


def test_a_peer_that_ends_at_once_is_reported_with_its_own_words(
    peers: Path, tmp_path: Path
) -> None:
    command = [str(peers / "python"), "-c", "raise SystemExit('no port free')"]
    with pytest.raises(PeerDidNotStart, match="no port free"), running(command, tmp_path):
        pass
