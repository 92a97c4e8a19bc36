"""Assertions that another program makes (workload identity), at oidc-provider."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.engine_lab import Lab, console, status
from tests.integration.peers.oidc_server import OidcServer
from tests.rfc_keys import EC_JWK
from tests.shell import Shell

from outrider.errors import SecretError

KEY = ECKey.import_key(EC_JWK)  # type: ignore[arg-type]


def made(server: OidcServer, **more: Any) -> str:
    """What an agent would write: a new assertion of the client."""
    now = int(time.time())
    claims = {"iss": "p256", "sub": "p256", "aud": server.token_url, "jti": uuid.uuid4().hex}
    return jwt.encode({"alg": "ES256"}, {**claims, "exp": now + 60, "iat": now, **more}, KEY)


def environment(lab: Lab, server: OidcServer, source: str) -> Lab:
    lines = [
        "[variables]",
        f'base_url = "{server.url}/api"',
        "[tls]",
        f'ca_bundle = "{server.folder / "ca.pem"}"',
        "[auth.default]",
        'type = "oauth2"',
        f'token_endpoint = "{server.token_url}"',
        'token_endpoint_auth_method = "private_key_jwt"',
        'client_id = "p256"',
        f"client_assertion = {source}",
    ]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


def write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)


def sent(server: OidcServer) -> list[str]:
    return [parse_qs(one["body"])["client_assertion"][0] for one in server.requests()]


@pytest.mark.parametrize("end", ["", "\n", " \r\n"])
async def test_a_file_is_read_for_each_exchange(end: str, lab: Lab, oidc: OidcServer) -> None:
    file = lab.root / "projected-token"
    environment(lab, oidc, f'{{ file = "{file.name}" }}')
    written = []
    async with lab.workbench() as bench:
        for _ in range(2):
            written.append(made(oidc))
            write(file, written[-1] + end)
            assert status(await lab.send(bench)) == 200
            assert status(await lab.send(bench)) == 200
            bench.sender.forget()
        said = console(bench)
    assert sent(oidc) == written
    note = (
        "Read client_assertion (environments/dev.toml:10), from file projected-token: "
        f"iss p256, sub p256, aud {oidc.token_url}."
    )
    assert said.count(note) == 2
    assert not any(one in line for one in written for line in said)


async def test_a_variable_and_a_program_do_as_well(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, '{ env = "AGENT_TOKEN" }')
    lab.process["AGENT_TOKEN"] = made(oidc)
    async with lab.workbench() as bench:
        assert status(await lab.send(bench)) == 200
    write(lab.root / "t", made(oidc))
    environment(lab, oidc, '{ command = ["cat", "t"] }')
    lab.process["PATH"] = "/usr/bin:/bin"
    async with lab.workbench() as bench:
        assert status(await lab.send(bench)) == 200
        assert any('from command "cat": iss p256' in one for one in console(bench))


async def test_the_source_makes_another_token_and_what_it_gives_does_not(
    lab: Lab, oidc: OidcServer
) -> None:
    write(lab.root / "one", made(oidc))
    environment(lab, oidc, '{ file = "one" }')
    async with lab.workbench() as bench:
        first = await lab.token(bench)
        write(lab.root / "one", made(oidc))
        assert (await lab.token(bench)).token == first.token
        write(lab.root / "two", made(oidc))
        environment(lab, oidc, '{ file = "two" }')
        other = await lab.token(bench)
    assert other.reason == "auth changed: client_assertion"
    assert "two" not in "".join(part.value for part in other.key.parts)


FAILURES = {
    '{ file = "none" }': "client_assertion: file {root}/none not found.",
    '{ file = "." }': "client_assertion: file {root}/. is a directory, not a file.",
    '{ file = "empty" }': "client_assertion is empty.",
    '{ file = "page" }': "client_assertion is not a JWT.",
    '{ file = "binary" }': "client_assertion: file {root}/binary is not UTF-8 (at byte 1).",
    '{ env = "NOT_SET" }': "client_assertion: OS environment variable NOT_SET is not set.",
    '{ env = "EMPTY" }': "client_assertion is empty.",
    '{ command = ["false"] }': 'client_assertion: command "false" exited with status 1.',
    '{ command = ["no-such-program"] }': ('client_assertion: command "no-such-program" not found.'),
    '{ command = ["echo", "a b c"] }': "client_assertion is not a JWT.",
}


@pytest.mark.parametrize("source", FAILURES)
async def test_a_source_that_gives_nothing_is_a_sentence_and_sends_nothing(
    source: str, lab: Lab, oidc: OidcServer
) -> None:
    write(lab.root / "empty", "\n")
    write(lab.root / "page", "<title>Sign in</title>")
    (lab.root / "binary").write_bytes(b"\xff\xfe\x00\xd8")
    (lab.root / "binary").write_bytes(b"\xe9")
    lab.process |= {"EMPTY": "", "PATH": "/usr/bin:/bin"}
    environment(lab, oidc, source)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    (fault,) = result.error.faults
    assert FAILURES[source].replace("{root}", str(lab.root)) in fault.what
    assert str(fault.place) == "environments/dev.toml:10: auth.default.client_assertion"
    assert result.error.exit_code == 3
    assert oidc.requests() == []
    assert isinstance(result.error, SecretError) == ("not a JWT" not in fault.what)


async def test_an_assertion_that_is_refused_names_its_source(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, '{ file = "t" }')
    write(lab.root / "t", made(oidc, exp=int(time.time()) - 100, iat=int(time.time()) - 160))
    async with lab.workbench() as bench:
        result = await lab.send(bench)
        said = console(bench)
    assert any(one.startswith("client_assertion expired 1 min 4") for one in said)
    assert result.error is not None
    assert result.error.why == (
        'The server did not accept the assertion for client "p256" (private_key_jwt).'
    )
    assert result.error.advice == (
        "Check that the provider trusts the iss, sub and aud of client_assertion "
        "(environments/dev.toml:10), from file t."
    )


@pytest.mark.slow
def test_a_source_needs_trust_as_a_secret_does(
    lab: Lab, shell: Shell, oidc: OidcServer, tmp_path: Path
) -> None:
    touched = tmp_path / "touched"
    needs = {
        f'{{ command = ["touch", "{touched}"] }}': f"runs touch {touched}",
        '{ env = "AGENT_TOKEN" }': "OS environment variable AGENT_TOKEN is read",
        f'{{ file = "{tmp_path}/outside" }}': f"the file {tmp_path}/outside outside the workspace",
    }
    for source, words in needs.items():
        environment(lab, oidc, source)
        said = shell.run("send", "list", "--env", "dev")
        assert said.status == 3
        assert words in said.err
        assert "environments/dev.toml:10" in said.err
        assert words in shell.run("trust").text
    assert not touched.exists()
    assert oidc.requests() == []
    write(tmp_path / "outside", made(oidc))
    said = shell.run("send", "list", "--env", "dev", "--trust", "--json")
    assert said.status == 0, said.err
    assert "from file" in said.err
    assert shell.run("check").status == 0


@pytest.mark.slow
def test_a_request_of_its_own_is_asked_about_too(lab: Lab, shell: Shell, oidc: OidcServer) -> None:
    environment(lab, oidc, '{ env = "A" }')
    for name in ("one", "two"):
        auth = [
            "[auth]",
            'type = "oauth2"',
            f'token_endpoint = "{oidc.token_url}"',
            'token_endpoint_auth_method = "private_key_jwt"',
            'client_id = "p256"',
            f'client_assertion = {{ command = ["agent-{name}"] }}',
        ]
        lab.request(name, "{{base_url}}", "\n".join(auth))
    told = shell.run("trust").text
    assert "runs agent-one" in told
    assert "runs agent-two" in told


def test_the_schema_is_told_by_check(lab: Lab, shell: Shell, oidc: OidcServer) -> None:
    environment(lab, oidc, '{ file = "a", env = "B" }')
    said = shell.run("check", "--json")
    assert said.status == 3
    assert "client_assertion names file and env." in json.dumps(said.json)
