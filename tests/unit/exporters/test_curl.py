"""curl commands, run by bash and the real curl against a server that writes down what it gets."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.patience import PATIENCE
from tests.servers.tls import Authority
from tests.servers.toxic import ToxicServer, ok, toxic_server
from tests.servers.toxic_proxy import proxy_server

from outrider.exporters.curl import CurlExporter
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.message import (
    ClientLogin,
    Content,
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    RequestMessage,
    TextContent,
)
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor
from outrider.transport.transport import Transport

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")

JSON = FieldLine("Content-Type", "application/json")
FORM = FieldLine("Content-Type", "multipart/form-data; boundary=outrider-1")
LIMITS = ExchangeLimits(
    total_timeout=PATIENCE, connect_timeout=PATIENCE, read_timeout=PATIENCE, max_body_size=10_000
)


def command(message: RequestMessage, *, reveals: bool = True) -> str:
    return CurlExporter().export_request(
        PreparedRequest(message), MaskingPolicy(Redactor(), reveals=reveals)
    )


async def run(script: str) -> None:
    """Runs a command as a user does who pastes it."""
    process = await asyncio.create_subprocess_exec(
        "bash",
        "--norc",
        "-c",
        script,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"},
    )
    _, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, (script, errors)


class Arrived:
    """A request as the server got it."""

    def __init__(self, server: ToxicServer, number: int) -> None:
        head, self.body = server.heads[number], server.bodies[number]
        line, *fields = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        self.line = line
        self.fields = [tuple(one.split(":", 1)) for one in fields]

    def values(self, name: str) -> list[str]:
        return [value.strip() for key, value in self.fields if key.lower() == name.lower()]

    def parts(self) -> list[tuple[list[bytes], bytes]]:
        """Head and content of each part of a multipart body."""
        boundary = self.values("content-type")[0].partition("boundary=")[2].encode()
        first, *parts, last = (b"\r\n" + self.body).split(b"\r\n--" + boundary)
        assert (first, last) == (b"", b"--\r\n")
        heads = (part.removeprefix(b"\r\n").partition(b"\r\n\r\n") for part in parts)
        return [(sorted(head.split(b"\r\n")), content) for head, _, content in heads]


async def both(message: RequestMessage) -> tuple[Arrived, Arrived]:
    """What a server gets from Outrider, and from curl."""
    async with toxic_server(ok(b"")) as server:
        url = message.url.replace("http://server", server.url)  # type: ignore[union-attr]
        message = replace(message, url=url)
        transport = Transport(process_environment={})
        outcome = await transport.send(message, ConnectionSettings("dev"), LIMITS)
        await transport.close()
        assert outcome.failure is None, outcome.failure
        await run(command(message) + "\n")
        return Arrived(server, 0), Arrived(server, 1)


def same(ours: Arrived, theirs: Arrived, message: RequestMessage) -> None:
    assert theirs.line == ours.line
    for line in message.headers:
        if line not in (FORM,):
            assert theirs.values(line.name) == ours.values(line.name)
    for name in ("content-length", "accept", "host"):
        if message.content is None or not isinstance(message.content, MultipartContent):
            assert theirs.values(name) == ours.values(name), name
    if not isinstance(message.content, MultipartContent):
        assert theirs.values("content-type") == ours.values("content-type")
        assert theirs.body == ours.body


@needs_curl
@pytest.mark.parametrize(
    ("method", "target", "fields", "content"),
    [
        ("GET", "", (), None),
        ("GET", "/orders?status=open&x[]=1&y={a,b}", (FieldLine("Accept", "a/b"),), None),
        ("GET", "/a/../b/./c?q=../d", (), None),
        ("GET", "/ä ö?q=ü%20'\"$(id)`id`!", (FieldLine("X-A", 'it\'s; "$HOME" !! \\'),), None),
        (
            "GET",
            "/",
            (FieldLine("X-Empty", ""), FieldLine("X-Two", "1"), FieldLine("X-Two", "2")),
            None,
        ),
        ("HEAD", "/", (), None),
        ("get", "/", (), None),
        ("DELETE", "/orders/1", (), None),
        ("OPTIONS", "/", (FieldLine("User-Agent", "mine"), FieldLine("Host", "other.test")), None),
        ("POST", "/", (), None),
        ("PATCH", "/", (JSON,), None),
        ("POST", "/", (JSON,), TextContent('{\n  "a": "it\'s",\n\t"b": "@file"\r\n}\n')),
        ("POST", "/", (JSON,), TextContent("@/etc/passwd")),
        ("POST", "/", (), TextContent("no type")),
        ("PUT", "/", (JSON,), TextContent("with \0 a NUL and %s \\n")),
        ("GET", "/", (JSON,), TextContent("{}")),
        ("DELETE", "/", (JSON,), TextContent("")),
        ("POST", "/", (FieldLine("Accept-Encoding", "gzip"), JSON), TextContent("é\u202e\x1b")),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, str) else "",
)
async def test_curl_sends_what_outrider_sends(
    method: str, target: str, fields: tuple[FieldLine, ...], content: Content | None
) -> None:
    message = RequestMessage(method, f"http://server{target}", fields, content)
    ours, theirs = await both(message)
    same(ours, theirs, message)


@needs_curl
async def test_a_body_that_no_argument_can_hold_comes_through_a_pipe(tmp_path: Path) -> None:
    text = "long é " * 30_000
    async with toxic_server(ok(b"")) as server:
        message = RequestMessage("PUT", server.url, (JSON,), TextContent(text))
        script = tmp_path / "command.sh"
        script.write_text(command(message))
        await run(f". {script}")
        assert server.bodies == [text.encode()]


@needs_curl
async def test_a_head_with_a_body_does_not_wait_for_the_body_that_no_answer_has() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).lower():
            seen.append(head)
            length = re.search(rb"content-length: (\d+)", head)
            seen.append(await reader.readexactly(int(length[1]) if length else 0))
            # A resource of five bytes, of which an answer to HEAD has none (RFC 9110 §9.3.2).
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
            await writer.drain()
            if b"connection: close" in head:
                writer.close()
                return

    seen: list[bytes] = []
    server = await asyncio.start_server(answer, "127.0.0.1")
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        await run(command(RequestMessage("HEAD", url, (JSON,), TextContent("{}"))))
    assert seen[0].startswith(b"head / ")
    assert seen[1] == b"{}"


ASCII = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30)
NAMES = st.from_regex(r"X-[A-Za-z]{1,8}", fullmatch=True)


@needs_curl
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PURGE"]),
    query=st.text(st.characters(codec="utf-8", min_codepoint=0x20, exclude_characters="#\x7f")),
    fields=st.lists(st.builds(FieldLine, NAMES, ASCII.map(str.strip)), max_size=3),
    body=st.none() | st.text(st.characters(codec="utf-8")),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
async def test_curl_sends_anything(
    method: str, query: str, fields: list[FieldLine], body: str | None
) -> None:
    content = None if body is None else TextContent(body)
    lines = (*fields, JSON) if content else tuple(fields)
    message = RequestMessage(method, f"http://server/?{query}", lines, content)
    ours, theirs = await both(message)
    same(ours, theirs, message)


@needs_curl
async def test_a_file_is_named_and_read_by_curl(tmp_path: Path) -> None:
    file = tmp_path / 'it\'s a file, "quoted"; really.bin'
    file.write_bytes(bytes(range(256)) * 3)
    message = RequestMessage("POST", "http://server/", (JSON,), FileContent(str(file)))
    ours, theirs = await both(message)
    same(ours, theirs, message)
    assert theirs.body == file.read_bytes()


@needs_curl
@pytest.mark.parametrize("odd", ["", "a=b", "\0", "no type"])
async def test_a_form_has_the_same_parts(tmp_path: Path, odd: str) -> None:
    file = tmp_path / 'a "b"; c.pdf'
    file.write_bytes(b"%PDF\0\r\n--outrider")
    parts = [
        PartContent("plain", TextContent("@not a file; type=x, \"q\" 'p' \\ \n end")),
        PartContent("typed", TextContent('{"a": "b;c"}'), content_type="application/json"),
        PartContent('na"me', TextContent("<x"), filename='it\'s "n".txt', content_type="text/x"),
        PartContent("doc", FileContent(str(file)), "b c.pdf", "application/pdf"),
        PartContent("raw", FileContent(str(file)), content_type="a/b"),
    ]
    if odd == "no type":
        parts.append(PartContent("file", FileContent(str(file))))
    elif odd:
        parts.append(PartContent("a=b" if odd == "a=b" else "nul", TextContent(f"{odd}!")))
    content = MultipartContent(tuple(parts), "outrider-1")
    message = RequestMessage("POST", "http://server/", (FORM,), content)
    ours, theirs = await both(message)
    same(ours, theirs, message)
    assert theirs.parts() == ours.parts()
    if odd:
        assert theirs.body == ours.body


@needs_curl
@pytest.mark.parametrize(
    "typed",
    ["multipart/related; type=a; boundary=outrider-1", "multipart/mixed; boundary=outrider-1", ""],
)
async def test_parts_keep_the_content_type_that_the_request_names(typed: str) -> None:
    """curl's own options always say multipart/form-data, or add a second boundary."""
    parts = (PartContent("a", TextContent("b")), PartContent("n", TextContent("x"), "n.txt"))
    fields = (FieldLine("Content-Type", typed),) if typed else ()
    content = MultipartContent(parts, "outrider-1")
    message = RequestMessage("POST", "http://server/", fields, content)
    ours, theirs = await both(message)
    assert (
        theirs.values("content-type") == ours.values("content-type") == ([typed] if typed else [])
    )
    assert theirs.body == ours.body


