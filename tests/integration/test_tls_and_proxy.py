"""TLS and proxy of an environment count for the token and for the request alike."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
from tests.engine_lab import Lab, console, status
from tests.engine_output import sentence, told
from tests.integration.conftest import SecureServers, issued
from tests.servers.strict import StrictServers
from tests.servers.toxic import Behaviour, Call, ok, response, toxic_server
from tests.shell import Shell

from outrider.engine.send.send_job import SendResult
from outrider.model.secret import MASK

TOKEN = b'{"access_token":"a-token-for-this","token_type":"Bearer","expires_in":60}'


@pytest.fixture
def safe(lab: Lab, secure: SecureServers) -> Lab:
    """The lab's workspace with the servers that speak TLS, and nothing said about trust."""
    aim(lab, secure.servers)
    return lab


def aim(lab: Lab, servers: StrictServers, more: str = "") -> Lab:
    return lab.environment("dev", api=servers.api_url, token=servers.token_url, more=more)


async def sent(lab: Lab) -> SendResult:
    async with lab.workbench() as workbench:
        return await lab.send(workbench)


async def test_a_private_authority_is_trusted_for_token_and_request(
    safe: Lab, secure: SecureServers
) -> None:
    (safe.root / "certs").mkdir()
    (safe.root / "certs" / "ca.pem").write_bytes(secure.ca.read_bytes())
    aim(safe, secure.servers, '[tls]\nca_bundle = "certs/ca.pem"\n')
    result = await sent(safe)
    assert status(result) == 200
    assert [one.request.url for one in result.exchanges] == [
        secure.servers.token_url,
        f"{secure.servers.api_url}/orders",
    ]
    assert result.exchange is not None
    assert result.exchange.timing.tls is not None


async def test_an_authority_that_nobody_knows_stops_the_send(
    safe: Lab, secure: SecureServers
) -> None:
    result = await sent(safe)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert result.error.code in {"tls_unknown_ca", "tls_self_signed"}
    assert "is issued by an untrusted CA" in sentence(result)
    assert "ca_bundle" in result.error.advice
    assert secure.servers.authorization.recorder.count == 0
    assert secure.servers.api.recorder.count == 0


async def test_a_self_signed_certificate_has_its_own_sentence(lab: Lab, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    async with toxic_server(ok(TOKEN), tls=context) as server:
        lab.environment("dev", api=server.url, token=server.url)
        result = await sent(lab)
        assert server.heads == []
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (4, "tls_self_signed")
    assert "is self-signed" in sentence(result)


def self_signed(folder: Path) -> tuple[Path, Path]:
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "self")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "self.pem", folder / "self.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, private


