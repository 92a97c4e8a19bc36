"""What the shell says of a server that cannot be reached, word for word.

A token request and a request to the API fail in the same ways, and mean different things.
"""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.integration.conftest import SecureServers, issued
from tests.servers.strict import StrictServers
from tests.servers.tls import Authority
from tests.servers.toxic import answers, disconnect, ok, reset, silence, toxic_server
from tests.servers.toxic_proxy import proxy_server

from outrider.cli.output.error_output import write_error
from outrider.model.connection import ExchangeLimits

UNSENT = "  The API request was not sent."
FIXED = "The limit for token requests is fixed."
PLAIN = "  The URL uses http://, but port {} probably expects TLS."
PROCESSED = "The API may have processed the request."
SHORT = ExchangeLimits(total_timeout=0.4, connect_timeout=0.4, read_timeout=5)


async def said(lab: Lab, request: str = "list", **more: ExchangeLimits) -> list[str]:
    """The lines of the error that a send ends with."""
    async with lab.workbench(**more) as workbench:
        result = await lab.send(workbench, request)
    assert result.error is not None
    out = io.StringIO()
    write_error(result.error, out, request=True)
    return out.getvalue().splitlines()


def api(lab: Lab, url: str, method: str = "GET", more: str = "") -> Lab:
    text = f'method = "{method}"\nurl = "{url}"\n{more}[auth]\ntype = "none"\n'
    return lab.write({"requests/plain.toml": text})


async def test_a_token_request_in_plain_http_to_a_tls_port(lab: Lab, secure: SecureServers) -> None:
    url = secure.servers.token_url.replace("https://", "http://")
    address = url.split("/")[2]
    lab.environment("dev", api="http://127.0.0.1:1", token=url)
    lines = await said(lab)
    how = "reset" if "reset" in lines[0] else "closed"
    assert lines == [
        f"error: Token request failed: {address} {how} the connection without a response.",
        f"  at POST {url}",
        PLAIN.format(address.rpartition(":")[2]),
        f'  Set token_endpoint = "{secure.servers.token_url}" (environments/dev.toml:8).',
        UNSENT,
    ]


@pytest.mark.parametrize("behaviour", [disconnect, reset], ids=["closed", "reset"])
async def test_a_token_request_whose_connection_ends(behaviour: object, lab: Lab) -> None:
    async with toxic_server(behaviour) as server:  # type: ignore[arg-type]
        url = f"{server.url}/oauth/token?a=b"
        lab.environment("dev", api="http://127.0.0.1:1", token=url)
        lines = await said(lab)
    how = "closed" if behaviour is disconnect else "reset"
    address = f"127.0.0.1:{server.port}"
    assert lines == [
        f"error: Token request failed: {address} {how} the connection without a response.",
        f"  at POST {url}",
        PLAIN.format(server.port),
        f'  Set token_endpoint = "https://{address}/oauth/token?a=b" (environments/dev.toml:8).',
        UNSENT,
    ]


async def test_a_server_that_answers_plain_http_with_a_record_or_a_page_about_tls(lab: Lab) -> None:
    record = answers(b"\x15\x03\x01\x00\x02\x02\x46", then="close")
    page = ok(
        b"<center>The plain HTTP request was sent to HTTPS port</center>", status=b"400 Bad Request"
    )
    async with toxic_server(record) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        said_of = (
            (record, [f"failed: 127.0.0.1:{server.port} did not respond with HTTP."]),
            (
                page,
                [
                    "refused: 400 Bad Request",
                    '  Server message: "The plain HTTP request was sent to HTTPS port"',
                ],
            ),
        )
        for behaviour, (what, *message) in said_of:
            server.behaviour = behaviour
            assert await said(lab) == [
                f"error: Token request {what}",
                f"  at POST {server.url}/token",
                *message,
                f"  The URL uses http://, but port {server.port} expects TLS.",
                f'  Set token_endpoint = "https://127.0.0.1:{server.port}/token" '
                "(environments/dev.toml:8).",
                UNSENT,
            ]


async def test_an_issuer_in_plain_http_at_a_tls_port(lab: Lab) -> None:
    async with toxic_server(disconnect) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token="http://127.0.0.1:1/")
        file = lab.root / "environments/dev.toml"
        text = file.read_text().replace('token_endpoint = "http://127.0.0.1:1/"', "")
        text = text.replace("client_id", f'issuer = "{server.url}"\nclient_id')
        file.write_text(text)
        lines = await said(lab)
    address = f"127.0.0.1:{server.port}"
    what = "Issuer metadata request failed"
    assert lines[0] == f"error: {what}: {address} closed the connection without a response."
    assert lines[2:] == [
        PLAIN.format(server.port),
        "  Change http:// to https:// in issuer (environments/dev.toml:9).",
        UNSENT,
    ]


