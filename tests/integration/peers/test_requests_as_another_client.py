"""Token requests are those of another client, requests-oauth2client, which we did not write."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from joserfc.jws import extract_compact
from tests.engine_lab import Lab
from tests.integration.peers.oidc_server import SECRET
from tests.patience import PATIENCE
from tests.rfc_keys import EC_JWK, ED_JWK, RSA_JWK
from tests.servers.wire import WireRequest, WireServer

SCRIPT = Path(__file__).with_name("requests_client.py")
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MOMENTS = ("jti", "iat", "exp", "nbf")


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def form(request: WireRequest) -> tuple[list[tuple[str, str]], dict[str, Any], dict[str, Any]]:
    """The form but for its assertion, and that assertion's header and claims."""
    pairs = parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True)
    sent = [value for name, value in pairs if name == "client_assertion"]
    rest = sorted(pair for pair in pairs if pair[0] != "client_assertion")
    if not sent:
        return rest, {}, {}
    found = extract_compact(sent[0].encode())
    claims: dict[str, Any] = json.loads(found.payload)
    assert len(claims["jti"]) >= 32
    claims["lifetime"] = claims["exp"] - claims["iat"]
    left = {name: value for name, value in claims.items() if name not in MOMENTS}
    return rest, dict(found.protected), left


CASES: dict[str, dict[str, Any]] = {
    "basic": {"method": "client_secret_basic", "secret": "a:b+c %d&é", "encoding": "raw"},
    "plain basic": {
        "method": "client_secret_basic",
        "secret": "plain-secret_1~",
        "client_id": "orders",
    },
    "post": {"method": "client_secret_post", "secret": "a:b+c %d&é"},
    "none": {"method": "none"},
    **{f"jwt {alg}": {"method": "client_secret_jwt", "alg": alg} for alg in ("HS256", "HS512")},
    **{
        f"key {alg}": {"method": "private_key_jwt", "alg": alg, "jwk": {**jwk, "kid": "k-1"}}
        for alg, jwk in (
            *((one, RSA_JWK) for one in ("RS256", "RS512", "PS256", "PS384")),
            ("ES256", EC_JWK),
            ("EdDSA", ED_JWK),
        )
    },
    "audience and lifetime": {
        "method": "private_key_jwt",
        "alg": "ES256",
        "jwk": {**EC_JWK, "kid": "k-1"},
        "audience": "https://issuer.example.com",
        "lifetime": 300,
    },
    "parameters": {
        "method": "private_key_jwt",
        "alg": "ES256",
        "jwk": {**EC_JWK, "kid": "k-1"},
        "scope": "a b",
        "parameters": {"resource": "https://api.example.com/?a=b&c", "audience": "x y"},
    },
}


def environment(lab: Lab, told: dict[str, Any]) -> Lab:
    lines = [
        "[secrets]",
        f"secret = '{told.get('secret', SECRET)}'",
        "[auth.default]",
        'type = "oauth2"',
        f'token_endpoint = "{told["endpoint"]}"',
        f'token_endpoint_auth_method = "{told["method"]}"',
        f'client_id = "{told["client_id"]}"',
    ]
    if "alg" in told:
        lines.append(f'token_endpoint_auth_signing_alg = "{told["alg"]}"')
    if "secret" in told:
        lines.append('client_secret = "{{secret}}"')
    if "jwk" in told:
        lines.append(f"private_key = '{json.dumps(told['jwk'])}'")
    if "encoding" in told:
        lines.append(f'basic_encoding = "{told["encoding"]}"')
    if "audience" in told:
        lines.append(f'assertion_audience = "{told["audience"]}"')
    if "lifetime" in told:
        lines.append(f"assertion_lifetime = {told['lifetime']}")
    if "dpop" in told:
        lines.append("dpop = true")
    if "scope" in told:
        lines.append(f'scope = "{told["scope"]}"')
    lines.append("[auth.default.token_parameters]")
    lines += [f'{name} = "{value}"' for name, value in told.get("parameters", {}).items()]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request(
        "list", "https://api.test/orders"
    )


@pytest.mark.parametrize("case", CASES)
async def test_both_ask_alike(case: str, lab: Lab, wire: WireServer, peers: Path) -> None:
    told = {
        "client_id": "orders+cli",
        "endpoint": f"http://127.0.0.1:{wire.port}/token",
        **CASES[case],
    }
    if told["method"] == "client_secret_jwt":
        told["secret"] = SECRET
    environment(lab, told)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    subprocess.run(
        [str(peers / "python"), str(SCRIPT), json.dumps(told)], check=True, timeout=PATIENCE
    )
    ours, theirs = wire.requests
    assert ours.method == theirs.method == "POST"
    assert ours.target == theirs.target
    assert form(ours) == form(theirs)
    for name in ("authorization", "content-type", "accept"):
        assert ours.all(name) == theirs.all(name)


def proof(request: WireRequest) -> tuple[set[str], dict[str, Any]]:
    """The names in a proof's header, and its claims but for those that differ each time."""
    [sent] = request.all("dpop")
    found = extract_compact(sent.encode())
    claims: dict[str, Any] = json.loads(found.payload)
    header = dict(found.protected)
    assert set(header["jwk"]) - {"alg"} == {"kty", "crv", "x", "y"}
    assert claims.keys() >= {"jti", "iat"}
    left = {name: value for name, value in claims.items() if name not in MOMENTS}
    return set(header), left | {"typ": header["typ"], "alg": header["alg"]}


@pytest.mark.parametrize("grant", ["client_credentials", JWT_BEARER])
async def test_both_prove_themselves_alike(
    grant: str, lab: Lab, wire: WireServer, peers: Path
) -> None:
    told = {
        "client_id": "orders",
        "endpoint": f"http://127.0.0.1:{wire.port}/token",
        "method": "none",
        "scope": "a b",
        "dpop": True,
    }
    environment(lab, told)
    if grant == JWT_BEARER:
        file = lab.root / "environments/dev.toml"
        more = f"grant_type = \"{grant}\"\nprivate_key = '{json.dumps(EC_JWK)}'\n"
        file.write_text(file.read_text().replace("dpop = true\n", f"dpop = true\n{more}"))
    async with lab.workbench() as bench:
        assert (await lab.send(bench)).error is not None
    if grant == JWT_BEARER:
        told["assertion"] = dict(parse_qsl(wire.requests[0].body.decode()))["assertion"]
    subprocess.run(
        [str(peers / "python"), str(SCRIPT), json.dumps(told)], check=True, timeout=PATIENCE
    )
    ours, theirs = wire.requests
    assert sorted(parse_qsl(ours.body.decode())) == sorted(parse_qsl(theirs.body.decode()))
    assert proof(ours) == proof(theirs)
