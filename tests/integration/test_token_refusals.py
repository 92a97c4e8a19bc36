"""What is said of each way in which authorization servers refuse, whole, by a real send."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from tests.engine_lab import Lab
from tests.servers.refusal_shapes import METADATA, SHAPES
from tests.servers.refusing import RefusingServer
from tests.servers.strict import StrictServers
from tests.servers.toxic import answers, ok, response, toxic_server

from outrider.cli.output.error_output import write_error
from outrider.cli.output.json_objects import error_object
from outrider.engine.send.send_job import SendResult
from outrider.next_steps import EditKey, EnterSecret
from outrider.oauth.body_text import words_for
from outrider.visible_text import visible_line
from outrider.workbench.context.view_model_builders import problem_lines

SECRET = "dev-only-secret"
ENVIRONMENT = """[variables]
base_url = "{url}/api"
[secrets]
client_secret = {{ env = "DEV_CLIENT_SECRET" }}
[auth.default]
type = "oauth2"
{server}
client_id = "m2m"
client_secret = "{{{{client_secret}}}}"
{more}
"""
AUDIENCE = '[auth.default.token_parameters]\naudience = "https://o"'
MORE = {
    "auth0-denied": AUDIENCE,
    "auth0-service": AUDIENCE,
    "bad-scope": 'scope = "nope"',
    "unknown-scope": 'scope = "orders.read orders.write"',
    "scope-of-client": 'scope = "orders.read"',
    "client-grant": AUDIENCE,
    "cognito-scope": 'scope = "orders/read"',
    "okta-no-scope-of-that-name": 'scope = "orders.read"',
    "doorkeeper-scope": 'scope = "orders.read"',
    "hydra-audience": AUDIENCE,
    "hydra-audience-in-words": AUDIENCE,
    "glewlwyd-proof": "dpop = true",
    "used-proof": "dpop = true",
    "entra-default": 'scope = "api"',
    "dpop-no-nonce": "dpop = true",
    "dpop-url": "dpop = true",
    "not-mapped": 'token_response = { access_token = "data.accessToken" }',
    "entra-permission": 'scope = "api://orders/Orders.Read openid"',
    "entra-graph": 'scope = "User.Read.All"',
    "entra-two-apis": 'scope = "api://orders/Orders.Read api://bills/Bills.Read"',
    "commas": 'scope = "orders.read,orders.write"',
    "google-cloud": 'scope = "https://www.googleapis.com/auth/cloud-platform"',
    "wants-header": 'token_endpoint_auth_method = "client_secret_post"',
    "header-words": '[auth.default.token_headers]\nX-Correlation-Id = "1"',
    "unmapped": '[auth.default.token_response]\naccess_token = "data.accessToken"',
}
"""What a shape wants of the client; the others get no scope and no audience."""

ACCEPTED = {"bearer-token", "error-null", "error-false", "error-zero", "error-empty", "charset"}
LOCAL_TIME = {"429-date"}
"""Told in this machine's time zone, by a test of its own."""


def _told() -> dict[str, list[str]]:
    text = Path(__file__).with_name("token_refusals.txt").read_text("utf-8")
    blocks = (block.rstrip("\n").split("\n") for block in text.split("--- ")[1:])
    return {name: lines for name, *lines in blocks}


TOLD = _told()


@pytest.fixture(scope="module")
def refusing() -> Iterator[RefusingServer]:
    """The server, for all."""
    with RefusingServer() as server:
        yield server


def prepare(
    lab: Lab, server: RefusingServer, name: str, more: str = "", secret: str = SECRET
) -> None:
    """The environment whose tokens come from a shape, or from an issuer."""
    key = "token_endpoint" if name in SHAPES else "issuer"
    text = ENVIRONMENT.format(
        url=server.url, server=f'{key} = "{server.url}/{name}"', more=more or MORE.get(name, "")
    )
    lab.write({"environments/dev.toml": text})
    lab.process["DEV_CLIENT_SECRET"] = secret
    lab.request("list", "{{base_url}}")


async def sent(
    lab: Lab, server: RefusingServer, name: str, more: str = "", secret: str = SECRET
) -> SendResult:
    """A send that asks the shape for a token."""
    prepare(lab, server, name, more, secret)
    async with lab.workbench() as workbench:
        return await lab.send(workbench)


def shell_lines(result: SendResult, server: RefusingServer) -> list[str]:
    """Standard error, with stand-ins for this server's address."""
    assert result.error is not None
    out = io.StringIO()
    write_error(result.error, out, request=True)
    return placed(out.getvalue(), server).splitlines()


def placed(text: str, server: RefusingServer) -> str:
    """The text with stand-ins for this server's address."""
    address = server.url.removeprefix("http://")
    text = text.replace(server.url, "{url}").replace(address, "{host}")
    return text.replace(f"port {address.rpartition(':')[2]} ", "port {port} ")


