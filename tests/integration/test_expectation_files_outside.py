"""A file of an expectation that is outside the workspace: refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.counting import CountingServer
from tests.shell import Shell

from outrider.engine.expectations.expectation_files import ExpectationFiles
from outrider.model.expectation import Expectation, Subject
from outrider.model.workspace import Request


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.mark.parametrize("kind", [Subject.SCHEMA, Subject.SNAPSHOT])
@pytest.mark.parametrize(
    ("file", "is_outside"),
    [
        ("/etc/passwd", True),
        ("~/schema.json", True),
        ("../schema.json", True),
        ("schemas/../../other.json", True),
        ("link/schema.json", True),
        ("../{{name}}.json", True),
        ("/{{name}}.json", True),
        ("schemas/order.json", False),
        ("missing.json", False),
        ("schemas/{{name}}.json", False),
        ("{{folder}}/../order.json", False),
    ],
)
def test_which_files_are_outside(
    tmp_path: Path, kind: Subject, file: str, is_outside: bool
) -> None:
    root = tmp_path.resolve() / "workspace"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    request = Request("r", "r", "requests/r.toml", expectations=(Expectation(kind, file),))
    faults = list(ExpectationFiles(root).faults(request))
    assert [fault.what for fault in faults] == (
        [f'File "{file}" is outside the workspace.'] if is_outside else []
    )


@pytest.mark.parametrize("key", ["schema", "snapshot"])
def test_nothing_is_sent_and_a_check_says_it(
    lab: Lab, server: CountingServer, shell: Shell, key: str
) -> None:
    lab.environment("dev", api=server.url, token=f"{server.url}/token")
    lab.request("out", "{{base_url}}/x", f'[[expect]]\n{key} = "/etc/passwd"\n')
    told = 'File "/etc/passwd" is outside the workspace.'
    said = shell.run("send", "out", "--trust")
    assert (said.status, server.targets) == (3, [])
    assert told in said.err
    assert "requests/out.toml" in said.err
    checked = shell.run("check")
    assert checked.status == 3
    assert (checked.text + checked.err).count(told) == 1
