"""DPoP with nonces at oidc-provider, and an API that checks each proof; neither is ours."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc.jwk import ECKey
from tests.engine_lab import Lab, console, status
from tests.integration.peers.oidc_server import SECRET, OidcServer
from tests.integration.peers.peer_processes import PeerServer
from tests.integration.peers.test_sign_in_with_oidc import ANY_PORT, DEVICE, Person
from tests.rfc_keys import EC_JWK
from tests.shell import Shell

from outrider.engine.engine import Engine
from outrider.model.exchange import Exchange

WITH_SECRET = (f'client_secret = "{SECRET}"',)
WITH_KEY = ('token_endpoint_auth_method = "private_key_jwt"', "private_key = '{{key}}'")
PUBLIC = ('token_endpoint_auth_method = "none"',)
NONCE = "the server requires its DPoP nonce"


def environment(lab: Lab, server: OidcServer, api: PeerServer, client: str, *more: str) -> Lab:
    """``dev`` for a client whose tokens are bound to a key."""
    lines = [
        "[variables]",
        f'base_url = "{api.url}"',
        "[secrets]",
        f"key = '{json.dumps(EC_JWK)}'",
        "[tls]",
        f'ca_bundle = "{server.folder / "ca.pem"}"',
        "[auth.default]",
        'type = "oauth2"',
        f'issuer = "{server.url}"',
        f'client_id = "{client}"',
        "dpop = true",
        *more,
    ]
    lab.write({"environments/dev.toml": "\n".join(lines)})
    return lab.request("list", "{{base_url}}/plain").request("nonce", "{{base_url}}/nonce/a?b=c#d")


def exchanges(bench: Engine) -> list[Exchange]:
    return [one.exchange for one in bench.console if one.exchange is not None]


def seen(bench: Engine) -> list[tuple[str, int]]:
    """Purpose and status of each exchange but those of metadata."""
    return [
        (one.purpose.value, one.response.status if one.response else 0)
        for one in exchanges(bench)
        if one.request.method != "GET" or one.purpose.value == "api"
    ]


def claims_of(proof: str) -> dict[str, Any]:
    part = proof.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


@pytest.mark.parametrize(("client", "how"), [("dpop", WITH_SECRET), ("nonce-dpop", WITH_SECRET)])
async def test_a_bound_token_is_sent_with_a_proof_that_the_api_takes(
    client: str, how: tuple[str, ...], lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, client, *how)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
        assert status(result) == 200, result.error
        again = await lab.send(bench)
        assert status(again) == 200
    assert result.token is not None
    assert result.token.token.token_type == "DPoP"
    proofs = [one["headers"]["dpop"] for one in (*oidc.requests(), *dpop_api.requests())]
    assert len({claims_of(one)["jti"] for one in proofs}) == len(proofs)
    assert len(oidc.requests()) == (2 if client == "nonce-dpop" else 1)
    assert len(dpop_api.requests()) == 2


async def test_each_server_has_nonces_of_its_own_and_gets_the_last_one(
    lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "nonce-dpop", *WITH_SECRET)
    async with lab.workbench() as bench:
        for _ in range(3):
            result = await lab.send(bench, "nonce")
            assert status(result) == 200, result.error
        bench.sender.forget()
        assert status(await lab.send(bench, "nonce")) == 200
        first = seen(bench)
        reasons = [one.reason for one in exchanges(bench) if one.request.method != "GET"]
        api = [one.reason for one in exchanges(bench) if one.purpose.value == "api"]
    token, send = ("token", 200), ("api", 200)
    assert first == [("token", 400), token, ("api", 401), send, send, send, token, send]
    assert reasons[1] == f"no token yet; {NONCE}"
    assert api[1] == NONCE
    nonces = [claims_of(one["headers"]["dpop"]).get("nonce") for one in dpop_api.requests()]
    assert nonces[0] is None
    assert len(set(nonces)) == len(nonces)


async def test_a_client_that_signs_signs_anew_for_the_nonce(
    lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "nonce-key", *WITH_KEY)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
        assert status(result) == 200, result.error
    forms = [parse_qs(one["body"]) for one in oidc.requests()]
    assertions = {form["client_assertion"][0] for form in forms}
    assert len(forms) == len(assertions) == 2


@pytest.mark.parametrize(
    ("client", "how"), [("nonce-person", PUBLIC), ("nonce-person-secret", WITH_SECRET)]
)
@pytest.mark.parametrize(
    ("grant", "more"),
    [("authorization_code", (ANY_PORT,)), (DEVICE, ()), ("authorization_code", (ANY_PORT, "par"))],
    ids=["browser", "device", "pushed"],
)
async def test_who_signs_in_gets_a_bound_token_and_renews_it(
    grant: str,
    more: tuple[str, ...],
    client: str,
    how: tuple[str, ...],
    lab: Lab,
    oidc: OidcServer,
    dpop_api: PeerServer,
) -> None:
    pushed = f'pushed_authorization_request_endpoint = "{oidc.url}/request"'
    written = [pushed if one == "par" else one for one in more]
    scope = 'scope = "openid offline_access"'
    environment(lab, oidc, dpop_api, client, *how, f'grant_type = "{grant}"', scope, *written)
    person = Person(oidc)
    async with lab.workbench(user=person) as bench:
        result = await lab.send(bench, "nonce")
        assert status(result) == 200, result.error
        renewed = await lab.token(bench, fresh=True)
        assert renewed.reason_code == "refreshed"
        assert status(await lab.send(bench, "nonce")) == 200
    await asyncio.gather(*person.tasks)
    assert len(person.shown) == 1
    if grant == "authorization_code":
        query = parse_qs(person.shown[0].url.partition("?")[2])
        named = query.get("dpop_jkt") or parse_qs(oidc.requests("/request")[0]["body"])["dpop_jkt"]
        key: Any = header_of(oidc.requests()[-1]["headers"]["dpop"])["jwk"]
        assert named == [ECKey.import_key(key).thumbprint()]
    last = parse_qs(oidc.requests()[-1]["body"])
    assert last["grant_type"] == ["refresh_token"]


@pytest.mark.parametrize(
    ("path", "method", "body"), [("moved/plain", "GET", ""), ("moved/nonce/x", "POST", "text")]
)
async def test_a_redirect_gets_a_proof_of_its_own(
    path: str, method: str, body: str, lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "dpop", *WITH_SECRET)
    more = f'method = "{method}"\n[options]\nfollow_redirects = true\n'
    if body:
        more += f'[body]\ntype = "text"\ncontent = "{body}"\n'
    lab.request("list", f"{{{{base_url}}}}/{path}", more)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
        assert status(result) == 200, (result.error, seen(bench))


@pytest.mark.parametrize(
    ("path", "tries", "why"),
    [
        ("stale", 2, "The API requires a DPoP nonce, and gave none or rejects the one that it"),
        ("silent", 1, "The API requires a DPoP nonce, and gave none or rejects the one that it"),
    ],
)
async def test_a_nonce_is_tried_once(
    path: str, tries: int, why: str, lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "dpop", *WITH_SECRET)
    lab.request("list", f"{{{{base_url}}}}/{path}")
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert status(result) == 401
    assert len(dpop_api.requests()) == tries
    assert result.notes[0].why.startswith(why)


async def test_a_token_that_the_request_names_gets_its_proof(
    lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "dpop", *WITH_SECRET)
    own = '[[headers]]\nname = "Authorization"\nvalue = "DPoP {{access_token}}"\n'
    lab.request("list", "{{base_url}}/nonce", own)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
        assert status(result) == 200, result.error


@pytest.mark.parametrize("more", ["", "scope = 'orders.read'"])
async def test_a_client_that_must_prove_itself_and_does_not_is_told(
    more: str, lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "dpop", *WITH_SECRET, more)
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace("dpop = true\n", ""))
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert "add dpop = true to [auth.default] (environments/dev.toml:7)" in result.error.advice
    assert dpop_api.requests() == []


async def test_without_dpop_a_bearer_token_is_refused_and_the_key_named(
    lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "basic", *WITH_SECRET)
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace("dpop = true\n", ""))
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert status(result) == 401
    assert result.notes[0].why == "The API requires DPoP (RFC 9449), and dpop is not set."
    assert result.notes[0].advice.startswith("Add dpop = true to [auth.default] (environments/dev")


async def test_environments_have_keys_of_their_own(
    lab: Lab, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "dpop", *WITH_SECRET, "[auth.b]", 'extends = "default"')
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/two.toml": text})
    lab.request("b", "{{base_url}}/plain", '[auth]\nuse = "b"\n')
    async with lab.workbench() as bench:
        for name, where in (("list", "dev"), ("b", "dev"), ("list", "two"), ("b", "two")):
            assert status(await lab.send(bench, name, where)) == 200
        assert not any("bound" in one for one in console(bench))
    keys = [json.dumps(header_of(one["headers"]["dpop"])["jwk"]) for one in dpop_api.requests()]
    assert keys[0] == keys[1] != keys[2] == keys[3]


def header_of(proof: str) -> dict[str, Any]:
    part = proof.split(".", maxsplit=1)[0]
    header: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return header


@pytest.mark.slow
def test_the_program_does_so_and_shares_no_bound_token(
    lab: Lab, shell: Shell, tmp_path: Path, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "nonce-dpop", *WITH_SECRET)
    (tmp_path / "run").mkdir(mode=0o700)
    more = {"OUTRIDER_TOKENS": "shared", "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    shell = replace(shell, more=more)
    for _ in range(2):
        said = shell.run("send", "nonce", "--env", "dev", "--trust", "--json")
        assert said.status == 0, said.err
        assert [one["status"] for one in said.json["exchanges"][-4:]] == [400, 200, 401, 200]
        assert said.json["exchanges"][-1]["reason"] == NONCE
        assert "eyJ" not in said.text + said.err
        assert said.json["token"]["source"] == "exchange"
    assert "dev" not in shell.run("tokens").text
    assert shell.run("check").status == 0
    printed = shell.run("token", "--env", "dev", "--trust")
    assert printed.status == 0, printed.err
    assert "bound to a key of this process (DPoP)" in printed.err


@pytest.mark.slow
def test_the_server_says_that_the_token_is_bound(
    lab: Lab, shell: Shell, oidc: OidcServer, dpop_api: PeerServer
) -> None:
    environment(lab, oidc, dpop_api, "nonce-dpop", *WITH_SECRET)
    said = shell.run("token", "--env", "dev", "--trust", "--introspect")
    assert said.status == 0, said.err
    assert "DPoP" in said.text
