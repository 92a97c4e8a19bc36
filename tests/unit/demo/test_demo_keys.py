"""The demo's clients with a key and with a certificate, and what its servers do not accept."""

from __future__ import annotations

import json
import ssl
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.shell import Shell

from outrider.demo.authorization_server import TOKEN_PATH
from outrider.demo.client_assertion import ASSERTION_TYPE, JWT_BEARER, assertion_subject
from outrider.demo.clients import DEMO_CLIENTS, DEV_AUDIENCES, AuthorizationServerOptions
from outrider.demo.demo_keys import (
    CA_FILE,
    CERTIFICATE_CLIENT,
    CERTIFICATE_FILE,
    KEY_CLIENT,
    KEY_FILE,
    SELF_SIGNED_CLIENT,
    SELF_SIGNED_FILE,
    SERVICE_ACCOUNT,
    SERVICE_ACCOUNT_FILE,
    DemoKeys,
)
from outrider.demo.running_demo import RunningDemo, running_demo
from outrider.demo.servers import DemoServers

KEYS = DemoKeys()


@pytest.fixture(scope="module")
def servers() -> Iterator[DemoServers]:
    options = AuthorizationServerOptions(clients=(*DEMO_CLIENTS, *KEYS.clients))
    with DemoServers(options, keys=KEYS) as running:
        yield running


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    with running_demo() as running:
        yield running


def assertion(servers: DemoServers, key: bytes = b"", **more: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": KEY_CLIENT,
        "sub": KEY_CLIENT,
        "aud": servers.token_url,
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": now + 60,
        **more,
    }
    signing = ECKey.import_key(key or KEYS.files[KEY_FILE])
    return jwt.encode({"alg": "ES256"}, claims, signing)


def ask(servers: DemoServers, sent: str, **more: str) -> tuple[int, str]:
    from tests.servers.plain_client import ask_token

    fields = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": sent,
        **more,
    }
    answer = ask_token(servers.token_url, tuple(fields.items()))
    return answer.status, str(answer.json.get("error_description", ""))


def test_an_assertion_gets_a_token_once(servers: DemoServers) -> None:
    sent = assertion(servers)
    assert ask(servers, sent)[0] == 200
    assert ask(servers, sent) == (401, "The jti of the assertion was used before.")
    assert ask(servers, assertion(servers, aud=[servers.issuer, "x"]))[0] == 200
    assert ask(servers, assertion(servers), client_id=KEY_CLIENT)[0] == 200


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "https://elsewhere.test"}, "aud of the assertion is not this token endpoint."),
        ({"aud": None}, "aud of the assertion is not"),
        ({"iss": "other"}, "iss and sub of the assertion are not this client."),
        ({"exp": 1}, "The assertion has expired (exp)."),
        ({"exp": None}, "The assertion has expired (exp)."),
        ({"exp": int(time.time()) + 9000}, "The assertion is valid for too long"),
        ({"nbf": int(time.time()) + 90_000}, "The assertion is not valid yet (nbf)."),
        ({"jti": ""}, "The assertion has no jti."),
    ],
)
def test_what_is_wrong_with_an_assertion_is_said(
    claims: dict[str, Any], words: str, servers: DemoServers
) -> None:
    status, said = ask(servers, assertion(servers, **claims))
    assert status == 401
    assert said.startswith(words)


def test_another_key_another_client_and_nonsense_are_refused(servers: DemoServers) -> None:
    other = ECKey.generate_key("P-256").as_pem(private=True)
    status, said = ask(servers, assertion(servers, other))
    assert (status, "is not by the key" in said) == (401, True)
    assert ask(servers, assertion(servers), client_id="orders-dev")[0] == 400
    assert ask(servers, assertion(servers), client_assertion_type="x")[0] == 400
    for nonsense in ("", "a.b.c", "é", "e30.e30.", "." * 5):
        assert ask(servers, nonsense)[0] == 401
        assert assertion_subject(nonsense) == ""


def test_a_secret_is_not_enough_for_a_client_with_a_key(servers: DemoServers) -> None:
    from tests.servers.plain_client import ask_token

    for client in (KEY_CLIENT, CERTIFICATE_CLIENT, SELF_SIGNED_CLIENT):
        fields = (("grant_type", "client_credentials"), ("client_id", client))
        assert ask_token(servers.token_url, fields).status == 401
        assert ask_token(servers.token_url, (*fields, ("client_secret", "x"))).status == 401


ASSERTED = {"client_assertion", "client_assertion_type"}
ENVIRONMENTS: dict[str, tuple[str, set[str]]] = {
    "dev": ("orders-dev", {"authorization"}),
    "production": ("orders-production", {"client_secret"}),
    "test-secret-jwt": ("orders-jwt", ASSERTED),
    "test-key": (KEY_CLIENT, ASSERTED),
    "test-certificate": (CERTIFICATE_CLIENT, {"certificate"}),
    "test-self-signed": (SELF_SIGNED_CLIENT, {"certificate"}),
    "test-service-account": (SERVICE_ACCOUNT, set()),
}
"""The client of each environment whose credentials are good, and what it proves itself by."""


