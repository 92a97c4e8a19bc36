"""Introspection and revocation at oidc-provider, by each client authentication method."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from tests.engine_lab import Lab, console, status
from tests.integration.peers.oidc_server import KEYS, SECRET, OidcServer
from tests.integration.peers.test_sign_in_with_oidc import ANY_PORT, Person, environment
from tests.shell import Shell

from outrider.auth.definitions import named_auth
from outrider.engine.engine import Engine

INTROSPECTION = "/token/introspection"
REVOCATION = "/token/revocation"
SECRET_LINE = f'client_secret = "{SECRET}"'
METHODS: dict[str, tuple[str, str, str]] = {
    "basic": ("basic", SECRET_LINE, ""),
    "post": ("post", f'token_endpoint_auth_method = "client_secret_post"\n{SECRET_LINE}', ""),
    "jwt": ("jwt", f'token_endpoint_auth_method = "client_secret_jwt"\n{SECRET_LINE}', ""),
    "private key": (
        "rsa",
        'token_endpoint_auth_method = "private_key_jwt"\nkey_id = "rsa-1"\nprivate_key = \'\'\'\n'
        f"{json.dumps(KEYS['rsa'])}'''",
        "",
    ),
    "certificate": (
        "mtls",
        'token_endpoint_auth_method = "tls_client_auth"',
        'client_certificate = "{folder}/mine.pem"\nclient_key = "{folder}/mine.key"',
    ),
    "own certificate": (
        "self",
        'token_endpoint_auth_method = "self_signed_tls_client_auth"',
        'client_certificate = "{folder}/self.pem"\nclient_key = "{folder}/self.key"',
    ),
}


def client_of(lab: Lab, server: OidcServer, method: str, where: str = 'issuer = "{url}"') -> Lab:
    client, how, tls = METHODS[method]
    lines = [
        "[variables]",
        f'base_url = "{server.url}/api"',
        "[tls]",
        f'ca_bundle = "{server.folder / "ca.pem"}"',
        tls.format(folder=server.folder),
        "[auth.default]",
        'type = "oauth2"',
        where.format(url=server.url),
        f'client_id = "{client}"',
        'scope = "orders.read"',
        how,
    ]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


async def introspected(lab: Lab, bench: Engine) -> bool:
    snapshot = lab.snapshot("dev")
    assert snapshot.environment is not None
    config = named_auth(snapshot.environment, "default")
    found = await bench.token_management.introspect(snapshot, config)
    assert found is not None
    return found[1].active


async def revoked(lab: Lab, bench: Engine) -> bool:
    snapshot = lab.snapshot("dev")
    assert snapshot.environment is not None
    config = named_auth(snapshot.environment, "default")
    return await bench.token_management.revoke(snapshot, config)


@pytest.mark.parametrize("method", METHODS)
async def test_a_token_is_introspected_and_revoked_as_the_client_is_for_the_token_endpoint(
    method: str, lab: Lab, oidc: OidcServer
) -> None:
    client_of(lab, oidc, method)
    async with lab.workbench() as bench:
        assert await introspected(lab, bench)
        kept = bench.cache.tokens()[0][1].value.reveal()
        assert await revoked(lab, bench)
        assert not await revoked(lab, bench)
        assert await introspected(lab, bench)
        said, notes = [one.exchange.reason for one in bench.console if one.exchange], console(bench)
    [one, two] = oidc.requests(INTROSPECTION)
    [gone] = oidc.requests(REVOCATION)
    assert parse_qs(one["body"])["token"] == [kept] == parse_qs(gone["body"])["token"]
    assert parse_qs(two["body"])["token"] != [kept]
    assert parse_qs(one["body"])["token_type_hint"] == ["access_token"]
    assert len(oidc.requests()) == 2
    assert said == [
        "introspection requested; issuer metadata",
        "no token yet",
        "introspection requested",
        "revocation requested",
        "token revoked",
        "introspection requested",
    ]
    assert "The authorization server says: the token is active." in notes


async def test_a_token_that_was_revoked_elsewhere_is_not_active(lab: Lab, oidc: OidcServer) -> None:
    client_of(lab, oidc, "basic")
    async with lab.workbench() as bench, lab.workbench() as other:
        use = await lab.token(bench)
        other.cache.put(use.key, use.token)
        assert await revoked(lab, bench)
        snapshot = lab.snapshot("dev")
        assert snapshot.environment is not None
        config = named_auth(snapshot.environment, "default")
        found = await other.token_management.introspect(snapshot, config, key=use.key)
    assert found is not None
    assert not found[1].active


async def test_endpoints_of_the_file_are_used_without_an_issuer(lab: Lab, oidc: OidcServer) -> None:
    where = (
        'token_endpoint = "{url}/token"\nintrospection_endpoint = "{url}/token/introspection"\n'
        'revocation_endpoint = "{url}/token/revocation"'
    )
    client_of(lab, oidc, "basic", where)
    async with lab.workbench() as bench:
        assert await introspected(lab, bench)
        assert await revoked(lab, bench)
    assert oidc.requests("/.well-known/openid-configuration") == []


async def test_the_refresh_token_is_revoked_first_and_is_not_used_again(
    lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, "authorization_code", "person-secret", ANY_PORT)
    person = Person(oidc)
    async with lab.workbench(user=person) as bench:
        assert status(await lab.send(bench)) == 200
        assert await introspected(lab, bench)
        assert await revoked(lab, bench)
        assert status(await lab.send(bench)) == 200
    await asyncio.gather(*person.tasks)
    hints = [parse_qs(one["body"])["token_type_hint"] for one in oidc.requests(REVOCATION)]
    assert hints == [["refresh_token"], ["access_token"]]
    grants = [parse_qs(one["body"])["grant_type"][0] for one in oidc.requests()]
    assert grants == ["authorization_code", "authorization_code"]


def test_the_shell_introspects_and_revokes_what_commands_share(
    lab: Lab, shell: Shell, oidc: OidcServer, tmp_path: Path
) -> None:
    client_of(lab, oidc, "basic")
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    sharing = replace(shell, more={"OUTRIDER_TOKENS": "shared", "XDG_RUNTIME_DIR": str(runtime)})
    token = sharing.run("token", "--trust").text.strip()
    said = sharing.run("token", "--introspect", "--trust")
    assert (said.status, said.err.count("introspection") > 0) == (0, True)
    assert "active      true\n" in said.text
    assert "orders.read" in said.text
    assert token not in said.err + said.text
    as_json = sharing.run("token", "--introspect", "--json", "--trust")
    assert as_json.json["active"] is True
    assert as_json.json["introspection"]["client_id"] == "basic"
    assert as_json.json["error"] is None
    gone = sharing.run("token", "--revoke", "--trust")
    assert (gone.status, gone.text) == (0, "")
    assert gone.err.endswith("Token revoked.\n")
    assert "No shared tokens" in sharing.run("tokens").err
    again = sharing.run("token", "--revoke", "--json", "--trust")
    assert (again.status, again.json["revoked"]) == (0, False)
    assert len(oidc.requests(REVOCATION)) == 1
    assert sharing.run("token", "--trust").text.strip() != token


def test_commands_that_share_nothing_have_nothing_to_revoke(
    lab: Lab, shell: Shell, oidc: OidcServer
) -> None:
    client_of(lab, oidc, "basic")
    said = shell.run("token", "--revoke", "--trust")
    assert said.status == 2
    assert "commands do not share their tokens" in said.err
    assert oidc.requests() == []
    assert shell.run("token", "--revoke", "--fresh", "--trust").err.endswith("Token revoked.\n")
    assert len(oidc.requests(REVOCATION)) == 1
