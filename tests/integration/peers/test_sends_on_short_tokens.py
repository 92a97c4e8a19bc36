"""Tokens of a few seconds, renewed while the shell's engine and the screen send, at oidc-provider.

``OUTRIDER_SHORT_TOKENS=30`` sends for 30 seconds, on tokens of three; without it each member sends
until its token was renewed twice. All members send side by side.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.integration.peers.dpop_api import dpop_api_running
from tests.integration.peers.oidc_server import KEYS, SECRET, OidcServer, oidc_running, why_not_oidc
from tests.integration.peers.test_sign_in_with_oidc import ANY_PORT, DEVICE, sign_in
from tests.patience import PATIENCE
from tests.rfc_keys import RSA_JWK
from tests.screens.seat import LARGE, seated

from outrider.cli.secret_prompt import TerminalUser
from outrider.engine.engine import Engine
from outrider.engine.events import EntryLogged
from outrider.model.exchange import Purpose

SECONDS = float(os.environ.get("OUTRIDER_SHORT_TOKENS", "0"))
LIFETIME, RENEWALS = (3, 8) if SECONDS else (2, 2)
PAUSE = 0.1
HTTP_OK, HTTP_UNAUTHORIZED = 200, 401
SECRET_LINE = f'client_secret = "{SECRET}"'


@dataclass(frozen=True)
class Member:
    """A way to a token.

    Attributes:
        name: in figures.
        client: registered at the server.
        lines: of its ``[auth.default]``.
        certificate: the client's, by the names of :class:`OidcServer`; empty for none.
        answer: what the API says of the token, without spaces.
        signs_in: by ``browser`` or by ``code``; empty where nobody has to.
    """

    name: str
    client: str
    lines: tuple[str, ...]
    certificate: str = ""
    answer: str = '"bound":false'
    signs_in: str = ""


def _method(name: str, *more: str) -> tuple[str, ...]:
    return (f'token_endpoint_auth_method = "{name}"', *more)


def _signed(algorithm: str) -> tuple[str, ...]:
    alg = f'token_endpoint_auth_signing_alg = "{algorithm}"'
    return _method("private_key_jwt", 'private_key = "{{key}}"', alg)


def _person(grant: str, *more: str) -> tuple[str, ...]:
    scope = 'scope = "openid offline_access"'
    return _method("none", f'grant_type = "{grant}"', scope, *more)


RESOURCE = "https://orders.example.com/"
BOUND = '"bound":true'
PROVEN = '"why":""'
MEMBERS = (
    Member("client_secret_basic", "basic", (SECRET_LINE,)),
    Member("client_secret_post", "post", _method("client_secret_post", SECRET_LINE)),
    Member("client_secret_jwt", "jwt", _method("client_secret_jwt", SECRET_LINE)),
    Member("RS256", "rsa", _signed("RS256")),
    Member("PS256", "rsa", _signed("PS256")),
    Member("ES256", "p256", _signed("ES256")),
    Member("tls_client_auth", "mtls", _method("tls_client_auth"), "mine", BOUND),
    Member("self_signed", "self", _method("self_signed_tls_client_auth"), "self", BOUND),
    Member(
        "resource",
        "basic",
        (SECRET_LINE, "[auth.default.token_parameters]", f'resource = "{RESOURCE}"'),
        answer=f'"audience":"{RESOURCE}"',
    ),
    Member("DPoP with nonces", "nonce-dpop", (SECRET_LINE, "dpop = true"), "", PROVEN),
    Member("device code", "person", _person(DEVICE), signs_in="code"),
    Member("PKCE", "person", _person("authorization_code", ANY_PORT), signs_in="browser"),
)
"""Another way to a token is one more line here."""


def workspace(folder: Path, server: OidcServer, proven: str, member: Member) -> Lab:
    """A workspace with ``dev`` for a member, and a request to the API that checks tokens.

    The one at ``proven`` checks proofs of keys, and has a nonce of its own.
    """
    host = server.mtls_url if member.certificate else server.url
    api = f"{proven}/nonce" if member.answer == PROVEN else f"{host}/api"
    tls = [f'ca_bundle = "{server.folder / "ca.pem"}"']
    if member.certificate:
        tls += [
            f'client_certificate = "{server.folder / member.certificate}.pem"',
            f'client_key = "{server.folder / member.certificate}.key"',
        ]
    key = KEYS.get(member.client, RSA_JWK)
    written = ", ".join(f'\\"{name}\\": \\"{value}\\"' for name, value in key.items())
    lines = [
        "[variables]",
        f'base_url = "{api}"',
        "[secrets]",
        f'key = "{{{written}}}"',
        "[tls]",
        *tls,
        "[auth.default]",
        'type = "oauth2"',
        f'issuer = "{server.url}"',
        f'client_id = "{member.client}"',
        *member.lines,
    ]
    folder.mkdir(parents=True)
    lab = Lab(folder.resolve()).write({"outrider.toml": 'name = "Lab"\n'})
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


@dataclass
class Figures:
    """What a member came to.

    Attributes:
        failures: of each send without the API's answer, what there was in its place.
        late: sends without it that took longer than a token lives, as on a machine that is too
            busy: the token was rightly refused.
        tokens: that the token endpoint gave.
        rejected: API requests that were answered 401, and sent again with a new token.
        sign_ins: how often somebody signed in.
    """

    sends: int = 0
    failures: list[str] = field(default_factory=list)
    late: int = 0
    tokens: int = 0
    rejected: int = 0
    sign_ins: int = 0

    def listen(self, engine: Engine) -> None:
        """Counts what the engine does."""
        engine.bus.subscribe(self._take, EntryLogged)

    def _take(self, event: EntryLogged) -> None:
        exchange = event.entry.exchange
        if exchange is None or exchange.response is None:
            return
        if exchange.purpose is Purpose.API:
            self.rejected += exchange.response.status == HTTP_UNAUTHORIZED
        elif exchange.request.method == "POST" and str(exchange.request.url).endswith("/token"):
            self.tokens += exchange.response.status == HTTP_OK


@dataclass
class Browsing:
    """Somebody with a browser: a program that ``BROWSER`` names writes down where it was sent."""

    server: OidcServer
    figures: Figures
    folder: Path

    @property
    def process(self) -> dict[str, str]:
        """The process's environment."""
        program = self.folder / "browser"
        program.write_text(
            f'#!/bin/sh\nprintf %s "$2" >"{self.folder}/new"\n'
            f'mv "{self.folder}/new" "{self.folder}/opened"\n'
        )
        program.chmod(0o700)
        return {"PATH": os.environ["PATH"], "BROWSER": f"not-installed:{program} --new-tab %s"}

    async def opened(self) -> str:
        """Where the browser was sent."""
        page = self.folder / "opened"
        while not page.exists():
            await asyncio.sleep(0.02)
        url = page.read_text()
        page.unlink()
        return url

    async def told(self, text: Callable[[], str]) -> str:
        """The page of the code that is shown somewhere."""
        page, code = f"({self.server.url}/device)", "([A-Z]{4}-[A-Z]{4})"
        shown = rf"{page}\b[\s\S]*?\benter the code\b[\s\S]*?\b{code}\b"
        while (found := re.search(shown, text())) is None:
            await asyncio.sleep(0.02)
        return f"{found[1]}?user_code={found[2]}"

    async def sign_in(self, member: Member, text: Callable[[], str]) -> None:
        """Does what the front end asks for, each time."""
        while member.signs_in:
            page = await (self.opened() if member.signs_in == "browser" else self.told(text))
            self.figures.sign_ins += 1
            await asyncio.to_thread(sign_in, self.server, page)
            if member.signs_in == "code":
                return


