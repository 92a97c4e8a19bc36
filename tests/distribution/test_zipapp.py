"""The one file is the whole program, with the processes that it starts."""

from __future__ import annotations

from pathlib import Path

from tests.distribution.installations import TOOLS, Installation, built, spend_the_first_minute
from tests.engine_lab import Lab


def test_one_file_is_the_whole_program(tmp_path: Path, lab: Lab) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    outrider = Installation((TOOLS / "python", built("outrider*.pyz")), home)
    spend_the_first_minute(outrider)
    # jq is run in a process that is started by the program itself.
    lab.write(
        {"requests/list.toml": 'url = "{{base_url}}/orders"\n[[expect]]\njq = "."\nexists = true\n'}
    )
    said = outrider.run("send", "list", "--env", "dev", "--trust", "--json", folder=lab.root)
    assert said.status == 0, said.err + said.text
    assert said.json["expectations"]


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
