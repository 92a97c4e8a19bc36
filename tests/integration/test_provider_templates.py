"""Each template for a known server, as `init` writes it, gets a token from such a server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from tests.servers.known_providers import (
    KNOWN_PROVIDERS,
    SECRET,
    TOKEN,
    KnownProvider,
    ProviderServer,
    provider_server,
)
from tests.shell import Shell

from outrider.storage.reading.provider_templates import provider_names, provider_template

HOST = re.compile(r"https://(?!www\.googleapis\.com/auth/)(?:\{\{\w+\}\}|[\w.-]+)")

OF_THE_USER = {"secret_file", "assertion_file"}
"""Warnings of files that whoever uses a template has, and this machine has not."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "h").mkdir()
    return Shell(tmp_path / "h", tmp_path)


def made(shell: Shell, name: str, server: ProviderServer) -> Shell:
    """The workspace of a template, whose servers are on loopback; the shell is in it."""
    assert shell.run("init", "w", "--provider", name).status == 0
    inside = Shell(shell.home, shell.folder / "w", shell.more)
    said = inside.run("check", "--json")
    faults = [one for one in said.json["faults"] if one["code"] not in OF_THE_USER]
    assert (said.status, faults) == (0, [])
    file = inside.folder / f"environments/{name}.toml"
    federated = "/var/run/secrets/azure/tokens/azure-identity-token"
    text = HOST.sub(server.url, file.read_text())
    file.write_text(text.replace(federated, str(shell.folder / "assertion")))
    assert inside.run("trust").status == 0
    return inside


def keys(folder: Path, home: Path) -> None:
    """The files that templates with keys read."""
    (home / "keys").mkdir()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    pem = key.private_bytes(*plain, serialization.NoEncryption())
    (home / "keys/entra.pem").write_bytes(pem + certificate(key))
    jwk = RSAKey.generate_key(2048, {"kid": "key-1"}).as_dict(private=True)
    for name in ("okta", "duende-demo"):
        (home / f"keys/{name}.json").write_text(json.dumps(jwk))
    account = {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": "key-1",
        "private_key": pem.decode(),
        "client_email": "robot@my-project.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    (home / "keys/google.json").write_text(json.dumps(account))
    claims = {"sub": "system:serviceaccount:a:b", "iss": "https://oidc.example.com", "aud": "x"}
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.generate_key(256))
    (folder / "assertion").write_text(token + "\n")
    for path in [*(home / "keys").iterdir(), folder / "assertion"]:
        path.chmod(0o600)


def certificate(key: rsa.RSAPrivateKey) -> bytes:
    import datetime

    from cryptography.hazmat.primitives import hashes

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "outrider")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(now).not_valid_after(now.replace(year=2036))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize("name", KNOWN_PROVIDERS)
def test_a_template_gets_a_token_and_sends_its_first_request(shell: Shell, name: str) -> None:
    keys(shell.folder, shell.home)
    with provider_server(KNOWN_PROVIDERS[name]) as server:
        inside = made(shell, name, server)
        secrets = dict.fromkeys(provider_template(name).secrets.values(), SECRET)
        said = inside.run("send", "hello", "--json", **secrets)
        assert said.status == 0, (said.text, said.err, server.calls)
        assert server.paths == [KNOWN_PROVIDERS[name].first]
        assert len(server.calls) == 1
        assert "warning" not in said.err
        assert SECRET not in said.text + said.err
        assert TOKEN not in said.text + said.err


@pytest.mark.parametrize("name", [name for name in KNOWN_PROVIDERS if name != "duende-demo"])
def test_what_the_provider_refuses_is_said_in_its_words(shell: Shell, name: str) -> None:
    secrets = provider_template(name).secrets
    if not secrets:
        pytest.skip("the template has no secret that could be another one")
    with provider_server(KNOWN_PROVIDERS[name]) as server:
        inside = made(shell, name, server)
        said = inside.run("send", "hello", "--json", **dict.fromkeys(secrets.values(), "other"))
        assert said.status == 4
        assert not server.paths
        (variable,) = secrets.values()
        assert variable in said.err


def test_every_template_has_a_server_that_behaves_like_its_provider() -> None:
    # GitHub has no grant: its template runs a program.
    assert set(provider_names()) == {*KNOWN_PROVIDERS, "github"}


def test_the_token_of_gh_is_used(shell: Shell) -> None:
    program = shell.folder / "bin/gh"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n[ "$*" = "auth token" ] && echo {TOKEN}\n')
    program.chmod(0o755)
    path = f"{program.parent}:{shell.environ['PATH']}"
    with provider_server(KnownProvider("", "", lambda _: {})) as server:
        inside = made(shell, "github", server)
        said = inside.run("send", "hello", "--json", PATH=path)
        assert said.status == 0, said.text + said.err
        assert server.paths == ["/user"]


@pytest.mark.parametrize(
    ("name", "client"),
    [
        ("default", "m2m"),
        ("short", "m2m.short"),
        ("jwt", ""),
        ("dpop", "m2m.dpop"),
        ("dpop_nonce", "m2m.dpop.nonce"),
    ],
)
def test_the_clients_of_the_public_demo_get_tokens(shell: Shell, name: str, client: str) -> None:
    keys(shell.folder, shell.home)
    with provider_server(KNOWN_PROVIDERS["duende-demo"]) as server:
        inside = made(shell, "duende-demo", server)
        said = inside.run("token", "--auth", name)
        assert said.text == f"{TOKEN}\n", said.err
        assert server.calls[-1].basic == ((client, "secret") if client else None)
        assert len(server.calls) == (2 if name == "dpop_nonce" else 1)


@pytest.mark.parametrize("name", ["device", "interactive", "confidential"])
def test_the_clients_of_the_public_demo_for_users_ask_for_a_user(shell: Shell, name: str) -> None:
    with provider_server(KNOWN_PROVIDERS["duende-demo"]) as server:
        inside = made(shell, "duende-demo", server)
        said = inside.run("token", "--auth", name)
        # Nobody is there to sign in: the definition is complete, and nothing was sent.
        assert said.status == 4, said.err
        assert not server.calls


def test_a_provider_is_added_to_a_workspace_once(shell: Shell) -> None:
    assert shell.run("init", "w").status == 0
    inside = Shell(shell.home, shell.folder / "w")
    said = inside.run("init", ".", "--provider", "entra", "--env", "staging")
    assert said.status == 0
    assert "STAGING_CLIENT_SECRET" in said.text
    assert "outrider token --env staging" in said.text
    listed = inside.run("environments", "--json").json
    assert [one["id"] for one in listed] == ["dev", "staging"]
    again = inside.run("init", ".", "--provider", "okta", "--env", "staging")
    assert again.status == 2
    assert again.lines[0] == "error: environments/staging.toml already exists."
    assert inside.run("check").status == 0
    # What it wrote is agreed to; what was there before it is not.
    trusted = inside.run("trust").text
    assert "new " not in trusted


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--provider", "keyclok"], 'Provider "keyclok" not found.'),
        (["--provider", ""], 'Provider "" not found.'),
        (["--env", "x"], "--env needs --provider."),
        (["--provider", "okta", "--env", "a/../b"], "is not a valid name for an environment"),
        (["--provider", "okta", "--env", "x.local"], "is not a valid name for an environment"),
        (["--provider", "okta", "--name", "x"], "--name is for a new workspace."),
    ],
)
def test_what_cannot_be_added_is_said(shell: Shell, words: list[str], what: str) -> None:
    assert shell.run("init", "w").status == 0
    said = Shell(shell.home, shell.folder / "w").run("init", ".", *words)
    assert said.status == 2
    assert what in said.err
