"""A credential for a host that no file names is asked about: once, always, without, not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import Seat, seated
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
async def stranger() -> AsyncIterator[ToxicServer]:
    async def answer(call: Call) -> None:
        await call.say(response(b"hello stranger"))

    async with toxic_server(answer) as server:
        yield server


@asynccontextmanager
async def asked(lab: Lab, stranger: ToxicServer, size: tuple[int, int]) -> AsyncIterator[Seat]:
    """A URL of a stranger is typed and sent, and the question is there."""
    async with seated(lab, size=size) as seat:
        await seat.edit_url(f"{stranger.url}/x")
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.sees("The credential is not meant for", f"127.0.0.1:{stranger.port}", "Cancel")
        assert stranger.connections == 0
        yield seat


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_answer_sends_nothing(
    lab: Lab, stranger: ToxicServer, size: tuple[int, int]
) -> None:
    async with asked(lab, stranger, size) as seat:
        await seat.press("enter")
        await seat.at_work()
        await seat.sees("must not go to")
    assert stranger.connections == 0


@pytest.mark.parametrize("size", SIZES)
async def test_once_is_once(lab: Lab, stranger: ToxicServer, size: tuple[int, int]) -> None:
    async with asked(lab, stranger, size) as seat:
        await seat.press("o")
        await seat.sees("hello stranger")
        assert b"Authorization: Bearer" in stranger.heads[0]
        await seat.press("ctrl+r")
        await seat.dialog()
        assert len(stranger.heads) == 1


async def test_without_credentials(lab: Lab, stranger: ToxicServer) -> None:
    async with asked(lab, stranger, (80, 24)) as seat:
        await seat.press("w")
        await seat.sees("hello stranger")
    assert b"authorization" not in stranger.heads[0].lower()


async def test_always_is_written_where_the_auth_is_defined(lab: Lab, stranger: ToxicServer) -> None:
    async with asked(lab, stranger, (80, 24)) as seat:
        await seat.press("a")
        await seat.sees("hello stranger")
        file = (lab.root / "environments/dev.toml").read_text()
        assert f'"127.0.0.1:{stranger.port}"]' in file
        await seat.press("ctrl+r")
        await seat.until(lambda: len(stranger.heads) == 2, "the second send")
        await seat.edit_url("{{base_url}}/orders")
        await seat.send()
        await seat.sees("200 OK")


async def test_always_reaches_the_auth_of_a_folder(lab: Lab, stranger: ToxicServer) -> None:
    lab.write({"requests/folder.toml": '# ours\n[auth]\nextends = "default"\nscope = "billing"\n'})
    async with asked(lab, stranger, (80, 24)) as seat:
        await seat.press("a")
        await seat.sees("hello stranger")
    text = (lab.root / "requests/folder.toml").read_text()
    assert text.startswith("# ours\n")
    assert f'"127.0.0.1:{stranger.port}"' in text


async def test_saving_names_the_host(lab: Lab, stranger: ToxicServer) -> None:
    async with asked(lab, stranger, (80, 24)) as seat:
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+s")
        await seat.until(lambda: "unsaved" not in seat.status, "the request to be saved")
        await seat.send()
        await seat.sees("hello stranger")


async def test_a_redirect_asks_before_it_takes_a_body_elsewhere(
    lab: Lab, stranger: ToxicServer
) -> None:
    async def moves(call: Call) -> None:
        location = f"Location: {stranger.url}/there".encode()
        await call.say(response(b"", location, status=b"307 Moved"))

    async with toxic_server(moves) as server:
        lab.write(
            {
                "requests/list.toml": f'url = "{server.url}/here"\nmethod = "POST"\n'
                'headers = [{ name = "X-Own", value = "literal" }]\n'
                '[auth]\ntype = "none"\n[options]\nfollow_redirects = true\n'
                '[body]\ntype = "text"\ncontent = "a body"\n'
            }
        )
        async with seated(lab) as seat:
            await seat.press("ctrl+r")
            await seat.dialog()
            await seat.sees("Follow the redirect")
            assert stranger.connections == 0
            await seat.press("o")
            await seat.sees("hello stranger")
    assert stranger.bodies == [b"a body"]
    assert b"X-Own" not in stranger.heads[0]


async def test_a_credential_that_the_request_holds_is_asked_about_too(
    lab: Lab, stranger: ToxicServer
) -> None:
    own = '[auth]\ntype = "basic"\nusername = "joe"\npassword = "literal-pw"\n'
    lab.write({"requests/list.toml": f'url = "{{{{base_url}}}}/x"\n{own}'})
    async with asked(lab, stranger, (80, 24)) as seat:
        await seat.press("enter")
        await seat.at_work()
    assert stranger.connections == 0


OWN = '# ours\nurl = "{{base_url}}/x"\n[auth]\n'
BEARER = 'type = "bearer"\ntoken = "{{client_secret}}"\n'


@pytest.mark.parametrize(
    "auth",
    [
        'extends = "default"\nscope = "orders.read"\n',
        'type = "basic"\nusername = "joe"\npassword = "literal-pw"\n',
        f'{BEARER}hosts = ["api.example.com"]\n',
    ],
)
async def test_always_reaches_the_auth_of_the_request_itself(
    lab: Lab, stranger: ToxicServer, auth: str
) -> None:
    lab.write({"requests/list.toml": f"{OWN}{auth}"})
    async with asked(lab, stranger, (80, 24)) as seat:
        await seat.sees("requests/list.toml")
        await seat.press("a")
        await seat.sees("hello stranger")
        text = (lab.root / "requests/list.toml").read_text()
        assert text.startswith(f"{OWN}{auth.partition('hosts')[0]}")
        assert f'"127.0.0.1:{stranger.port}"]' in text
        assert ("api.example.com" in text) is ("hosts" in auth)
        # The edited URL stays what it is: an edit that is not saved.
        assert stranger.url not in text
        assert "unsaved" in seat.status
        await seat.press("ctrl+r")
        await seat.until(lambda: len(stranger.heads) == 2, "the second send")
        await seat.press("ctrl+s")
        await seat.until(lambda: "unsaved" not in seat.status, "the request to be saved")
    text = (lab.root / "requests/list.toml").read_text()
    assert stranger.url in text
    assert f'"127.0.0.1:{stranger.port}"]' in text


async def test_always_is_not_offered_where_it_would_not_help(
    lab: Lab, stranger: ToxicServer
) -> None:
    """The credential stands in a row of a request without auth."""
    lab.write(
        {
            "requests/list.toml": 'url = "{{base_url}}/x"\n[auth]\ntype = "none"\n'
            '[[headers]]\nname = "X-Api-Key"\nvalue = "sk_live_abcdefgh12345678"\n'
        }
    )
    async with asked(lab, stranger, (80, 24)) as seat:
        assert "Always allow" not in seat.text
        await seat.press("escape")
