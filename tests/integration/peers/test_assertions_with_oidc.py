"""private_key_jwt and client_secret_jwt at oidc-provider, which is strict and not ours."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import extract_compact
from tests.engine_lab import Lab, status
from tests.integration.peers.oidc_server import KEYS, PASSWORD, SECRET, OidcServer
from tests.rfc_keys import EC_JWK, RSA_JWK
from tests.shell import Shell

from outrider.oauth.certificate_thumbprint import certificate_thumbprint, pem_certificates

PEMS: dict[str, Any] = {
    "rsa": RSAKey.import_key(RSA_JWK),  # type: ignore[arg-type]
    "p256": ECKey.import_key(EC_JWK),  # type: ignore[arg-type]
}


def environment(lab: Lab, server: OidcServer, client: str, key: str, *more: str) -> Lab:
    """``dev`` for a client whose key is a file of the workspace."""
    (lab.root / "key").write_text(key)
    (lab.root / "key").chmod(0o600)
    lines = [
        "[variables]",
        f'base_url = "{server.url}/api"',
        "[secrets]",
        'key = { file = "key" }',
        f'password = "{PASSWORD}"',
        "[tls]",
        f'ca_bundle = "{server.folder / "ca.pem"}"',
        "[auth.default]",
        'type = "oauth2"',
        f'token_endpoint = "{server.token_url}"',
        'token_endpoint_auth_method = "private_key_jwt"',
        f'client_id = "{client}"',
        'private_key = "{{key}}"',
        *more,
    ]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


def assertion_of(request: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of the assertion in a recorded token request."""
    sent = parse_qs(request["body"])["client_assertion"][0]
    found = extract_compact(sent.encode())
    return dict(found.protected), json.loads(found.payload)


