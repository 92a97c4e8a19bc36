"""What is said beside a 401 or 403 of an API, word for word."""

from __future__ import annotations

import asyncio
import io
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from email.utils import formatdate
from typing import Any

import pytest
from tests.engine_lab import Lab, console
from tests.servers.toxic import ToxicServer, ok, toxic_server
from tests.shell import Shell

from outrider.cli.output.error_output import write_note
from outrider.engine.send.send_job import SendResult
from outrider.model.units import clock_text
from outrider.next_steps import UseAuthorizationServer

BAD = b"401 Unauthorized"
INVALID = b'WWW-Authenticate: Bearer realm="x", error="invalid_token"'
ASK = "  Ask the provider of the API which audience and scope it requires."
ASK_AUDIENCE = (
    "  Ask the provider of the API which audience it requires; add [auth.default.token_parameters] "
    "with audience = what it says (environments/dev.toml).",
)
NONE = '[auth]\ntype = "none"\n'


def jwt(claims: dict[str, Any]) -> str:
    parts = ({"alg": "RS256", "typ": "at+jwt"}, claims)
    coded = (urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts)
    return ".".join((*coded, "c2lnbmF0dXJl"))


class Pair:
    """An authorization server and an API, and what both say."""

    def __init__(self, lab: Lab, login: ToxicServer, api: ToxicServer) -> None:
        self.lab, self.login, self.api = lab, login, api
        self.give("an-opaque-token")

    def give(self, token: str | dict[str, Any], **more: Any) -> None:
        value = token if isinstance(token, str) else jwt(token)
        members = {"access_token": value, "token_type": "Bearer", "expires_in": 60, **more}
        self.login.behaviour = ok(json.dumps(members).encode(), b"Content-Type: application/json")

    def refuse(self, *fields: bytes, status: bytes = BAD, body: bytes = b"no") -> None:
        self.api.behaviour = ok(body, *fields, status=status)

    def configure(self, more: str = "", parameters: str = "") -> None:
        """Writes the environment; the auth's table begins on line 6."""
        text = (
            f'name = "Dev"\n[variables]\nbase_url = "{self.api.url}"\n[secrets]\n'
            f'client_secret = "a-secret-value"\n[auth.default]\ntype = "oauth2"\n'
            f'token_endpoint = "{self.login.url}/token"\nclient_id = "m2m"\n'
            f'client_secret = "{{{{client_secret}}}}"\nscope = "orders.read"\n{more}'
        )
        if parameters:
            text += f"[auth.default.token_parameters]\n{parameters}"
        self.lab.write({"environments/dev.toml": text})

    async def result(self, request: str = "list") -> SendResult:
        async with self.lab.workbench() as workbench:
            found = await self.lab.send(workbench, request)
            for note in found.notes:
                assert any(line.startswith(note.what) for line in console(workbench))
        assert found.error is None
        return found

    async def said(self, request: str = "list") -> list[str]:
        out = io.StringIO()
        for note in (await self.result(request)).notes:
            write_note(note, out)
        return out.getvalue().splitlines()


@pytest.fixture
async def pair(lab: Lab) -> AsyncIterator[Pair]:
    async with toxic_server(ok()) as login, toxic_server(ok()) as api:
        made = Pair(lab, login, api)
        made.configure()
        yield made


async def test_a_fresh_token_for_another_audience(pair: Pair) -> None:
    pair.give({"aud": "https://other.example/", "iss": "x", "scope": "orders.read"})
    pair.refuse(INVALID + b', error_description="Token is not for this API"')
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 invalid_token",
        '  API message: "Token is not for this API"',
        f'  The token\'s aud is "https://other.example/"; the request went to {pair.api.url}.',
        *ASK_AUDIENCE,
    ]