@needs_curl
async def test_a_field_that_a_request_does_without_is_not_curls_either() -> None:
    names = ("accept", "user-agent", "accept-encoding")
    message = RequestMessage("GET", "http://server/", without=frozenset(names))
    for arrived in await both(message):
        assert [arrived.values(name) for name in names] == [[], [], []]


@needs_curl
async def test_a_text_with_a_file_name_gets_no_type_of_curls() -> None:
    parts = (PartContent("n", TextContent("x"), "n.html"),)
    message = RequestMessage(
        "POST", "http://server/", (FORM,), MultipartContent(parts, "outrider-1")
    )
    ours, theirs = await both(message)
    assert theirs.body == ours.body


def test_secrets_are_masked_and_the_mask_can_be_read() -> None:
    redactor = Redactor()
    redactor.register([Secret("CANARY-opened")])
    message = RequestMessage(
        "POST",
        Secret("https://a.test/?key=CANARY-url", f"https://a.test/?key={MASK}"),
        (
            FieldLine("Authorization", Secret("Bearer CANARY-token", f"Bearer {MASK}")),
            FieldLine("X-Api-Key", "CANARY-by-name"),
            FieldLine("Content-Type", "multipart/form-data; boundary=b"),
        ),
        MultipartContent(
            (
                PartContent("client_secret", TextContent("CANARY-in-form")),
                PartContent("note", TextContent("has CANARY-opened in it")),
            ),
            "b",
        ),
    )
    told = CurlExporter().export_request(PreparedRequest(message), MaskingPolicy(redactor))
    assert "CANARY" not in told
    assert f"--header 'Authorization: Bearer {MASK}'" in told
    assert f"'https://a.test/?key={MASK}'" in told
    assert f"'client_secret={MASK}'" in told
    whole = CurlExporter().export_request(
        PreparedRequest(message), MaskingPolicy(redactor, reveals=True)
    )
    assert len(re.findall("CANARY", whole)) == 5


