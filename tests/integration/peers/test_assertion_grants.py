"""The JWT bearer grant at Authlib's authorization server: key files, and keys of their own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc.jwk import RSAKey
from joserfc.jws import extract_compact
from tests.engine_lab import Lab, status
from tests.integration.peers.peer_clients import PERSON
from tests.integration.peers.peer_processes import PeerServer
from tests.rfc_keys import RSA_JWK
from tests.servers.toxic import ok, toxic_server
from tests.shell import Shell

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PEM = RSAKey.import_key(RSA_JWK).as_pem(private=True).decode()  # type: ignore[arg-type]
LOCKED = RSAKey.import_key(RSA_JWK).as_pem(private=True, password="pw").decode()  # type: ignore[arg-type]
ROBOT = "robot@orders.iam.example.com"
GOOGLE = {
    "type": "service_account",
    "project_id": "orders",
    "private_key_id": "k-1",
    "private_key": PEM,
    "client_email": ROBOT,
    "client_id": "1045",
    "token_uri": "https://oauth2.googleapis.com/token",
}
ZITADEL = {"type": "serviceaccount", "keyId": "k-1", "key": PEM, "userId": "318214"}
ACCOUNT = 'service_account = "{{key}}"'
KEY = 'private_key = "{{key}}"'


def environment(lab: Lab, server: PeerServer, api: str, key: Any, *more: str) -> Lab:
    text = key if isinstance(key, str) else json.dumps(key, indent=2)
    (lab.root / "key").write_text(text)
    (lab.root / "key").chmod(0o600)
    lines = [
        "[variables]",
        f'base_url = "{api}"',
        "[secrets]",
        'key = { file = "key" }',
        "[auth.default]",
        'type = "oauth2"',
        f'grant_type = "{GRANT}"',
        f'token_endpoint = "{server.token_url}"',
        *more,
    ]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


def sent(request: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
    """The form but for its assertion, and that assertion's header and claims."""
    form = {name: values[0] for name, values in parse_qs(request["body"]).items()}
    found = extract_compact(form.pop("assertion").encode())
    return form, dict(found.protected), json.loads(found.payload)


@pytest.mark.parametrize(
    ("key", "more", "claims", "form"),
    [
        (GOOGLE, (ACCOUNT,), {"iss": ROBOT}, {}),
        (GOOGLE, (ACCOUNT, 'scope = "a  b"'), {"iss": ROBOT, "scope": "a b"}, {}),
        (
            GOOGLE,
            (ACCOUNT, f'assertion_subject = "{PERSON}"', "assertion_lifetime = 300"),
            {"iss": ROBOT, "sub": PERSON},
            {},
        ),
        (
            ZITADEL,
            (ACCOUNT, 'scope = "orders.read"'),
            {"iss": "318214", "sub": "318214"},
            {"scope": "orders.read"},
        ),
        (
            PEM,
            (KEY, 'client_id = "connected-app"', f'assertion_subject = "{PERSON}"'),
            {"iss": "connected-app", "sub": PERSON},
            {"client_id": "connected-app"},
        ),
        (
            LOCKED,
            (KEY, 'private_key_password = "pw"', 'assertion_issuer = "connected-app"'),
            {"iss": "connected-app", "sub": "connected-app"},
            {},
        ),
        (
            {**RSA_JWK, "kid": "k-1", "alg": "PS256"},
            (KEY, 'assertion_issuer = "connected-app"', 'key_id = "k-1"'),
            {"iss": "connected-app", "sub": "connected-app"},
            {},
        ),
    ],
    ids=["google", "google scope", "google for a user", "zitadel", "salesforce", "locked", "jwk"],
)
async def test_an_assertion_gets_a_token(
    key: Any,
    more: tuple[str, ...],
    claims: dict[str, str],
    form: dict[str, str],
    lab: Lab,
    authlib_server: PeerServer,
) -> None:
    async with toxic_server(ok(b"{}")) as api, lab.workbench() as bench:
        environment(lab, authlib_server, api.url, key, *more)
        for _ in range(2):
            result = await lab.send(bench)
            assert status(result) == 200, result.error
            bench.sender.forget()
    requests = [sent(one) for one in authlib_server.requests()]
    for got, header, said in requests:
        assert got == {"grant_type": GRANT, **form}
        assert header["alg"] == ("PS256" if isinstance(key, dict) and "kty" in key else "RS256")
        times = {name: said.pop(name) for name in ("iat", "exp")}
        assert times["exp"] - times["iat"] == (300 if "assertion_lifetime = 300" in more else 60)
        audience = authlib_server.url if key is ZITADEL else authlib_server.token_url
        assert said.pop("aud") == audience
        assert len(said.pop("jti")) == 32
        assert said == claims
    assert len(requests) == 2
    assert b"\r\nAuthorization: Bearer " in api.heads[0]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_a_client_may_prove_itself_besides(
    method: str, lab: Lab, authlib_server: PeerServer
) -> None:
    more = (f'token_endpoint_auth_method = "{method}"', 'client_secret = "s"', 'client_id = "c"')
    async with toxic_server(ok(b"{}")) as api, lab.workbench() as bench:
        environment(lab, authlib_server, api.url, GOOGLE, ACCOUNT, *more)
        result = await lab.send(bench)
    assert result.error is None
    [request] = authlib_server.requests()
    assert ("authorization" in request["headers"]) == (method == "client_secret_basic")
    assert ("client_secret=s" in request["body"]) == (method == "client_secret_post")