SMALL_SCREEN = re.compile(r'(?<=^Server message: ").*(?="$)')


def shortened(words: re.Match[str]) -> str:
    """A server's words as a screen has them; the shell has all of them where it is no terminal."""
    return words_for(words[0])


def test_every_shape_has_its_text() -> None:
    assert {*SHAPES, *METADATA, "nothing"} - ACCEPTED - LOCAL_TIME == set(TOLD)


@pytest.mark.parametrize("name", TOLD)
async def test_a_refusal_is_told_whole_and_the_screen_and_json_say_the_same(
    name: str, lab: Lab, refusing: RefusingServer
) -> None:
    before = refusing.api_requests
    result = await sent(lab, refusing, name)
    assert shell_lines(result, refusing) == TOLD[name]
    assert refusing.api_requests == before
    assert SECRET not in "\n".join(TOLD[name])
    assert result.error is not None
    lines = [line.strip().removeprefix("error: ") for line in shell_lines(result, refusing)]
    whole, lines = lines, [SMALL_SCREEN.sub(shortened, line) for line in lines]
    seen = map(visible_line, problem_lines(result.error, result))
    told = [placed(line, refusing) for line in seen]
    assert told == lines
    told_json = error_object(result.error)
    assert told_json["what"] in [line.replace("{url}", refusing.url) for line in lines]
    quoted = f'Server message: "{visible_line(told_json["server_message"])}"'
    assert (quoted in whole) == bool(told_json["server_message"])
    assert (f"See {told_json['see']}" in lines) == bool(told_json["see"])


@pytest.mark.parametrize("name", sorted(ACCEPTED))
async def test_an_error_that_is_none_is_none(name: str, lab: Lab, refusing: RefusingServer) -> None:
    assert (await sent(lab, refusing, name)).error is None


@pytest.mark.parametrize("name", sorted(LOCAL_TIME))
async def test_a_date_is_told_in_local_time(name: str, lab: Lab, refusing: RefusingServer) -> None:
    result = await sent(lab, refusing, name)
    line = shell_lines(result, refusing)[3]
    assert re.fullmatch(r"  Try again at 2026-11-\d\d \d\d:\d\d:51 \(Retry-After\)\.", line)


