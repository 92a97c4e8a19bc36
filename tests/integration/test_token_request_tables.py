"""Headers, parameters and members of token requests and responses, by real sends."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import pytest
from tests.engine_lab import Lab, console, status
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

from outrider.cli.output.console_output import ConsoleWriter
from outrider.errors import ResolveError
from outrider.model.token import TokenSource

SECRET = "a-header-secret-value"
TOKEN = "nested.access.token-value"
ENVIRONMENT = """[variables]
base_url = "{url}/api"
tenant = "orders"
[secrets]
client_secret = "dev-only-secret"
header = {{ env = "HEADER" }}
[auth.default]
type = "oauth2"
token_endpoint = "{url}/token"
client_id = "m2m"
client_secret = "{{{{client_secret}}}}"
{more}
"""


async def nested(call: Call) -> None:
    """A token inside of another object; the API says back what it was sent."""
    body: object = {"head": call.head.decode("latin-1")}
    if call.target == "/token":
        body = {"code": 0, "data": {"accessToken": TOKEN, "life": "600", "may": "a,b"}}
    await call.say(response(json.dumps(body).encode()))


@pytest.fixture
async def server() -> AsyncIterator[ToxicServer]:
    async with toxic_server(nested) as found:
        yield found


MEMBERS = """[auth.default.token_response]
access_token = "data.accessToken"
expires_in = "data.life"
scope = "data.may"
"""


def prepare(lab: Lab, server: ToxicServer, more: str) -> None:
    lab.process["HEADER"] = SECRET
    lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more=more)})
    lab.request("list", "{{base_url}}")


async def test_headers_go_with_the_token_request_alone(lab: Lab, server: ToxicServer) -> None:
    headers = """[auth.default.token_headers]
X-Tenant = "{{tenant}}"
Ocp-Apim-Subscription-Key = "{{header}}"
accept = "application/jwt"
"""
    prepare(lab, server, headers + MEMBERS)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        out = io.StringIO()
        view = ConsoleWriter(out, workbench.redactor, verbose=True)
        for entry in workbench.console:
            view.write_entry(entry)
    assert status(result) == 200
    token, api = (head.decode("latin-1").lower() for head in server.heads)
    assert "\r\nx-tenant: orders\r\n" in token
    assert f"\r\nocp-apim-subscription-key: {SECRET}\r\n" in token
    assert token.count("\r\naccept: ") == 1
    assert "\r\naccept: application/jwt\r\n" in token
    assert "x-tenant" not in api
    assert SECRET not in api
    assert SECRET not in out.getvalue()
    assert TOKEN not in out.getvalue()
    assert "X-Tenant: orders" in out.getvalue()


async def test_a_changed_header_or_member_needs_another_token(
    lab: Lab, server: ToxicServer
) -> None:
    async with lab.workbench() as workbench:
        prepare(lab, server, f'token_headers = {{ X-Key = "{{{{header}}}}" }}\n{MEMBERS}')
        assert (await lab.token(workbench)).source is TokenSource.EXCHANGE
        assert (await lab.token(workbench)).source is TokenSource.CACHE
        lab.process["HEADER"] = "another-header-secret"
        use = await lab.token(workbench)
        assert use.source is TokenSource.EXCHANGE
        assert use.reason == "auth changed: token_headers"
        prepare(lab, server, MEMBERS)
        assert (await lab.token(workbench)).reason == "auth changed: token_headers"
        prepare(lab, server, MEMBERS.replace('scope = "data.may"\n', ""))
        assert (await lab.token(workbench)).reason == "auth changed: token_response"


async def test_members_are_read_where_they_are(lab: Lab, server: ToxicServer) -> None:
    prepare(lab, server, f'scope = "a b"\ntoken_type = "any"\n{MEMBERS}')
    async with lab.workbench() as workbench:
        use = await lab.token(workbench)
        told = console(workbench)
    assert use.token.value.reveal() == TOKEN
    assert use.token.lifetime == 600
    assert use.token.scope == frozenset({"a", "b"})
    assert told == []


async def test_a_scope_with_commas_is_granted_as_it_was_asked(
    lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, f'scope = "a,b c"\n{MEMBERS}')
    async with lab.workbench() as workbench:
        await lab.token(workbench)
        told = console(workbench)
    assert "Granted scope lacks: c." in told


async def test_a_list_repeats_its_parameter_and_the_order_is_kept(
    lab: Lab, server: ToxicServer
) -> None:
    parameters = """[auth.default.token_parameters]
zone = "{{tenant}}"
resource = ["https://b.example.com", "https://a.example.com"]
audience = "api one"
none = []
assertion = "{{header}}"
"""
    prepare(lab, server, parameters + MEMBERS)
    async with lab.workbench() as workbench:
        await lab.token(workbench)
    assert parse_qsl(server.bodies[0].decode()) == [
        ("grant_type", "client_credentials"),
        ("zone", "orders"),
        ("resource", "https://b.example.com"),
        ("resource", "https://a.example.com"),
        ("audience", "api one"),
        ("assertion", SECRET),
    ]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("{{access_token}}", "no_access_token"),
        ("{{nobody}}", "unknown_variable"),
        ("a\\nb", "forbidden_character"),
        ("é", "not_ascii"),
    ],
)
async def test_a_header_that_cannot_be_sent_stops_everything(
    header: str, code: str, lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, f'[auth.default.token_headers]\nX-Key = "{header}"\n{MEMBERS}')
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, ResolveError)
    (fault,) = result.error.faults
    assert fault.code == code
    assert fault.place is not None
    assert (fault.place.line, fault.place.dotted_key) == (
        13,
        "auth.default.token_headers.X-Key",
    )
    assert server.heads == []


async def test_a_token_inside_an_object_is_masked_where_the_response_is_shown(
    lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, "")
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        assert result.error is not None
        assert "data.accessToken" in result.error.advice
        (exchange,) = [one.exchange for one in workbench.console if one.exchange is not None]
        assert exchange.response is not None
        shown = workbench.redactor.mask_body(exchange.response.content.decode())
    assert TOKEN not in shown
