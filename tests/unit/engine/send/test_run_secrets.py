"""A program is asked once for a secret of a run, until a server refuses it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.servers.wire import WireServer

from outrider.engine.engine import Engine
from outrider.engine.send.run_secrets import RunSecrets
from outrider.engine.send.send_job import SendJob
from outrider.errors import SecretError
from outrider.model.secret import Secret

PROGRAM = "import pathlib; p = pathlib.Path('asked.txt'); p.write_text(p.read_text() + 'x')"
ENVIRONMENT = """
[variables]
base_url = "{url}"
[secrets]
key = {{ command = ["python3", "-c", "{program}; print('key-' + p.read_text())"] }}
[auth.default]
type = "bearer"
token = "{{{{key}}}}"
"""


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as running:
        yield running


@pytest.fixture
def lab(tmp_path: Path, server: WireServer) -> Lab:
    made = Lab((tmp_path / "wired").resolve())
    text = ENVIRONMENT.format(url=f"http://127.0.0.1:{server.port}", program=PROGRAM)
    made.write({"outrider.toml": "", "environments/dev.toml": text, "asked.txt": ""})
    return made.request("a", "{{base_url}}/a")


def of_run(job: SendJob, secrets: RunSecrets | None) -> SendJob:
    return replace(job, snapshot=replace(job.snapshot, run_secrets=secrets))


async def test_a_run_asks_a_program_once(lab: Lab, server: WireServer) -> None:
    secrets = RunSecrets()
    async with Engine(process_environment={"PATH": "/usr/bin:/bin"}) as engine:
        for _ in range(3):
            assert (await engine.sender.send(of_run(lab.job("a", "dev"), secrets))).error is None
    assert (lab.root / "asked.txt").read_text() == "x"
    assert [one.all("authorization") for one in server.requests] == [["Bearer key-x"]] * 3


async def test_sends_by_themselves_ask_each_time(lab: Lab) -> None:
    async with Engine(process_environment={"PATH": "/usr/bin:/bin"}) as engine:
        for _ in range(2):
            assert (await engine.sender.send(lab.job("a", "dev"))).error is None
    assert (lab.root / "asked.txt").read_text() == "xx"


async def test_who_asks_meanwhile_waits_for_the_same() -> None:
    asked = 0

    async def opening() -> Secret:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return Secret(f"value-{asked}")

    secrets = RunSecrets()
    found = await asyncio.gather(*(secrets.once("dev", "key", opening) for _ in range(5)))
    assert found == [Secret("value-1")] * 5
    assert await secrets.once("staging", "key", opening) == Secret("value-2")
    secrets.forget("dev", ["key", "unknown"])
    assert await secrets.once("dev", "key", opening) == Secret("value-3")
    assert await secrets.once("staging", "key", opening) == Secret("value-2")


async def test_one_that_cannot_be_had_is_asked_for_again() -> None:
    answers: list[Secret | None] = [None, Secret("there-now")]

    async def opening() -> Secret:
        answer = answers.pop(0)
        if answer is None:
            raise SecretError("Locked.")
        return answer

    secrets = RunSecrets()
    with pytest.raises(SecretError):
        await secrets.once("dev", "key", opening)
    assert await secrets.once("dev", "key", opening) == Secret("there-now")