async def test_a_request_to_the_api_in_plain_http_to_a_tls_port(lab: Lab) -> None:
    async with toxic_server(disconnect) as server:
        address = f"127.0.0.1:{server.port}"
        for method, more in (("GET", ""), ("PUT", f" {PROCESSED}")):
            assert await said(api(lab, f"{server.url}/a", method), "plain") == [
                f"error: {address} closed the connection without a response.",
                f"  at http://{address}",
                f"{PLAIN.format(server.port)}{more}",
                f"  Set the URL to https://{address}.",
            ]


async def test_a_token_request_that_takes_too_long(lab: Lab) -> None:
    async with toxic_server(silence) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        assert await said(lab, token_limits=SHORT) == [
            "error: Token request failed: 127.0.0.1 did not respond within 0.4 s.",
            f"  at POST {server.url}/token",
            f"  Last step: waiting for the response. {FIXED}",
            "  Check the network and the VPN.",
            UNSENT,
        ]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_a_request_to_the_api_that_takes_too_long(method: str, lab: Lab) -> None:
    options = "[options]\ntimeout = 0.4\n"
    async with toxic_server(silence) as server:
        lines = await said(api(lab, server.url, method, options), "plain")
    more = f" {PROCESSED}" if method not in {"GET", "OPTIONS"} else ""
    assert lines[0] in {
        "error: 127.0.0.1 did not respond within 0.4 s.",
        "error: 127.0.0.1 sent no data for 0.4 s (while waiting for the response).",
    }
    step = "Last step: waiting for the response."
    assert lines[2:] in (
        [
            *filter(str.strip, (f"  {reason}{more}".replace("   ", "  "),)),
            "  Raise timeout under [options] in requests/plain.toml.",
        ]
        for reason in (step, "")
    )


async def test_a_response_that_is_cut(lab: Lab) -> None:
    cut = answers(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 21, then="close")
    async with toxic_server(cut) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=server.url)
        assert await said(lab) == [
            "error: Token request failed: Connection closed after 21 of 500 bytes of the body.",
            f"  at POST {server.url}",
            "  Try again; if it persists, report it to the operator of the server or proxy.",
            UNSENT,
        ]
        assert await said(api(lab, server.url, "POST"), "plain") == [
            "error: Connection closed after 21 of 500 bytes of the body.",
            f"  at {server.url}",
            "  The received part is shown.",
        ]


async def test_a_token_endpoint_that_closes_a_connection_with_tls(
    lab: Lab, secure: SecureServers, tmp_path: Path
) -> None:
    certificate = issued(secure.authority, tmp_path / "server", "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    tls = f'[tls]\nca_bundle = "{secure.ca}"\n'
    async with toxic_server(disconnect, tls=context) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=server.url, more=tls)
        address = f"127.0.0.1:{server.port}"
        assert await said(lab) == [
            f"error: Token request failed: {address} closed the connection without a response.",
            f"  at POST {server.url}",
            "  A server that requires a client certificate (mTLS) may do so where none is sent.",
            "  If it does, set client_certificate and client_key in [tls] (environments/dev.toml); "
            "if not, check the VPN and the firewall.",
            UNSENT,
        ]


async def test_a_client_certificate_that_has_expired_is_told_whatever_the_server_says(
    lab: Lab, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    ended = datetime.now(UTC) - timedelta(days=2)
    leaf = authority.ca.issue_cert("m2m@client.example", not_after=ended)
    leaf.cert_chain_pems[0].write_to_path(tmp_path / "me.pem")
    leaf.private_key_pem.write_to_path(tmp_path / "me.key")
    tls = (
        f'[tls]\nca_bundle = "{authority.pem}"\nclient_certificate = "{tmp_path}/me.pem"\n'
        f'client_key = "{tmp_path}/me.key"\n'
    )
    async with toxic_server(ok(), tls=authority.wanting_a_client_certificate()) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=server.url, more=tls)
        found = "\n".join(await said(lab))
    # The alert may get lost; what the file says does not.
    assert f"expired on {ended.astimezone():%Y-%m-%d}" in found
    assert (
        "Replace it by a valid one: client_certificate in [tls] (environments/dev.toml:3)" in found
    )


@pytest.fixture
def issuer(secure: SecureServers) -> str:
    """The name of the authority that signed the servers' certificate."""
    from cryptography import x509

    found = x509.load_pem_x509_certificate(secure.ca.read_bytes()).subject
    return ", ".join(str(one.value) for one in found)


