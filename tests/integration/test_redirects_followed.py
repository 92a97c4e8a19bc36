"""Followed redirects between two real servers: what goes along, and where it ends."""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab, console, status
from tests.integration.conftest import SecureServers, issued
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

LITERAL = "literal-canary"
FIELDS = f"""headers = [
  {{ name = "Accept", value = "text/plain" }},
  {{ name = "X-Api-Key", value = "{LITERAL}" }},
  {{ name = "X-Note", value = "{LITERAL}" }},
  {{ name = "Cookie", value = "sid={LITERAL}" }},
]
"""
FOLLOW = "[options]\nfollow_redirects = true\n"
BODY = f'[body]\ntype = "text"\ncontent = "{LITERAL}"\n'


class Moves:
    """Sends everything on to ``target``, with a status."""

    def __init__(self, target: str, code: int = 302) -> None:
        self.target = target
        self.code = code

    async def __call__(self, call: Call) -> None:
        location = f"Location: {self.target}".encode()
        await call.say(response(b"moved", location, status=b"%d Moved" % self.code))


@pytest.fixture
async def elsewhere() -> AsyncIterator[ToxicServer]:
    async def answer(call: Call) -> None:
        await call.say(response(b"here"))

    async with toxic_server(answer) as server:
        yield server


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_no_credential_literal_or_not_reaches_another_origin(
    lab: Lab, elsewhere: ToxicServer, code: int
) -> None:
    async with toxic_server(Moves(f"{elsewhere.url}/x", code)) as server, lab.workbench() as engine:
        url = 'url = "{{base_url}}"\n'
        lab.write({"requests/list.toml": url + FIELDS + FOLLOW})
        result = await lab.send(engine, base_url=server.url)
        assert status(result) == 200
        assert b"Authorization: Bearer" in server.heads[0]
        assert LITERAL.encode() in server.heads[0]
        [head] = elsewhere.heads
        assert b"Accept: text/plain" in head
        for name in (b"authorization", b"x-api-key", b"x-note", b"cookie"):
            assert name not in head.lower()
        assert LITERAL.encode() not in head
        assert any("without the X-Api-Key header" in one for one in console(engine))


async def test_no_token_goes_to_another_origin_that_the_auth_names(
    lab: Lab, elsewhere: ToxicServer
) -> None:
    async with toxic_server(Moves(f"{elsewhere.url}/x")) as server, lab.workbench() as engine:
        named = [one.url.removeprefix("http://") for one in (server, elsewhere)]
        auth = f'[auth]\ntype = "bearer"\ntoken = "{LITERAL}"\nhosts = {named}\n'
        lab.write({"requests/list.toml": f'url = "{server.url}"\n{auth}{FOLLOW}'})
        assert status(await lab.send(engine)) == 200
        assert LITERAL.encode() in server.heads[0]
    [head] = elsewhere.heads
    assert b"authorization" not in head.lower()


@pytest.mark.parametrize("code", [307, 308])
async def test_a_body_goes_to_another_origin_only_when_that_is_allowed(
    lab: Lab, elsewhere: ToxicServer, code: int
) -> None:
    async with toxic_server(Moves(f"{elsewhere.url}/x", code)) as server, lab.workbench() as engine:
        text = f'url = "{server.url}"\nmethod = "POST"\n{FIELDS}[auth]\ntype = "none"\n'
        lab.write({"requests/list.toml": text + FOLLOW + BODY})
        result = await lab.send(engine)
        assert status(result) == code
        assert elsewhere.connections == 0
        host = elsewhere.url.removeprefix("http://")
        assert result.withheld_from == host
        assert any("would send the body to another origin" in one for one in console(engine))
        job = replace(lab.job("list", "dev"), allowed_hosts=(host,))
        assert status(await engine.sender.send(job)) == 200
    assert elsewhere.bodies == [LITERAL.encode()]
    assert LITERAL.encode() not in elsewhere.heads[0]


async def test_a_body_stays_with_its_own_origin_without_a_question(lab: Lab) -> None:
    async def once(call: Call) -> None:
        moved = response(b"", b"Location: /then", status=b"307 Moved")
        await call.say(response(b"done") if call.target == "/then" else moved)

    async with toxic_server(once) as server, lab.workbench() as engine:
        text = f'url = "{server.url}/first"\nmethod = "POST"\n{FIELDS}[auth]\ntype = "none"\n'
        lab.write({"requests/list.toml": text + FOLLOW + BODY})
        assert status(await lab.send(engine)) == 200
    assert server.bodies == [LITERAL.encode()] * 2
    assert LITERAL.encode() in server.heads[1]