@pytest.mark.parametrize("aud", ["account", ["a", "b"], []], ids=["text", "list", "empty"])
async def test_an_api_whose_words_name_the_audience(pair: Pair, aud: object) -> None:
    pair.give({"aud": aud})
    body = b'{"message": "Audience is invalid, expected \'api://orders\'."}'
    pair.refuse(b"Content-Type: application/json", body=body)
    shown = {"account": 'aud is "account"', "['a', 'b']": 'aud is "a b"', "[]": ""}[str(aud)]
    whose = f"token's {shown}" if shown else "token has no aud"
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 Unauthorized",
        "  API message: \"Audience is invalid, expected 'api://orders'.\"",
        f'  The {whose}, expected "api://orders".',
        '  Add [auth.default.token_parameters] with audience = "api://orders" '
        "(environments/dev.toml).",
    ]


async def test_the_line_is_that_of_the_table_that_is_named(pair: Pair) -> None:
    pair.configure(parameters='audience = "api://orders"\n')
    pair.give({"aud": "api://orders"})
    pair.refuse(INVALID + b', error_description="audience invalid, expected api://bills"')
    assert (await pair.said())[2:] == [
        '  The token\'s aud is "api://orders", expected "api://bills".',
        '  Set audience = "api://bills" in [auth.default.token_parameters] '
        "(environments/dev.toml:12).",
    ]


async def test_a_url_to_read_is_not_an_audience(pair: Pair) -> None:
    pair.give({"aud": "https://other.example"})
    words = b"Wrong audience, see https://docs.example/tokens for what is required."
    pair.refuse(INVALID + b', error_description="' + words + b'"')
    assert (await pair.said())[2:] == [
        '  The token\'s aud is "https://other.example", which the API does not accept.',
        *ASK_AUDIENCE,
    ]


async def test_a_token_without_the_audience_that_was_requested(pair: Pair) -> None:
    pair.configure(parameters='resource = "https://orders.example"\n')
    pair.give({"aud": "https://else.example"})
    pair.refuse(INVALID)
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 invalid_token",
        '  The token\'s aud is "https://else.example", expected "https://orders.example".',
        '  Ask the provider to issue tokens for resource "https://orders.example".',
    ]


async def test_a_token_of_another_issuer(pair: Pair) -> None:
    pair.give({"iss": "https://login.prod.example", "aud": "x"})
    pair.refuse(INVALID + b', error_description="issuer must be https://login.dev.example"')
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 invalid_token",
        '  API message: "issuer must be https://login.dev.example"',
        '  The token\'s iss is "https://login.prod.example", expected "https://login.dev.example".',
        '  Check that token_endpoint (environments/dev.toml:8) and variable "base_url" '
        "(environments/dev.toml:3) are of the same environment: the token is of another issuer.",
    ]


async def test_a_fresh_token_with_too_little_scope(pair: Pair) -> None:
    pair.give({"scp": ["orders.read"]})
    pair.refuse(b'WWW-Authenticate: Bearer scope="orders.read orders.write"')
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 Unauthorized",
        '  The token\'s scope is "orders.read", expected "orders.read orders.write".',
        '  Add "orders.write" to scope (environments/dev.toml:11).',
    ]


async def test_a_token_whose_time_has_not_come(pair: Pair) -> None:
    begins = time.time() + 3600
    pair.give({"nbf": begins})
    pair.refuse(INVALID)
    what, why, advice = await pair.said()
    assert what == "warning: The API rejected a fresh token: 401 invalid_token"
    assert why.startswith(f"  The token is not valid before {clock_text(begins)}: the clock of ")
    assert why.endswith(" behind.")
    assert advice == "  Set the clock of this machine."
    pair.refuse(INVALID, b"Date: " + formatdate(usegmt=True).encode())
    assert (await pair.said())[2:] == [
        "  Ask the provider of the authorization server to set its clock."
    ]


async def test_a_clock_that_differs_from_the_apis(pair: Pair) -> None:
    pair.give({"exp": time.time() + 600})
    pair.refuse(INVALID, b"Date: " + formatdate(time.time() + 3690, usegmt=True).encode())
    host = f"127.0.0.1:{pair.api.port}"
    lines = await pair.said()
    assert lines[1].startswith("  The token expired at ")
    assert f": the clock of {host} says " in lines[1]
    assert lines[2] == "  Set the clock of this machine."
    assert lines[3].startswith("warning: The clock of this machine is 1 h 1 min behind ")
    assert lines[4:] == ["  Tokens may look expired.", "  Set the clock of this machine."]


