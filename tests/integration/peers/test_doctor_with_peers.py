"""The doctor finds the one change in each prepared mistake, against servers that differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest
from tests.engine_lab import Lab
from tests.integration.peers.doctored_servers import (
    DoctoredServer,
    doctored_authlib,
    doctored_demo,
    doctored_oidc,
)
from tests.integration.peers.oidc_server import OidcServer
from tests.integration.peers.peer_processes import PeerServer

from outrider.engine.doctor.diagnosis import Diagnosis
from outrider.engine.doctor.key_changes import make_change

METHOD = "token_endpoint_auth_method"
BASIC, POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True)
class Mistake:
    """A mistake in a file, and the change that mends it: the key, and its new value.

    Attributes:
        client: which of the server's clients it is for.
        settings: what the file says, given the server.
    """

    name: str
    client: str
    settings: Callable[[DoctoredServer], Mapping[str, object]]
    key: str
    new: Callable[[DoctoredServer], str | None]


def _other_scheme(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


KEYED = {METHOD: "private_key_jwt", "private_key": "{{key}}", "client_secret": None}

STRICT = (
    Mistake("post for basic", "post", lambda _: {}, METHOD, lambda _: POST),
    Mistake("basic for post", "basic", lambda _: {METHOD: POST}, METHOD, lambda _: BASIC),
    Mistake(
        "a slash too many",
        "basic",
        lambda server: {"token_endpoint": f"{server.token_url}/"},
        "token_endpoint",
        lambda server: server.token_url,
    ),
)
"""What is a mistake for two of the servers only."""

MISTAKES = (
    Mistake("no secret sent", "basic", lambda _: {METHOD: "none"}, METHOD, lambda _: BASIC),
    Mistake(
        "an assertion for a secret",
        "basic",
        lambda _: {METHOD: "private_key_jwt", "private_key": "{{key}}"},
        METHOD,
        lambda _: BASIC,
    ),
    Mistake(
        "raw credentials",
        "awkward",
        lambda _: {"basic_encoding": "raw"},
        "basic_encoding",
        lambda _: "rfc6749",
    ),
    Mistake(
        "a key that is not used",
        "key",
        lambda _: {"private_key": "{{key}}"},
        METHOD,
        lambda _: "private_key_jwt",
    ),
    Mistake(
        "an assertion for another audience",
        "key",
        lambda _: {**KEYED, "assertion_audience": "https://elsewhere.example"},
        "assertion_audience",
        lambda _: None,
    ),
    Mistake(
        "a word of the scope that is refused",
        "reader",
        lambda server: {"scope": f"orders.read {server.refused_scope}"},
        "scope",
        lambda _: "orders.read",
    ),
    Mistake(
        "another path",
        "basic",
        lambda server: {"token_endpoint": f"{server.issuer}/as/tokens"},
        "token_endpoint",
        lambda server: server.token_url,
    ),
    Mistake(
        "the URL of the metadata",
        "basic",
        lambda server: {
            "token_endpoint": f"{server.issuer}/.well-known/oauth-authorization-server"
        },
        "token_endpoint",
        lambda server: server.token_url,
    ),
    Mistake(
        "another scheme",
        "basic",
        lambda server: {"token_endpoint": _other_scheme(server.token_url)},
        "token_endpoint",
        lambda server: server.token_url,
    ),
    Mistake(
        "an issuer with a slash",
        "basic",
        lambda server: {"token_endpoint": None, "issuer": f"{server.issuer}/"},
        "issuer",
        lambda server: server.issuer,
    ),
    Mistake(
        "an issuer with a path",
        "basic",
        lambda server: {"token_endpoint": None, "issuer": f"{server.issuer}/tenant"},
        "issuer",
        lambda server: server.issuer,
    ),
    Mistake(
        "a member that the server does not have",
        "basic",
        lambda _: {"token_response.access_token": "data.accessToken"},
        "token_response.access_token",
        lambda _: None,
    ),
)


MORE = (
    Mistake(
        "a key, and no word of it",
        "key",
        lambda _: {"private_key": "{{key}}", "client_secret": None},
        METHOD,
        lambda _: "private_key_jwt",
    ),
    Mistake(
        "quotes around the client ID",
        "basic",
        lambda server: {"client_id": f'"{server.basic[0]}" '},
        "client_id",
        lambda server: server.basic[0],
    ),
    Mistake(
        "two slashes",
        "basic",
        lambda server: {"token_endpoint": server.token_url.replace("/token", "//token")},
        "token_endpoint",
        lambda server: server.token_url,
    ),
)

ONLY_DEMO = (
    Mistake(
        "a scope with commas",
        "basic",
        lambda _: {"scope": "orders.read,orders.write"},
        "scope",
        lambda _: "orders.read orders.write",
    ),
    Mistake(
        "a resource that the server does not know",
        "basic",
        lambda _: {"token_parameters.resource": "https://unknown.example"},
        "token_parameters.resource",
        lambda _: None,
    ),
)


@pytest.fixture(params=["demo", "authlib", "oidc"])
def server(request: pytest.FixtureRequest) -> DoctoredServer:
    if request.param == "demo":
        return doctored_demo(request.getfixturevalue("demo_servers"))
    if request.param == "authlib":
        return doctored_authlib(request.getfixturevalue("authlib_server"))
    return doctored_oidc(request.getfixturevalue("oidc"))


async def examined(lab: Lab) -> Diagnosis:
    async with lab.workbench() as bench:
        return await bench.doctor.examine(lab.snapshot("dev"), "default")


@pytest.mark.parametrize("mistake", [*MISTAKES, *MORE], ids=lambda one: one.name)
async def test_the_doctor_finds_the_one_change(
    mistake: Mistake, lab: Lab, server: DoctoredServer
) -> None:
    await the_change_is_found(mistake, lab, server)


@pytest.mark.parametrize("mistake", STRICT, ids=lambda one: one.name)
@pytest.mark.parametrize("server", ["demo", "authlib"], indirect=True)
async def test_the_doctor_finds_the_one_change_where_servers_are_strict(
    mistake: Mistake, lab: Lab, server: DoctoredServer
) -> None:
    await the_change_is_found(mistake, lab, server)


@pytest.mark.parametrize("mistake", ONLY_DEMO, ids=lambda one: one.name)
@pytest.mark.parametrize("server", ["demo"], indirect=True)
async def test_the_doctor_finds_what_only_one_server_refuses(
    mistake: Mistake, lab: Lab, server: DoctoredServer
) -> None:
    await the_change_is_found(mistake, lab, server)


@pytest.mark.parametrize("client", ["mtls", "self"])
async def test_a_certificate_that_is_there_is_tried(
    client: str, lab: Lab, oidc: OidcServer
) -> None:
    # Both methods send the same; the server knows which one it is.
    methods = ("tls_client_auth", "self_signed_tls_client_auth")
    name = {"mtls": "mine", "self": "self"}[client]
    folder = oidc.folder
    lines = [
        "[tls]",
        f'ca_bundle = "{folder / "ca.pem"}"',
        f'client_certificate = "{folder / f"{name}.pem"}"',
        f'client_key = "{folder / f"{name}.key"}"',
        "[auth.default]",
        'type = "oauth2"',
        f'token_endpoint = "{oidc.mtls_url}/token"',
        f'client_id = "{client}"',
    ]
    lab.write({"environments/dev.toml": "\n".join(lines)})
    found = await examined(lab)
    told = "\n".join(f"{one.status} {one.name} {one.text}" for one in found.steps)
    (change,) = found.changes
    assert change.key[-1] == METHOD, told
    assert change.new in methods
    make_change(lab.root, "dev", change, trusted=True)
    assert (await examined(lab)).is_ready


async def test_a_slash_too_few_is_found_where_it_counts(lab: Lab, dot_server: PeerServer) -> None:
    server = doctored_authlib(dot_server)
    server.write(lab, server.basic, {"token_endpoint": dot_server.token_url.removesuffix("/")})
    (change,) = (await examined(lab)).changes
    assert change.new == dot_server.token_url


async def test_a_ca_that_is_not_trusted_is_told_before_any_credential(
    lab: Lab, oidc: OidcServer
) -> None:
    server = replace(doctored_oidc(oidc), more="")
    server.write(lab, server.basic, {})
    found = await examined(lab)
    statuses = {step.name: step.status.value for step in found.steps}
    assert statuses["TCP"] == "ok"
    assert statuses["TLS"] == "failed"
    assert statuses["token"] == "skipped"
    assert "set ca_bundle in [tls]" in found.advice
    assert oidc.requests() == []


async def the_change_is_found(mistake: Mistake, lab: Lab, server: DoctoredServer) -> None:
    client = (server.key, "unused-secret") if mistake.client == "key" else None
    server.write(lab, client or getattr(server, mistake.client), mistake.settings(server))
    found = await examined(lab)
    told = "\n".join(f"{one.status} {one.name} {one.text}" for one in found.steps)
    assert len(found.changes) == 1, f"{told}\n{found.conclusion}"
    (change,) = found.changes
    assert change.key == ("auth", "default", *mistake.key.split(".")), told
    assert change.new == mistake.new(server), told
    assert change.place.file == "environments/dev.toml"
    assert change.place.line
    assert found.exit_code in (3, 4)
    assert found.exchanges <= 8

    make_change(lab.root, "dev", change, trusted=True)
    text = (lab.root / "environments/dev.toml").read_text()
    assert "# The team's own notes." in text
    assert "# from the vault" in text
    after = await examined(lab)
    assert after.is_ready
    assert not after.changes
