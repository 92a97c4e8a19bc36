"""Refresh tokens that several processes share: one sign-in, and one refresh for all."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.engine_lab import Lab, status
from tests.integration.test_device_code import AUTH, Person
from tests.patience import PATIENCE
from tests.servers.sign_in import DEVICE, SignInServer, sign_in_server
from tests.shell import Shell

from outrider.engine.engine import Engine
from outrider.model.settings import TokenSharing

SHARED = TokenSharing(shared=True, refresh_tokens=True)


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with sign_in_server() as running:
        yield running


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def lab(server: SignInServer, tmp_path: Path) -> Lab:
    made = Lab(tmp_path / "work").write({"outrider.toml": 'name = "Lab"\n'})
    made.write({"environments/dev.toml": AUTH.format(url=server.url, more="")})
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    made.process = {"XDG_RUNTIME_DIR": str(runtime), "HOME": str(tmp_path)}
    return made.request("list", "{{base_url}}/hello")


@pytest.fixture
def process(lab: Lab, person: Person) -> Callable[[], Engine]:
    """Makes what one process has."""
    return lambda: lab.workbench(sharing=SHARED, user=person)


@pytest.mark.parametrize("rotates", [True, False])
async def test_rejected_tokens_of_several_processes_are_one_refresh(
    rotates: bool, lab: Lab, server: SignInServer, person: Person, process: Callable[[], Engine]
) -> None:
    server.rotates = rotates
    async with AsyncExitStack() as stack:
        engines = [await stack.enter_async_context(process()) for _ in range(5)]
        for engine in engines:
            assert status(await lab.send(engine)) == 200
        for _ in range(2):
            server.live_access.clear()
            results = await asyncio.gather(*(lab.send(engine) for engine in engines))
            assert [status(one) for one in results] == [200] * 5, [one.error for one in results]
    assert server.grants == [DEVICE, "refresh_token", "refresh_token"]
    assert len(person.shown) == 1


@pytest.mark.parametrize("rotates", [True, False])
async def test_each_process_in_turn_refreshes_what_the_one_before_has_left(
    rotates: bool, lab: Lab, server: SignInServer, person: Person, process: Callable[[], Engine]
) -> None:
    server.rotates = rotates
    for _ in range(4):
        server.live_access.clear()
        async with process() as engine:
            assert status(await lab.send(engine)) == 200
    assert server.grants == [DEVICE, *["refresh_token"] * 3]
    assert len(person.shown) == 1


async def test_a_refresh_that_fails_for_the_moment_leaves_it_to_the_next(
    lab: Lab, server: SignInServer, person: Person, process: Callable[[], Engine]
) -> None:
    async with process() as engine:
        assert status(await lab.send(engine)) == 200
    server.live_access.clear()
    server.refresh_errors = ["503", "invalid_client"]
    for _ in range(2):
        async with process() as engine:
            assert (await lab.send(engine)).error is not None
    async with process() as engine:
        assert status(await lab.send(engine)) == 200
        [held] = await engine.shared_tokens.tokens()
        assert held.refresh_token in server.live_refresh
    assert server.grants == [DEVICE, *["refresh_token"] * 3]
    assert len(person.shown) == 1


async def test_one_that_is_rejected_is_left_to_nobody(
    lab: Lab, server: SignInServer, person: Person, process: Callable[[], Engine]
) -> None:
    async with process() as one, process() as other:
        assert status(await lab.send(one)) == 200
        assert status(await lab.send(other)) == 200
        server.live_access.clear()
        server.live_refresh.clear()
        results = await asyncio.gather(lab.send(one), lab.send(other))
        assert [status(result) for result in results] == [200, 200]
    assert server.grants == [DEVICE, "refresh_token", DEVICE]
    assert len(person.shown) == 2


PASSWORD = """
[variables]
base_url = "{url}"
[secrets]
password = "pa55-word"
[auth.default]
type = "oauth2"
grant_type = "password"
token_endpoint = "{url}/token"
token_endpoint_auth_method = "none"
client_id = "me"
username = "ann"
password = "{{{{password}}}}"
"""
SETTINGS = '[tokens]\ncache = "shared"\nrefresh_tokens = true\n'


@pytest.fixture
def shell(lab: Lab, server: SignInServer, tmp_path: Path) -> Shell:
    """The program, which shares refresh tokens, with one that the API does not accept any more."""
    lab.write({"environments/dev.toml": PASSWORD.format(url=server.url)})
    settings = tmp_path / "config/outrider/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS)
    made = Shell(tmp_path, lab.root, {"XDG_RUNTIME_DIR": str(tmp_path / "run")})
    assert made.run("trust").status == 0
    assert made.run("send", "list").status == 0
    server.live_access.clear()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("rotates", [True, False])
def test_twelve_programs_at_once_are_one_refresh(
    rotates: bool, server: SignInServer, shell: Shell
) -> None:
    server.rotates = rotates
    with shell.running_at_once(12, "send", "list") as running:
        said = [one.result() for one in running]
    assert [one.status for one in said] == [0] * 12, said
    assert server.grants == ["password", "refresh_token"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rotates", "after"),
    # What the server gave to one that is gone is lost: where it rotates, all starts again.
    [(False, ["refresh_token"]), (True, ["refresh_token", "password"])],
)
def test_a_program_that_is_killed_while_it_refreshes_blocks_no_other(
    rotates: bool, after: list[str], server: SignInServer, shell: Shell
) -> None:
    server.rotates = rotates
    held = threading.Event()
    server.held = [held]
    holder = shell.start("send", "list")
    while server.grants[-1] != "refresh_token":
        assert holder.poll() is None
        time.sleep(0.01)
    first = shell.start("send", "list")
    told = first.stderr
    assert told is not None
    with shell.running_at_once(10, "send", "list") as running:
        while b"Another outrider is fetching this token" not in (line := told.readline()):
            assert line, "nobody waits"
        holder.send_signal(signal.SIGKILL)
        holder.communicate(timeout=PATIENCE)
        held.set()
        said = [one.result() for one in running]
    last = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, last
    assert [one.status for one in said] == [0] * 10, said
    assert server.grants == ["password", "refresh_token", *after]
