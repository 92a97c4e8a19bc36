"""HTTP/2 as servers speak it, and as they should not (RFC 9113)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import hpack
import pytest
from hyperframe.frame import ExtensionFrame, Frame, PingFrame, PushPromiseFrame, SettingsFrame
from msgspec.structs import replace
from tests.servers.odd_http2 import (
    BODY,
    OK,
    Answer,
    Fields,
    Http2Request,
    Talk,
    continuation,
    data,
    goaway,
    headers,
    odd_http2,
    reset,
    settings,
)
from tests.servers.tls import Authority
from tests.servers.toxic import ok, toxic_server
from tests.servers.toxic_proxy import proxy_server
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.connection import ConnectionSettings, ExchangeLimits, HttpVersion
from outrider.model.exchange import Failure, FailureKind, Resend, TransportResult

QUICK = ExchangeLimits(total_timeout=10, read_timeout=1)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def trusting(authority: Authority) -> ConnectionSettings:
    return replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)


async def tried(client: TransportClient, authority: Authority, answer: Answer) -> TransportResult:
    connection = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)
    async with odd_http2(answer, authority.server()) as server:
        url = f"https://127.0.0.1:{server.port}"
        return await client.get(url, connection=connection, limits=QUICK)


def saying(*frames: Callable[[int], Frame | bytes], closes: bool = False) -> Answer:
    """Answers with these frames, each made for the request's stream."""

    async def answer(talk: Talk, request: Http2Request) -> None:
        await talk.send(*(frame(request.stream) for frame in frames))
        if closes:
            await talk.close()

    return answer


def head(fields: Fields = OK, *, end: bool = False) -> Callable[[int], Frame]:
    return lambda stream: headers(stream, fields, end=end)


def body(content: bytes = BODY, *, end: bool = True) -> Callable[[int], Frame]:
    return lambda stream: data(stream, content, end=end)


def fault_of(outcome: TransportResult) -> Failure:
    assert outcome.failure is not None, outcome.response
    return outcome.failure


async def test_a_graceful_goaway_lets_the_answer_of_the_request_arrive(
    client: TransportClient, authority: Authority, trusting: ConnectionSettings
) -> None:
    async def answer(talk: Talk, request: Http2Request) -> None:
        await talk.send(goaway(2**31 - 1))
        await asyncio.sleep(0.05)
        await talk.send(headers(request.stream, OK), data(request.stream, b'{"ok":'))
        await talk.send(goaway(request.stream))
        await asyncio.sleep(0.05)
        await talk.send(data(request.stream, b"true}", end=True))

    async with odd_http2(answer, authority.server()) as server:
        url = f"https://127.0.0.1:{server.port}"
        for number in (1, 2):
            got = await client.response(url, connection=trusting)
            assert (got.http_version, got.content) == ("HTTP/2", BODY)
            assert server.connections == number


@pytest.mark.parametrize(
    ("frames", "resend", "says"),
    [
        ([lambda _: goaway(0)], Resend.AGAIN, "without processing"),
        ([lambda _: goaway(0, 11)], Resend.AGAIN, "ENHANCE_YOUR_CALM"),
        ([lambda s: reset(s, 7)], Resend.AGAIN, "REFUSED_STREAM"),
        ([lambda s: reset(s, 13)], Resend.WITH_HTTP1, "HTTP_1_1_REQUIRED"),
        ([lambda s: goaway(s, 13)], Resend.WITH_HTTP1, "HTTP_1_1_REQUIRED"),
    ],
)
async def test_what_the_server_did_not_process_may_be_sent_again(
    client: TransportClient,
    authority: Authority,
    frames: list[Callable[[int], Frame]],
    resend: Resend,
    says: str,
) -> None:
    failure = fault_of(await tried(client, authority, saying(*frames, closes=True)))
    assert failure.resend is resend
    assert says in f"{failure.what} {failure.why}"
    assert failure.sent


