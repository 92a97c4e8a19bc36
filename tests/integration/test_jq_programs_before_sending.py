"""A jq program that is none is an error of the file: it is told before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.engine_lab import Lab
from tests.servers.counting import CountingServer
from tests.shell import Shell

from outrider.engine.engine import Engine
from outrider.errors import ResolveError

CHECKED = """url = "{{base_url}}/x"
[[capture]]
name = "a"
jq = ".target"
[[expect]]
jq = '.target | startswith("{{start}}")'
equals = true
[[expect]]
jq = ".["
exists = true
enabled = false
[variables]
start = "/"
"""
WRONG = """url = "{{base_url}}/x"
[[capture]]
name = "a"
jq = ".orders["
[[expect]]
jq = ".id | lenght"
exists = true
[[expect]]
snapshot = "snapshots/a.json"
ignore = [".a.[b"]
[[expect]]
jq = '.["{{a}}"'
exists = true
enabled = false
"""
FAULTS = [
    ("requests/wrong.toml:4: capture[1].jq", "capture[1].jq is not a jq program."),
    ("requests/wrong.toml:6: expect[1].jq", "expect[1].jq is not a jq program."),
    ("requests/wrong.toml:10: expect[2].ignore[1]", "expect[2].ignore[1] is not a jq program."),
]


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def counted(lab: Lab, server: CountingServer) -> Lab:
    lab.environment("dev", api=server.url, token=f"{server.url}/token")
    return lab.write({"requests/wrong.toml": WRONG, "requests/well.toml": CHECKED})


async def test_every_one_is_told_and_no_token_is_fetched(
    counted: Lab, server: CountingServer
) -> None:
    async with Engine(process_environment={}) as engine:
        result = await engine.sender.send(counted.job("wrong", "dev"))
        assert not server.targets
        well = await engine.sender.send(counted.job("well", "dev"))
    assert isinstance(result.error, ResolveError)
    assert [(str(one.place), one.what) for one in result.error.faults] == FAULTS
    assert "lenght/0 is not defined" in result.error.faults[1].why
    # Those that jq reads are tried as before.
    assert well.error is None
    assert [len(well.checks.captured), *well.checks.unmet] == [1]


def test_on_the_shell_it_is_an_error_of_a_file(
    counted: Lab, server: CountingServer, shell: Shell
) -> None:
    said = shell.run("send", "wrong", "--json", "--trust")
    assert said.status == 3
    error = said.json["error"]
    assert error["what"] == FAULTS[0][1]
    assert not server.targets
    # In a run, that request alone is not sent.
    said = shell.run("run", "wrong", "well", "--report", "json", "--trust")
    assert said.status == 3
    outcomes = [one["outcome"] for one in json.loads(said.out)["requests"]]
    assert sorted(outcomes) == ["failed", "passed"]
    assert server.asked == ["GET /x"]
