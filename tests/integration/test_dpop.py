"""Bound tokens where servers are odd: other types, nonces that change, redirects, no package."""

from __future__ import annotations

import asyncio
import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.engine_lab import Lab, console, status
from tests.servers.toxic import Call, response, toxic_server

from outrider.engine.engine import Engine

ENVIRONMENT = """
[variables]
base_url = "{url}"
[secrets]
client_secret = "dev-only-secret"
[auth.default]
type = "oauth2"
token_endpoint = "{url}/token"
client_id = "orders"
client_secret = "{{{{client_secret}}}}"
dpop = true
{more}
"""


@dataclass
class Servers:
    """An authorization server and an API on one origin.

    Attributes:
        tokens: the members of each token response, in order; the last one is repeated.
        token_nonces, api_nonces: what each of them gives with its responses, in order.
    """

    tokens: list[dict[str, Any]] = field(default_factory=lambda: [{"token_type": "DPoP"}])
    token_nonces: list[str] = field(default_factory=list)
    api_nonces: list[str] = field(default_factory=list)
    proofs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def answer(self, call: Call) -> None:
        lines = [line.partition(": ") for line in call.head.decode().split("\r\n")[1:]]
        fields = {name.lower(): value for name, _, value in lines}
        proof = fields.get("dpop", "")
        self.proofs.append((call.target, claims_of(proof) if proof else {}))
        self.sent.append((call.target, fields.get("authorization", "")))
        is_token = call.target == "/token"
        nonces = self.token_nonces if is_token else self.api_nonces
        more = [f"DPoP-Nonce: {nonces.pop(0)}".encode()] if nonces else []
        if not is_token:
            await call.say(response(b"{}", *more))
            return
        members = {"access_token": "abc", "expires_in": 60, **self.tokens[0]}
        if len(self.tokens) > 1:
            self.tokens.pop(0)
        if "error" in members:
            del members["access_token"]
            error = b"400 Bad Request"
            await call.say(response(json.dumps(members).encode(), *more, status=error))
            return
        await call.say(response(json.dumps(members).encode(), *more))


def claims_of(proof: str) -> dict[str, Any]:
    part = proof.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def jwt(claims: dict[str, Any]) -> str:
    parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
    return ".".join(urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + ".c2ln"


async def sends(
    lab: Lab, servers: Servers, *requests: str, more: str = ""
) -> tuple[list[int | None], Engine]:
    async with toxic_server(servers.answer) as server:
        lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more=more)})
        lab.request("list", "{{base_url}}/orders?x=1")
        async with lab.workbench() as bench:
            results = [await lab.send(bench, one) for one in requests or ("list",)]
            return [status(one) for one in results], bench


@pytest.mark.parametrize(
    ("members", "sent", "proven", "words"),
    [
        ({"token_type": "DPoP"}, "DPoP abc", True, ""),
        ({"token_type": "dpop"}, "DPoP abc", True, ""),
        ({}, "DPoP abc", True, "No token_type in the token response: assuming DPoP."),
        (
            {"token_type": "Bearer"},
            "Bearer abc",
            False,
            "The server issued a Bearer token, although DPoP was requested: it is not bound to a "
            "key, and is sent without a proof (RFC 9449 §5).",
        ),
    ],
)
async def test_the_type_decides_how_the_token_is_sent(
    members: dict[str, Any], sent: str, proven: bool, words: str, lab: Lab
) -> None:
    servers = Servers([members])
    statuses, bench = await sends(lab, servers, "list", "list")
    assert statuses == [200, 200]
    assert [value for target, value in servers.sent if target != "/token"] == [sent, sent]
    proofs = [proof for target, proof in servers.proofs if target != "/token"]
    assert all(bool(proof.get("ath")) is proven for proof in proofs)
    assert words in "\n".join(console(bench))


async def test_a_bound_token_of_another_key_is_a_warning(lab: Lab) -> None:
    token = jwt({"cnf": {"jkt": "another"}})
    _, bench = await sends(lab, Servers([{"access_token": token, "token_type": "DPoP"}]))
    assert any("bound to another key (cnf)" in one for one in console(bench))


async def test_a_nonce_that_comes_with_a_success_is_in_the_next_proof(lab: Lab) -> None:
    servers = Servers(token_nonces=["as-1"], api_nonces=["rs-1", "rs-2"])
    servers.tokens = [{"token_type": "DPoP", "expires_in": 0}]
    await sends(lab, servers, "list", "list", "list")
    nonces = [(target, proof.get("nonce")) for target, proof in servers.proofs]
    assert nonces == [
        ("/token", None),
        ("/orders?x=1", None),
        ("/token", "as-1"),
        ("/orders?x=1", "rs-1"),
        ("/token", "as-1"),
        ("/orders?x=1", "rs-2"),
    ]
    claims = servers.proofs[1][1]
    assert (claims["htm"], claims["htu"].rpartition("/")[2]) == ("GET", "orders")
    assert len({proof["jti"] for _, proof in servers.proofs}) == 6


async def test_a_nonce_that_the_token_endpoint_never_accepts_is_tried_once(lab: Lab) -> None:
    servers = Servers([{"error": "use_dpop_nonce"}], token_nonces=["a", "b", "c"])
    async with toxic_server(servers.answer) as server:
        lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more="")})
        lab.request("list")
        async with lab.workbench() as bench:
            result = await lab.send(bench)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert "a DPoP nonce, and rejects the one that it gave." in result.error.why
    assert [proof.get("nonce") for _, proof in servers.proofs] == [None, "a"]


