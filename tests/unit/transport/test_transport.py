from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.servers.toxic import mirror, ok, response, toxic_server
from tests.unit.transport.transport_client import DEV, SHORT, TransportClient

from outrider.model.connection import ConnectionSettings
from outrider.model.exchange import FailureKind
from outrider.model.message import (
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    TextContent,
)
from outrider.model.secret import Secret


async def test_users_fields_keep_their_order_spelling_and_duplicates(
    client: TransportClient,
) -> None:
    async with toxic_server(mirror) as server:
        fields = (("x-B", "2"), ("X-a", "1"), ("x-B", "3"), ("accept", "text/plain"))
        got = await client.response(f"{server.url}/", *fields)
        assert got.content.decode().split("\r\n")[:-2] == [
            "GET / HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            "x-B: 2",
            "X-a: 1",
            "x-B: 3",
            "accept: text/plain",
            "Accept-Encoding: gzip, deflate",
            "User-Agent: outrider/0.1.0",
        ]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/a%2Fb/%7e/%zz", "/a%2Fb/%7e/%zz"),
        ("/a//b/../c/./d", "/a//b/../c/./d"),
        ("/?", "/?"),
        ("", "/"),
        ("?q=1", "/?q=1"),
        ("/p?a=[1]|'\"{}^`<>\\", "/p?a=[1]|'\"{}^`<>\\"),
        ("/p?a=b c&a=+", "/p?a=b%20c&a=+"),
        ("/ü?q=ß", "/%C3%BC?q=%C3%9F"),
        ("/p?q=1#fragment", "/p?q=1"),
        ("/p;v=1?u=http://h/?x", "/p;v=1?u=http://h/?x"),
    ],
)
async def test_the_target_goes_out_as_it_is_written(
    client: TransportClient, written: str, sent: str
) -> None:
    async with toxic_server(ok()) as server:
        await client.response(server.url + written)
        assert server.heads[0].split(b" HTTP/")[0] == f"GET {sent}".encode()


