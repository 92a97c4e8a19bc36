"""The authorization code grant over real sockets: a script is the browser."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from tests.engine_lab import Lab, status
from tests.patience import PATIENCE
from tests.servers.sign_in import SignInServer, sign_in_server

from outrider.cli.secret_prompt import TerminalUser
from outrider.engine.send.send_job import SendResult
from outrider.errors import AuthorizationError, SignInRequired
from outrider.oauth.grant_flow import ShowUser

AUTH = """
[variables]
base_url = "{url}"
[secrets]
client_secret = "s3cret-of-the-client"
[auth.default]
type = "oauth2"
grant_type = "authorization_code"
token_endpoint = "{url}/token"
authorization_endpoint = "{url}/authorize?tenant=a"
redirect_uri = "http://127.0.0.1:0/callback"
{client}
client_id = "me"
scope = "read  write"
[auth.default.token_parameters]
audience = "https://api"
hidden = "{{{{client_secret}}}}"
"""
PUBLIC = 'token_endpoint_auth_method = "none"'
CONFIDENTIAL = 'client_secret = "{{client_secret}}"'


def get(url: str) -> tuple[int, str]:
    """What a browser is shown."""
    try:
        with urlopen(url) as page:
            return page.status, page.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


class Browser:
    """Somebody with a browser, or with a clipboard."""

    can_ask = True

    def __init__(self, server: SignInServer) -> None:
        self.server = server
        self.shown: list[ShowUser] = []
        self.pages: list[tuple[int, str]] = []
        self.wrong: list[str] = []
        self.visits: Callable[[str], list[str]] = lambda end: [end]
        self.pastes: Callable[[str], list[str]] | None = None
        self.tasks: list[asyncio.Task[Any]] = []

    async def ask(self, message: str, *, secret: bool) -> str | None:
        return None

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        self.shown.append(step)
        end = self.server.signed_in(step.url)
        if self.pastes is not None:
            self.wrong = [paste(text) for text in self.pastes(end)]
        else:
            self.tasks.append(asyncio.ensure_future(self._visit(self.visits(end))))
        return lambda: None

    async def _visit(self, urls: list[str]) -> None:
        for url in urls:
            self.pages.append(await asyncio.to_thread(get, url))


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with sign_in_server() as running:
        yield running


@pytest.fixture
def browser(server: SignInServer) -> Browser:
    return Browser(server)


@pytest.fixture
def lab(server: SignInServer, tmp_path: Path) -> Lab:
    made = Lab(tmp_path).write({"outrider.toml": 'name = "Lab"\n'})
    made.write({"environments/dev.toml": AUTH.format(url=server.url, client=PUBLIC)})
    return made.request("list", "{{base_url}}/hello")


def change(lab: Lab, old: str, new: str) -> None:
    file = lab.root / "environments" / "dev.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


async def send(lab: Lab, browser: Browser | None) -> SendResult:
    async with lab.workbench(user=browser) as workbench:
        result = await lab.send(workbench)
    if browser is not None:
        await asyncio.gather(*browser.tasks)
    return result


@pytest.mark.parametrize("client", [PUBLIC, CONFIDENTIAL])
async def test_a_client_of_either_kind_gets_a_token(
    lab: Lab, server: SignInServer, browser: Browser, client: str
) -> None:
    if client != PUBLIC:
        change(lab, PUBLIC, client)
    assert status(await send(lab, browser)) == 200
    [shown] = browser.shown
    query = parse_qs(urlsplit(shown.url).query)
    assert query["tenant"] == ["a"]
    assert query["scope"] == ["read write"]
    assert query["audience"] == ["https://api"]
    assert "hidden" not in query
    [form] = server.forms("/token")
    assert form["hidden"] == "s3cret-of-the-client"
    assert form["redirect_uri"] == shown.redirect_uri
    [(code, page)] = browser.pages
    assert code == 200
    assert "Signed in." in page
    assert form["code"] not in page


async def test_what_else_comes_to_the_port_is_turned_away(
    lab: Lab, server: SignInServer, browser: Browser
) -> None:
    def visits(end: str) -> list[str]:
        origin = end.partition("/callback")[0]
        odd = end.partition("&state=")[0]
        return [f"{origin}/favicon.ico", f"{odd}&state=another", odd, f"{end}&state=two", end]

    browser.visits = visits
    assert status(await send(lab, browser)) == 200
    assert [code for code, _ in browser.pages] == [404, 400, 400, 400, 200]
    assert "belongs to another sign-in" in browser.pages[1][1]
    port = urlsplit(browser.shown[0].redirect_uri).port
    assert port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


@pytest.mark.parametrize(
    ("shape", "wrong"),
    [
        (lambda end: [end], [""]),
        (lambda end: [f"  {end}\n"], [""]),
        (lambda end: [end.partition("?")[2]], [""]),
        (lambda end: [f"?{end.partition('?')[2]}"], [""]),
        (lambda end: [end.partition("code=")[2].partition("&")[0]], [""]),
        (lambda end: ["", "https://a.test/", end], ["This URL has no code."] * 2 + [""]),
        (lambda end: [end.replace("state=", "state=x"), end], ["another sign-in", ""]),
    ],
)
async def test_where_the_browser_ends_may_be_pasted(
    lab: Lab, browser: Browser, shape: Callable[[str], list[str]], wrong: list[str]
) -> None:
    # A redirect that does not come to this machine is only read from what is pasted.
    change(lab, "http://127.0.0.1:0/callback", "https://app.example.com/callback")
    browser.pastes = shape
    assert status(await send(lab, browser)) == 200
    assert len(browser.wrong) == len(wrong)
    for said, expected in zip(browser.wrong, wrong, strict=True):
        assert expected in said
        assert bool(expected) == bool(said)


async def test_an_error_is_told_in_the_words_of_the_server(
    lab: Lab, server: SignInServer, browser: Browser
) -> None:
    def refuse(end: str) -> list[str]:
        state = end.partition("&state=")[2]
        origin = end.partition("?")[0]
        said = "error=access_denied&error_description=Ann%20said%20%3Cno%3E"
        return [f"{origin}?{said}&state={state}"]

    browser.visits = refuse
    result = await send(lab, browser)
    assert isinstance(result.error, AuthorizationError)
    expected = 'The authorization server returned access_denied: "Ann said <no>"'
    assert result.error.what == expected
    assert "Sign-in failed: access_denied." in browser.pages[0][1]
    assert server.grants == []


@pytest.mark.parametrize(
    ("names", "good"), [("{url}", True), ("https://evil.test", False), ("", False)]
)
async def test_the_issuer_of_a_redirect_is_checked(
    lab: Lab, server: SignInServer, browser: Browser, names: str, good: bool
) -> None:
    change(lab, f'token_endpoint = "{server.url}/token"', f'issuer = "{server.url}"')
    server.metadata = {"authorization_response_iss_parameter_supported": True}
    iss = names.format(url=server.url)

    def visits(end: str) -> list[str]:
        plain = end.partition("&iss=")[0]
        return [f"{plain}&iss={iss}" if iss else plain]

    browser.visits = visits
    result = await send(lab, browser)
    if good:
        assert status(result) == 200
    else:
        assert isinstance(result.error, AuthorizationError)
        assert result.error.code == "redirect_issuer"
        assert server.grants == []


@pytest.mark.parametrize("client", [PUBLIC, CONFIDENTIAL])
async def test_requests_are_pushed_where_the_metadata_wants_it(
    lab: Lab, server: SignInServer, browser: Browser, client: str
) -> None:
    change(lab, f'token_endpoint = "{server.url}/token"', f'issuer = "{server.url}"')
    if client != PUBLIC:
        change(lab, PUBLIC, client)
    server.metadata = {"require_pushed_authorization_requests": True}
    assert status(await send(lab, browser)) == 200
    [pushed] = server.forms("/par")
    assert pushed["client_id"] == "me"
    assert pushed["scope"] == "read write"
    query = parse_qs(urlsplit(browser.shown[0].url).query)
    assert set(query) == {"tenant", "client_id", "request_uri"}


@pytest.mark.parametrize("pastes", [False, True])
async def test_each_leg_is_in_the_console_with_its_reason(
    pastes: bool, lab: Lab, server: SignInServer, browser: Browser
) -> None:
    change(lab, f'token_endpoint = "{server.url}/token"', f'issuer = "{server.url}"')
    server.metadata = {"require_pushed_authorization_requests": True}
    browser.pastes = (lambda end: [end]) if pastes else None
    async with lab.workbench(user=browser) as workbench:
        assert status(await lab.send(workbench)) == 200
        told = [
            f"{entry.exchange.request.method} {entry.exchange.reason}"
            if entry.exchange is not None
            else entry.message
            for entry in workbench.console
        ]
    await asyncio.gather(*browser.tasks)
    received = "Redirect received at http://127.0.0.1:PORT/callback."
    assert [re.sub(r":\d+/", ":PORT/", one.replace(server.url, "")) for one in told] == [
        "GET no token yet; issuer metadata",
        "POST no token yet; pushed authorization request",
        "Asking for a sign-in at /authorize",
        "Redirect pasted." if pastes else received,
        "POST no token yet; authorization code",
        "GET ",
    ]


async def test_nobody_to_sign_in_is_said_before_anything_is_sent(
    lab: Lab, server: SignInServer
) -> None:
    result = await send(lab, None)
    assert isinstance(result.error, SignInRequired)
    assert not server.calls


@pytest.mark.parametrize("trusted", [True, False])
async def test_only_a_trusted_workspace_opens_a_browser_and_both_show_the_page(
    trusted: bool,
    lab: Lab,
    server: SignInServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lab.trusted = trusted
    program, opened = tmp_path / "browser", tmp_path / "opened"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" >"{opened}.new"; mv "{opened}.new" "{opened}"\n')
    program.chmod(0o700)
    said = ""

    async def page() -> str:
        nonlocal said
        while (found := re.search(rf"{server.url}/authorize\S+", said)) is None:
            said += capsys.readouterr().err
            await asyncio.sleep(0.01)
        while trusted and not opened.exists():
            await asyncio.sleep(0.01)
        return found[0]

    user = TerminalUser({"PATH": os.defpath, "DISPLAY": ":0", "BROWSER": str(program)})
    async with lab.workbench(user=user) as workbench:
        sending = asyncio.ensure_future(lab.send(workbench))
        shown = await asyncio.wait_for(page(), PATIENCE)
        assert (await asyncio.to_thread(get, server.signed_in(shown)))[0] == 200
        assert status(await sending) == 200
    assert ("Opened your browser." in said) == trusted
    assert opened.exists() == trusted
    assert not trusted or opened.read_text() == shown


async def test_a_port_that_is_taken_is_named(lab: Lab, browser: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        change(lab, "127.0.0.1:0", f"127.0.0.1:{port}")
        result = await send(lab, browser)
    assert result.error is not None
    assert str(port) in result.error.what
    assert not browser.shown
