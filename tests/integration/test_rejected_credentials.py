"""What is said beside a 401 for a credential that is sent as the user gave it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab, console
from tests.integration.test_api_refusals import BAD, jwt
from tests.servers.toxic import ToxicServer, ok, toxic_server

from outrider.cli.output.error_output import write_note
from outrider.model.units import moment_text
from outrider.next_steps import EnterSecret

ENVIRONMENT = """name = "Dev"
[variables]
base_url = "{url}"
user = "me"
[secrets]
mine = {source}
[auth.default]
"""
BEARER = 'type = "bearer"\ntoken = "{{mine}}"\n'
BASIC = 'type = "basic"\nusername = "{{user}}"\npassword = "{{mine}}"\n'
KEY = 'type = "api_key"\nvalue = "{{mine}}"\n'
SOURCE = 'secret "mine" (environments/dev.toml:6), read from MINE'


class Api:
    """An API that rejects what it is sent."""

    def __init__(self, lab: Lab, server: ToxicServer) -> None:
        self.lab, self.server = lab, server
        lab.process["MINE"] = "a-value-of-mine"

    def configure(self, auth: str, source: str = '{ env = "MINE" }') -> None:
        text = ENVIRONMENT.format(url=self.server.url, source=source)
        self.lab.write({"environments/dev.toml": text + auth})

    def refuse(self, *fields: bytes, status: bytes = BAD, body: bytes = b"no") -> None:
        self.server.behaviour = ok(body, *fields, status=status)

    async def said(self, request: str = "list", **changes: Any) -> list[str]:
        out = io.StringIO()
        async with self.lab.workbench() as workbench:
            job = replace(self.lab.job(request, "dev"), **changes)
            found = await workbench.sender.send(job)
            assert found.error is None
            for note in found.notes:
                write_note(note, out)
                assert any(line.startswith(note.what) for line in console(workbench))
                if note.advice == f"Check {SOURCE}.":
                    assert note.step == EnterSecret("mine")
        return out.getvalue().splitlines()


@pytest.fixture
async def api(lab: Lab) -> AsyncIterator[Api]:
    async with toxic_server(ok(b"no", status=BAD)) as server:
        yield Api(lab, server)


@pytest.mark.parametrize(
    ("auth", "name", "sources"),
    [
        (BEARER, "token", SOURCE),
        (KEY, "key", SOURCE),
        (BASIC, "user name or password", f"{SOURCE}, and username (environments/dev.toml:9)"),
    ],
    ids=["bearer", "api_key", "basic"],
)
async def test_a_rejected_credential_is_named_with_its_source(
    api: Api, auth: str, name: str, sources: str
) -> None:
    api.configure(auth)
    said = await api.said()
    sources = sources.replace(
        "dev.toml:9)", 'dev.toml:9), from variable "user" (environments/dev.toml:4)'
    )
    assert said == [
        f"warning: The API rejected the {name}: 401 Unauthorized",
        "  The API gave no reason.",
        f"  Check {sources}.",
    ]
    assert "a-value-of-mine" not in "".join(said)


async def test_a_credential_in_a_file_is_named_by_its_line(api: Api) -> None:
    api.configure('type = "api_key"\nvalue = "a-literal-key-here"\n', '"unused"')
    api.refuse(b"Content-Type: application/json", body=b'{"message": "Unknown key."}')
    async with api.lab.workbench() as workbench:
        (note,) = (await api.lab.send(workbench)).notes
    assert note.lines == (
        "The API rejected the key: 401 Unauthorized",
        'API message: "Unknown key."',
        "Check value (environments/dev.toml:9).",
    )


async def test_the_auth_of_a_request_is_named_in_its_file(api: Api) -> None:
    api.configure(BEARER)
    api.lab.request("own", more=f"[auth]\n{KEY}")
    assert (await api.said("own"))[2:] == [f"  Check {SOURCE}."]


async def test_a_token_whose_time_is_over_is_to_be_replaced(api: Api) -> None:
    ended = 1_700_000_000
    api.configure(BEARER)
    api.lab.process["MINE"] = jwt({"exp": ended})
    assert await api.said() == [
        "warning: The API rejected the token: 401 Unauthorized",
        f"  The token expired at {moment_text(ended)}.",
        f"  Replace {SOURCE}.",
    ]


async def test_an_api_that_asks_for_another_scheme(api: Api) -> None:
    api.configure(BEARER)
    api.refuse(b'WWW-Authenticate: Basic realm="x"')
    assert (await api.said())[1:] == [
        "  The API asks for Basic authentication.",
        f'  Check {SOURCE}; if that is right, set type = "basic" in [auth.default] '
        "(environments/dev.toml:8).",
    ]
    api.refuse(b"WWW-Authenticate: Negotiate")
    assert (await api.said())[1:] == [
        "  The API asks for Negotiate authentication.",
        f"  Check {SOURCE}.",
    ]
    api.configure(BASIC)
    api.refuse(b'WWW-Authenticate: Basic realm="x"')
    assert (await api.said())[1] == "  The API gave no reason."


async def test_a_credential_that_a_redirect_dropped_was_not_rejected(api: Api) -> None:
    async with toxic_server(ok(b"", status=BAD)) as other:
        api.configure(KEY)
        api.lab.request("list", more="[options]\nfollow_redirects = true\n")
        api.refuse(f"Location: {other.url}/v2".encode(), status=b"302 Found")
        assert await api.said() == [
            "warning: The API requires credentials: 401 Unauthorized",
            f"  No credentials were sent: the redirect to 127.0.0.1:{other.port} dropped them.",
            f"  Set the URL to {other.url}/v2.",
        ]


async def test_a_credential_that_the_user_did_not_want_sent(api: Api) -> None:
    api.configure(f'{BASIC}hosts = ["elsewhere.example"]\n')
    host = f"127.0.0.1:{api.server.port}"
    assert await api.said(anonymous=True) == [
        "warning: The API requires credentials: 401 Unauthorized",
        f"  No credentials were sent: {host} is not in hosts of [auth.default].",
        f'  Add "{host}" to hosts (environments/dev.toml:11).',
    ]


async def test_a_403_for_a_given_credential_is_just_a_response(api: Api) -> None:
    api.configure(KEY)
    api.refuse(status=b"403 Forbidden")
    assert await api.said() == []


async def test_a_digest_is_rejected_only_where_one_was_sent(api: Api) -> None:
    api.configure('type = "digest"\nusername = "me"\npassword = "{{mine}}"\n')
    api.refuse(b'WWW-Authenticate: Basic realm="x"')
    assert await api.said() == []
    api.refuse(b'WWW-Authenticate: Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256')
    assert await api.said() == [
        "warning: The API rejected the user name or password: 401 Unauthorized",
        "  The API gave no reason.",
        f"  Check {SOURCE}, and username (environments/dev.toml:9).",
    ]