async def test_a_fresh_token_that_is_rejected_without_a_reason(pair: Pair) -> None:
    pair.refuse()
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 Unauthorized",
        "  The API gave no reason.",
        ASK,
    ]


async def test_an_api_that_wants_dpop(pair: Pair) -> None:
    pair.refuse(b'WWW-Authenticate: DPoP algs="ES256", error="invalid_token"')
    assert await pair.said() == [
        "warning: The API rejected a fresh token: 401 invalid_token",
        "  The API requires DPoP (RFC 9449), and dpop is not set.",
        "  Add dpop = true to [auth.default] (environments/dev.toml:6).",
    ]


async def test_a_renewed_token_is_fresh_and_one_that_then_works_is_no_news(pair: Pair) -> None:
    async with pair.lab.workbench() as workbench:
        pair.api.behaviour = ok()
        await pair.lab.send(workbench)
        pair.refuse(INVALID)
        result = await pair.lab.send(workbench)
        codes = [note.code for note in result.notes]
        pair.api.behaviour = ok()
        again = await pair.lab.send(workbench)
    assert (codes, len(result.exchanges)) == (["token_rejected"], 3)
    assert again.notes == ()


async def test_a_token_from_the_cache_that_is_not_renewed_is_rejected_too(pair: Pair) -> None:
    pair.give({"aud": "https://other.example"})
    async with pair.lab.workbench() as workbench:
        await pair.lab.send(workbench)
        pair.refuse(b'WWW-Authenticate: Bearer error="invalid_audience"')
        result = await pair.lab.send(workbench)
    assert len(result.exchanges) == 1
    assert [note.what for note in result.notes] == [
        "The API rejected the token: 401 invalid_audience"
    ]


async def test_a_403_for_another_reason_is_just_a_response(pair: Pair) -> None:
    pair.refuse(status=b"403 Forbidden")
    assert await pair.said() == []


async def test_no_token_for_a_request_without_auth(pair: Pair) -> None:
    pair.lab.request("open", more=NONE)
    pair.refuse(b"WWW-Authenticate: Bearer")
    assert await pair.said("open") == [
        "warning: The API requires a token: 401 Unauthorized",
        '  No token was sent: the auth of the request is type "none".',
        "  Set the auth of the request (requests/open.toml:2).",
    ]
    text = (pair.lab.root / "environments/dev.toml").read_text()
    pair.lab.write({"environments/dev.toml": text.partition("[auth")[0]})
    assert await pair.said() == [
        "warning: The API requires a token: 401 Unauthorized",
        "  No token was sent: no auth definition applies to the request.",
        "  Set the auth of the request (requests/list.toml).",
    ]


async def test_an_api_that_wants_other_credentials_than_a_token(pair: Pair) -> None:
    pair.lab.request("open", more=NONE)
    pair.refuse(b'WWW-Authenticate: Basic realm="Orders, all"')
    assert await pair.said("open") == [
        "warning: The API requires credentials: 401 Unauthorized",
        '  No token was sent: the auth of the request is type "none", and the API asks for Basic '
        "authentication.",
        '  Set the auth of the request to type = "basic" (requests/open.toml:2).',
    ]


async def test_a_redirect_that_drops_the_token(pair: Pair) -> None:
    async with toxic_server(ok(b"", status=BAD)) as other:
        pair.lab.request("list", more="[options]\nfollow_redirects = true\n")
        pair.refuse(f"Location: {other.url}/v2".encode(), status=b"302 Found")
        assert await pair.said() == [
            "warning: The API requires a token: 401 Unauthorized",
            f"  No token was sent: the redirect to 127.0.0.1:{other.port} dropped it.",
            f"  Set the URL to {other.url}/v2.",
        ]


async def test_a_token_that_the_user_did_not_want_sent(pair: Pair) -> None:
    from msgspec.structs import replace

    pair.configure(more='hosts = ["elsewhere.example"]\n')
    pair.refuse()
    async with pair.lab.workbench() as workbench:
        job = replace(pair.lab.job("list", "dev"), anonymous=True)
        (note,) = (await workbench.sender.send(job)).notes
    host = f"127.0.0.1:{pair.api.port}"
    assert note.lines == (
        "The API requires a token: 401 Unauthorized",
        f"No token was sent: {host} is not in hosts of [auth.default].",
        f'Add "{host}" to hosts (environments/dev.toml:12).',
    )