CLIENTS = {
    "post": (
        'token_endpoint_auth_method = "client_secret_post"',
        SECRET,
        'The server did not accept client_id "m2m" or its secret, sent in the form '
        "(client_secret_post).",
        'Set token_endpoint_auth_method = "client_secret_basic" (environments/dev.toml:10); if '
        "that fails too, check secret",
    ),
    "jwt": (
        'token_endpoint_auth_method = "client_secret_jwt"',
        SECRET * 4,
        'The server did not accept client_id "m2m" or its secret, sent as a signed assertion '
        "(client_secret_jwt).",
        "; if it is right, add assertion_audience = ",
    ),
    "reserved": (
        "",
        "a+secret/of=this",
        "(client_secret_basic). Its ID or secret has characters that servers decode in different "
        "ways.",
        'Add basic_encoding = "raw" to [auth.default] (environments/dev.toml:5); if that fails '
        'too, check secret "client_secret" (environments/dev.toml:4), read from '
        "DEV_CLIENT_SECRET.",
    ),
    "raw": (
        'basic_encoding = "raw"',
        "a+secret/of=this",
        "decode in different ways.",
        'Set basic_encoding = "rfc6749" (environments/dev.toml:10); if that fails too, check',
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
async def test_refused_credentials_are_told_by_the_way_in_which_they_were_sent(
    client: str, lab: Lab, refusing: RefusingServer
) -> None:
    more, secret, why, advice = CLIENTS[client]
    result = await sent(lab, refusing, "cognito", more, secret)
    lines = shell_lines(result, refusing)
    assert why in lines[2]
    assert advice in lines[3]


async def test_a_public_client_is_told_that_it_sent_no_secret(
    lab: Lab, refusing: RefusingServer
) -> None:
    prepare(lab, refusing, "cognito", 'token_endpoint_auth_method = "none"')
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace('client_secret = "{{client_secret}}"\n', "")
    file.write_text(text)
    async with lab.workbench() as workbench:
        lines = shell_lines(await lab.send(workbench), refusing)
    assert lines[2:4] == [
        '  No secret was sent (token_endpoint_auth_method = "none").',
        '  Add client_secret = "{{client_secret}}" to [auth.default] (environments/dev.toml:5), '
        'and set token_endpoint_auth_method = "client_secret_basic" (environments/dev.toml:9); for '
        "mTLS, set client_certificate in [tls] of environments/dev.toml.",
    ]


async def test_a_secret_that_is_a_plain_word_leaves_the_advice_readable(
    lab: Lab, refusing: RefusingServer
) -> None:
    result = await sent(lab, refusing, "entra-secret", secret="environments")
    lines = shell_lines(result, refusing)
    assert lines[-2] == (
        '  Check secret "client_secret" (environments/dev.toml:4), read from DEV_CLIENT_SECRET.'
    )


async def test_the_step_names_the_secret_or_the_key(lab: Lab, refusing: RefusingServer) -> None:
    secret = await sent(lab, refusing, "entra-secret")
    assert secret.error is not None
    assert secret.error.step == EnterSecret("client_secret")
    method = await sent(lab, refusing, "pingone")
    assert method.error is not None
    key = "auth.default.token_endpoint_auth_method"
    assert method.error.step == EditKey("environments/dev.toml", 5, key)
    path = await sent(lab, refusing, "404-page")
    assert path.error is not None
    assert path.error.step == EditKey("environments/dev.toml", 7, "auth.default.token_endpoint")


async def test_a_gateway_behind_a_proxy_of_ours_is_told_with_the_proxy(
    lab: Lab, refusing: RefusingServer
) -> None:
    result = await sent(lab, refusing, "gateway", f'[proxy]\nurl = "{refusing.url}"')
    assert shell_lines(result, refusing)[-2] == ("  Check that proxy {url} can reach 127.0.0.1.")


CERTIFICATE = '[tls]\nclient_certificate = "client.pem"'


@pytest.mark.parametrize(
    ("more", "why", "advice"),
    [
        (
            CERTIFICATE,
            'Client certificate "{root}/client.pem" was sent.',
            "Check that the client is registered with this certificate.",
        ),
        (
            CERTIFICATE + '\n[proxy]\nurl = "{proxy}"',
            'Client certificate "{root}/client.pem" was sent; if proxy {url} ends TLS, the server '
            "cannot see it.",
            "Add 127.0.0.1 to no_proxy; if that fails too, check that the client is registered "
            "with this certificate.",
        ),
    ],
    ids=["alone", "through a proxy"],
)
async def test_a_certificate_that_was_sent_is_not_asked_for(
    more: str, why: str, advice: str, lab: Lab, refusing: RefusingServer
) -> None:
    issued = trustme.CA().issue_cert("client.test")
    lab.write({"client.pem": issued.private_key_and_cert_chain_pem.bytes().decode()})
    result = await sent(lab, refusing, "mtls", more.replace("{proxy}", refusing.url))
    lines = [line.replace(str(lab.root), "{root}") for line in shell_lines(result, refusing)]
    assert lines[3:5] == [f"  {why}", f"  {advice}"]


async def test_a_clock_that_is_wrong_is_the_cause_of_a_refused_assertion(
    lab: Lab, refusing: RefusingServer
) -> None:
    prepare(
        lab,
        refusing,
        "cognito",
        'token_endpoint_auth_method = "client_secret_jwt"',
        SECRET * 4,
    )
    async with lab.workbench(clock=lambda: time.time() + 7200) as workbench:
        result = await lab.send(workbench)
    why, advice = shell_lines(result, refusing)[2:4]
    assert re.fullmatch(
        r"  The clock of this machine is (2 h|1 h 59 min) ahead of 127.0.0.1. The assertion was "
        r"not valid there.",
        why,
    )
    assert advice == "  Set the clock."


async def test_a_clock_that_is_wrong_is_told_in_the_console_beside_a_token(
    lab: Lab, refusing: RefusingServer
) -> None:
    prepare(lab, refusing, "error-null")
    async with lab.workbench(clock=lambda: time.time() - 7200) as workbench:
        assert (await lab.send(workbench)).error is None
        told = [entry.message for entry in workbench.console]
    assert any("behind 127.0.0.1. Tokens may look expired. Set the clock." in one for one in told)


async def test_no_part_of_a_response_brings_the_secret_back(
    lab: Lab, demo_servers: StrictServers
) -> None:
    said = SECRET.encode()
    bodies = (
        b'{"error":"' + said + b'","error_description":"' + said + b'"}',
        b'{"error":{"type":"' + said + b'","message":"' + said + b'"}}',
        b"<title>" + said + b"</title>",
        said,
        b'{"' + said + b'": 1, "access_token": null}',
        b'{"access_token":"abcdefgh","token_type":"' + said + b'"}',
    )
    fields = (
        b"Location: https://a.test/" + said,
        b'WWW-Authenticate: Basic realm="' + said + b'"',
        b"Retry-After: " + said,
    )
    async with toxic_server(ok()) as server, lab.workbench() as workbench:
        lab.environment("dev", api=demo_servers.api_url, token=server.url, secret=SECRET)
        for body in (b"", *bodies):
            for status in (b"200 ", b"302 ", b"401 ", b"404 ", b"429 ", b"500 "):
                server.behaviour = answers(response(body, *fields, status=status + said))
                result = await lab.send(workbench)
                assert result.error is not None
                lines = "\n".join(problem_lines(result.error, result))
                assert SECRET not in lines, (body, status)
