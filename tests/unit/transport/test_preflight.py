from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.servers.toxic import ok, toxic_server
from tests.unit.transport.transport_client import TransportClient

from outrider.model.exchange import FailureKind
from outrider.model.message import TextContent
from outrider.model.secret import Secret
from outrider.transport import wire_url
from outrider.transport.exchange_stopped import ExchangeStopped


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X", "canary\r\nEvil: 1"),
        ("X", "canary\n"),
        ("X", "canary\x00"),
        ("X", "canary\x1b["),
        ("X", " canary"),
        ("X", "canary\t"),
        ("X", "canaryé"),
        ("X", "canary\ud800"),
        ("X Y", "canary"),
        ("", "canary"),
        ("X:", "canary"),
        ("É", "canary"),
        ("X\r\nEvil", "canary"),
        ("Host", "canary/evil"),
        ("Host", "me@canary"),
        ("Transfer-Encoding", "gzip, chunked"),
        ("Content-Length", "canary"),
        ("Content-Length", "5"),
        ("Content-Length", "-1"),
    ],
)
async def test_fields_that_cannot_be_sent_open_no_connection(
    client: TransportClient, name: str, value: str
) -> None:
    async with toxic_server(ok()) as server:
        failure = await client.failure(FailureKind.INVALID_REQUEST, server.url, (name, value))
        assert "canary" not in str(failure)
        assert failure.where == server.url
        assert not failure.sent
        assert server.connections == 0


@pytest.mark.parametrize(
    "fields",
    [
        (("Transfer-Encoding", "chunked"), ("Content-Length", "2")),
        (("Content-Length", "2"), ("content-length", "2")),
        (("Host", "a"), ("host", "b")),
    ],
)
async def test_fields_that_contradict_each_other_are_refused(
    client: TransportClient, fields: tuple[tuple[str, str], ...]
) -> None:
    async with toxic_server(ok()) as server:
        await client.failure(
            FailureKind.INVALID_REQUEST,
            server.url,
            *fields,
            method="POST",
            content=TextContent("hi"),
        )
        assert server.connections == 0


@pytest.mark.parametrize("method", ["", "GE T", "GET\r\n", "GÉT", "CONNECT", "G/T"])
async def test_methods_that_are_none_are_refused(client: TransportClient, method: str) -> None:
    await client.failure(FailureKind.INVALID_REQUEST, "http://127.0.0.1:1/", method=method)


async def test_a_body_that_cannot_be_encoded_is_refused(client: TransportClient) -> None:
    content = TextContent(Secret("canary\ud800"))
    failure = await client.failure(
        FailureKind.INVALID_REQUEST, "http://127.0.0.1:1/", method="POST", content=content
    )
    assert "canary" not in str(failure)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not absolute"),
        ("/orders", "not absolute"),
        ("api.example/orders", "not absolute"),
        ("localhost:8080/x", "not supported: localhost"),
        ("ftp://h/", "not supported: ftp"),
        ("file:///etc/passwd", "not supported: file"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("http://:80/", "no host"),
        ("http://me:canary@h/", "user name"),
        ("http://h\\@evil/", "backslash"),
        ("http://h:x/", "not a number"),
        ("http://h:0/", "out of range"),
        ("http://h:70000/", "out of range"),
        ("http://h:1234567/", "not a number"),
        ("http://[::1/", "brackets"),
        ("http://[1.2.3.4]/", "not an IPv6"),
        ("http://::1/", "brackets"),
        ("http://a..b/", "two dots in a row"),
        ("http://" + "a" * 64 + ".test/", "too long"),
        ("http://" + "a." * 130 + "test/", "too long"),
        ("http://h/" + "a" * 70_000, "too long"),
        ("http://h/\r\nEvil", "control character"),
        ("http://h/\x7f", "control character"),
        ("http://h h/", "host names cannot have"),
        ("http://{{base}}/", "host names cannot have"),
        ("http://a%2eb/", "host names cannot have"),
        ("http://\u2603.test\u200d/", "IDNA"),
        ("http://xn--ü/", "IDNA"),
        ("http://h/\ud800", "surrogate"),
    ],
)
async def test_urls_that_cannot_be_sent_to_have_their_sentence(
    client: TransportClient, url: str, says: str
) -> None:
    failure = await client.failure(FailureKind.INVALID_REQUEST, url)
    assert says in failure.what
    assert "canary" not in str(failure)


@pytest.mark.parametrize(
    ("url", "host", "port", "authority"),
    [
        ("HTTP://EXAMPLE.Com:80/", "example.com", None, "example.com"),
        ("https://h:443", "h", None, "h"),
        ("https://h:80", "h", 80, "h:80"),
        ("http://h:/", "h", None, "h"),
        ("http://[::1]:8080/", "::1", 8080, "[::1]:8080"),
        ("http://[fe80::1%25eth0]/", "fe80::1%eth0", None, "[fe80::1]"),
        ("http://bücher.example/", "xn--bcher-kva.example", None, "xn--bcher-kva.example"),
        ("http://a_b.test./", "a_b.test.", None, "a_b.test."),
    ],
)
def test_hosts_and_ports_are_read(url: str, host: str, port: int | None, authority: str) -> None:
    wire = wire_url.parse_url(url)
    assert (wire.host, wire.port, wire.authority) == (host, port, authority)


@given(st.text())
def test_any_text_is_a_url_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://h/{text}"):
        with suppress(ExchangeStopped):
            wire = wire_url.parse_url(url)
            assert wire.target.startswith("/")
            assert all(0x21 <= ord(character) <= 0x7E for character in wire.target)
            assert wire.host.isascii()


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#")))
def test_printable_targets_are_not_touched(target: str) -> None:
    assert wire_url.parse_url(f"http://h/{target}").target == f"/{target}"


def test_a_secret_in_the_host_is_not_in_what_is_shown() -> None:
    url = Secret("https://canary.test/", "https://••••••.test/")
    assert wire_url.shown_origin(url) == "https://••••••.test"
    assert wire_url.shown_host(url) == "••••••.test"