async def test_a_stream_that_is_refused_after_its_answer_began_is_not_sent_again(
    client: TransportClient, authority: Authority
) -> None:
    answer = saying(head(), body(b"{", end=False), lambda stream: reset(stream, 7))
    failure = fault_of(await tried(client, authority, answer))
    assert (failure.kind, failure.resend) == (FailureKind.BROKEN_BODY, Resend.NO)


@pytest.mark.parametrize(
    ("code", "name"),
    [(2, "INTERNAL_ERROR"), (8, "CANCEL"), (11, "ENHANCE_YOUR_CALM"), (0xBEEF, "0xbeef")],
)
@pytest.mark.parametrize("ends", ["stream", "connection"])
async def test_error_codes_have_their_names(
    client: TransportClient, authority: Authority, code: int, name: str, ends: str
) -> None:
    answer = (
        saying(lambda stream: reset(stream, code))
        if ends == "stream"
        else saying(lambda stream: goaway(stream, code), closes=True)
    )
    failure = fault_of(await tried(client, authority, answer))
    assert name in failure.why
    assert failure.sent
    assert "part of the request" not in failure.why


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ([("a", "b")], "no :status"),
        ([(":status", "200"), (":status", "500")], "repeated"),
        ([("a", "b"), (":status", "200")], "follows a header"),
        ([(":status", "200"), (":path", "/")], "pseudo-header"),
        ([(":status", "200"), ("X-Upper", "a")], "capital letter"),
        ([(":status", "200"), ("connection", "close")], "only in HTTP/1.1"),
        ([(":status", "200"), ("transfer-encoding", "chunked")], "only in HTTP/1.1"),
        ([(":status", "200"), ("a", "b\r\nSet-Cookie: c=d")], "control character"),
        ([(":status", "200"), ("a", "b\0c")], "control character"),
        ([(":status", "abc")], "status code"),
        ([(":status", "99999")], "status code"),
    ],
)
async def test_malformed_header_sections_are_refused(
    client: TransportClient, authority: Authority, fields: Fields, says: str
) -> None:
    outcome = await tried(client, authority, saying(head(fields), body()))
    failure = fault_of(outcome)
    assert failure.kind is FailureKind.PROTOCOL
    assert says in f"{failure.what} {failure.why}"
    assert "Set-Cookie" not in f"{failure}"
    assert outcome.response is None
    assert failure.sent


@pytest.mark.parametrize("length", ["3", "100"])
async def test_a_body_of_another_length_than_announced_is_broken(
    client: TransportClient, authority: Authority, length: str
) -> None:
    answer = saying(head([*OK, ("content-length", length)]), body())
    failure = fault_of(await tried(client, authority, answer))
    assert failure.kind is FailureKind.BROKEN_BODY
    assert "Content-Length" in failure.why


@pytest.mark.parametrize("status", ["204", "304"])
async def test_a_response_without_content_may_name_a_length(
    client: TransportClient, authority: Authority, status: str
) -> None:
    answer = saying(head([(":status", status), ("content-length", "11")], end=True))
    outcome = await tried(client, authority, answer)
    assert outcome.failure is None
    assert outcome.response is not None
    assert outcome.response.status == int(status)


def _pushed(stream: int) -> Frame:
    block = hpack.Encoder().encode([(":method", "GET"), (":path", "/x"), (":scheme", "https")])
    return PushPromiseFrame(stream, promised_stream_id=2, data=block, flags=["END_HEADERS"])


def _long_section(count: int) -> list[Callable[[int], Frame]]:
    rest = hpack.Encoder().encode([(f"x-{number}", "v" * 1000) for number in range(count)])
    pieces = [rest[at : at + 16_000] for at in range(0, len(rest), 16_000)]
    return [
        lambda stream: headers(stream, OK, more=True),
        *(
            lambda stream, piece=piece, last=(piece is pieces[-1]): continuation(
                stream, piece, end=last
            )
            for piece in pieces
        ),
    ]


