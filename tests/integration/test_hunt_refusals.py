"""What must end before anything is sent, and what must never be shown."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab, status
from tests.servers.strict import StrictServers

UNSENDABLE = {
    "a missing file": '[body]\ntype = "file"\nfile = "nothing.bin"\n',
    "a folder": '[body]\ntype = "file"\nfile = "requests"\n',
    "a part that is missing": '[body]\ntype = "multipart"\n'
    'parts = [{ name = "a", file = "nothing.bin" }]\n',
    "CONNECT": 'method = "CONNECT"\n',
    "two framings": "headers = [\n"
    '{ name = "Transfer-Encoding", value = "chunked" },\n'
    '{ name = "Content-Length", value = "0" }]\n',
    "a wrong length": 'headers = [{ name = "Content-Length", value = "7" }]\n',
    "an odd placement": '[auth]\nextends = "default"\n'
    'placement = { in = "header", name = "a b", prefix = "" }\n',
}


@pytest.mark.parametrize("more", UNSENDABLE.values(), ids=UNSENDABLE)
async def test_what_cannot_be_sent_fetches_no_token(
    more: str, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("list", more=more)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert result.error is not None
    assert result.error.exit_code == 3
    assert result.exchanges == ()
    assert demo_servers.authorization.token_requests() == 0


AUTHS = {
    "basic": 'type = "basic"\nusername = "u"\npassword = "{{client_secret}}"',
    "basic user": 'type = "basic"\nusername = "{{client_secret}}"\npassword = "p"',
    "api_key": 'type = "api_key"\nvalue = "{{client_secret}}"',
    "key in the query": 'type = "api_key"\nvalue = "{{client_secret}}"\n'
    'placement = { in = "query", name = "k" }',
    "bearer": 'type = "bearer"\ntoken = "{{client_secret}}"',
    "form-encoded": 'extends = "default"',
    "raw": 'extends = "default"\nbasic_encoding = "raw"',
    "post": 'extends = "default"\ntoken_endpoint_auth_method = "client_secret_post"',
    "jwt": 'extends = "default"\ntoken_endpoint_auth_method = "client_secret_jwt"',
    "a parameter": 'extends = "default"\ntoken_parameters = { p = "{{client_secret}}" }',
}


@pytest.mark.parametrize("auth", AUTHS.values(), ids=AUTHS)
async def test_a_secret_that_is_no_text_is_refused_and_not_shown(
    auth: str, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("list", more=f"[auth]\n{auth}\n")
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, client_secret="half\udcff\udcfebytes")
    assert result.error is not None
    assert result.error.exit_code == 3
    assert "not UTF-8" in result.error.what
    assert "half" not in result.error.what + result.error.why + result.error.advice
    assert demo_servers.authorization.token_requests() == 0


@pytest.mark.parametrize("kind", ["api_key", "bearer"])
@pytest.mark.parametrize("value", ["one\ntwo-secret", "umlaut-é-secret", "\x1bescape-secret"])
async def test_a_credential_that_no_header_may_hold_is_a_fault_of_its_value(
    kind: str, value: str, lab: Lab, demo_servers: StrictServers
) -> None:
    key = "value" if kind == "api_key" else "token"
    lab.request("list", more=f'[auth]\ntype = "{kind}"\n{key} = "{{{{client_secret}}}}"\n')
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, client_secret=value)
    assert result.error is not None
    assert result.error.exit_code == 3
    assert "secret" not in result.error.what + result.error.why
    assert demo_servers.api.recorder.count == 0


async def test_a_placement_may_be_named_by_a_variable(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request(
        "list",
        "{{base_url}}/health",
        '[variables]\nfield = "X-Token"\n'
        '[auth]\ntype = "bearer"\ntoken = "a-fixed-token"\n'
        'placement = { in = "header", name = "{{field}}", prefix = "" }\n',
    )
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert status(result) == 200
    assert demo_servers.api.recorder.requests[0].header("x-token") == "a-fixed-token"
