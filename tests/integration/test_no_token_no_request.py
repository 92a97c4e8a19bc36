"""Whatever ails the token endpoint: the API sees nothing, and the sentence names the cause."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from dataclasses import dataclass

import pytest
from tests.engine_lab import Lab, status
from tests.engine_output import sentence, told
from tests.servers.strict import StrictServers
from tests.servers.toxic import (
    Behaviour,
    Call,
    answers,
    disconnect,
    endless,
    ok,
    reset,
    response,
    silence,
    toxic_server,
)

from outrider.model.connection import ExchangeLimits

SECRET = "s3cret-of-this-test+%"
QUICK = ExchangeLimits(
    total_timeout=0.6, connect_timeout=0.4, read_timeout=0.4, max_body_size=1_000_000
)
PATIENT = ExchangeLimits(
    total_timeout=60, connect_timeout=60, read_timeout=60, max_body_size=1_000_000
)
JSON = b"Content-Type: application/json"
GOOD = ok(b'{"access_token":"after-the-fault","token_type":"Bearer","expires_in":60}', JSON)
OK = b"200 OK"
BOMB = gzip.compress(bytes(64_000_000))
TRUNCATED = b'{"access_token":"abc","token_ty'


@dataclass(frozen=True)
class Fault:
    """What the token endpoint does, and what has to be said about it."""

    behaviour: Behaviour
    code: str
    words: tuple[str, ...]


def says(body: bytes, *fields: bytes, status: bytes = OK) -> Behaviour:
    return ok(body, *(fields or (JSON,)), status=status)


def refusal(error: str, *fields: bytes, status: bytes = b"400 Bad Request") -> Fault:
    body = json.dumps({"error": error, "error_description": f"About {error}."}).encode()
    words = (f"{int(status[:3])} {error}", f"About {error}.")
    return Fault(ok(body, JSON, *fields, status=status), "token_refused", words)


SPOKEN = {
    "slow": Fault(silence, "read_timeout", ("sent no data for 0.4 s",)),
    "drip feed": Fault(
        endless(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b" ", pause=0.05),
        "deadline",
        ("within 0.6 s",),
    ),
    "drip feed of headers": Fault(
        endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", pause=0.05),
        "deadline",
        ("within 0.6 s",),
    ),
    "closing": Fault(disconnect, "protocol", ("closed the connection without a response",)),
    "resetting": Fault(reset, "protocol", ("reset the connection without a response",)),
    "not HTTP": Fault(
        answers(b"220 mail ESMTP\r\n\r\n"), "protocol", ("did not respond with HTTP",)
    ),
    "half a body": Fault(
        answers(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", then="close"),
        "broken_body",
        ("after 1 of 99 bytes",),
    ),
    **{
        f"refusing: {error}": refusal(error)
        for error in (
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
            "temporarily_unavailable",
        )
    },
    "refusing under 200": refusal("invalid_client", status=OK),
    "401 with a challenge": refusal(
        "invalid_client", b'WWW-Authenticate: Basic realm="x"', status=b"401 Unauthorized"
    ),
    "401 without a challenge": refusal("invalid_client", status=b"401 Unauthorized"),
    "401 without a word": Fault(says(b"", status=b"401 No"), "token_empty", ("refused: 401 No",)),
    "403 without a word": Fault(
        says(b"", status=b"403 Forbidden"), "token_empty", ("refused: 403 Forbidden",)
    ),
    "a login page": Fault(
        says(b"\n<!doctype html><title>Sign in</title>", b"Content-Type: text/html; charset=utf-8"),
        "token_not_json",
        ("an HTML page: 200 OK", "Sign in"),
    ),
    "a page with control characters": Fault(
        says(b"\x1b]0;owned\x07 no", b"Content-Type: text/plain"), "token_not_json", ("not text",)
    ),
    "a page under 500": Fault(
        says(b"<h1>Oops</h1>", b"Content-Type: text/html", status=b"500 Internal Server Error"),
        "token_not_json",
        ("500 Internal Server Error", "Oops"),
    ),
    "empty": Fault(says(b""), "token_empty", ("an empty body: 200 OK",)),
    "204": Fault(
        answers(b"HTTP/1.1 204 No Content\r\n\r\n"), "token_empty", ("an empty body: 204",)
    ),
    "a list": Fault(says(b"[]"), "token_not_object", ("not a JSON object",)),
    "null": Fault(says(b"null"), "token_not_object", ("not a JSON object",)),
    "truncated": Fault(says(TRUNCATED), "token_not_json", ("not JSON",)),
    "deeply nested": Fault(says(b"[" * 200_000), "token_not_json", ("not JSON",)),
    "a gzip bomb": Fault(
        ok(BOMB, JSON, b"Content-Encoding: gzip"), "token_too_large", ("larger than 1 MB",)
    ),
    "two gzip layers and one more": Fault(
        ok(BOMB, JSON, b"Content-Encoding: gzip, gzip, gzip"), "", ()
    ),
    "corrupt gzip": Fault(
        says(b"no gzip", b"Content-Encoding: gzip"), "token_not_json", ("not JSON",)
    ),
    "an endless body": Fault(
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536), "token_too_large", ("1 MB",)
    ),
    "429": Fault(
        says(b"", b"Retry-After: 120", status=b"429 Too Many Requests"),
        "token_empty",
        ("429", "Try again in 2 min (Retry-After)."),
    ),
    "503": Fault(
        says(b"busy", b"Retry-After: 7", status=b"503 Service Unavailable"),
        "token_not_json",
        ("503", "busy", "Try again in 7 s (Retry-After)."),
    ),
    "no token": Fault(
        says(b'{"token":"x"}'), "token_missing", ("No access_token", '"token" is not')
    ),
    "null as token": Fault(
        says(b'{"access_token":null}'), "token_missing", ("access_token is null.",)
    ),
    "a number as token": Fault(
        says(b'{"access_token":42}'), "token_unusable", ("not a string", "a number")
    ),
    "an empty token": Fault(says(b'{"access_token":""}'), "token_unusable", ("empty",)),
    "a line break in the token": Fault(
        says(b'{"access_token":"abcdefgh\\r\\nX-Evil: 1"}'), "token_unusable", ("line break",)
    ),
    "a token of another type": Fault(
        says(b'{"access_token":"abcdefgh","token_type":"mac"}'),
        "unsupported_token_type",
        ("token type: mac",),
    ),
    "a member twice": Fault(
        says(b'{"access_token":"abcdefgh","access_token":"ijklmnop"}'),
        "token_duplicate_member",
        ("access_token twice",),
    ),
}


@pytest.fixture
def echo(lab: Lab) -> Lab:
    """A request that the API answers whatever token it has."""
    return lab.request("echo", "{{base_url}}/echo")


def aim(lab: Lab, servers: StrictServers, token_url: str) -> None:
    lab.environment("dev", api=servers.api_url, token=token_url, secret=SECRET)


@pytest.mark.parametrize("name", SPOKEN)
async def test_a_faulty_answer_stops_the_send_and_is_explained(
    name: str, echo: Lab, demo_servers: StrictServers
) -> None:
    fault = SPOKEN[name]
    async with (
        toxic_server(fault.behaviour) as endpoint,
        echo.workbench(token_limits=QUICK) as workbench,
    ):
        aim(echo, demo_servers, f"{endpoint.url}/token")
        result = await echo.send(workbench, "echo")
        assert demo_servers.api.recorder.count == 0
        assert len(endpoint.heads) == 1
        assert result.error is not None
        assert result.error.exit_code == 4
        assert result.exchange is None
        said = sentence(result)
        if fault.code:
            assert result.error.code == fault.code
        for word in fault.words:
            assert word in said
        assert f"127.0.0.1:{endpoint.port}" in result.error.where
        assert_nothing_told(told(workbench, result))
        endpoint.behaviour = GOOD
        assert status(await echo.send(workbench, "echo")) == 200
    (request,) = demo_servers.api.recorder.requests
    assert request.header("authorization") == "Bearer after-the-fault"


def assert_nothing_told(text: str) -> None:
    for form in (SECRET, "s3cret-of-this-test%2B%25", "s3cret-of-this-test"):
        assert form not in text
    assert "\x1b" not in text
    assert "abcdefgh" not in text


async def test_a_refusal_that_repeats_the_secret_is_masked(
    echo: Lab, demo_servers: StrictServers
) -> None:
    description = f"The secret {SECRET} of orders-dev is wrong."
    body = json.dumps({"error": "invalid_client", "error_description": description}).encode()
    async with toxic_server(says(body, status=b"401 No")) as endpoint, echo.workbench() as bench:
        aim(echo, demo_servers, endpoint.url)
        result = await echo.send(bench, "echo")
        assert "of orders-dev is wrong" in sentence(result)
        assert_nothing_told(told(bench, result))


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("same_origin", [True, False], ids=["same origin", "other origin"])
async def test_a_redirect_is_not_followed_and_the_secret_goes_out_once(
    code: int, same_origin: bool, echo: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(GOOD) as other, toxic_server(GOOD) as endpoint:
        target = f"{endpoint.url if same_origin else other.url}/elsewhere"
        redirecting = response(b"", b"Location: " + target.encode(), status=b"%d Moved" % code)
        endpoint.behaviour = answers(redirecting)
        async with echo.workbench() as workbench:
            aim(echo, demo_servers, f"{endpoint.url}/token")
            result = await echo.send(workbench, "echo")
            assert result.error is not None
            assert (result.error.exit_code, result.error.code) == (4, "token_redirect")
            assert f"redirects to {target} ({code})." in sentence(result)
            assert (other.connections, len(endpoint.heads)) == (0, 1)
            assert demo_servers.api.recorder.count == 0
            endpoint.behaviour = GOOD
            assert status(await echo.send(workbench, "echo")) == 200


async def test_an_endpoint_that_is_down_is_named_and_used_again_when_it_is_up(
    lab: Lab, demo_servers: StrictServers
) -> None:
    demo_servers.stop_authorization_server()
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        assert result.error is not None
        assert (result.error.exit_code, result.error.code) == (4, "connection_refused")
        assert "refused the connection" in result.error.what
        assert result.error.where == f"POST {demo_servers.token_url}"
        demo_servers.start_authorization_server()
        assert demo_servers.api.recorder.count == 0
        assert status(await lab.send(workbench)) == 200


async def test_a_host_that_nobody_knows_is_named(echo: Lab, demo_servers: StrictServers) -> None:
    # A resolver may be slow to say no, and that it says no is what is looked at.
    async with echo.workbench(token_limits=PATIENT) as workbench:
        aim(echo, demo_servers, "https://login.invalid/token")
        result = await echo.send(workbench, "echo")
        assert result.error is not None
        assert (result.error.exit_code, result.error.code) == (4, "dns")
        assert result.error.what == 'Token request failed: Host "login.invalid" not found (DNS).'
        assert demo_servers.api.recorder.count == 0
        echo.environment("dev", api="https://api.invalid", token=demo_servers.token_url)
        lost = await echo.send(workbench, "echo")
        assert lost.error is not None
        assert (lost.error.exit_code, lost.error.code) == (5, "dns")
        assert lost.error.what == 'Host "api.invalid" not found (DNS).'
    assert demo_servers.api.recorder.count == 0


async def test_a_listener_that_accepts_nothing_is_a_timeout(
    echo: Lab, demo_servers: StrictServers
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        aim(echo, demo_servers, f"http://127.0.0.1:{listening.getsockname()[1]}/token")
        async with echo.workbench(token_limits=QUICK) as workbench:
            result = await echo.send(workbench, "echo")
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (4, "read_timeout")
    assert demo_servers.api.recorder.count == 0


async def test_a_send_cancelled_while_its_token_is_fetched_sends_nothing(
    echo: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(silence) as endpoint, echo.workbench() as workbench:
        aim(echo, demo_servers, endpoint.url)
        send = asyncio.ensure_future(echo.send(workbench, "echo"))
        while not endpoint.heads:
            await asyncio.sleep(0.01)
        send.cancel()
        with pytest.raises(asyncio.CancelledError):
            await send
        assert demo_servers.api.recorder.count == 0
        await asyncio.sleep(0.05)
        assert "cancelled" in told(workbench)
        endpoint.behaviour = GOOD
        assert status(await echo.send(workbench, "echo")) == 200


@pytest.mark.parametrize("key", ["token_endpoint", "issuer"])
async def test_credentials_never_travel_in_clear_beyond_loopback(
    key: str, echo: Lab, demo_servers: StrictServers
) -> None:
    aim(echo, demo_servers, "http://login.invalid/token")
    file = echo.root / "environments" / "dev.toml"
    file.write_text(file.read_text().replace("token_endpoint =", f"{key} ="))
    async with echo.workbench(token_limits=QUICK) as workbench:
        result = await echo.send(workbench, "echo")
        assert result.error is not None
        assert (result.error.exit_code, result.error.code) == (3, "insecure_http")
        assert result.exchanges == ()
        assert f"auth.default.{key}" in result.error.where
        assert "http://login.invalid" in result.error.what
        assert_nothing_told(told(workbench, result))
        file.write_text("allow_insecure_http = true\n" + file.read_text())
        result = await echo.send(workbench, "echo")
        assert result.error is not None
        assert result.error.exit_code == 4  # the name does not exist: nothing went anywhere
    assert demo_servers.api.recorder.count == 0


async def test_metadata_that_names_an_endpoint_without_tls_is_refused(
    echo: Lab, demo_servers: StrictServers
) -> None:
    async def metadata(call: Call) -> None:
        issuer = f"http://127.0.0.1:{call.writer.get_extra_info('sockname')[1]}"
        body = {"issuer": issuer, "token_endpoint": "http://login.invalid/token"}
        await call.say(response(json.dumps(body).encode(), JSON))

    async with toxic_server(metadata) as issuer, echo.workbench() as workbench:
        aim(echo, demo_servers, issuer.url)
        file = echo.root / "environments" / "dev.toml"
        file.write_text(file.read_text().replace("token_endpoint =", "issuer ="))
        result = await echo.send(workbench, "echo")
        assert result.error is not None
        assert (result.error.exit_code, result.error.code) == (4, "insecure_http")
        assert all(head.startswith(b"GET ") for head in issuer.heads)
    assert demo_servers.api.recorder.count == 0
