"""What a run repeats is prepared once, as long as nothing in it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.servers.wire import WireServer

from outrider.engine.engine import Engine
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.send.send_job import SendJob
from outrider.engine.send.token_failures import TokenFailures
from outrider.model.trust import as_trust

ENVIRONMENT = """
[variables]
base_url = "{url}"
[secrets]
key = {{ file = "key.txt" }}
[auth.default]
type = "bearer"
token = "{{{{key}}}}"
"""


def environment(server: WireServer) -> str:
    return ENVIRONMENT.format(url=f"http://127.0.0.1:{server.port}")


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as running:
        yield running


@pytest.fixture
def wired(tmp_path: Path, server: WireServer) -> Lab:
    made = Lab((tmp_path / "wired").resolve())
    made.write({"outrider.toml": "", "environments/dev.toml": environment(server)})
    made.write({"key.txt": "the-first-key"})
    return made


def repeated(lab: Lab, request: str) -> SendJob:
    """A job of a run."""
    return replace(lab.job(request, "dev"), token_failures=TokenFailures(), is_repeated=True)


async def test_a_secret_that_changes_during_a_run_is_seen(wired: Lab, server: WireServer) -> None:
    wired.request("a", "{{base_url}}/a")
    async with Engine(process_environment={}) as engine:
        job = repeated(wired, "a")
        for key in ("the-first-key", "the-first-key", "another-key"):
            wired.write({"key.txt": key})
            result = await engine.sender.send(job)
            assert result.error is None
    sent = [one.all("authorization")[0] for one in server.requests]
    assert sent == ["Bearer the-first-key", "Bearer the-first-key", "Bearer another-key"]
    assert "another-key" not in engine.redactor.mask_text("another-key")


async def test_what_is_generated_is_new_each_time(wired: Lab, server: WireServer) -> None:
    wired.request("a", "{{base_url}}/{{id}}", '[variables]\nid = "{{$guid}}"\n')
    async with Engine(process_environment={}) as engine:
        job = repeated(wired, "a")
        for _ in range(3):
            assert (await engine.sender.send(job)).error is None
    assert len({one.target for one in server.requests}) == 3


async def test_rows_and_captured_values_are_those_of_the_job(
    wired: Lab, server: WireServer
) -> None:
    wired.request("a", "{{base_url}}/{{row}}/{{got}}")
    async with Engine(process_environment={}) as engine:
        job = repeated(wired, "a")
        for row in ("1", "2"):
            for got in ("x", "y"):
                value = CapturedValue("got", got, False, "a", "dev")
                snapshot = replace(job.snapshot, row={"row": row}, captured={"got": value})
                assert (await engine.sender.send(replace(job, snapshot=snapshot))).error is None
    assert [one.target for one in server.requests] == ["/1/x", "/1/y", "/2/x", "/2/y"]


async def test_trust_that_is_not_there_is_asked_for_each_time(
    wired: Lab, server: WireServer
) -> None:
    wired.write(
        {
            "environments/dev.toml": environment(server).replace(
                '{ file = "key.txt" }', '{ env = "KEY" }'
            )
        }
    )
    wired.request("a", "{{base_url}}/a")
    async with Engine(process_environment={"KEY": "the-first-key"}) as engine:
        job = repeated(wired, "a")
        assert (await engine.sender.send(job)).error is None
        untrusted = replace(job, snapshot=replace(job.snapshot, trust=as_trust(False)))
        result = await engine.sender.send(untrusted)
        assert result.error is not None
        assert result.error.code == "trust"
    assert len(server.requests) == 1


async def test_a_host_is_allowed_for_the_job_that_says_so(wired: Lab, server: WireServer) -> None:
    wired.request("a", "{{other}}/a")
    async with Engine(process_environment={}) as engine:
        value = CapturedValue("other", f"http://localhost:{server.port}", False, "", "dev")
        job = repeated(wired, "a")
        job = replace(job, snapshot=replace(job.snapshot, captured={"other": value}))
        allowed = replace(job, allowed_hosts=(value.value.removeprefix("http://"),))
        assert (await engine.sender.send(allowed)).error is None
        result = await engine.sender.send(job)
        assert result.error is not None
        assert result.error.code == "host_not_allowed"


async def test_an_auth_that_takes_its_key_from_a_row_has_that_of_the_row(
    wired: Lab, server: WireServer
) -> None:
    text = environment(server).replace('token = "{{key}}"', 'token = "{{made}}"')
    text = text.replace("[variables]", '[variables]\nmade = "{{client}}-key-of-it"\nclient = "no"')
    wired.write({"environments/dev.toml": text})
    wired.request("a", "{{base_url}}/{{n}}")
    async with Engine(process_environment={}) as engine:
        job = repeated(wired, "a")
        for row in ({"n": "1"}, {"n": "2", "client": "b"}, {"n": "3"}, {"n": "4", "client": "c"}):
            job = replace(job, snapshot=replace(job.snapshot, row=row))
            assert (await engine.sender.send(job)).error is None
    assert [one.all("authorization") for one in server.requests] == [
        [f"Bearer {client}-key-of-it"] for client in ("no", "b", "no", "c")
    ]
