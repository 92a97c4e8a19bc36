"""Who listens for a redirect takes the redirect, and nothing else that comes along."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest

from outrider.errors import ResolveError
from outrider.transport.redirect_listener import LoopbackListener


async def say(uri: str, head: str) -> bytes:
    parts = urlsplit(uri)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(head.replace("\n", "\r\n").encode())
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer


async def test_the_parameters_come_and_strangers_get_nothing() -> None:
    listener = await LoopbackListener.open("http://127.0.0.1:0/callback")
    uri = listener.redirect_uri
    host = urlsplit(uri).netloc
    strangers = [
        f"GET /favicon.ico HTTP/1.1\nHost: {host}\n\n",
        "GET /callback?code=x HTTP/1.1\nHost: evil.test\n\n",
        f"POST /callback?code=x HTTP/1.1\nHost: {host}\nContent-Length: 0\n\n",
        f"GET /callback HTTP/1.1\nHost: {host}\n\n",
        "nonsense\n\n",
        f"GET //[ HTTP/1.1\nHost: {host}\n\n",
        f"HEAD /callback?code=x HTTP/1.1\nHost: {host}\n\n",
    ]
    for head in strangers:
        assert b"close this window" not in await say(uri, head)
    received = asyncio.ensure_future(listener.receive())
    answer = await say(uri, f"GET /callback?code=a%20b&state=&state=2 HTTP/1.1\nHost: {host}\n\n")
    assert answer.startswith(b"HTTP/1.1 200")
    redirect = await received
    assert redirect.parameters == (("code", "a b"), ("state", ""), ("state", "2"))
    assert (redirect.first("state"), redirect.first("error")) == ("", "")
    again = asyncio.ensure_future(listener.receive())
    await say(uri, f"GET /callback?code=second HTTP/1.1\nHost: {host}\n\n")
    assert (await again).first("code") == "second", "a wrong state is no end: who asks is answered"
    assert "second" not in repr(again.result())
    await listener.close()
    with pytest.raises(ConnectionRefusedError):
        await say(uri, "")


async def test_who_is_connected_and_says_nothing_keeps_nobody_waiting() -> None:
    listener = await LoopbackListener.open("http://127.0.0.1:0/callback")
    parts = urlsplit(listener.redirect_uri)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    await asyncio.sleep(0)
    await listener.close()
    assert await reader.read() == b""
    writer.close()
    assert len(asyncio.all_tasks()) == 1


async def test_the_query_of_the_uri_stays() -> None:
    listener = await LoopbackListener.open("http://127.0.0.1:0/callback?tenant=a")
    assert listener.redirect_uri.endswith("/callback?tenant=a")
    await listener.close()


@pytest.mark.parametrize(
    "uri",
    [
        *("https://127.0.0.1:0/", "http://example.com/cb", "http://0.0.0.0:0/", "urn:x"),
        *("http://127.0.0.1:99999/", "http://127.0.0.1:abc/", "http://[::1", "http://localhost:0/"),
        *("http://u:p@127.0.0.1:0/", "http://127.0.0.1:0/#f"),
    ],
)
async def test_only_this_machine_is_listened_on(uri: str) -> None:
    with pytest.raises(ResolveError, match="Cannot listen"):
        await LoopbackListener.open(uri)


async def test_a_port_that_is_taken_has_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ResolveError) as caught:
            await LoopbackListener.open(f"http://127.0.0.1:{port}/")
        assert "in use" in caught.value.what
