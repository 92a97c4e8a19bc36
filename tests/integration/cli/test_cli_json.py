"""``--json``: always one object with every key, however the send ends."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import time
from dataclasses import replace
from typing import Any

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.servers.toxic import answers, ok, silence, toxic_server
from tests.shell import Said, Shell

KEYS = [
    *("environment", "request", "response", "token", "timing", "exchanges", "error", "notes"),
    *("captured", "expectations"),
]
REQUEST = ["method", "url", "headers", "body"]
RESPONSE = ["status", "reason", "http_version", "headers", "body", "size", "truncated"]
TOKEN = ["source", "reason", "reason_code", "expires_in", "scope"]
TIMING = ["total", "connect", "tls", "first_byte", "download"]
ROW = ["purpose", "method", "url", "status", "ms", "reason", "reason_code", "error"]
ERROR = ["code", "what", "where", "server_message", "see", "why", "advice"]


def one_object(said: Said) -> dict[str, Any]:
    """The object, its shape checked."""
    shown: dict[str, Any] = said.json
    assert list(shown) == KEYS
    if shown["request"] is not None:
        assert list(shown["request"]) == REQUEST
    if shown["token"] is not None:
        assert list(shown["token"]) == TOKEN
    if shown["timing"] is not None:
        assert list(shown["timing"]) == TIMING
    for row in shown["exchanges"]:
        assert list(row) == ROW
    if shown["error"] is not None:
        assert list(shown["error"])[: len(ERROR)] == ERROR
        assert shown["error"]["code"]
        assert shown["error"]["what"].strip()
    assert said.out.endswith(b"}\n")
    return shown


def test_a_send_that_went_well_is_told_completely(
    shell: Shell, demo_servers: StrictServers
) -> None:
    said = shell.run("send", "list", "--json")
    shown = one_object(said)
    assert (said.status, shown["environment"], shown["error"]) == (0, "dev", None)
    assert shown["request"]["url"] == f"{demo_servers.api_url}/orders"
    assert ["Authorization", "Bearer ••••••"] in shown["request"]["headers"]
    response = shown["response"]
    assert list(response) == RESPONSE
    assert (response["status"], response["reason"], response["http_version"]) == (
        200,
        "OK",
        "HTTP/1.1",
    )
    assert all(isinstance(pair, list) and len(pair) == 2 for pair in response["headers"])
    assert response["size"] == len(response["body"].encode())
    assert response["truncated"] is False
    assert (shown["token"]["source"], shown["token"]["reason"]) == ("exchange", "no token yet")
    assert shown["token"]["reason_code"] == "first_use"
    assert [one["reason_code"] for one in shown["exchanges"]] == ["first_use", ""]
    assert 55 <= shown["token"]["expires_in"] <= 60
    assert shown["token"]["scope"] == "orders.read orders.write"
    assert shown["timing"]["total"] > 0
    assert shown["timing"]["tls"] is None
    assert [(row["purpose"], row["status"]) for row in shown["exchanges"]] == [
        ("token", 200),
        ("api", 200),
    ]
    assert "eyJ" not in said.text
    assert "dev-only-secret" not in said.text


async def test_a_body_that_is_no_text_is_base64(shell: Shell, lab: Lab) -> None:
    async with toxic_server(ok(b"\xff\x00")) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        said = await asyncio.to_thread(shell.run, "send", "raw", "--json")
    response = one_object(said)["response"]
    assert "body" not in response
    assert base64.b64decode(response["body_base64"]) == b"\xff\x00"
    assert one_object(said)["token"] is None


@pytest.mark.parametrize("charset", ["utf-16le", "utf-16", "cp037"])
async def test_a_body_is_text_in_its_charset_also_in_the_console_and_in_history(
    shell: Shell, lab: Lab, charset: str
) -> None:
    typed = "typed-7Kx2mPq9RtLw"
    body = json.dumps({"echo": typed, "city": "Zürich"}, ensure_ascii=False)
    config = shell.home / "config/outrider"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text("[history]\nkeep = true\n")
    kind = f"Content-Type: application/json; charset={charset}".encode()
    async with toxic_server(ok(body.encode(charset), kind)) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        words = ("send", "POST", server.url, "--header", f"X-Api-Key: {typed}", "--auth", "none")
        said = await asyncio.to_thread(shell.run, *words, "--json", "-v")
    assert one_object(said)["response"]["body"] == body
    assert '"city": "Zürich"' in said.err
    (kept,) = (shell.home / "state/outrider/history").rglob("*.json")
    content = json.loads(kept.read_bytes())["exchange"]["response"]["content"]
    told = base64.b64decode(content).decode(charset)
    assert "Zürich" in told
    assert typed not in told


async def test_a_lone_surrogate_in_a_header_breaks_nothing(shell: Shell, lab: Lab) -> None:
    async with toxic_server(ok(b"{}", b"X-Odd: \xed\xa0\x80\xff")) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        said = await asyncio.to_thread(shell.run, "send", "raw", "--json")
    assert said.status == 0
    assert one_object(said)["response"]["status"] == 200


def test_a_refused_token(shell: Shell, lab: Lab, demo_servers: StrictServers) -> None:
    lab.environment(
        "dev", api=demo_servers.api_url, token=demo_servers.token_url, secret="wrong-secret"
    )
    said = shell.run("send", "list", "--json")
    shown = one_object(said)
    assert said.status == 4
    assert (shown["response"], shown["token"], shown["timing"]) == (None, None, None)
    assert shown["error"]["code"] == "token_refused"
    assert shown["error"]["where"] == f"POST {demo_servers.token_url}"
    assert [(row["purpose"], row["status"]) for row in shown["exchanges"]] == [("token", 401)]
    assert (shown["request"]["method"], shown["environment"]) == ("GET", "dev")


def test_a_token_endpoint_that_is_down(shell: Shell, demo_servers: StrictServers) -> None:
    demo_servers.stop_authorization_server()
    said = shell.run("send", "list", "--json")
    (row,) = one_object(said)["exchanges"]
    assert (said.status, row["status"]) == (4, None)
    assert "refused the connection" in row["error"]


def test_an_api_that_is_down(shell: Shell, lab: Lab) -> None:
    lab.write({"requests/raw.toml": 'url = "http://127.0.0.1:1/"\n[auth]\ntype = "none"\n'})
    said = shell.run("send", "raw", "--json")
    shown = one_object(said)
    assert (said.status, shown["response"], shown["error"]["code"]) == (
        5,
        None,
        "connection_refused",
    )


async def test_half_a_response(shell: Shell, lab: Lab) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
    async with toxic_server(answers(head, then="close")) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        said = await asyncio.to_thread(shell.run, "send", "raw", "--json")
    shown = one_object(said)
    assert (said.status, shown["error"]["code"]) == (5, "broken_body")
    assert (shown["response"]["body"], shown["response"]["truncated"]) == ("half", True)


def test_an_error_of_the_api(shell: Shell, lab: Lab) -> None:
    lab.request("error", "{{base_url}}/error/503")
    said = shell.run("send", "error", "--json")
    shown = one_object(said)
    assert (said.status, shown["response"]["status"], shown["error"]) == (6, 503, None)


def test_mistakes_in_the_files(shell: Shell, lab: Lab, demo_servers: StrictServers) -> None:
    lab.request("bad", "{{base_url}}/{{one}}", 'headers = [{ name = "A", value = "{{two}}" }]\n')
    said = shell.run("send", "bad", "--json")
    shown = one_object(said)
    assert said.status == 3
    places = [(one["file"], one["line"], one["key"]) for one in shown["error"]["faults"]]
    assert places == [
        ("requests/bad.toml", 1, "url"),
        ("requests/bad.toml", 2, "headers[1].value"),
    ]
    assert shown["exchanges"] == []
    assert demo_servers.authorization.recorder.count == 0


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("nowhere",), 2, "unknown_name"),
        (("list", "--env", "nope"), 2, "unknown_name"),
        (("list", "--var", "NOT_SET_ANYWHERE"), 2, "unknown_name"),
        (("list", "--workspace", "/"), 2, "no_workspace"),
        (("list", "--output", "/nowhere/at/all"), 2, "output_file"),
        (("broken",), 3, ""),
    ],
)
def test_what_fails_before_a_send_is_an_object_too(
    words: tuple[str, ...], status: int, code: str, shell: Shell, lab: Lab
) -> None:
    lab.write({"requests/broken.toml": "url = \n"})
    said = shell.run("send", *words, "--json")
    shown = one_object(said)
    assert said.status == status
    assert not code or shown["error"]["code"] == code
    assert (shown["response"], shown["exchanges"]) == (None, [])
    assert said.err


def test_a_protected_environment(shell: Shell, lab: Lab, demo_servers: StrictServers) -> None:
    lab.environment("dev", api="http://x.invalid", token="http://x.invalid", more="protected=true")
    lab.request("change", "{{base_url}}/", 'method = "POST"\n')
    said = shell.run("send", "change", "--json")
    assert (said.status, one_object(said)["error"]["code"]) == (2, "protected")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_an_interrupted_send_is_an_object_too(
    number: signal.Signals, status: int, shell: Shell, lab: Lab
) -> None:
    async with toxic_server(silence) as server:
        lab.write(
            {
                "requests/raw.toml": f'method = "POST"\nurl = "{server.url}/{{{{at}}}}"\n'
                'headers = [{ name = "X-At", value = "{{at}}" }]\n[variables]\nat = "here"\n'
                '[body]\ntype = "text"\ncontent = "at {{at}}"\n[auth]\ntype = "none"\n'
            }
        )
        process = shell.start("send", "raw", "--json")
        while not server.heads:
            await asyncio.sleep(0.02)
        process.send_signal(number)
        out, err = await asyncio.to_thread(process.communicate, None, 10)
    shown = one_object(Said(process.returncode, out, err.decode()))
    assert process.returncode == status
    assert shown["error"]["code"] in {"interrupted", "terminated"}
    # What was sent, and not what the file says.
    assert shown["request"]["url"] == shown["exchanges"][0]["url"] == f"{server.url}/here"
    assert ["X-At", "here"] in shown["request"]["headers"]
    assert shown["request"]["body"] == "at here"
    assert shown["timing"]["total"] > 0


async def test_an_interrupted_send_to_several_environments_tells_what_was_sent(
    shell: Shell, lab: Lab
) -> None:
    async with toxic_server(silence) as server:
        lab.environment("dev", api=server.url, token=server.url)
        lab.environment("next", api=server.url, token=server.url)
        more = 'headers = [{ name = "X-At", value = "{{base_url}}" }]\n[auth]\ntype = "none"\n'
        lab.request("raw", "{{base_url}}/here", more)
        process = shell.start("send", "raw", "--env", "dev", "--env", "next", "--json")
        while len(server.heads) < 2:
            await asyncio.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = await asyncio.to_thread(process.communicate, None, 10)
    assert [one["environment"] for one in Said(130, out, err.decode()).json] == ["dev", "next"]
    for shown in Said(130, out, err.decode()).json:
        assert shown["request"]["url"] == shown["exchanges"][0]["url"] == f"{server.url}/here"
        assert ["X-At", server.url] in shown["request"]["headers"]
        assert shown["error"]["code"] == "interrupted"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_send_that_would_take_long(
    number: signal.Signals, status: int, shell: Shell, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=3600)
    process = shell.start("send", "list")
    while not demo_servers.authorization.token_requests():
        time.sleep(0.02)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (status, b"")
    assert b"Traceback" not in err
    assert b"cancelled" in err
    assert demo_servers.api.recorder.count == 0
