from __future__ import annotations

import base64
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.servers.tls import Authority
from tests.servers.toxic import blurting_server, ok, response, toxic_server
from tests.servers.toxic_proxy import proxy_server
from tests.unit.transport.transport_client import DEV, MakeClient, TransportClient

from outrider.model.exchange import FailureKind
from outrider.model.secret import MASK, Secret, reveal
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.proxies import choose_proxy
from outrider.transport.wire_url import parse_url


async def test_plain_http_goes_through_the_proxy_even_to_loopback(client: TransportClient) -> None:
    async with toxic_server(ok()) as server, proxy_server() as proxy:
        via = replace(DEV, proxy=proxy.url)
        await client.response(f"{server.url}/a%2Fb?x=|", connection=via)
        assert proxy.heads[0].startswith(f"GET {server.url}/a%2Fb?x=| HTTP/1.1\r\n".encode())
        assert server.heads[0].startswith(b"GET /a%2Fb?x=| ")


async def test_https_goes_through_connect_with_credentials(
    client: TransportClient, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    async with (
        toxic_server(ok(), tls=authority.server()) as server,
        proxy_server() as proxy,
    ):
        url = proxy.url.replace("http://", "http://me:p%40ss@")
        via = replace(DEV, proxy=Secret(url), ca_bundle=authority.pem)
        outcome = await client.get(server.url, ("X-Api", "1"), connection=via)
        assert outcome.failure is None
        assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n".encode())
        assert b"Basic " + base64.b64encode(b"me:p@ss") in proxy.heads[0]
        assert b"X-Api" not in proxy.heads[0]
        assert b"Proxy-Authorization" not in server.heads[0]
        assert outcome.timing.tls is not None


async def test_a_proxy_may_speak_tls_itself(client: TransportClient, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with (
        toxic_server(ok()) as plain,
        toxic_server(ok(), tls=authority.server()) as secure,
        proxy_server(tls=authority.server()) as proxy,
    ):
        via = replace(DEV, proxy=proxy.url, ca_bundle=authority.pem)
        await client.response(plain.url, connection=via)
        await client.response(secure.url, connection=via)
        failure = await client.failure(
            FailureKind.PROXY, plain.url, connection=replace(DEV, proxy=proxy.url)
        )
        assert failure.what == f"TLS handshake with proxy {proxy.url} failed."
        assert failure.why.startswith("The certificate of 127.0.0.1 is issued by an untrusted CA")
        assert failure.advice == "If you trust it, set ca_bundle in [tls] to its PEM file."
    async with blurting_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        no_tls = replace(DEV, proxy=url.replace("http://", "https://"))
        failure = await client.failure(FailureKind.PROXY, "http://api.test/", connection=no_tls)
        address = url.partition("://")[2]
        assert failure.why == f"{address} does not use TLS: it is probably plain http."
        assert failure.advice == "Check [proxy] url."


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_socks_proxies_work(client: TransportClient, tmp_path: Path, scheme: str) -> None:
    authority = Authority(tmp_path)
    async with (
        toxic_server(ok(), tls=authority.server("api.test")) as server,
        proxy_server("socks5", password=b"pw") as proxy,
    ):
        url = f"{scheme}://me:pw@127.0.0.1:{proxy.port}"
        via = replace(DEV, proxy=Secret(url), ca_bundle=authority.pem)
        await client.response(f"https://api.test:{server.port}/", connection=via)
        assert proxy.heads == [f"api.test:{server.port}".encode()]


@pytest.mark.parametrize(
    ("kind", "answer", "says"),
    [
        (
            "http",
            response(b"", status=b"407 Proxy Authentication Required"),
            "rejected the credentials (407)",
        ),
        ("http", response(b"", status=b"502 Bad Gateway"), "could not connect to api.test: 502."),
        ("http", b"garbage\r\n\r\n", "could not connect to api.test."),
        ("socks5", b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00", "could not connect to api.test."),
        ("socks5", b"HTTP/1.1 400 Bad\r\n\r\n", "could not connect to api.test."),
    ],
)
async def test_a_proxy_that_does_not_connect_is_named_without_its_password(
    client: TransportClient, kind: str, answer: bytes, says: str
) -> None:
    async with proxy_server(kind, answer=answer) as proxy:
        url = proxy.url.replace("://", "://me:canary@")
        if kind == "socks5":
            url = proxy.url
        via = replace(DEV, proxy=Secret(url, url.replace("canary", MASK)))
        failure = await client.failure(FailureKind.PROXY, "https://api.test/", connection=via)
        assert says in failure.what
        assert proxy.url in failure.what
        assert "canary" not in str(failure)
        assert not failure.sent


async def test_socks_credentials_that_are_missing_or_wrong_are_said(
    client: TransportClient,
) -> None:
    async with proxy_server("socks5", password=b"pw") as proxy:
        for user, says in (
            ("", "requires credentials."),
            ("me:wrong@", "rejected the credentials."),
        ):
            via = replace(DEV, proxy=proxy.url.replace("://", f"://{user}"))
            failure = await client.failure(FailureKind.PROXY, "http://api.test/", connection=via)
            assert failure.what == f"Proxy {proxy.url} {says}"


async def test_a_407_to_a_forwarded_request_is_a_failure_of_the_proxy(
    client: TransportClient,
) -> None:
    answer = response(b"who?", status=b"407 Proxy Authentication Required")
    async with proxy_server(answer=answer) as proxy:
        outcome = await client.get("http://api.test/", connection=replace(DEV, proxy=proxy.url))
        assert outcome.failure is not None
        assert outcome.failure.kind is FailureKind.PROXY
        assert outcome.response is not None
        assert outcome.response.content == b"who?"


async def test_a_proxy_that_is_not_there_is_named(client: TransportClient) -> None:
    for proxy, says in (
        ("http://127.0.0.1:1", "http://127.0.0.1:1 refused"),
        (
            "http://proxy.invalid:3128",
            "The host of proxy http://proxy.invalid:3128 was not found (DNS)",
        ),
    ):
        failure = await client.failure(
            FailureKind.PROXY, "https://api.test/", connection=replace(DEV, proxy=proxy)
        )
        assert says in failure.what


async def test_a_proxy_whose_host_is_a_secret_is_not_named(client: TransportClient) -> None:
    for url in ("http://Hidden.invalid:3128", "http://127.0.0.1:1"):
        failure = await client.failure(
            FailureKind.PROXY, "http://api.test/", connection=replace(DEV, proxy=Secret(url))
        )
        assert "proxy http://••••••" in failure.what.lower()
        for part in ("hidden", "3128", "127.0.0.1"):
            assert part not in repr(failure).lower()


@pytest.mark.parametrize(
    "value", ["ftp://x", "http://[::1", "http://", "http://h:port", "http://h:99999", "socks4://h"]
)
async def test_malformed_variables_fail_the_request_only(
    make_client: MakeClient, value: str
) -> None:
    client = await make_client({"HTTPS_PROXY": value, "NO_PROXY": "[::1],fe80::/10,,:,["})
    failure = await client.failure(FailureKind.PROXY_CONFIGURATION, "https://api.test/")
    assert "HTTPS_PROXY" in failure.what
    async with toxic_server(ok()) as server:
        await client.response(server.url)


@pytest.mark.parametrize(
    ("process", "url", "proxy"),
    [
        ({"HTTP_PROXY": "http://p:1"}, "http://h/", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, "https://h/", None),
        ({"http_proxy": "http://a:1", "HTTP_PROXY": "http://b:1"}, "http://h/", "http://a:1"),
        ({"ALL_PROXY": "socks5://p"}, "https://h/", "socks5://p:1080"),
        ({"HTTPS_PROXY": "p:3128"}, "https://h/", "http://p:3128"),
        ({"HTTPS_PROXY": " "}, "https://h/", None),
        ({"HTTP_PROXY": "http://[::1]:8080"}, "http://h/", "http://[::1]:8080"),
        ({"HTTP_PROXY": "http://p:1"}, "http://localhost/", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://[::1]/", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://127.9.9.9/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "*"}, "http://h/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "a, .h.test"}, "http://x.h.test/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "h.test"}, "http://x.H.test/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "h.test"}, "http://xh.test/", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "no_proxy": "h.test:81"}, "http://h.test/", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "no_proxy": "h.test:81"}, "http://h.test:81/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "http://10.1.2.3/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "http://11.1.2.3/", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "[fe80::1]:80"}, "http://[fe80::1]/", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "*.h.test"}, "http://a.h.test/", None),
    ],
)
def test_the_process_chooses_the_proxy(
    process: dict[str, str], url: str, proxy: str | None
) -> None:
    chosen = choose_proxy("", process, parse_url(url))
    assert (chosen.url if chosen else None) == proxy


def test_the_files_proxy_wins_and_its_credentials_are_secret() -> None:
    chosen = choose_proxy(
        Secret("http://me:canary@p"), {"NO_PROXY": "*"}, parse_url("http://localhost/")
    )
    assert chosen is not None
    assert chosen.password is not None
    assert reveal(chosen.password) == "canary"
    assert "canary" not in repr(chosen)


def test_a_malformed_proxy_in_the_file_is_said_without_its_password() -> None:
    with pytest.raises(ExchangeStopped) as stopped:
        choose_proxy("http://me:canary@[p", {}, parse_url("http://h/"))
    assert "canary" not in str(stopped.value.failure)