async def test_a_loop_ends_after_ten_redirects(lab: Lab) -> None:
    async with toxic_server(Moves("/again")) as server, lab.workbench() as engine:
        lab.write({"requests/list.toml": 'url = "{{base_url}}"\n' + FOLLOW})
        result = await lab.send(engine, base_url=server.url)
        assert status(result) == 302
        assert len(server.heads) == 11
        assert "Stopped after 10 redirects." in console(engine)


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "javascript:alert(1)", "http://[::1", "gopher://a/", ""]
)
async def test_a_location_that_is_none_is_shown_as_it_is(
    lab: Lab, target: str, follow: bool
) -> None:
    async with toxic_server(Moves(target)) as server, lab.workbench() as engine:
        lab.write({"requests/list.toml": 'url = "{{base_url}}"\n' + (FOLLOW if follow else "")})
        result = await lab.send(engine, base_url=server.url)
        assert status(result) == 302
        assert len(server.heads) == 1
        told = any("Redirect not followed." in one for one in console(engine))
        assert told is follow


async def test_no_redirect_leads_from_https_to_http(
    lab: Lab, secure: SecureServers, elsewhere: ToxicServer, tmp_path: Path
) -> None:
    file = lab.root / "environments/dev.toml"
    file.write_text(f'{file.read_text()}[tls]\nca_bundle = "{secure.ca}"\n')
    certificate = issued(secure.authority, tmp_path / "moves", "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    text = 'url = "{{base_url}}"\n[auth]\ntype = "none"\n'
    lab.write({"requests/list.toml": text + FOLLOW})
    async with (
        toxic_server(Moves(f"{elsewhere.url}/x"), tls=context) as server,
        lab.workbench() as engine,
    ):
        assert status(await lab.send(engine, base_url=server.url)) == 302
        assert elsewhere.connections == 0
        assert any("from https to http" in one for one in console(engine))


@pytest.mark.parametrize("code", [302, 307])
async def test_a_request_that_is_signed_is_signed_anew_at_its_own_origin(
    lab: Lab, elsewhere: ToxicServer, code: int
) -> None:
    heads: list[bytes] = []

    async def moves(call: Call) -> None:
        heads.append(call.head)
        target = {"/": "/there", "/there": f"{elsewhere.url}/x"}[call.target]
        await call.say(response(b"", f"Location: {target}".encode(), status=b"%d Moved" % code))

    async with toxic_server(moves) as server, lab.workbench() as engine:
        lab.write(
            {
                "environments/dev.toml": f'[variables]\nbase_url = "{server.url}"\n'
                '[auth.default]\ntype = "aws_sigv4"\naccess_key_id = "AKID"\n'
                'secret_access_key = "canary-secret-key"\nservice = "execute-api"\n',
                "requests/list.toml": 'url = "{{base_url}}/"\n' + FOLLOW,
            }
        )
        assert status(await lab.send(engine)) == 200
    signatures = [re.findall(rb"(?i)authorization: .*Signature=(\w+)", head) for head in heads]
    assert [len(one) for one in signatures] == [1, 1]
    assert signatures[0] != signatures[1]
    assert b"authorization" not in elsewhere.heads[0].lower()


@pytest.mark.parametrize(
    "spelled", ["canary-p@ss/word", "canary-p%40ss%2Fword", "Y2FuYXJ5LXBAc3Mvd29yZA"]
)
async def test_no_redirect_takes_a_secret_in_its_url_to_another_origin(
    lab: Lab, elsewhere: ToxicServer, spelled: str
) -> None:
    target = f"{elsewhere.url}/x?k={spelled}"
    async with toxic_server(Moves(target)) as server, lab.workbench() as engine:
        lab.write(
            {
                "environments/dev.toml": f'[variables]\nbase_url = "{server.url}"\n'
                '[secrets]\nkey = "canary-p@ss/word"\n'
                '[auth.default]\ntype = "api_key"\nname = "X-Key"\nvalue = "{{key}}"\n',
                "requests/list.toml": 'url = "{{base_url}}/"\n' + FOLLOW,
            }
        )
        assert status(await lab.send(engine)) == 302
        assert any("a secret in the URL to another origin" in one for one in console(engine))
    assert elsewhere.connections == 0