async def test_the_method_goes_out_as_it_is_written(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        await client.response(f"{server.url}/", method="pAtch")
        assert server.heads[0].startswith(b"pAtch / ")
        assert b"Content-Length: 0\r\n" in server.heads[0]


async def test_a_host_field_of_the_user_is_sent_once(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        await client.response(f"{server.url}/", ("Host", "other.example"))
        assert server.heads[0].count(b"ost:") == 1
        assert b"Host: other.example\r\n" in server.heads[0]


async def test_text_is_sent_as_utf8_with_its_length(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        await client.response(server.url, method="POST", content=TextContent(Secret("ä€")))
        assert server.bodies == ["ä€".encode()]
        assert b"Content-Length: 5\r\n" in server.heads[0]


async def test_users_chunked_transfer_encoding_is_honoured(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        await client.get(
            server.url,
            ("Transfer-Encoding", "chunked"),
            method="POST",
            content=TextContent("hi"),
        )
        assert b"Transfer-Encoding: chunked\r\n" in server.heads[0]
        assert b"Content-Length" not in server.heads[0]


async def test_a_file_is_streamed_with_its_length(client: TransportClient, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(range(256)) * 1000)
    async with toxic_server(ok()) as server:
        await client.response(server.url, method="PUT", content=FileContent(str(file)))
        await client.response(server.url, method="PUT", content=FileContent(str(file)))
        assert server.bodies == [file.read_bytes()] * 2


async def test_multipart_is_streamed_and_its_names_are_quoted(
    client: TransportClient, tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF\x00")
    parts = (
        PartContent('do"c\r\n', FileContent(str(file)), 'ü"\n.pdf', "application/pdf"),
        PartContent("x", TextContent("1")),
    )
    async with toxic_server(ok()) as server:
        await client.response(server.url, method="POST", content=MultipartContent(parts, "B0"))
        assert server.bodies == [
            "--B0\r\n"
            'Content-Disposition: form-data; name="do%22c%0D%0A"; filename="ü%22%0A.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n%PDF\x00\r\n"
            '--B0\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'
            "--B0--\r\n".encode()
        ]


async def test_files_that_cannot_be_sent_open_no_connection(
    client: TransportClient, tmp_path: Path
) -> None:
    fifo = tmp_path / "fifo"
    subprocess.run(["mkfifo", str(fifo)], check=True)
    async with toxic_server(ok()) as server:
        for path in (tmp_path / "missing", tmp_path, fifo):
            failure = await client.failure(
                FailureKind.REQUEST_FILE, server.url, method="POST", content=FileContent(str(path))
            )
            assert str(path) in failure.what
            assert not failure.sent
        assert server.connections == 0


async def test_connections_are_kept_alive_and_reused(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        for _ in range(5):
            await client.response(server.url)
        assert server.connections == 1


async def test_two_environments_never_share_a_connection(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        for _ in range(2):
            await client.response(server.url)
            await client.response(server.url, connection=ConnectionSettings("production"))
        assert server.connections == 2
        assert server.peers[0] == server.peers[2] != server.peers[1] == server.peers[3]


async def test_a_connection_closed_while_idle_is_replaced_without_a_failure(
    client: TransportClient,
) -> None:
    async with toxic_server(ok()) as server:

        async def once(call: object) -> None:
            await ok()(call)  # type: ignore[arg-type]
            call.writer.close()  # type: ignore[attr-defined]

        server.behaviour = once
        for _ in range(3):
            await client.response(server.url, method="POST")
        assert server.connections == 3


async def test_closing_an_environment_leaves_the_others_connected(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        await client.response(server.url)
        await client.response(server.url, connection=ConnectionSettings("production"))
        await client.transport.close("production")
        await client.response(server.url)
        await client.response(server.url, connection=ConnectionSettings("production"))
        assert server.connections == 3


async def test_a_cookie_from_a_response_is_never_sent(client: TransportClient) -> None:
    async with toxic_server(ok(b"", b"Set-Cookie: session=1; Path=/")) as server:
        for _ in range(2):
            await client.response(server.url)
        assert b"ookie" not in server.heads[1]


async def test_a_redirect_is_given_back_even_with_a_location_that_is_no_url(
    client: TransportClient,
) -> None:
    moved = ok(b"", b"Location: http://[::1", b"Location: \xff", status=b"302 Found")
    async with toxic_server(moved) as server:
        got = await client.response(server.url)
        assert (got.status, got.headers_named("location")) == (302, ("http://[::1", "ÿ"))
        assert len(server.heads) == 1


async def test_timings_are_measured_by_phase(client: TransportClient) -> None:
    async with toxic_server(ok(b"x" * 1000)) as server:
        timing = (await client.get(server.url)).timing
        assert timing.connect is not None
        assert timing.tls is None
        assert timing.first_byte is not None
        assert timing.download is not None
        assert timing.total >= timing.connect + timing.first_byte + timing.download
        again = (await client.get(server.url)).timing
        assert again.connect is None


async def test_netrc_proxies_and_key_logs_of_the_process_do_not_matter(
    client: TransportClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "ftp://[")
    async with toxic_server(ok()) as server:
        await client.response(server.url)
        assert b"uthorization" not in server.heads[0]


async def test_twenty_at_once_are_all_answered(client: TransportClient) -> None:
    import asyncio

    async with toxic_server(ok()) as server:
        message = RequestMessage("GET", server.url, (FieldLine("X", "1"),))
        outcomes = await asyncio.gather(
            *(client.transport.send(message, DEV, SHORT) for _ in range(20))
        )
        assert [outcome.failure for outcome in outcomes] == [None] * 20


def test_nothing_is_loaded_that_a_plain_exchange_does_not_need() -> None:
    unwanted = (
        "click rich pygments h2 socksio certifi trio ssl_match_hostname truststore textual "
        "email.message email.parser http.client http.cookiejar idna urllib.request"
    )
    program = (
        "import sys, outrider.transport.transport, outrider.transport.preflight\n"
        f"print(*[name for name in {unwanted.split()!r} if name in sys.modules])\n"
        "import httpx, click, rich, h2, socksio, httpx._main\n"
        "assert 'main' in dir(httpx._main)\n"
        "import email.message, http.cookiejar, idna, urllib.request\n"
        "assert email.message.Message() is not None and http.cookiejar.CookieJar() is not None\n"
        "assert idna.encode('x') and urllib.request.Request('http://x')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


async def test_nothing_is_logged(client: TransportClient, caplog: pytest.LogCaptureFixture) -> None:
    import logging

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("httpcore").setLevel(logging.DEBUG)
        async with toxic_server(ok()) as server:
            await client.response(f"{server.url}/?key=canary", ("Authorization", "canary"))
    assert "canary" not in caplog.text


async def test_the_response_is_given_back_as_it_came(client: TransportClient) -> None:
    raw = response(b"{}", b"X-Twice: 1", b"x-twice: 2", status=b"299 Sort of \xe9")
    async with toxic_server(lambda call: call.say(raw)) as server:
        got = await client.response(server.url)
        assert (got.status, got.reason, got.http_version) == (299, "Sort of é", "HTTP/1.1")
        assert got.headers == (("Content-Length", "2"), ("X-Twice", "1"), ("x-twice", "2"))
        assert (got.content, got.size, got.wire_size, got.truncated) == (b"{}", 2, 2, False)
