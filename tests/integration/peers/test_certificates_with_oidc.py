"""Client certificates at oidc-provider, and tokens that only work with their certificate."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from tests.engine_lab import Lab, console, status
from tests.integration.peers.oidc_server import PASSWORD, SECRET, OidcServer
from tests.shell import Shell

MINE = ('client_certificate = "{folder}/mine.pem"', 'client_key = "{folder}/mine.key"')
OTHER = ('client_certificate = "{folder}/other-both.pem"',)
OWN = ('client_certificate = "{folder}/self.pem"', 'client_key = "{folder}/self.key"')


def environment(
    lab: Lab,
    server: OidcServer,
    client: str,
    method: str,
    tls: tuple[str, ...],
    where: str = 'token_endpoint = "{mtls}/token"',
    more: str = "",
) -> Lab:
    written = [line.format(folder=server.folder) for line in tls]
    lines = [
        "[variables]",
        f'base_url = "{server.mtls_url}/api"',
        "[secrets]",
        f'password = "{PASSWORD}"',
        "[auth.default]",
        'type = "oauth2"',
        where.format(mtls=server.mtls_url, url=server.url),
        f'token_endpoint_auth_method = "{method}"',
        f'client_id = "{client}"',
        more,
        "[tls]",
        f'ca_bundle = "{server.folder / "ca.pem"}"',
        *written,
    ]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


FORMS = {
    "two files": MINE,
    "one file": ('client_certificate = "{folder}/mine-both.pem"',),
    "a locked key": (
        'client_certificate = "{folder}/mine.pem"',
        'client_key = "{folder}/mine-locked.key"',
        'client_key_password = "{{{{password}}}}"',
    ),
    "pkcs12": (
        'client_certificate = "{folder}/mine.p12"',
        'client_key_password = "{{{{password}}}}"',
    ),
}


@pytest.mark.parametrize("form", FORMS)
async def test_a_certificate_of_the_authority_gets_a_bound_token_that_the_api_takes(
    form: str, lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, "mtls", "tls_client_auth", FORMS[form])
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None
    assert status(result) == 200
    assert result.exchange is not None
    assert result.exchange.response is not None
    assert b'"bound":true' in result.exchange.response.content
    (request,) = oidc.requests()
    assert parse_qs(request["body"]) == {
        "grant_type": ["client_credentials"],
        "client_id": ["mtls"],
    }
    assert "authorization" not in request["headers"]
    assert request["certificate"]
    (call,) = oidc.requests("/api")
    assert call["certificate"] == request["certificate"]


async def test_a_certificate_of_its_own_does_as_well(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, "self", "self_signed_tls_client_auth", OWN)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None
    assert status(result) == 200


async def test_a_secret_with_a_certificate_gets_a_bound_token(lab: Lab, oidc: OidcServer) -> None:
    more = f'client_secret = "{SECRET}"'
    environment(lab, oidc, "basic-bound", "client_secret_basic", MINE, 'issuer = "{url}"', more)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None
    assert status(result) == 200
    (request,) = oidc.requests()
    assert oidc.mtls_url.endswith(f":{request['port']}")


@pytest.mark.parametrize(
    ("client", "method", "tls"),
    [("mtls", "tls_client_auth", MINE), ("self", "self_signed_tls_client_auth", OWN)],
)
async def test_the_issuer_names_the_endpoint_that_asks_for_certificates(
    client: str, method: str, tls: tuple[str, ...], lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, client, method, tls, 'issuer = "{url}"')
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is None
    assert status(result) == 200
    (request,) = oidc.requests()
    assert oidc.mtls_url.endswith(f":{request['port']}")


@pytest.mark.parametrize(
    ("client", "method", "tls", "advice"),
    [
        (
            "mtls",
            "tls_client_auth",
            OTHER,
            "Check that the client is registered with the subject of this certificate, and that "
            "the server trusts its CA.",
        ),
        ("mtls", "tls_client_auth", OWN, "Check that the client is registered with the subject"),
        (
            "self",
            "self_signed_tls_client_auth",
            MINE,
            "Check that the client is registered with this certificate.",
        ),
    ],
    ids=["another subject", "another authority", "another certificate"],
)
async def test_another_certificate_is_refused_and_named(
    client: str, method: str, tls: tuple[str, ...], advice: str, lab: Lab, oidc: OidcServer
) -> None:
    environment(lab, oidc, client, method, tls)
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert "401 invalid_client" in result.error.what
    assert result.error.why.startswith(f'Client certificate "{oidc.folder}/')
    assert result.error.why.endswith(f'.pem" was sent ({method}).')
    assert result.error.advice.startswith(advice)
    assert oidc.requests("/api") == []


async def test_another_certificate_is_another_token(lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, "mtls", "tls_client_auth", MINE)
    async with lab.workbench() as bench:
        first = await lab.token(bench)
        environment(lab, oidc, "mtls", "tls_client_auth", FORMS["one file"])
        second = await lab.token(bench)
        assert not any("bound to" in one for one in console(bench))
    assert second.token.value != first.token.value
    assert second.reason == "auth changed: tls"


async def test_a_reference_that_stands_for_no_certificate_is_told(
    lab: Lab, oidc: OidcServer
) -> None:
    tls = ('client_certificate = "{{{{certificate}}}}"', "[variables]", 'certificate = ""')
    environment(lab, oidc, "mtls", "tls_client_auth", tls)
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace(
        "[variables]\nbase_url", '[variables]\ncertificate = ""\nbase_url', 1
    )
    file.write_text(text.rpartition("[variables]")[0])
    async with lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert result.error.what.startswith("tls_client_auth needs a client certificate")
    assert oidc.requests() == []


@pytest.mark.parametrize("method", ["tls_client_auth", "self_signed_tls_client_auth"])
def test_a_certificate_that_is_not_there_is_told_at_its_line(
    method: str, lab: Lab, shell: Shell, oidc: OidcServer
) -> None:
    environment(lab, oidc, "mtls", method, (), 'issuer = "{url}"')
    lab.request("own", "{{base_url}}", '[auth]\nextends = "default"\n')
    whole = [
        "[auth]",
        'type = "oauth2"',
        f'token_endpoint = "{oidc.token_url}"',
        f'token_endpoint_auth_method = "{method}"',
        'client_id = "x"',
    ]
    lab.request("whole", "{{base_url}}", "\n".join(whole))
    said = shell.run("send", "list", "--env", "dev", "--trust")
    assert said.status == 3
    assert said.err.startswith(
        f"environments/dev.toml:8: error: {method} needs a client certificate, and "
        "client_certificate in [tls] is not set."
    )
    assert 'Add client_certificate = "…" to [tls] of environments/dev.toml' in said.err
    assert oidc.requests("/.well-known/openid-configuration") == []
    checked = shell.run("check")
    assert checked.status == 3
    assert (
        checked.err.count("needs a client certificate")
        + checked.text.count("needs a client certificate")
        == 2
    )
    assert "requests/whole.toml:5: error" in checked.text + checked.err