@pytest.mark.slow
def test_each_environment_gets_its_token_in_its_own_way(demo: RunningDemo, tmp_path: Path) -> None:
    shell = Shell(tmp_path, demo.workspace)
    for environment, (client, proofs) in ENVIRONMENTS.items():
        demo.servers.authorization.recorder.clear()
        said = shell.run("send", "learn/whoami", "--env", environment)
        assert said.status == 0, said.err
        assert said.json["client_id"] == client
        assert said.json["scopes"] == ["orders.read", "orders.write"]
        by_certificate = proofs == {"certificate"}
        assert list(said.json["claims"].get("cnf", {})) == ["x5t#S256"] * by_certificate
        assert ("The token is bound to the client certificate (cnf)." in said.err) == by_certificate
        (request,) = demo.servers.authorization.recorder.requests
        sent = {name for name, _ in request.form if name.startswith("client_")} - {"client_id"}
        sent |= {"authorization"} if request.header("authorization") else set()
        assert sent == proofs - {"certificate"}, environment


@pytest.mark.slow
@pytest.mark.parametrize("environment", ["dev", "test-certificate"])
def test_the_program_shows_proofs_with_the_nonces_of_both_servers(
    environment: str, demo: RunningDemo, tmp_path: Path
) -> None:
    shell = Shell(tmp_path, demo.workspace)
    said = shell.run("send", "tokens/dpop", "--env", environment, "--json").json
    legs = [(one["purpose"], one["status"]) for one in said["exchanges"]]
    assert legs == [("token", 400), ("token", 200), ("api", 401), ("api", 200)]
    assert "the server requires its DPoP nonce" in said["exchanges"][1]["reason"]
    assert '"jkt"' in said["response"]["body"]


@pytest.mark.slow
def test_the_program_gets_a_token_for_the_apis_that_it_names(
    demo: RunningDemo, tmp_path: Path
) -> None:
    said = Shell(tmp_path, demo.workspace).run("send", "tokens/resource", "--env", "dev")
    assert said.json["claims"]["aud"] == list(DEV_AUDIENCES)


@pytest.mark.slow
def test_nothing_in_the_copy_is_a_problem(demo: RunningDemo, tmp_path: Path) -> None:
    said = Shell(tmp_path, demo.workspace).run("check")
    assert (said.status, said.err) == (0, "")


def test_the_certificate_of_another_client_is_refused() -> None:
    from tests.servers.plain_client import ask_token

    certificates = {CERTIFICATE_CLIENT: CERTIFICATE_FILE, SELF_SIGNED_CLIENT: SELF_SIGNED_FILE}
    options = AuthorizationServerOptions(clients=KEYS.clients)
    with DemoServers(options, keys=KEYS) as servers, TemporaryDirectory() as folder:
        for client in certificates:
            for owner, file in certificates.items():
                shown = Path(folder, Path(file).name)
                shown.write_bytes(KEYS.files[file])
                tls = ssl.create_default_context(cadata=KEYS.files[CA_FILE].decode())
                tls.load_cert_chain(shown)
                fields = (("grant_type", "client_credentials"), ("client_id", client))
                answer = ask_token(servers.mtls_issuer + TOKEN_PATH, fields, tls=tls)
                assert answer.status == (200 if owner == client else 401)


def test_a_bound_token_is_good_with_its_proof_only(demo: RunningDemo, tmp_path: Path) -> None:
    from tests.servers.plain_client import ask as request

    shell = Shell(tmp_path, demo.workspace)
    token = shell.run("token", "--request", "tokens/dpop", "--env", "dev").text.strip()
    for scheme, words in (("Bearer", "send it as DPoP"), ("DPoP", "has 0 DPoP headers")):
        headers = {"Authorization": f"{scheme} {token}"}
        answer = request("GET", f"{demo.servers.api_url}/dev/whoami", headers=headers)
        assert answer.status == 401
        assert words in str(answer.header("WWW-Authenticate"))
    plain = shell.run("token", "--env", "dev").text.strip()
    headers = {"Authorization": f"DPoP {plain}"}
    answer = request("GET", f"{demo.servers.api_url}/dev/whoami", headers=headers)
    assert "not bound to a key" in str(answer.header("WWW-Authenticate"))


@pytest.mark.parametrize("claims", [{"iss": "nobody"}, {"aud": "https://elsewhere.test"}])
def test_an_assertion_as_a_grant_is_checked_like_any(
    claims: dict[str, Any], servers: DemoServers
) -> None:
    from tests.servers.plain_client import ask_token

    key = json.loads(KEYS.files[SERVICE_ACCOUNT_FILE])["private_key"].encode()
    good = {"iss": SERVICE_ACCOUNT, "sub": "ann@orders.example", "scope": "billing"}
    sent = assertion(servers, key, **good)

    def ask_with(one: str) -> tuple[int, str]:
        answer = ask_token(servers.token_url, (("grant_type", JWT_BEARER), ("assertion", one)))
        return answer.status, str(answer.json.get("error") or answer.json.get("scope"))

    assert ask_with(sent) == (200, "billing")
    assert ask_with(sent) == (400, "invalid_grant")
    assert ask_with(assertion(servers, key, **{**good, **claims})) == (400, "invalid_grant")
    assert ask_with("nonsense") == (400, "invalid_grant")


@pytest.mark.slow
def test_a_bound_token_is_good_with_its_certificate_only(demo: RunningDemo, tmp_path: Path) -> None:
    from tests.servers.plain_client import ask as request

    shell = Shell(tmp_path, demo.workspace)
    token = shell.run("token", "--env", "test-certificate").text.strip()
    headers = {"Authorization": f"Bearer {token}"}
    answer = request("GET", f"{demo.servers.api_url}/dev/whoami", headers=headers)
    assert answer.status == 401
    assert "bound to another client certificate" in str(answer.header("WWW-Authenticate"))