@pytest.mark.parametrize(
    ("frames", "says"),
    [
        ([_pushed], "PUSH_PROMISE"),
        ([lambda s: b"\0\0\x04\x08\0" + s.to_bytes(4) + b"\0\0\0\0"], "WINDOW_UPDATE"),
        ([lambda s: b"\0\0\x06\x01\x04" + s.to_bytes(4) + b"\xff" * 6], "corrupt"),
        ([body()], "not allowed at its place"),
        ([lambda s: headers(s, OK, more=True), *[lambda s: continuation(s, b"", end=False)] * 200],
         "CONTINUATION"),
        (_long_section(90), "larger than 64 kB"),
        ([lambda _: settings({SettingsFrame.INITIAL_WINDOW_SIZE: 2**31})], "SETTINGS"),
        ([lambda s: b"\1\x86\xa0\0\0" + s.to_bytes(4) + b"x" * 100_000], "too long"),
        ([lambda _: PingFrame(0, opaque_data=b"12345678").serialize() * 10_001], "without data"),
        ([lambda _: SettingsFrame(0).serialize() * 10_001], "without data"),
        ([lambda s: headers(s, [(":status", "103")]).serialize() * 10_001], "without data"),
    ],
)  # fmt: skip
async def test_what_breaks_the_rules_before_a_response_has_its_sentence(
    client: TransportClient,
    authority: Authority,
    frames: list[Callable[[int], Frame | bytes]],
    says: str,
) -> None:
    failure = fault_of(await tried(client, authority, saying(*frames)))
    assert failure.kind is FailureKind.PROTOCOL
    assert says in failure.what
    # The server has it, whatever h2 calls the fault.
    assert failure.sent


@pytest.mark.parametrize(
    "frames",
    [
        [head([(":status", "103"), ("link", "</a>")]), head(), body()],
        [head(), body(), lambda stream: reset(stream, 0)],
        [head(), body(), body(b"MORE")],
        [lambda _: ExtensionFrame(0x42, 0), head(), body()],
        [lambda _: PingFrame(0, opaque_data=b"12345678"), head(), body()],
        [head(), lambda s: data(s, b""), body()],
        [head(), lambda s: b"\0\0\x11\0\x09" + s.to_bytes(4) + b"\x05" + BODY + b"\0" * 5],
    ],
)
async def test_what_the_rules_allow_is_borne(
    client: TransportClient, authority: Authority, frames: list[Callable[[int], Frame]]
) -> None:
    outcome = await tried(client, authority, saying(*frames))
    assert outcome.failure is None
    assert outcome.response is not None
    assert outcome.response.content == BODY


async def test_push_is_refused_in_the_first_settings(
    client: TransportClient, authority: Authority, trusting: ConnectionSettings
) -> None:
    async with odd_http2(saying(head(), body()), authority.server()) as server:
        await client.response(f"https://127.0.0.1:{server.port}", connection=trusting)
        assert server.settings[SettingsFrame.ENABLE_PUSH] == 0


async def test_trailers_are_kept_apart_from_the_header(
    client: TransportClient, authority: Authority
) -> None:
    trailers = head([("grpc-status", "13"), ("grpc-message", "told")], end=True)
    outcome = await tried(client, authority, saying(head(), body(end=False), trailers))
    assert outcome.response is not None
    assert outcome.response.trailers == (("grpc-status", "13"), ("grpc-message", "told"))
    assert outcome.response.header("grpc-status") is None


@pytest.mark.parametrize("alpn", [(), ("http/1.1",)])
async def test_http2_alone_where_the_server_has_only_http1_is_a_sentence(
    client: TransportClient, authority: Authority, alpn: tuple[str, ...]
) -> None:
    only = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.HTTP2)
    async with odd_http2(saying(head(), body()), authority.server(), alpn=alpn) as server:
        url = f"https://127.0.0.1:{server.port}"
        failure = await client.failure(FailureKind.HTTP_VERSION, url, connection=only)
        assert "does not support HTTP/2" in failure.what
        assert not failure.sent
        got = await client.response(url, connection=replace(only, http=HttpVersion.AUTO))
        assert got.content == b"http1"
        assert server.versions == ["1.1"]