Send = Callable[[], Awaitable[str]]
"""Sends once; returns what the API answered, or why it did not."""


@asynccontextmanager
async def at_the_shell(
    lab: Lab, browsing: Browsing, text: Callable[[], str]
) -> AsyncIterator[tuple[Engine, Send, Callable[[], str]]]:
    """The engine as commands have it."""
    process = browsing.process
    async with lab.workbench(user=TerminalUser(process)) as engine:

        async def send() -> str:
            result = await lab.send(engine)
            response = result.exchange.response if result.exchange else None
            if result.error is not None or response is None:
                return str(result.error)
            return f"{response.status} {response.content.decode()}"

        yield engine, send, text


@asynccontextmanager
async def at_the_screen(
    lab: Lab, browsing: Browsing, _text: Callable[[], str]
) -> AsyncIterator[tuple[Engine, Send, Callable[[], str]]]:
    """The workbench."""
    async with seated(lab, LARGE, process=browsing.process) as seat:

        async def send() -> str:
            await seat.send()
            if "needs your trust" in seat.text:
                before = seat.work.controls.sending.outcome
                await seat.press("t")
                await seat.until(lambda: seat.work.controls.sending.outcome is not before)
            await seat.at_work()
            return f"{seat.title} {''.join((await seat.read()).split())}"

        yield seat.app._engine, send, lambda: seat.text


