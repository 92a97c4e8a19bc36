"""``{{access_token}}`` wherever it is written; a fault where no token can be meant."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from urllib.parse import unquote_plus

import pytest
from tests.engine_lab import Lab, status
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

from outrider.engine.workspace.open_workspace import open_workspace
from outrider.engine.workspace.workspace_check import check_workspace
from outrider.errors import Fault, ResolveError, Severity

TOKEN = 'named"access/token+1='
ENVIRONMENT = """[variables]
base_url = "{url}/api"
bearer = "Bearer {{{{access_token}}}}"
[secrets]
client_secret = "dev-only-secret"
[auth.default]
type = "oauth2"
token_endpoint = "{url}/token"
client_id = "m2m"
client_secret = "{{{{client_secret}}}}"
{more}
[auth.plain]
type = "basic"
username = "u"
password = "{{{{client_secret}}}}"
"""


async def api(call: Call) -> None:
    body = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60}
    await call.say(response(json.dumps(body if call.target == "/token" else {}).encode()))


@pytest.fixture
async def server() -> AsyncIterator[ToxicServer]:
    async with toxic_server(api) as found:
        yield found


def prepare(lab: Lab, server: ToxicServer, request: str, more: str = "", url: str = "") -> None:
    lab.write({"environments/dev.toml": ENVIRONMENT.format(url=server.url, more=more)})
    lab.request("list", url or "{{base_url}}", request)


def checked(lab: Lab) -> list[Fault]:
    """What ``outrider check`` finds wrong."""
    opened = open_workspace(str(lab.root), {})
    found = check_workspace(opened.reader, opened.root, opened.trust, {})
    return [fault for fault in found if fault.severity is Severity.ERROR]


BODY = 'method = "POST"\n[body]\n'
PLACES = {
    "query row": ("", 'query = [{ name = "t", value = "{{access_token}}" }]\n'),
    "URL path": ("{{base_url}}/{{access_token}}/x", ""),
    "URL query": ("{{base_url}}?t={{ access_token }}", ""),
    "path parameter": ("{{base_url}}/:id", 'path = { id = "{{access_token}}" }\n'),
    "header": ("", 'headers = [{ name = "X-T", value = "a {{access_token}} b" }]\n'),
    "header through a variable": ("", 'headers = [{ name = "X-T", value = "{{bearer}}" }]\n'),
    "Authorization": ("", 'headers = [{ name = "Authorization", value = "{{bearer}}" }]\n'),
    "cookie": ("", 'headers = [{ name = "Cookie", value = "t={{access_token}}" }]\n'),
    "JSON": ("", BODY + 'type = "json"\ncontent = \'{"t": "{{access_token}}"}\'\n'),
    "text": ("", BODY + 'type = "text"\ncontent = "t={{access_token}}"\n'),
    "XML": ("", BODY + 'type = "xml"\ncontent = "<t>{{access_token}}</t>"\n'),
    "form": ("", BODY + 'type = "form"\nfields = [{ name = "t", value = "{{access_token}}" }]\n'),
    "multipart": (
        "",
        BODY + 'type = "multipart"\nparts = [{ name = "t", value = "{{access_token}}" }]\n',
    ),
    "GraphQL": (
        "",
        BODY + 'type = "graphql"\nquery = "{ a }"\nvariables = \'{"t": "{{access_token}}"}\'\n',
    ),
    "GraphQL query": (
        "",
        BODY + "type = \"graphql\"\nquery = '{ a(t: {{access_token}}) }'\n",
    ),
    "the request's variable": (
        "{{base_url}}?t={{mine}}",
        '[variables]\nmine = "{{access_token}}"\n',
    ),
}


@pytest.mark.parametrize("place", PLACES)
async def test_it_is_the_token_of_the_request_s_auth(
    place: str, lab: Lab, server: ToxicServer
) -> None:
    url, request = PLACES[place]
    prepare(lab, server, request, url=url)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        assert result.error is None
        assert status(result) == 200
        assert TOKEN not in repr(result)
    sent = (server.heads[1] + server.bodies[-1]).decode("latin-1")
    plain = unquote_plus(sent.replace("+", "%2B")).replace('\\"', '"').replace('\\"', '"')
    by_auth = f"\r\nAuthorization: Bearer {TOKEN}\r\n"
    assert TOKEN in plain.replace(by_auth, "") or place == "Authorization"
    assert plain.count("Authorization:") == 1
    assert len(server.heads) == 2


async def test_it_is_fetched_for_a_request_that_has_no_other_use_for_it(
    lab: Lab, server: ToxicServer
) -> None:
    header = 'headers = [{ name = "Authorization", value = "Custom {{access_token}}" }]\n'
    prepare(lab, server, header)
    async with lab.workbench() as workbench:
        assert (await lab.send(workbench)).error is None
    assert f"\r\nAuthorization: Custom {TOKEN}\r\n" in server.heads[1].decode("latin-1")


DEFINITIONS = {
    "scope": 'scope = "{{access_token}}"',
    "issuer of another name": 'placement = { name = "X-{{access_token}}" }',
    "prefix": 'placement = { prefix = "{{access_token}}" }',
    "hosts": 'hosts = ["{{access_token}}.example.com"]',
    "parameter": 'token_parameters = { t = ["a", "{{access_token}}"] }',
    "header": 'token_headers = { X-T = "{{access_token}}" }',
    "through a variable": 'token_headers = { X-T = "{{bearer}}" }',
}


@pytest.mark.parametrize("place", DEFINITIONS)
async def test_inside_of_a_definition_it_is_a_fault(
    place: str, lab: Lab, server: ToxicServer
) -> None:
    prepare(lab, server, "", DEFINITIONS[place])
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, ResolveError)
    assert result.error.what == "{{access_token}} cannot be used inside an auth definition."
    assert server.heads == []
    (fault,) = checked(lab)
    assert fault.what == result.error.what
    assert fault.place is not None
    assert fault.place.file == "environments/dev.toml"


@pytest.mark.parametrize("auth", ['[auth]\nuse = "plain"\n', '[auth]\ntype = "none"\n'])
@pytest.mark.parametrize("place", ["query row", "header through a variable", "JSON", "GraphQL"])
async def test_without_an_auth_that_fetches_tokens_it_is_a_fault(
    place: str, auth: str, lab: Lab, server: ToxicServer
) -> None:
    _, request = PLACES[place]
    prepare(lab, server, request + auth)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, ResolveError)
    assert "{{access_token}} has no value" in result.error.what
    assert server.heads == []
    (fault,) = checked(lab)
    assert fault.what == result.error.what