async def test_http1_is_what_is_spoken_where_nothing_is_said(
    client: TransportClient, authority: Authority
) -> None:
    async with odd_http2(saying(head(), body()), authority.server()) as server:
        silent = replace(DEV, ca_bundle=authority.pem)
        got = await client.response(f"https://127.0.0.1:{server.port}", connection=silent)
        assert got.http_version == "HTTP/1.1"
        assert server.versions == ["1.1"]


async def test_http2_over_plain_http_is_by_prior_knowledge(client: TransportClient) -> None:
    only = replace(DEV, http=HttpVersion.HTTP2)
    async with odd_http2(saying(head(), body()), None) as server:
        url = f"http://127.0.0.1:{server.port}/a?b"
        for _ in range(2):
            got = await client.response(url, connection=only)
            assert (got.http_version, got.content) == ("HTTP/2", BODY)
        assert server.requests[0].fields[":scheme"] == "http"
        assert server.requests[0].fields[":path"] == "/a?b"
        auto = replace(DEV, http=HttpVersion.AUTO)
        failure = await client.failure(FailureKind.HTTP_VERSION, url, connection=auto)
        assert "responded with HTTP/2" in failure.what
        assert failure.sent


async def test_a_server_without_http2_gets_nothing_of_the_request(client: TransportClient) -> None:
    only = replace(DEV, http=HttpVersion.HTTP2)
    async with toxic_server(ok(b"no", status=b"400 Bad Request")) as server:
        failure = await client.failure(FailureKind.PROTOCOL, server.url, connection=only)
        assert "HTTP/1.1" in failure.what
        assert not failure.sent


async def test_a_field_of_http1_alone_is_refused_where_http2_is_demanded(
    client: TransportClient,
) -> None:
    only = replace(DEV, http=HttpVersion.HTTP2)
    failure = await client.failure(
        FailureKind.INVALID_REQUEST, "https://127.0.0.1:1", ("Keep-Alive", "1"), connection=only
    )
    assert "Keep-Alive" in failure.what


@pytest.mark.parametrize("kind", ["http", "https", "socks5"])
async def test_http2_goes_through_every_proxy(
    client: TransportClient, authority: Authority, trusting: ConnectionSettings, kind: str
) -> None:
    tls = authority.server() if kind == "https" else None
    spoken = "socks5" if kind == "socks5" else "http"
    async with (
        odd_http2(saying(head(), body()), authority.server()) as server,
        proxy_server(kind=spoken, tls=tls) as proxy,
    ):
        for http in (HttpVersion.AUTO, HttpVersion.HTTP2):
            via = replace(trusting, proxy=proxy.url, http=http)
            got = await client.response(f"https://127.0.0.1:{server.port}", connection=via)
            assert (got.http_version, got.content) == ("HTTP/2", BODY)
        assert len(proxy.heads) == 2


async def test_http2_over_plain_http_goes_through_socks_alone(client: TransportClient) -> None:
    only = replace(DEV, http=HttpVersion.HTTP2)
    async with (
        odd_http2(saying(head(), body()), None) as server,
        proxy_server(kind="socks5") as socks,
        proxy_server() as http,
    ):
        url = f"http://127.0.0.1:{server.port}"
        got = await client.response(url, connection=replace(only, proxy=socks.url))
        assert got.http_version == "HTTP/2"
        failure = await client.failure(
            FailureKind.INVALID_REQUEST, url, connection=replace(only, proxy=http.url)
        )
        assert "HTTP proxy" in failure.what
        assert http.heads == []