async def test_a_request_with_credentials_of_its_own_is_left_alone(pair: Pair) -> None:
    own = '[[headers]]\nname = "Authorization"\nvalue = "Bearer mine"\n'
    pair.refuse(INVALID)
    pair.lab.request("own", more=own)
    assert await pair.said("own") == []
    pair.lab.request("own", more=f"{own}{NONE}")
    assert await pair.said("own") == []
    basic = '[auth]\ntype = "basic"\nusername = "me"\npassword = "a-password"\n'
    pair.lab.request("own", more=f"{own}{basic}")
    assert await pair.said("own") == []


async def test_what_a_server_says_back_is_masked(pair: Pair) -> None:
    pair.give("a-token-to-hide")
    pair.refuse(INVALID + b', error_description="bad a-token-to-hide, a-secret-value"')
    assert "hide" not in "".join(await pair.said())
    assert "a-secret-value" not in "".join(await pair.said())


async def test_the_shell_says_it_on_standard_error_and_in_json(pair: Pair, shell: Shell) -> None:
    pair.refuse(INVALID, body=b"refused")
    said = await asyncio.to_thread(shell.run, "send", "list", "--env", "dev")
    assert (said.status, said.out) == (6, b"refused")
    assert said.lines[2:] == [
        "warning: The API rejected a fresh token: 401 invalid_token",
        "  The API gave no reason.",
        ASK,
    ]
    said = await asyncio.to_thread(shell.run, "send", "list", "--env", "dev", "--json")
    assert said.status == 6
    assert len(said.lines) == 2
    assert said.json["notes"] == [
        {
            "code": "token_rejected",
            "what": "The API rejected a fresh token: 401 invalid_token",
            "message": "",
            "why": "The API gave no reason.",
            "advice": ASK.strip(),
            "step": None,
        }
    ]


async def test_an_api_that_names_its_authorization_server(pair: Pair) -> None:
    url = f"{pair.api.url}/.well-known/oauth-protected-resource"
    pair.refuse(f'WWW-Authenticate: Bearer resource_metadata="{url}"'.encode())
    pair.lab.request("open", more=NONE)
    assert (await pair.said("open"))[:2] == [
        f"warning: This API names its authorization server: {url}",
        '  Set it as issuer of an auth definition with type = "oauth2".',
    ]
    assert len(pair.api.heads) == 1
    note = (await pair.result("open")).notes[0]
    assert note.step == UseAuthorizationServer(url)
    # A token that is sent and rejected is another matter.
    assert not any("names its" in line for line in await pair.said())


async def test_metadata_of_an_api_without_tls_is_not_used(pair: Pair) -> None:
    pair.refuse(b'WWW-Authenticate: Bearer resource_metadata="http://api.example/x"')
    pair.lab.request("open", more=NONE)
    note = (await pair.result("open")).notes[0]
    assert (note.step, note.why) == (None, "It is not an https URL, so it is not used.")


async def test_a_token_for_another_instance_names_it(pair: Pair) -> None:
    pair.give("00D5g!opaque", instance_url="https://acme.my.salesforce.com")
    body = json.dumps([{"message": "Session expired or invalid"}]).encode()
    pair.refuse(b"Content-Type: application/json", body=body)
    assert (await pair.said())[-1] == (
        '  Set the host of variable "base_url" (environments/dev.toml:3) to that of '
        "https://acme.my.salesforce.com."
    )


async def test_a_token_of_another_issuer_at_a_url_without_a_variable(pair: Pair) -> None:
    pair.give({"iss": pair.login.url, "aud": pair.api.url})
    pair.refuse(INVALID + b', error_description="unknown issuer"')
    pair.lab.request("list", f"{pair.api.url}/orders")
    assert (await pair.said())[-1] == (
        "  Check that token_endpoint (environments/dev.toml:8) and the URL of the request "
        "(requests/list.toml:1) are of the same environment: the token is of another issuer."
    )
