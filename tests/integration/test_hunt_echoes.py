"""Servers that say back what they were told: nothing of it may be shown."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.servers.toxic import Behaviour, Call, response, toxic_server
from tests.unit.redaction.spellings import FIXED, Spell

from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.output.error_output import write_error
from outrider.cli.output.json_objects import send_object
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import SendResult
from outrider.exporters import find_exporter
from outrider.exporters.masking import MaskingPolicy

SECRETS = {
    "plain": "a-plain-secret-value",
    "blank and marks": 'two words:and%signs+"&\\/~',
    "two lines": "first-line\nsecond-line",
    "umlauts": "größe-und-straße-🔑",
    "dots": "....////----____",
    "html": "<b>secret</b>&amp;'quoted'",
}

AUTHS = {
    "basic": "",
    "raw": 'basic_encoding = "raw"\n',
    "post": 'token_endpoint_auth_method = "client_secret_post"\n',
    "parameter": 'token_parameters = { assertion = "{{client_secret}}" }\n',
}


def echo(status: bytes, *fields: bytes) -> Behaviour:
    """Says head and body of the request back as ``error_description``, and as a plain line."""

    async def behave(call: Call) -> None:
        head, body = call.head.decode("latin-1"), call.body.decode("utf-8", "replace")
        description = {"error": "invalid_client", "error_description": f"{head}{body}"}
        await call.say(response(json.dumps(description).encode(), *fields, status=status))

    return behave


def forms(secret: str, client: str) -> Iterator[str]:
    """How the secret may have been written."""
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    for pair in (f"{client}:{secret}", f"{quote(client, safe='~')}:{quote(secret, safe='~')}"):
        yield b64encode(pair.encode()).decode()


def assert_hidden(secret: str, client: str, text: str) -> None:
    """No line shows the secret in any form."""
    for form in forms(secret, client):
        assert [line for line in text.split("\n") if form in line] == []
    assert form not in text


def everything(lab: Lab, workbench: Engine, result: SendResult) -> str:
    """All that a person or a program is shown of a send, but the response's own body."""
    out = io.StringIO()
    view = ConsoleWriter(out, workbench.redactor, verbose=True)
    for entry in workbench.console:
        view.write_entry(entry)
    shown = send_object(lab.job("list", "dev"), result, workbench.redactor, reveals=False, now=0.0)
    if shown["response"]:
        del shown["response"]["body"]
    out.write(json.dumps(shown, ensure_ascii=False))
    if result.error is not None:
        write_error(result.error, out)
    return out.getvalue()


@pytest.mark.parametrize("auth", AUTHS.values(), ids=AUTHS)
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
async def test_a_token_endpoint_that_says_the_credentials_back_leaks_none(
    secret: str, auth: str, lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(echo(b"401 " + quote(secret, safe="").encode())) as server:
        lab.environment("dev", api=demo_servers.api_url, token=server.url)
        lab.request("list", more=f'[auth]\nextends = "default"\n{auth}')
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, client_secret=secret)
            text = everything(lab, workbench, result)
        assert server.heads
    assert result.error is not None
    assert result.error.exit_code == 4
    assert_hidden(secret, "orders-dev", text)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize(
    "auth",
    [
        'type = "basic"\nusername = "me"\npassword = "{{client_secret}}"',
        'type = "api_key"\nvalue = "{{client_secret}}"\nplacement = { in = "query", name = "k" }',
    ],
)
async def test_an_api_that_says_the_credentials_back_leaks_none(
    auth: str, secret: str, lab: Lab, demo_servers: StrictServers
) -> None:
    said = quote(secret, safe="").encode()
    fields = (b"Location: /?k=" + said, b"X-Echo: " + said)
    async with toxic_server(echo(b"200 " + said, *fields)) as server:
        lab.request("list", server.url + "/echo", f"[auth]\n{auth}\n")
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, client_secret=secret)
            text = everything(lab, workbench, result)
        assert server.heads
    assert_hidden(secret, "me", text)


@pytest.mark.parametrize("spell", FIXED.values(), ids=FIXED)
async def test_a_secret_that_is_said_back_in_another_spelling_is_masked(
    spell: Spell, lab: Lab, demo_servers: StrictServers
) -> None:
    secret = "s3cr/et+v lü\\e&==ß"
    said = spell(secret)

    async def behave(call: Call) -> None:
        body = {"error": "invalid_client", "error_description": f">>{said}<<"}
        await call.say(response(json.dumps(body).encode(), status=b"401 No"))

    async with toxic_server(behave) as server:
        lab.environment("dev", api=demo_servers.api_url, token=server.url)
        lab.request("list", more='[auth]\nextends = "default"\n')
        async with lab.workbench() as workbench:
            result = await lab.send(workbench, client_secret=secret)
            text = everything(lab, workbench, result)
            kept = [
                find_exporter(name).export_entries(  # type: ignore[union-attr]
                    list(workbench.console), MaskingPolicy(workbench.redactor)
                )
                for name in ("har", "jsonl", "text", "postman")
            ]
    for told in (text, *kept):
        assert said not in told
        assert json.dumps(said)[1:-1] not in told
        assert secret[:8] not in told
    assert ">>••••••<<" in text


async def test_a_secret_that_is_cut_in_two_is_masked_as_well(
    lab: Lab, demo_servers: StrictServers
) -> None:
    secret = "a-long-secret-that-a-cut-would-halve"
    shown: list[str] = []
    async with toxic_server(echo(b"401 Unauthorized")) as server:
        lab.environment("dev", api=demo_servers.api_url, token=server.url)
        for length in range(440, 520, 8):

            async def behave(call: Call, length: int = length) -> None:
                description = "x" * length + secret
                body = {"error": "invalid_client", "error_description": description}
                await call.say(response(json.dumps(body).encode(), status=b"401 No"))

            server.behaviour = behave
            async with lab.workbench() as workbench:
                result = await lab.send(workbench, client_secret=secret)
                shown.append(everything(lab, workbench, result))
    assert not [text for text in shown if secret[:8] in text]


@pytest.mark.parametrize("status", [b"302 Found", b"307 Temporary Redirect"])
async def test_a_key_written_in_a_header_row_stays_at_its_origin(
    status: bytes, lab: Lab, demo_servers: StrictServers
) -> None:
    location = f"Location: {demo_servers.api_url}/health".encode()
    async with toxic_server(echo(status, location)) as server:
        lab.request(
            "list",
            server.url,
            'headers = [{ name = "X-Api-Key", value = "literal-key" }]\n'
            '[auth]\ntype = "none"\n[options]\nfollow_redirects = true\n',
        )
        async with lab.workbench() as workbench:
            await lab.send(workbench)
    (followed,) = demo_servers.api.recorder.requests
    assert followed.header("x-api-key") is None
