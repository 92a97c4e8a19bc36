"""The workbench gets its tokens from authorization servers that we did not write."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.integration.peers.engine_on_peers import WRONG_SECRET, environment_for
from tests.integration.peers.oidc_server import OidcServer
from tests.integration.peers.peer_clients import AWKWARD_BASIC
from tests.integration.peers.peer_processes import PeerServer
from tests.integration.peers.test_assertion_grants import ACCOUNT, GOOGLE
from tests.integration.peers.test_assertion_grants import environment as by_account
from tests.integration.peers.test_assertions_from_elsewhere import environment as by_source
from tests.integration.peers.test_assertions_from_elsewhere import made
from tests.integration.peers.test_assertions_with_oidc import environment as by_key
from tests.integration.peers.test_certificates_with_oidc import MINE
from tests.integration.peers.test_certificates_with_oidc import environment as by_certificate
from tests.integration.peers.test_dpop_with_oidc import NONCE, WITH_SECRET
from tests.integration.peers.test_dpop_with_oidc import environment as bound_to_a_key
from tests.rfc_keys import EC_TEXT
from tests.screens.seat import LARGE, SMALL, seated
from tests.servers.toxic import ok, toxic_server

FETCHED = " no t"
"""How the reason of a first token begins: a slow exchange has more digits, and leaves no room."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(folder))


@pytest.fixture(params=["authlib_server", "dot_server"])
def server(request: pytest.FixtureRequest) -> PeerServer:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, PeerServer)
    return found


async def test_a_send_shows_the_exchange_and_the_second_one_the_cache(
    lab: Lab, server: PeerServer
) -> None:
    async with environment_for(AWKWARD_BASIC, server, lab), seated(lab, SMALL) as seat:
        await seat.press("ctrl+r")
        await seat.until(lambda: "200 OK" in seat.text)
        await seat.until(lambda: FETCHED in seat.console)
        await seat.press("ctrl+r")
        await seat.until(lambda: "cached, " in seat.console)


async def test_a_wrong_secret_is_told_in_the_servers_words_and_sends_nothing(
    lab: Lab, server: PeerServer
) -> None:
    async with (
        environment_for(AWKWARD_BASIC, server, lab, secret=WRONG_SECRET) as api,
        seated(lab, SMALL) as seat,
    ):
        await seat.press("ctrl+r")
        await seat.until(lambda: "invalid_client" in seat.text)
        assert api.connections == 0


@pytest.mark.parametrize("method", ["private_key_jwt", "client_assertion", "tls_client_auth"])
async def test_a_client_without_a_secret_sends_from_the_screen(
    method: str, lab: Lab, oidc: OidcServer
) -> None:
    if method == "private_key_jwt":
        by_key(lab, oidc, "p256", EC_TEXT)
    elif method == "client_assertion":
        (lab.root / "t").write_text(made(oidc))
        by_source(lab, oidc, '{ file = "t" }')
    else:
        by_certificate(lab, oidc, "mtls", method, MINE)
    async with seated(lab, SMALL) as seat:
        await seat.press("ctrl+r")
        await seat.until(lambda: "needs your trust" in seat.text)
        await seat.press("t")
        await seat.until(lambda: "200 OK" in seat.text)
        # The console is drawn a moment after the response.
        await seat.until(lambda: FETCHED in seat.console)
        assert ("Read client_assertion" in seat.console) == (method == "client_assertion")


async def test_the_nonces_of_both_servers_are_legs_in_the_console(
    lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    bound_to_a_key(lab, oidc, dpop_api, "nonce-dpop", *WITH_SECRET)
    lab.request("list", "{{base_url}}/nonce")
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+r")
        await seat.until(lambda: "needs your trust" in seat.text)
        await seat.press("t")
        await seat.until(lambda: "200 OK" in seat.text)
        await seat.until(lambda: "no token yet; the server requires" in seat.console)
        assert "401" in seat.console
        assert NONCE[:20] in seat.console.rpartition("/nonce")[2]
        await seat.press("ctrl+t")
        await seat.until(lambda: "bound to a key of this process" in seat.console)
        await seat.press("ctrl+r")
        await seat.until(lambda: "cached, " in seat.console)


async def test_a_service_account_sends_from_the_screen(
    lab: Lab, authlib_server: PeerServer
) -> None:
    async with toxic_server(ok(b"{}")) as api:
        by_account(lab, authlib_server, api.url, GOOGLE, ACCOUNT)
        async with seated(lab, SMALL) as seat:
            await seat.press("ctrl+r")
            await seat.until(lambda: "200 OK" in seat.text)
            await seat.until(lambda: FETCHED in seat.console)
            assert "eyJ" not in seat.text
