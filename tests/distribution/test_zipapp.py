"""The one file runs on each Python that it was built for, its processes as well."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.distribution.installations import Installation, built, spend_the_first_minute
from tests.engine_lab import Lab


def test_one_file_is_the_whole_program(python: Path, tmp_path: Path, lab: Lab) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    outrider = Installation((python, built("outrider*.pyz")), home)
    spend_the_first_minute(outrider)
    # jq is run in a process that is started by the program itself.
    lab.write({"requests/list.toml": 'url = "{{base_url}}/orders"\n[[expect]]\njq = ".orders"\n'})
    said = outrider.run("send", "list", "--env", "dev", "--trust", "--json", folder=lab.root)
    assert said.status in {0, 1}, said.err
    assert "orders" in said.text


def test_it_starts_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    assert Installation((built("outrider*.pyz"),), home).run("--version").status == 0


def test_it_runs_another_program_in_its_place(tmp_path: Path, lab: Lab) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    outrider = Installation((built("outrider*.pyz"),), home)
    words = ("exec", "--env", "dev", "--trust", "--", "sh", "-c", "echo ${#ACCESS_TOKEN}; exit 7")
    said = outrider.run(*words, folder=lab.root)
    assert said.status == 7, said.err
    assert int(said.text) > 10


def test_a_python_that_it_was_not_built_for_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        ["unzip", "-p", built("outrider*.pyz"), "PEX-INFO"],
        capture_output=True,
        check=False,
    )
    assert b">=3.11" in done.stdout