FRONTS = {"shell": at_the_shell, "screen": at_the_screen}


async def use(
    front: str,
    member: Member,
    server: OidcServer,
    proven: str,
    folder: Path,
    text: Callable[[], str],
) -> Figures:
    """Sends on and on."""
    lab = workspace(folder / "workspace", server, proven, member)
    figures = Figures()
    browsing = Browsing(server, figures, folder)
    async with FRONTS[front](lab, browsing, text) as (engine, send, shown):
        figures.listen(engine)
        person = asyncio.ensure_future(browsing.sign_in(member, shown))
        clock = asyncio.get_running_loop().time
        end = clock() + SECONDS
        while clock() < end or figures.tokens <= RENEWALS:
            began = clock()
            said = await send()
            figures.sends += 1
            if "200" not in said.split("{")[0] or member.answer not in "".join(said.split()):
                if str(HTTP_UNAUTHORIZED) in said and clock() - began > LIFETIME:
                    figures.late += 1
                    continue
                figures.failures.append(said)
                if len(figures.failures) > 5:
                    break
            await asyncio.sleep(PAUSE)
        person.cancel()
    return figures


@pytest.mark.slow
@pytest.mark.parametrize("front", FRONTS)
async def test_tokens_are_renewed_while_sending_without_a_failed_send(
    front: str,
    peers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if why_not_oidc():
        pytest.skip(why_not_oidc())
    said: list[str] = []

    def text() -> str:
        said.append(capsys.readouterr().err)
        return "".join(said)

    (tmp_path / "home").mkdir(mode=0o700)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "server").mkdir()
    with (
        oidc_running(tmp_path / "server", LIFETIME) as server,
        dpop_api_running(peers, server, tmp_path / "server") as api,
        # Each workbench puts its own in their place, and they do not end in order.
        redirect_stdout(sys.stdout),
        redirect_stderr(sys.stderr),
    ):
        # All of them share one thread: each may take as long as anything may.
        patience = PATIENCE * len(MEMBERS) + SECONDS
        async with asyncio.timeout(patience), asyncio.TaskGroup() as group:
            tasks: Mapping[str, asyncio.Task[Figures]] = {
                one.name: group.create_task(
                    use(front, one, server, api.url, tmp_path / one.client / one.name, text)
                )
                for one in MEMBERS
            }
    figures = {name: task.result() for name, task in tasks.items()}
    for name, one in figures.items():
        print(f"{front} {name}: {one}")  # noqa: T201 - what the run came to
    assert {name: one.failures for name, one in figures.items() if one.failures} == {}
    assert {one.name: figures[one.name].sign_ins for one in MEMBERS} == {
        one.name: int(bool(one.signs_in)) for one in MEMBERS
    }
