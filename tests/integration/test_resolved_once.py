"""A send is resolved once: what was tried is what is sent, also the second time."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine_lab import Lab, status
from tests.servers.strict import StrictServers
from tests.servers.toxic import ToxicServer, mirror, ok, toxic_server

from outrider.engine.send import send_trial
from outrider.model.message import PreparedRequest, TextContent
from outrider.model.secret import Secret, reveal
from outrider.variables import message_assembly
from outrider.variables.message_assembly import AssembledMessage

DYNAMIC = """
method = "POST"
headers = [{ name = "X-Id", value = "{{$guid}}" }]
query = [{ name = "at", value = "{{$randomInt}}" }, { name = "t", value = "{{access_token}}" }]
[body]
type = "json"
content = '{"id": "{{$guid}}", "token": "{{access_token}}"}'
"""
TOKEN = st.text("abcXYZ019-._~+/=", min_size=1, max_size=30).filter(
    lambda text: not {".", ".."} & set(text.split("/"))
)


async def test_it_is_assembled_once_and_says_the_same_in_the_second_try(
    lab: Lab, demo_servers: StrictServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    real = message_assembly.assemble_message

    def counted(*args: Any, **more: Any) -> AssembledMessage:
        made.append(args)
        return real(*args, **more)

    monkeypatch.setattr(send_trial, "assemble_message", counted)
    lab.request("echo", "{{base_url}}/orders", DYNAMIC)
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.authorization.revoke_all()
        demo_servers.api.recorder.clear()
        made.clear()
        result = await lab.send(workbench, "echo")
    assert len(result.exchanges) == 3, "the API refused the first token"
    assert len(made) == 1
    first, second = demo_servers.api.recorder.requests
    old, new = ((one.header("authorization") or "").split()[1] for one in (first, second))
    assert old != new
    assert first.header("x-id") == second.header("x-id")
    assert first.body.replace(old.encode(), new.encode()) == second.body
    assert result.exchange is not None
    assert f"t={new}" in reveal(result.exchange.request.url)


REQUEST = """
method = "POST"
headers = [{ name = "X-Token", value = "a {{access_token}} b" }]
path = { p = "{{access_token}}" }
query = [{ name = "q", value = "{{access_token}}" }]
[body]
type = "json"
content = '{"token": "{{access_token}}"}'
"""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TOKEN)
async def test_the_token_is_encoded_for_each_place_as_any_other_value(lab: Lab, token: str) -> None:
    url = "http://127.0.0.1:1/x/{{access_token}}/:p?a={{access_token}}"
    lab.request("everywhere", url, REQUEST)
    values = REQUEST.replace("{{access_token}}", "{{other}}")
    plain = url.replace("{{access_token}}", "{{other}}")
    lab.request("other", plain, values)
    async with lab.workbench() as workbench:
        preparer = workbench.sender.preparer
        late = await preparer.prepare(lab.job("everywhere", "dev"))
        early = await preparer.prepare(lab.job("other", "dev", other=token))
        assert messages(late.request(Secret(token))) == messages(early.request(Secret(token)))


def messages(request: PreparedRequest) -> object:
    message = request.message
    lines = [(line.name, reveal(line.value)) for line in message.headers]
    assert isinstance(message.content, TextContent)
    return reveal(message.url), lines, reveal(message.content.text)


OWN = 'headers = [{ name = "Authorization", value = "Basic x" }]\n'
GRAPHQL = '[body]\ntype = "graphql"\nquery = "q({{access_token}})"\n'


@pytest.mark.parametrize(
    ("url", "more", "variables", "wanted"),
    [
        ("{api}/g", f'method = "POST"\n{OWN}{GRAPHQL}', "", '{{"query":"q(TOKEN)"}}'),
        ("{{{{b}}}}/x", "", 'b = "{api}/{{{{access_token}}}}"', "GET /TOKEN/x "),
        ("{{{{b}}}}", "", 'b = "{api}/y?t={{{{access_token}}}}"', "GET /y?t=TOKEN "),
        ("{{{{b}}}}/z", OWN, 'b = "{api}/{{{{access_token}}}}"', "GET /TOKEN/z "),
    ],
)
async def test_wherever_the_token_is_named_it_is_the_token_that_is_sent(
    lab: Lab, url: str, more: str, variables: str, wanted: str
) -> None:
    async with toxic_server(mirror) as server:
        own = f"[variables]\n{variables}\n".format(api=server.url) if variables else ""
        lab.request("named", url.format(api=server.url), more + own)
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, "named")
    assert status(result) == 200, result.error
    assert result.token is not None
    sent = server.heads[0] + server.bodies[0]
    assert wanted.format().replace("TOKEN", result.token.token.value.reveal()).encode() in sent
    assert b"stand-in" not in sent


async def test_a_boundary_cannot_be_the_token(lab: Lab) -> None:
    more = """
method = "POST"
headers = [{ name = "Content-Type", value = "multipart/form-data; boundary={{access_token}}" }]
[body]
type = "multipart"
parts = [{ name = "a", value = "1" }]
"""
    async with toxic_server(ok()) as server:
        lab.request("parts", server.url, more)
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, "parts")
        assert result.error is not None
        assert result.error.code == "token_place"
        assert not server.heads


async def test_the_token_may_be_in_the_user_name_of_a_variable_that_starts_the_url(
    lab: Lab,
) -> None:
    async with toxic_server(mirror) as server:
        base = server.url.replace("://", "://u:{{access_token}}@")
        lab.request("git", "{{b}}/repo", f'[variables]\nb = "{base}"\n')
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, "git")
        assert status(result) == 200, result.error
        assert result.token is not None
        assert sent_basic(server) == f"u:{result.token.token.value.reveal()}"


@pytest.mark.parametrize(
    "url", ["http://{{access_token}}.test/", "http://127.0.0.1:{{access_token}}/"]
)
async def test_a_token_that_would_decide_where_to_send_is_a_fault(lab: Lab, url: str) -> None:
    lab.request("where", url)
    async with toxic_server(ok()) as server, lab.workbench() as workbench:
        result = await lab.send(workbench, "where")
        assert result.error is not None
        assert result.error.exit_code == 3
        assert result.exchanges == ()
        assert not server.heads


async def test_a_token_may_be_the_password_of_the_url(lab: Lab) -> None:
    async with toxic_server(mirror) as server:
        lab.request("git", server.url.replace("://", "://oauth2:{{access_token}}@") + "/repo")
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, "git")
        assert status(result) == 200
        assert result.token is not None
        token = result.token.token.value.reveal()
        assert sent_basic(server) == f"oauth2:{token}"


def sent_basic(server: ToxicServer) -> str:
    [head] = server.heads
    [line] = [one for one in head.split(b"\r\n") if one.lower().startswith(b"authorization: ")]
    return b64decode(line.rpartition(b" ")[2]).decode()