@needs_curl
async def test_the_settings_of_the_connection_go_along(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.client()
    odd = Path(certificate).rename(tmp_path / "it's: mine.pem")
    settings = ConnectionSettings(
        "dev", ca_bundle=authority.pem, client_certificate=str(odd), client_key=key
    )
    tls = authority.wanting_a_client_certificate()
    async with toxic_server(ok(), tls=tls) as server, proxy_server() as proxy:
        url = Secret(proxy.url.replace("//", "//me:CANARY-word@"))
        message = RequestMessage("GET", server.url)
        for connection in (
            settings,
            replace(settings, verify=False),
            replace(settings, proxy=url),
        ):
            outgoing = PreparedRequest(message, connection)
            await run(
                CurlExporter().export_request(outgoing, MaskingPolicy(Redactor(), reveals=True))
            )
        assert len(server.heads) == 3
        assert len(proxy.heads) == 1
        masked = CurlExporter().export_request(
            PreparedRequest(message, replace(settings, proxy=url)), MaskingPolicy(Redactor())
        )
        assert "CANARY" not in masked
        assert f"--proxy {MASK}" in masked.replace("'", "")
        with pytest.raises(AssertionError):
            await run(command(message))


@needs_curl
async def test_a_body_in_another_charset_has_the_same_bytes() -> None:
    latin = FieldLine("Content-Type", "text/plain; charset=iso-8859-1")
    parts = (
        PartContent(
            "a", TextContent("na\u00efve 100% \\", "iso8859_1"), None, "text/plain; charset=l1"
        ),
        PartContent("b", TextContent("\uac00", "euc_kr"), None, "text/plain; charset=euc-kr"),
    )
    for message in (
        RequestMessage(
            "POST", "http://server/", (latin,), TextContent("-na\u00efve 'q' 100% \\", "iso8859_1")
        ),
        RequestMessage("POST", "http://server/", (FORM,), MultipartContent(parts, "outrider-1")),
    ):
        ours, theirs = await both(message)
        assert theirs.body == ours.body


def test_a_masked_body_in_another_charset_can_be_read() -> None:
    content = TextContent(Secret("\u00e9-secret"), "iso8859_1")
    said = command(RequestMessage("POST", "http://h/", (), content), reveals=False)
    assert MASK in said


@pytest.mark.parametrize(
    ("login", "options"),
    [
        (ClientLogin("digest", "me", Secret("hidden")), ["--digest", "--user 'me:••••••'"]),
        (
            ClientLogin("aws_sigv4", "AK", Secret("hidden"), "eu-1", "s3", Secret("session")),
            [
                "--aws-sigv4 aws:amz:eu-1:s3",
                "--user 'AK:••••••'",
                "--header 'X-Amz-Security-Token: ••••••'",
            ],
        ),
    ],
)
def test_curl_signs_by_itself(login: ClientLogin, options: list[str]) -> None:
    outgoing = PreparedRequest(RequestMessage("GET", "https://a.example/"), login=login)
    masking = MaskingPolicy(Redactor(), reveals=False)
    text = CurlExporter().export_request(outgoing, masking)
    for option in options:
        assert f"  {option}" in text
    assert "hidden" not in text
