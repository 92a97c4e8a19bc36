"""``enabled = false`` of captures and expectations, and ``name``, on the shell and in a send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.engine_lab import Lab
from tests.servers.counting import CountingServer
from tests.shell import Shell

from outrider.engine.engine import Engine

# None of these could be met, and some could not be tried.
DISABLED = """
[[capture]]
name = "a"
jq = ".[ broken"
enabled = false
[[capture]]
name = "b"
header = "X-None"
enabled = false
[[expect]]
name = "never"
status = 404
enabled = false
[[expect]]
jq = ".[ broken"
exists = true
enabled = false
[[expect]]
header = "X-{{unknown}}"
exists = true
enabled = false
[[expect]]
schema = "none.json"
enabled = false
[[expect]]
snapshot = "none.json"
enabled = false
"""
NAMED = """
[[expect]]
name = "the target"
jq = ".target"
equals = "/other"
"""


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def counted(lab: Lab, server: CountingServer) -> Lab:
    lab.environment("dev", api=server.url, token=f"{server.url}/token")
    return lab.write(
        {
            "requests/fine.toml": 'url = "{{base_url}}/fine"\n' + DISABLED,
            "requests/gone.toml": 'url = "{{base_url}}/missing"\n' + DISABLED,
            "requests/named.toml": 'url = "{{base_url}}/named"\n' + NAMED,
        }
    )


async def test_a_disabled_one_is_neither_tried_nor_captured_and_takes_no_process(
    counted: Lab,
) -> None:
    async with Engine(process_environment={}) as engine:
        for name in ("fine", "gone"):
            result = await engine.sender.send(counted.job(name, "dev"))
            assert result.error is None
            assert (result.checks.captured, result.checks.results) == ((), ())
            assert not result.checks.expects_status
        assert "check_process" not in engine.__dict__


def test_on_the_shell_it_is_as_if_it_were_not_there(counted: Lab, shell: Shell) -> None:
    said = shell.run("send", "gone", "--json", "--trust")
    # Not the 0 of a status that is expected.
    assert said.status == 6
    assert (said.json["captured"], said.json["expectations"]) == ({}, [])
    said = shell.run("run", "fine", "gone", "--update", "--trust")
    assert said.status == 1
    assert "1 failed" in said.text
    assert "1 passed" in said.text
    assert not (counted.root / "none.json").exists()
    said = shell.run("check")
    assert said.status == 0, said.text


def test_a_name_is_told_before_what_is_checked(counted: Lab, shell: Shell) -> None:
    said = shell.run("send", "named", "--json", "--trust")
    assert said.status == 1
    assert [one["name"] for one in said.json["expectations"]] == ["the target"]
    assert 'the target: jq .target equals "/other"' in shell.run("run", "named", "--trust").text
    counted.write(
        {"requests/named.toml": 'url = "x"\n[[expect]]\nname = 5\nenabled = "no"\nstatus = 200\n'}
    )
    said = shell.run("check", "--json")
    found = [one["where"] for one in said.json["faults"] if "named" in one["where"]]
    assert found == [
        "requests/named.toml:3: expect[1].name",
        "requests/named.toml:4: expect[1].enabled",
    ]
