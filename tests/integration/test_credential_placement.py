"""Where a credential goes in a request, on the wire, and that nobody sees it anywhere."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator

import pytest
from tests.engine_lab import Lab, status
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.output.json_objects import send_object
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import SendResult
from outrider.errors import ResolveError
from outrider.exporters import EXPORTERS
from outrider.exporters.masking import MaskingPolicy

TOKEN = "placed.access.token+value/1="
ENVIRONMENT = """[variables]
base_url = "{url}/api"
prefix = "Token"
[secrets]
client_secret = "dev-only-secret"
key = "placed-api-key; with, odd"
[auth.default]
type = "oauth2"
token_endpoint = "{url}/token"
client_id = "m2m"
client_secret = "{{{{client_secret}}}}"
placement = {placement}
[auth.bearer]
type = "bearer"
token = "{{{{key}}}}"
placement = {placement}
[auth.key]
type = "api_key"
value = "{{{{key}}}}"
placement = {placement}
"""


async def api(call: Call) -> None:
    """A token; the API answers 200."""
    body = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60}
    await call.say(response(json.dumps(body if call.target == "/token" else {}).encode()))


@pytest.fixture
async def server() -> AsyncIterator[ToxicServer]:
    async with toxic_server(api) as found:
        yield found


def prepare(
    lab: Lab, server: ToxicServer, placement: str, request: str = "", url: str = ""
) -> None:
    text = ENVIRONMENT.format(url=server.url, placement=placement)
    lab.write({"environments/dev.toml": text})
    lab.request("list", url or "{{base_url}}", request)


def everything(lab: Lab, workbench: Engine, result: SendResult) -> str:
    """All that a person or a program is shown of a send, and what is exported of it."""
    out = io.StringIO()
    view = ConsoleWriter(out, workbench.redactor, verbose=True)
    for entry in workbench.console:
        view.write_entry(entry)
    shown = send_object(lab.job("list", "dev"), result, workbench.redactor, reveals=False, now=0.0)
    out.write(json.dumps(shown))
    policy = MaskingPolicy(workbench.redactor)
    for exporter in EXPORTERS:
        out.write(str(exporter.export_entries(list(workbench.console), policy)))
    return out.getvalue()


POST = 'method = "POST"\n'
FORM = POST + '[body]\ntype = "form"\nfields = [{ name = "a", value = "1" }]\n'
ENCODED = "placed.access.token%2Bvalue%2F1%3D"


@pytest.mark.parametrize(
    ("placement", "request_text", "expected"),
    [
        ("{}", "", f"\r\nAuthorization: Bearer {TOKEN}\r\n"),
        ('{ prefix = "" }', "", f"\r\nAuthorization: {TOKEN}\r\n"),
        ('{ prefix = "{{prefix}}" }', "", f"\r\nAuthorization: Token {TOKEN}\r\n"),
        ('{ prefix = "Token token=" }', "", f"\r\nAuthorization: Token token={TOKEN}\r\n"),
        ('{ name = "X-Token", prefix = "" }', "", f"\r\nX-Token: {TOKEN}\r\n"),
        ('{ in = "query" }', "", f"GET /api?access_token={ENCODED} HTTP/1.1"),
        ('{ in = "query", name = "t k" }', "", f"GET /api?t%20k={ENCODED} HTTP/1.1"),
        ('{ in = "query", prefix = "Bearer" }', "", f"?access_token=Bearer%20{ENCODED} HTTP"),
        ('{ in = "cookie", name = "sid" }', "", f"\r\nCookie: sid={TOKEN}\r\n"),
        (
            '{ in = "cookie", name = "sid" }',
            'headers = [{ name = "cookie", value = "a=b" }]\n',
            f"\r\ncookie: a=b; sid={TOKEN}\r\n",
        ),
        ('{ in = "body" }', POST, f"\r\n\r\naccess_token={ENCODED}"),
        ('{ in = "body", name = "token" }', FORM, f"\r\n\r\na=1&token={ENCODED}"),
        (
            '{ in = "body" }',
            POST
            + 'headers = [{ name = "Content-Type", value = "application/x-www-form-urlencoded" }]\n'
            '[body]\ntype = "text"\ncontent = "a=1"\n',
            f"\r\n\r\na=1&access_token={ENCODED}",
        ),
    ],
)
async def test_the_token_is_where_the_placement_says_and_masked_everywhere(
    placement: str, request_text: str, expected: str, lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, placement, request_text)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        assert result.error is None
        assert status(result) == 200
        shown = everything(lab, workbench, result)
    sent = (server.heads[-1] + server.bodies[-1]).decode("latin-1")
    assert expected in sent
    if "body" in placement:
        assert "\r\nContent-Type: application/x-www-form-urlencoded\r\n" in sent
    assert TOKEN not in shown
    assert ENCODED not in shown


@pytest.mark.parametrize(
    ("auth", "placement", "expected"),
    [
        ("bearer", '{ in = "cookie", name = "sid" }', "sid=placed-api-key%3B%20with%2C%20odd\r\n"),
        ("key", '{ in = "cookie", name = "sid" }', "sid=placed-api-key%3B%20with%2C%20odd\r\n"),
        ("key", '{ in = "body", name = "k" }', "\r\n\r\nk=placed-api-key%3B+with%2C+odd"),
        ("key", '{ in = "query", name = "k" }', "?k=placed-api-key%3B%20with%2C%20odd HTTP"),
        ("key", '{ prefix = "Key" }', "\r\nX-Api-Key: Key placed-api-key; with, odd\r\n"),
    ],
)
async def test_keys_and_fixed_tokens_are_placed_alike(
    auth: str, placement: str, expected: str, lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, placement, f'{POST}[auth]\nuse = "{auth}"\n')
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        assert result.error is None
        shown = everything(lab, workbench, result)
    assert expected in (server.heads[0] + server.bodies[0]).decode("latin-1")
    assert "placed-api-key" not in shown


@pytest.mark.parametrize(
    ("placement", "request_text", "what"),
    [
        (
            '{ in = "body" }',
            POST + "[body]\ntype = \"json\"\ncontent = '{}'\n",
            "The credential cannot be placed in this body: it is not a form.",
        ),
        (
            '{ in = "body" }',
            POST + '[body]\ntype = "multipart"\nparts = [{ name = "a", value = "1" }]\n',
            "The credential cannot be placed in this body: it is not a form.",
        ),
        ('{ in = "body" }', "", "A GET request has no form for the credential."),
        ('{ name = "X Token" }', "", '"X Token" is not a header name.'),
        ('{ in = "cookie", name = "a;b" }', "", '"a;b" is not a cookie name.'),
        ('{ name = "Host" }', "", "The credential cannot be placed in header Host."),
        ('{ prefix = "a\\nb" }', "", "prefix of placement contains a line break."),
    ],
)
async def test_a_place_that_there_is_not_is_told_before_anything_is_sent(
    placement: str, request_text: str, what: str, lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, placement, request_text)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, ResolveError)
    (fault,) = result.error.faults
    assert fault.what == what
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == ("environments/dev.toml", 12)
    assert server.heads == []


@pytest.mark.parametrize(
    ("placement", "request_text"),
    [
        ('{ in = "query" }', 'query = [{ name = "access_token", value = "mine" }]\n'),
        ('{ in = "cookie" }', 'headers = [{ name = "Cookie", value = "access_token=mine" }]\n'),
        (
            '{ in = "body" }',
            POST + '[body]\ntype = "form"\nfields = [{ name = "access_token", value = "mine" }]\n',
        ),
        ('{ name = "X-Token" }', 'headers = [{ name = "x-token", value = "mine" }]\n'),
    ],
)
async def test_what_the_request_has_under_that_name_wins_and_no_token_is_fetched(
    placement: str, request_text: str, lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, placement, request_text)
    async with lab.workbench() as workbench:
        assert (await lab.send(workbench)).error is None
    (head,) = server.heads
    assert (head + server.bodies[0]).count(b"mine") == 1
    assert TOKEN.encode() not in head


@pytest.mark.parametrize("placement", ['{ in = "query" }', '{ in = "cookie" }', '{ in = "body" }'])
@pytest.mark.parametrize("code", [b"302", b"307"])
async def test_no_redirect_takes_it_to_another_origin(
    placement: str, code: bytes, lab: Lab, server: ToxicServer
) -> None:
    async with toxic_server(api) as other:

        async def redirecting(call: Call) -> None:
            if call.target == "/token":
                await api(call)
                return
            query = call.target.partition("?")[2]
            location = f"Location: {other.url}/there?{query}".encode()
            await call.say(response(b"", location, status=code + b" Found"))

        server.behaviour = redirecting
        prepare(lab, server, placement, POST + "[options]\nfollow_redirects = true\n")
        async with lab.workbench() as workbench:
            await lab.send(workbench)
        seen = b"".join([*other.heads, *other.bodies])
    assert TOKEN.encode() not in seen
    assert ENCODED.encode() not in seen