@pytest.mark.parametrize(
    ("placement", "authorization", "target"),
    [
        ('{ name = "X-Token", prefix = "" }', "", "/orders?x=1"),
        ('{ name = "Authorization", prefix = "bearer" }', "DPoP abc", "/orders?x=1"),
        ('{ in = "query", name = "t" }', "", "/orders?x=1&t=abc"),
    ],
)
async def test_a_proof_goes_with_the_token_wherever_that_is_placed(
    placement: str, authorization: str, target: str, lab: Lab
) -> None:
    servers = Servers()
    await sends(lab, servers, more=f"placement = {placement}")
    assert servers.sent[-1] == (target, authorization)
    assert servers.proofs[-1][1]["ath"]


async def test_own_credentials_of_a_request_get_no_proof_and_fetch_no_token(lab: Lab) -> None:
    own = '[[headers]]\nname = "Authorization"\nvalue = "Basic YTpi"\n'
    lab.write({"requests/own.toml": f'url = "{{{{base_url}}}}/own"\n{own}'})
    servers = Servers()
    statuses, _ = await sends(lab, servers, "own")
    assert statuses == [200]
    assert servers.proofs == [("/own", {})]


async def test_without_the_package_that_signs_nothing_is_sent(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "joserfc.jwk", None)
    servers = Servers()
    async with toxic_server(servers.answer) as server:
        lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more="")})
        lab.request("list")
        async with lab.workbench() as bench:
            result = await lab.send(bench)
            with pytest.raises(Exception, match="DPoP needs the optional package") as raised:
                await lab.token(bench)
    assert result.error is not None
    assert result.error.exit_code == 3
    assert result.error.what == "DPoP needs the optional package joserfc."
    assert "environments/dev.toml:11" in f"{result.error.where}{raised.value}{result.error}"
    assert servers.sent == []


@pytest.mark.parametrize("written", ['"true"', '"yes"', "1"])
def test_the_setting_is_true_or_false(written: str, lab: Lab) -> None:
    text = ENVIRONMENT.format(url="https://a.test", more="").replace(
        "dpop = true", f"dpop = {written}"
    )
    lab.write({"environments/dev.toml": text})
    with pytest.raises(Exception, match="dpop must be true or false"):
        lab.snapshot("dev")


@dataclass
class LastNonceOnly:
    """A server that takes no nonce but the last one that it gave, and gives one with each answer.

    Attributes:
        strict: the targets where it does so.
        sent: how many requests there were.
    """

    strict: tuple[str, ...]
    sent: int = 0
    last: dict[str, str] = field(default_factory=dict)

    async def answer(self, call: Call) -> None:
        self.sent += 1
        lines = [line.partition(": ") for line in call.head.decode().split("\r\n")[1:]]
        proof = {name.lower(): value for name, _, value in lines}.get("dpop", "")
        last = self.last.get(call.target)
        fresh = bool(proof and last) and claims_of(proof).get("nonce") == last
        self.last[call.target] = f"nonce-{self.sent}"
        more = [f"DPoP-Nonce: nonce-{self.sent}".encode()]
        is_token, is_strict = call.target == "/token", call.target in self.strict
        if is_strict and not fresh and is_token:
            body = json.dumps({"error": "use_dpop_nonce"}).encode()
            await call.say(response(body, *more, status=b"400 Bad Request"))
        elif is_strict and not fresh:
            challenge = b'WWW-Authenticate: DPoP error="use_dpop_nonce"'
            await call.say(response(b"{}", *more, challenge, status=b"401 Unauthorized"))
        else:
            members = {"access_token": "abc", "token_type": "DPoP", "expires_in": 60}
            await call.say(response(json.dumps(members).encode(), *more))


@pytest.mark.parametrize("strict", ["/token", "/orders"])
async def test_parallel_sends_get_by_a_server_that_takes_its_last_nonce_only(
    strict: str, lab: Lab
) -> None:
    servers = LastNonceOnly((strict,))
    names = [f"auth-{number}" for number in range(12)]
    auths = "".join(f'[auth.{one}]\nextends = "default"\nscope = "{one}"\n' for one in names)
    async with toxic_server(servers.answer) as server:
        lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more=auths)})
        for one in names:
            lab.request(one, "{{base_url}}/orders", f'[auth]\nuse = "{one}"\n')
        async with lab.workbench() as bench:
            results = await asyncio.gather(*(lab.send(bench, one) for one in names))
    assert [status(one) for one in results] == [200] * 12
    assert servers.sent <= 24 + 2 * 12 + 12


async def test_an_api_that_never_takes_its_nonce_is_asked_twice(lab: Lab) -> None:
    servers = LastNonceOnly(("/orders",))

    async def forgetful(call: Call) -> None:
        servers.last = {}
        await servers.answer(call)

    async with toxic_server(forgetful) as server:
        lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more="")})
        lab.request("list", "{{base_url}}/orders")
        async with lab.workbench() as bench:
            result = await lab.send(bench)
    assert status(result) == 401
    assert [one.request.url for one in result.exchanges].count(f"{server.url}/orders") <= 3
    assert servers.sent <= 1 + 2 * 2