async def test_a_certificate_of_a_ca_that_is_not_trusted(
    lab: Lab, secure: SecureServers, issuer: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    import trustme

    trustme.CA().cert_pem.write_to_path(other)
    what = f'The certificate of 127.0.0.1 is issued by an untrusted CA: "{issuer}".'
    where = f"  at POST {secure.servers.token_url}"
    here = "[tls] (environments/dev.toml)"
    async with proxy_server() as proxy:
        via = f'[proxy]\nurl = "{proxy.url}"\n'
        for process, more, lines in (
            (
                {},
                "",
                [
                    "  The server sent no intermediate certificate.",
                    f"  If you trust it, set ca_bundle in {here} to its PEM file.",
                ],
            ),
            (
                {},
                f'[tls]\nca_bundle = "{other}"\n',
                [
                    f"  That CA is not in {other}. The server sent no intermediate certificate.",
                    "  Ask the operator of the server to send the chain, or add that CA's "
                    "certificate to ca_bundle in [tls] (environments/dev.toml:2).",
                ],
            ),
            (
                {},
                via,
                [
                    f"  Proxy {proxy.url} may replace certificates.",
                    f"  Set ca_bundle in {here} to the PEM file of the proxy's CA.",
                ],
            ),
            (
                {"SSL_CERT_FILE": "/nowhere/ca.pem"},
                "",
                ["  SSL_CERT_FILE names no file: /nowhere/ca.pem.", "  Correct SSL_CERT_FILE."],
            ),
        ):
            lab.process = process
            lab.environment(
                "dev", api=secure.servers.api_url, token=secure.servers.token_url, more=more
            )
            found = await said(lab)
            assert found == [f"error: Token request failed: {what}", where, *lines, UNSENT]
            url = f"{secure.servers.api_url}/orders"
            found = await said(api(lab, url), "plain")
            assert found == [f"error: {what}", f"  at {secure.servers.api_url}", *lines]


async def test_a_certificate_for_other_hosts_names_them(
    lab: Lab, secure: SecureServers, tmp_path: Path
) -> None:
    names = ("one.example", "two.example", "three.example", "four.example")
    certificate = issued(secure.authority, tmp_path / "other", *names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    tls = f'[tls]\nca_bundle = "{secure.ca}"\n'
    async with toxic_server(ok(), tls=context) as server:
        lab.environment("dev", api=server.url, token=server.url, more=tls)
        what = "The certificate is not valid for 127.0.0.1: it is for"
        shown = "one.example, two.example, three.example and 1 more."
        assert await said(lab) == [
            f"error: Token request failed: {what} {shown}",
            f"  at POST {server.url}",
            "  Check the host in token_endpoint (environments/dev.toml:10).",
            UNSENT,
        ]


async def test_a_proxy_that_wants_credentials_and_one_that_rejects_them(
    lab: Lab, demo_servers: StrictServers
) -> None:
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    async with toxic_server(answers(answer)) as proxy:
        for user, verb, action in (("", "requires", "Set"), ("me:pw@", "rejected the", "Check")):
            url = proxy.url.replace("://", f"://{user}")
            lab.environment(
                "dev",
                api=demo_servers.api_url,
                token=demo_servers.token_url,
                more=f'[proxy]\nurl = "{url}"\n',
            )
            assert await said(lab) == [
                f"error: Token request failed: Proxy {proxy.url} {verb} credentials (407).",
                f"  at POST {demo_servers.token_url}",
                f"  {action} user name and password in the proxy URL: "
                "[proxy] url (environments/dev.toml:2).",
                UNSENT,
            ]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_send_that_is_cancelled_says_whether_the_api_may_have_it(
    method: str, lab: Lab
) -> None:
    async with toxic_server(silence) as server, lab.workbench() as workbench:
        api(lab, server.url, method)
        sending = asyncio.create_task(lab.send(workbench, "plain"))
        while not server.bodies:
            await asyncio.sleep(0.01)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        (failure,) = (one.exchange.failure for one in workbench.console if one.exchange)
        assert failure is not None
        assert (failure.what, failure.why) == (
            "Request cancelled.",
            PROCESSED if method == "POST" else "",
        )


async def test_a_send_that_is_cancelled_before_it_goes_out(lab: Lab) -> None:
    async with silent_listener() as (url, connected), lab.workbench() as workbench:
        api(lab, url, "POST")
        sending = asyncio.create_task(lab.send(workbench, "plain"))
        while not connected():
            await asyncio.sleep(0.01)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        (failure,) = (one.exchange.failure for one in workbench.console if one.exchange)
        assert failure is not None
        assert (failure.what, failure.why) == ("Request cancelled.", "")


@asynccontextmanager
async def silent_listener() -> AsyncIterator[tuple[str, Callable[[], int]]]:
    """A URL of https whose server says nothing in the handshake, and how many it listens to."""
    async with toxic_server(silence) as server:
        yield server.url.replace("http://", "https://"), lambda: server.connections
