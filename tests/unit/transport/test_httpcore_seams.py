from __future__ import annotations

import importlib

import httpcore
import pytest
from tests.servers.toxic import answers, toxic_server
from tests.unit.transport.transport_client import TransportClient

from outrider.transport import httpcore_seams
from outrider.transport.http2_connection import Http2Connection

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Digest\r\n\r\n2\r\nok\r\n0\r\n"
)


async def test_trailers_of_http1_are_kept_for_their_own_response(client: TransportClient) -> None:
    async with toxic_server(answers(CHUNKED + b"Digest: abc\r\nX-B: 2\r\n\r\n")) as server:
        got = await client.response(server.url)
        assert got.trailers == (("Digest", "abc"), ("X-B", "2"))
        assert got.content == b"ok"
    async with toxic_server(answers(CHUNKED + b"\r\n")) as server:
        assert (await client.response(server.url)).trailers == ()


async def test_a_body_that_breaks_off_has_no_trailers(client: TransportClient) -> None:
    async with toxic_server(answers(CHUNKED[:-5] + b"9\r\n", then="close")) as server:
        outcome = await client.get(server.url)
        assert outcome.response is not None
        assert outcome.response.trailers == ()


def test_httpcore_finds_our_connection_where_it_looks_for_its_own() -> None:
    found = importlib.import_module("httpcore._async.http2")
    assert found.AsyncHTTP2Connection is Http2Connection
    module = httpcore_seams._Http2Module("x")
    with pytest.raises(AttributeError):
        module.missing  # noqa: B018
    assert httpcore.AsyncHTTP11Connection._receive_event.__module__ == httpcore_seams.__name__
