"""The device code grant and the refresh tokens that it gets, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab, console, status
from tests.servers.sign_in import DEVICE, SignInServer, sign_in_server

from outrider.engine.engine import Engine
from outrider.errors import AuthorizationError, PromptUnanswered, SignInRequired
from outrider.oauth.grant_flow import ShowUser

AUTH = """
[variables]
base_url = "{url}"
[auth.default]
type = "oauth2"
grant_type = "urn:ietf:params:oauth:grant-type:device_code"
token_endpoint = "{url}/token"
device_authorization_endpoint = "{url}/device"
token_endpoint_auth_method = "none"
client_id = "me"
scope = "read"
{more}
"""


class Person:
    """Somebody who sees what is shown."""

    can_ask = True

    def __init__(self) -> None:
        self.shown: list[ShowUser] = []
        self.does: Callable[[Callable[[], None]], None] = lambda _: None
        self.taken_away = 0

    async def ask(self, message: str, *, secret: bool) -> str | None:
        return None

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        self.shown.append(step)
        self.does(give_up)

        def take_away() -> None:
            self.taken_away += 1

        return take_away


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with sign_in_server() as running:
        yield running


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def lab(server: SignInServer, tmp_path: Path) -> Lab:
    made = Lab(tmp_path).write({"outrider.toml": 'name = "Lab"\n'})
    made.write({"environments/dev.toml": AUTH.format(url=server.url, more="")})
    return made.request("list", "{{base_url}}/hello")


def reasons(workbench: Engine) -> list[str]:
    return [
        one.exchange.reason_code
        for one in workbench.console
        if one.exchange is not None and one.exchange.request.method == "POST"
    ]


async def test_the_code_is_shown_until_the_user_has_signed_in(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    server.polls = ["authorization_pending"] * 2
    async with lab.workbench(user=person) as workbench:
        result = await lab.send(workbench)
        assert status(result) == 200
        assert server.grants == [DEVICE] * 3
        [shown] = person.shown
        assert (shown.url, shown.code) == (f"{server.url}/activate", "WDJB-MJHT")
        assert shown.scanned_url.endswith("?user_code=WDJB-MJHT")
        assert shown.can_open
        assert person.taken_away == 1
        assert server.forms("/device") == [{"scope": "read", "client_id": "me"}]
        legs = [entry.exchange.reason for entry in workbench.console if entry.exchange]
        polled = ["no token yet; polling"] * 3
        assert legs == ["no token yet; device authorization", *polled, ""]
        assert [one.split()[0] for one in console(workbench)][1:] == ["Waiting"] * 3
        said = "\n".join(map(str, workbench.console))
        assert "dev1ce-c0de-secret" not in said
        assert "refr3sh" not in said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("access_denied", "Sign-in was declined."),
        ("expired_token", "The code expired before sign-in was finished."),
        ("invalid_grant", "Token request refused: 400 invalid_grant"),
    ],
)
async def test_every_end_has_its_words(
    lab: Lab, server: SignInServer, person: Person, error: str, words: str
) -> None:
    server.polls = [error]
    async with lab.workbench(user=person) as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, AuthorizationError)
    assert result.error.what == words
    assert person.taken_away == 1
    assert not server.forms("/hello")


async def test_a_code_that_ends_is_not_asked_for_again(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    server.code_lifetime = 0.01
    async with lab.workbench(user=person) as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, AuthorizationError)
    assert result.error.code == "expired_token"
    assert server.grants == []


async def test_who_gives_up_stops_the_polling(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    server.interval = 3600
    person.does = lambda give_up: give_up()
    async with lab.workbench(user=person) as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, PromptUnanswered)
    assert server.grants == []


async def test_nobody_to_sign_in_is_said_before_anything_is_sent(
    lab: Lab, server: SignInServer
) -> None:
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, SignInRequired)
    assert result.error.exit_code == 4
    assert "the device code grant cannot run unattended" in result.error.what
    assert not server.calls


async def test_a_token_that_ends_is_renewed_silently(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    # Each token may be used once, so that each send needs another.
    server.lifetime = 0
    async with lab.workbench(user=person) as workbench:
        results = [await lab.send(workbench) for _ in range(4)]
        assert [status(one) for one in results] == [200] * 4
        assert server.grants == [DEVICE, "refresh_token", "refresh_token", "refresh_token"]
        assert len(person.shown) == 1
        assert [one.token.reason_code for one in results if one.token] == [
            "first_use",
            *["refreshed"] * 3,
        ]
        asked = [form for form in server.forms("/token") if "refresh_token" in form]
        assert [form["refresh_token"] for form in asked] == [
            f"refr3sh-token-{number}" for number in (1, 2, 3)
        ]
        assert all("scope" not in form for form in asked), "nothing is widened"
        assert "refr3sh" not in "\n".join(map(str, workbench.console))


async def test_one_that_is_not_replaced_is_kept(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    server.lifetime, server.rotates = 0, False
    async with lab.workbench(user=person) as workbench:
        for _ in range(3):
            assert status(await lab.send(workbench)) == 200
    used = [form.get("refresh_token") for form in server.forms("/token")]
    assert used == [None, "refr3sh-token-1", "refr3sh-token-1"]


async def test_one_that_is_rejected_starts_the_sign_in_again_in_the_same_send(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    async with lab.workbench(user=person) as workbench:
        assert status(await lab.send(workbench)) == 200
        server.live_access.clear()
        server.live_refresh.clear()
        assert status(await lab.send(workbench)) == 200
        assert server.grants == [DEVICE, "refresh_token", DEVICE]
        assert len(person.shown) == 2
        assert reasons(workbench)[-3:] == ["refreshed", "refresh_rejected", "refresh_rejected"]
        # The new one counts from now on.
        server.live_access.clear()
        assert status(await lab.send(workbench)) == 200
        assert server.grants[-1] == "refresh_token"


async def test_one_that_is_rejected_is_not_tried_again_where_the_sign_in_fails(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    server.lifetime = 0
    async with lab.workbench(user=person) as workbench:
        assert status(await lab.send(workbench)) == 200
        server.live_refresh.clear()
        server.polls = ["access_denied"]
        assert (await lab.send(workbench)).error is not None
        assert status(await lab.send(workbench)) == 200
    assert server.grants == [DEVICE, "refresh_token", DEVICE, DEVICE]


async def test_another_error_keeps_it_and_asks_nobody(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    server.lifetime = 0
    async with lab.workbench(user=person) as workbench:
        assert status(await lab.send(workbench)) == 200
        server.answer = {"error": "temporarily_unavailable"}
        assert (await lab.send(workbench)).error is not None
        server.answer = {}
        assert len(person.shown) == 1
        assert status(await lab.send(workbench)) == 200


async def test_the_metadata_names_the_endpoint(
    lab: Lab, server: SignInServer, person: Person
) -> None:
    lab.write(
        {
            "environments/dev.toml": AUTH.format(url=server.url, more="").replace(
                f'token_endpoint = "{server.url}/token"', f'issuer = "{server.url}"'
            )
        }
    )
    async with lab.workbench(user=person) as workbench:
        assert status(await lab.send(workbench)) == 200
    assert server.calls[0][0] == "/.well-known/openid-configuration"
