"""Exported programs treat odd paths, framing, defaults and options as Outrider does, or say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.client_programs import (
    CLIENTS,
    arrived,
    program_of,
    program_of_all,
    require,
    run,
    send_all,
)
from tests.servers.tls import Authority
from tests.servers.toxic import Call, ok, response, toxic_server

from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.message import FieldLine, PreparedRequest, RequestMessage, TextContent

PATHS = (
    "/a/../b", "/a/./b?x=/../y", "/a/%2e%2E/b", "/a/..", "/a|b", "/a%zz/100%", "/a%20b/100%", "/a?",
    "/?", "/a\\b", "/a\\..\\b", "/a?b=\\c|d^e`f{g}\"<>'", "/a?x=%2f%41%7E", "/a%41%2f", "//a//b",
    "/a;b=c?d;e", "/a`b{c}[d]<e>\"f\"", "/a?b?c", "/*'()!", "/ä?ü", "/a b?c d",
)  # fmt: skip
PLAIN = FieldLine("Content-Type", "text/plain")


def url_notes(program: str) -> list[str]:
    """What a program says of its URL."""
    return [line for line in program.splitlines() if " the URL" in line or " the path" in line
            or "question mark" in line]  # fmt: skip


@pytest.mark.parametrize("name", CLIENTS)
async def test_odd_paths_arrive_as_outrider_sends_them_or_it_is_told(
    name: str, tmp_path: Path
) -> None:
    require(name)
    async with toxic_server(ok(b"")) as server:
        found = [RequestMessage("GET", f"{server.url}{path}") for path in PATHS]
        await send_all(found)
        await run(name, program_of_all(name, found), tmp_path)
        for number, message in enumerate(found):
            ours, theirs = arrived(server, number)[0], arrived(server, number + len(found))[0]
            told = url_notes(program_of(name, PreparedRequest(message)))
            assert bool(told) is (ours != theirs), (PATHS[number], theirs, told)


async def read_chunks(call: Call) -> None:
    """Reads a body in chunks to its end, and answers."""
    if b"transfer-encoding: chunked" in call.head.lower():
        await call.reader.readuntil(b"0\r\n\r\n")
    await call.say(response(b""))


@pytest.mark.parametrize("name", CLIENTS)
async def test_fields_about_the_connection_arrive_or_are_told(name: str, tmp_path: Path) -> None:
    require(name)
    rows = [
        FieldLine("Transfer-Encoding", "chunked"),
        FieldLine("Content-Length", "3"),
        FieldLine("Connection", "close"),
        FieldLine("Keep-Alive", "timeout=5"),
        FieldLine("TE", "trailers"),
        FieldLine("Trailer", "X-Sum"),
        FieldLine("Upgrade", "websocket"),
        FieldLine("Host", "other.test"),
    ]
    async with toxic_server(read_chunks) as server:
        url = f"{server.url}/p"
        found = [RequestMessage("POST", url, (PLAIN, one), TextContent("abc")) for one in rows]
        found += [
            RequestMessage("GET", url, (one,)) for one in (rows[0], replace(rows[1], value="0"))
        ]
        await send_all(found)
        await run(name, program_of_all(name, found), tmp_path)
        for number, message in enumerate(found):
            ours, theirs = arrived(server, number)[1], arrived(server, number + len(found))[1]
            row = message.headers[-1]
            told = [line for line in program_of(name, PreparedRequest(message)).splitlines()
                    if "header fields" in line and row.name in line]  # fmt: skip
            field = row.name.lower()
            assert told or ours[field] == theirs.get(field), (name, row)
            # Two lengths would be read as two requests (RFC 9112 §6.3).
            assert not {"content-length", "transfer-encoding"} <= theirs.keys()


@pytest.mark.parametrize("name", [one for one in CLIENTS if one != "curl"])
async def test_fields_that_nobody_wrote_are_those_of_outrider(name: str, tmp_path: Path) -> None:
    require(name)
    async with toxic_server(ok(b"")) as server:
        off = frozenset({"accept", "accept-encoding", "user-agent"})
        found = [RequestMessage("GET", server.url), RequestMessage("GET", server.url, without=off)]
        await send_all(found)
        await run(name, program_of_all(name, found), tmp_path)
        for number, message in enumerate(found):
            ours, theirs = arrived(server, number)[1], arrived(server, number + len(found))[1]
            program = program_of(name, PreparedRequest(message)).lower()
            for field in sorted({*ours, *theirs} - {"host", "connection"}):
                told = [line for line in program.splitlines() if field in line]
                told += [line for line in program.splitlines() if "content coding gzip" in line]
                assert ours.get(field) == theirs.get(field) or told, (name, field)


@pytest.mark.parametrize("name", CLIENTS)
async def test_redirects_are_followed_and_the_time_is_limited(name: str, tmp_path: Path) -> None:
    require(name)
    async with toxic_server(ok()) as there:

        async def behave(call: Call) -> None:
            if call.target == "/go":
                place = b"Location: " + there.url.encode() + b"/there"
                await call.say(response(b"", place, status=b"302 Found"))

        async with toxic_server(behave) as server:
            fields = (FieldLine("Authorization", "Bearer t"), FieldLine("Cookie", "a=1"))
            go = RequestMessage("GET", f"{server.url}/go", fields)
            await run(name, program_of(name, PreparedRequest(go, redirects=10)), tmp_path)
            assert arrived(there, 0)[0] == "GET /there HTTP/1.1"
            # No note says that these are taken along.
            assert not {"authorization", "cookie"} & arrived(there, 0)[1].keys()
            late = RequestMessage("GET", f"{server.url}/never")
            program = program_of(name, PreparedRequest(late, timeout=0.2))
            await run(name, program, tmp_path, fails=True)


async def test_go_speaks_the_version_of_the_request(tmp_path: Path) -> None:
    require("go")
    authority = Authority(tmp_path)
    tls = authority.server()
    tls.set_alpn_protocols(["h2", "http/1.1"])
    async with toxic_server(ok(), tls=tls) as server:
        connection = ConnectionSettings("dev", ca_bundle=authority.pem, http=HttpVersion.HTTP1)
        outgoing = PreparedRequest(RequestMessage("GET", server.url), connection)
        await run("go", program_of("go", outgoing), tmp_path)
        assert arrived(server, 0)[0] == "GET / HTTP/1.1"