ALGORITHMS = [
    *(("rsa", one) for one in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
    ("p256", "ES256"),
    ("p384", "ES384"),
    ("p521", "ES512"),
    ("ed25519", "EdDSA"),
]


@pytest.mark.parametrize(("client", "algorithm"), ALGORITHMS)
async def test_each_algorithm_gets_a_token_that_the_api_takes(
    client: str, algorithm: str, lab: Lab, oidc: OidcServer
) -> None:
    written = f'token_endpoint_auth_signing_alg = "{algorithm}"'
    environment(lab, oidc, client, json.dumps(KEYS[client]), written)
    async with lab.workbench() as bench:
        assert status(await lab.send(bench)) == 200
    (request,) = oidc.requests()
    header, claims = assertion_of(request)
    assert header["alg"] == algorithm
    assert claims["aud"] == oidc.token_url
    assert claims["exp"] - claims["iat"] == 60


@pytest.mark.parametrize("client", sorted(KEYS))
async def test_the_algorithm_is_the_keys_own_where_none_is_set(
    client: str, lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, client, json.dumps({**KEYS[client], "kid": f"{client}-1"}))
    async with lab.workbench() as bench:
        assert status(await lab.send(bench)) == 200
    header, _ = assertion_of(oidc.requests()[0])
    assert header["kid"] == f"{client}-1"


@pytest.mark.parametrize("client", sorted(PEMS))
@pytest.mark.parametrize("locked", [False, True])
async def test_a_pem_does_as_well(client: str, locked: bool, lab: Lab, oidc: OidcServer) -> None:
    password = PASSWORD if locked else None
    key = PEMS[client].as_pem(private=True, password=password).decode()
    more = ['private_key_password = "{{password}}"'] if locked else []
    environment(lab, oidc, client, key, f'key_id = "{client}-1"', *more)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None
    assert status(result) == 200


@pytest.mark.parametrize(
    "audience", ['"{url}"', '["{url}", "https://elsewhere.test"]', '"{token}"']
)
async def test_the_issuer_is_an_audience_as_well(audience: str, lab: Lab, oidc: OidcServer) -> None:
    written = audience.format(url=oidc.url, token=oidc.token_url)
    environment(lab, oidc, "p256", json.dumps(EC_JWK), f"assertion_audience = {written}")
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None


async def test_each_exchange_has_an_identifier_of_its_own(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, "p256", json.dumps(EC_JWK))
    async with lab.workbench() as bench:
        for _ in range(3):
            await lab.token(bench)
            bench.sender.forget()
    assert len({assertion_of(one)[1]["jti"] for one in oidc.requests()}) == 3


async def test_a_secret_signs_as_well(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, "jwt", "-")
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace("private_key_jwt", "client_secret_jwt")
    file.write_text(text.replace('private_key = "{{key}}"', f'client_secret = "{SECRET}"'))
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None
    assert status(result) == 200


@pytest.mark.parametrize(
    ("more", "clock", "why"),
    [
        (
            'assertion_audience = "https://wrong.test"',
            0,
            'did not accept client_id "p256" or its private key',
        ),
        ('key_id = "nobody\'s"', 0, 'did not accept client_id "p256" or its private key'),
        ("", -7200, "behind 127.0.0.1. The assertion was not valid there."),
        ("", 7200, "ahead of 127.0.0.1. The assertion was not valid there."),
    ],
    ids=["audience", "kid", "expired", "not yet"],
)
async def test_a_refused_assertion_sends_nothing_to_the_api(
    more: str, clock: int, why: str, lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, "p256", json.dumps(EC_JWK), more)
    async with lab.workbench(clock=lambda: time.time() + clock) as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert "401 invalid_client" in result.error.what
    assert why in result.error.why
    assert result.error.exit_code == 4
    assert oidc.requests("/api") == []


async def test_another_key_is_refused(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, "p256", ECKey.generate_key("P-256").as_pem(private=True).decode())
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert 'the public key of secret "key" (environments/dev.toml:4), from file key' in (
        result.error.advice
    )


async def test_a_key_that_was_replaced_is_a_new_token(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, "rsa", json.dumps(RSA_JWK))
    async with lab.workbench() as bench:
        first = await lab.token(bench)
        assert (await lab.token(bench)).token == first.token
        environment(lab, oidc, "rsa", json.dumps({**RSA_JWK, "alg": "PS256"}))
        second = await lab.token(bench)
    assert second.token.value != first.token.value
    assert second.reason == "auth changed: private_key"
    parts = "".join(part.value for part in second.key.parts)
    assert RSA_JWK["d"] not in parts


class Typist:
    """Somebody who mistypes a password once."""

    def __init__(self) -> None:
        self.left = ["mistyped", PASSWORD]

    @property
    def can_ask(self) -> bool:
        return True

    async def ask(self, message: str, *, secret: bool) -> str | None:
        assert secret
        return self.left.pop(0)

    def show(self, step: object, give_up: object) -> object:
        raise AssertionError(step)


async def test_a_password_that_was_mistyped_is_asked_for_again(lab: Lab, oidc: OidcServer) -> None:
    key = PEMS["p256"].as_pem(private=True, password=PASSWORD).decode()
    environment(lab, oidc, "p256", key, 'private_key_password = "{{password}}"')
    file = lab.root / "environments/dev.toml"
    file.write_text(
        file.read_text().replace(f'password = "{PASSWORD}"', "password = { prompt = true }")
    )
    user = Typist()
    async with lab.workbench(user=user) as bench:
        result = await lab.send(bench)
        assert result.error is not None
        assert "private_key_password does not decrypt it." in result.error.what
        assert result.error.advice == (
            'Check secret "password" (environments/dev.toml:5), typed in this session.'
        )
        assert oidc.requests() == []
        assert status(await lab.send(bench)) == 200
        assert status(await lab.send(bench)) == 200
    assert user.left == []


@pytest.mark.parametrize("form", ["pem", "p12"])
async def test_the_certificate_of_the_environment_is_named_where_it_is_of_the_key(
    form: str, lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, "p256", (oidc.folder / "mine.key").read_text(), 'x5t = "x5t#S256"')
    file = lab.root / "environments/dev.toml"
    certificate = f'[tls]\nclient_certificate = "{oidc.folder}/mine.{form}"\n'
    more = 'client_key_password = "{{password}}"\n'
    if form == "pem":
        more = f'client_key = "{oidc.folder}/mine.key"\n'
    file.write_text(file.read_text().replace("[tls]\n", certificate + more))
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None, "the key is another client's"
    header, _ = assertion_of(oidc.requests()[0])
    der = pem_certificates((oidc.folder / "mine.pem").read_text())[0]
    assert header["x5t#S256"] == certificate_thumbprint(der)


@pytest.mark.slow
def test_the_program_does_so_and_shows_no_key(lab: Lab, shell: Shell, oidc: OidcServer) -> None:
    environment(lab, oidc, "p256", json.dumps(EC_JWK))
    said = shell.run("send", "list", "--env", "dev", "--trust", "--json", "--reveal")
    assert said.status == 0, said.err
    assert EC_JWK["d"] not in said.text + said.err
    mismatch = 'token_endpoint_auth_signing_alg = "RS256"'
    environment(lab, oidc, "p256", json.dumps(EC_JWK), mismatch)
    oidc.clear()
    said = shell.run("send", "list", "--env", "dev", "--trust")
    assert said.status == 3
    assert said.err.startswith("environments/dev.toml:14: error: token_endpoint_auth_signing_alg")
    assert oidc.requests() == []
    assert shell.run("check").status == 0