async def test_a_certificate_for_another_host_is_refused(
    lab: Lab, secure: SecureServers, tmp_path: Path
) -> None:
    certificate = issued(secure.authority, tmp_path / "other", "other.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    async with toxic_server(ok(TOKEN), tls=context) as server:
        lab.environment(
            "dev", api=server.url, token=server.url, more=f'[tls]\nca_bundle = "{secure.ca}"\n'
        )
        result = await sent(lab)
        assert server.heads == []
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (4, "tls_wrong_host")
    assert "not valid for 127.0.0.1: it is for other.example" in sentence(result)


async def test_verification_can_be_turned_off_and_every_send_says_so(
    safe: Lab, secure: SecureServers
) -> None:
    aim(safe, secure.servers, "[tls]\nverify = false\n")
    async with safe.workbench() as workbench:
        for _ in range(2):
            assert status(await safe.send(workbench)) == 200
        warnings = [text for text in console(workbench) if "not verified" in text]
    assert len(warnings) == 2
    assert "tls.verify = false" in warnings[0]


@pytest.mark.parametrize("offered", [True, False], ids=["offered", "not offered"])
async def test_a_client_certificate_is_shown_to_both_servers(
    offered: bool, lab: Lab, secure: SecureServers, tmp_path: Path
) -> None:
    shown: list[object] = []

    async def look(call: Call) -> None:
        shown.append(call.writer.get_extra_info("peercert")["subjectAltName"])
        await call.say(response(TOKEN))

    async with toxic_server(look, tls=demanding(secure, tmp_path)) as server:
        issued(secure.authority, tmp_path / "me", "me@client.example")
        more = f'[tls]\nca_bundle = "{secure.ca}"\n'
        if offered:
            more += f'client_certificate = "{tmp_path}/me/chain.pem"\n'
            more += f'client_key = "{tmp_path}/me/key.pem"\n'
        lab.environment("dev", api=server.url, token=f"{server.url}/token", more=more)
        result = await sent(lab)
    if offered:
        assert status(result) == 200
        assert shown == [(("email", "me@client.example"),)] * 2
        return
    assert result.error is not None
    assert result.error.exit_code == 4
    assert "client certificate" in sentence(result)
    assert shown == []


def demanding(secure: SecureServers, folder: Path) -> ssl.SSLContext:
    """A server's context that takes only clients of the authority."""
    certificate = issued(secure.authority, folder / "server", "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(secure.ca)
    return context


@pytest.mark.parametrize("key", ["ca_bundle", "client_certificate"])
async def test_a_certificate_file_that_is_not_there_is_told_before_anything_is_sent(
    key: str, safe: Lab, secure: SecureServers
) -> None:
    aim(safe, secure.servers, f'[tls]\n{key} = "certs/none.pem"\n')
    result = await sent(safe)
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (3, "file_unreadable")
    assert result.error.where == f"environments/dev.toml:2: tls.{key}"
    assert result.exchanges == ()


async def test_a_certificate_in_the_home_of_nobody_is_told_with_its_place(
    safe: Lab, secure: SecureServers
) -> None:
    aim(safe, secure.servers, '[tls]\nca_bundle = "~nosuchuser/ca.pem"\n')
    result = await sent(safe)
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (3, "no_such_home")
    assert result.error.where == "environments/dev.toml:2: tls.ca_bundle"
    assert result.exchanges == ()


@pytest.mark.parametrize(
    ("settings", "code", "key", "words"),
    [
        ('[tls]\nca_bundle = "no.pem"\n', "tls_configuration", "tls.ca_bundle", "no.pem"),
        (
            '[tls]\nclient_certificate = "no.pem"\n',
            "tls_configuration",
            "tls.client_certificate",
            "no.pem",
        ),
        ('[proxy]\nurl = "ftp://x"\n', "proxy_configuration", "proxy.url", "its scheme is not"),
    ],
)
async def test_settings_that_cannot_connect_are_told_before_anything_is_sent(
    settings: str,
    code: str,
    key: str,
    words: str,
    safe: Lab,
    secure: SecureServers,
    shell: Shell,
) -> None:
    safe.write({"no.pem": "no certificate\n"})
    safe.request("open", "{{base_url}}/echo", '[auth]\ntype = "none"\n')
    aim(safe, secure.servers, settings)
    result = await sent(safe)
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (3, code)
    assert result.error.where == f"environments/dev.toml:2: {key}"
    assert words in result.error.what
    assert result.exchanges == ()
    await asyncio.to_thread(shell.run, "trust")
    for command in (
        ("send", "list"),
        ("send", "open"),
        ("token",),
        ("run", "open"),
        ("doctor",),
        ("exec", "--", "true"),
    ):
        done = await asyncio.to_thread(shell.run, *command, "--env", "dev")
        assert done.status == 3, command
        assert "environments/dev.toml:2: " in done.err + done.text, command
        assert result.error.what in done.err + done.text, command
        assert "GET " not in done.err, command
        assert "No request was sent." in done.err or command[0] != "send"
    assert secure.servers.authorization.recorder.count == 0
    assert secure.servers.api.recorder.count == 0


def test_no_session_keys_are_written_and_no_netrc_is_read(
    shell: Shell, safe: Lab, secure: SecureServers
) -> None:
    safe.request("open", "{{base_url}}/echo", '[auth]\ntype = "none"\n')
    aim(safe, secure.servers, '[tls]\nca_bundle = "ca.pem"\n')
    (safe.root / "ca.pem").write_bytes(secure.ca.read_bytes())
    keys, netrc = shell.home / "keys.log", shell.home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login netrc-user password netrc-secret\n")
    netrc.chmod(0o600)
    more = {"SSLKEYLOGFILE": str(keys), "NETRC": str(netrc)}
    assert shell.run("send", "list", **more).status == 0
    more["SSLKEYLOGFILE"] = "/nowhere/keys"
    assert shell.run("send", "open", **more).status == 0
    assert not keys.exists()
    assert secure.servers.api.recorder.requests[-1].header("authorization") is None


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_is_down_has_its_own_sentence(
    scheme: str, lab: Lab, demo_servers: StrictServers
) -> None:
    aim(lab, demo_servers, f'[proxy]\nurl = "{scheme}://127.0.0.1:1"\n')
    result = await sent(lab)
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (4, "proxy")
    assert f"Proxy {scheme}://127.0.0.1:1 refused the connection" in sentence(result)
    assert demo_servers.authorization.recorder.count == demo_servers.api.recorder.count == 0


PROXY_PASSWORD = "pr0xy-passw0rd"


async def test_a_proxy_that_wants_other_credentials_is_told_without_them(
    lab: Lab, demo_servers: StrictServers
) -> None:
    refusing: Behaviour = ok(b"", status=b"407 Proxy Authentication Required")
    async with toxic_server(refusing) as proxy:
        url = f"http://me:{PROXY_PASSWORD}@127.0.0.1:{proxy.port}"
        aim(lab, demo_servers, f'[proxy]\nurl = "{url}"\n')
        async with lab.workbench() as workbench:
            result = await lab.send(workbench)
            text = told(workbench, result)
        assert b"\r\nProxy-Authorization: Basic " in proxy.heads[0]
        assert b"Proxy-Authorization" not in proxy.bodies[0]
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (4, "proxy")
    assert "407" in sentence(result)
    assert PROXY_PASSWORD not in text
    assert demo_servers.api.recorder.count == 0


async def test_a_proxy_of_the_process_is_used_beyond_loopback_only(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(ok(b"{}")) as proxy:
        lab.process = {"http_proxy": proxy.url}
        lab.write({"requests/far.toml": 'url = "http://api.invalid/x"\n[auth]\ntype = "none"\n'})
        async with lab.workbench() as workbench:
            assert status(await lab.send(workbench)) == 200
            assert status(await lab.send(workbench, "far")) == 200
        assert [head.split(b"\r\n")[0] for head in proxy.heads] == [
            b"GET http://api.invalid/x HTTP/1.1"
        ]
    assert demo_servers.api.recorder.count == 1


async def test_changing_trust_or_proxy_means_another_token(
    safe: Lab, secure: SecureServers
) -> None:
    async with safe.workbench() as workbench:
        aim(safe, secure.servers, "[tls]\nverify = false\n")
        await safe.send(workbench)
        aim(safe, secure.servers, f'[tls]\nca_bundle = "{secure.ca}"\n')
        result = await safe.send(workbench)
    assert result.token is not None
    assert result.token.reason == "auth changed: tls"


async def test_an_encrypted_key_is_opened_by_a_secret_which_is_masked_and_makes_tokens_differ(
    safe: Lab, secure: SecureServers, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives import serialization

    mine = issued(secure.authority, tmp_path / "mine", "client")
    opened = serialization.load_pem_private_key(mine.key.read_bytes(), None)
    lock = serialization.BestAvailableEncryption(b"key-password-77")
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    safe.write({"certs/me.pem": mine.chain.read_text()})
    safe.write({"certs/me.key": opened.private_bytes(pem, form, lock).decode()})
    (safe.root / "certs" / "ca.pem").write_bytes(secure.ca.read_bytes())
    tls = '[tls]\nca_bundle = "certs/ca.pem"\nclient_certificate = "certs/me.pem"\n'
    tls += 'client_key = "certs/me.key"\nclient_key_password = "{}"\n'
    aim(safe, secure.servers, tls.format("{{pw}}"))
    safe.write({"environments/dev.local.toml": '[secrets]\npw = "key-password-77"\n'})
    (safe.root / "environments" / "dev.local.toml").chmod(0o600)
    async with safe.workbench() as workbench:
        result = await safe.send(workbench)
        assert status(result) == 200
        assert workbench.redactor.mask_body("x key-password-77") == f"x {MASK}"
        aim(safe, secure.servers, tls.format("{{pw}}x"))
        lock = serialization.BestAvailableEncryption(b"key-password-77x")
        safe.write({"certs/me.key": opened.private_bytes(pem, form, lock).decode()})
        assert status(await safe.send(workbench)) == 200
        assert "auth changed: tls" in told(workbench)
        aim(safe, secure.servers, tls.format("{{pw}}y"))
        result = await safe.send(workbench)
        assert (result.error and result.error.exit_code, result.exchanges) == (3, ())
        assert "does not decrypt" in sentence(result)
        assert "key-password-77" not in told(workbench)