@pytest.mark.parametrize(
    ("key", "more", "said"),
    [
        (
            {**GOOGLE, "client_email": "nobody@orders.example.com"},
            (ACCOUNT,),
            "The server does not accept the assertion of the service account. | Check that the "
            'provider has the account and the public key of secret "key" (environments/dev.toml:4)',
        ),
        (
            {**GOOGLE, "private_key_id": "k-2"},
            (ACCOUNT,),
            'kid" | ',
        ),
        (
            GOOGLE,
            (ACCOUNT, 'assertion_subject = "bob@example.com"'),
            'an assertion for "bob@example.com". | Check assertion_subject (environments/dev.toml:',
        ),
        (
            GOOGLE,
            (ACCOUNT, 'assertion_audience = "https://elsewhere.test"'),
            'another audience in the assertion; "https://elsewhere.test" was sent. '
            "| Remove assertion_audience (",
        ),
        (
            GOOGLE,
            (ACCOUNT, "assertion_lifetime = 900"),
            "longer than the server allows: 900 s. | Set assertion_lifetime = 60 (environments/dev",
        ),
    ],
    ids=["account", "kid", "subject", "audience", "life"],
)
async def test_a_refused_assertion_names_what_to_change(
    key: Any, more: tuple[str, ...], said: str, lab: Lab, authlib_server: PeerServer
) -> None:
    async with toxic_server(ok(b"{}")) as api, lab.workbench() as bench:
        environment(lab, authlib_server, api.url, key, *more)
        result = await lab.send(bench)
    error = result.error
    assert error is not None
    assert error.exit_code == 4
    told = f'{error.server_message}" | {error.why} | {error.advice}'
    assert said in told
    assert api.heads == []


@pytest.mark.slow
def test_the_program_shows_no_key(lab: Lab, shell: Shell, authlib_server: PeerServer) -> None:
    environment(lab, authlib_server, authlib_server.url, GOOGLE, ACCOUNT)
    said = shell.run("token", "--env", "dev", "--trust", "--json")
    assert said.status == 0, said.err
    assert said.json["access_token"]
    assert "PRIVATE" not in said.text + said.err
    assert "eyJ" not in said.err
    assert shell.run("check").status == 0
    (lab.root / "key").chmod(0o644)
    warned = shell.run("token", "--env", "dev", "--trust").err
    assert 'Other users can read the file of secret "key".' in warned
