"""What other repositories use of this one: the hook of pre-commit, and the action."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.distribution.installations import TOOLS
from tests.shell import ROOT

BROKEN = 'url = "{{base_ulr}}/orders"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a workspace in a folder."""
    folder = tmp_path / "repository"
    for path, text in {
        "api/outrider.toml": 'name = "API"\n',
        "api/environments/dev.toml": 'name = "Dev"\n[variables]\nbase_url = "https://a.example"\n',
        "api/requests/list.toml": 'url = "{{base_url}}/orders"\n',
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    return folder


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@a.example")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir(exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home")}


def test_the_hook_finds_an_error_before_it_is_committed(repository: Path, tmp_path: Path) -> None:
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    hook = {"id": "outrider-check", "args": ["--workspace", "api"]}
    used = {"repos": [{"repo": str(ROOT), "rev": head, "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(used))
    for broken, status in ((False, 0), (True, 1)):
        if broken:
            (repository / "api/requests/list.toml").write_text(BROKEN)
        git(repository, "add", ".")
        done = subprocess.run(
            [TOOLS / "pre-commit", "run", "--all-files"],
            cwd=repository,
            env=environ(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
    assert "requests/list.toml:1: error: " in done.stdout


def test_the_action_checks_the_workspace(repository: Path, tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    (step,) = (one for one in action["runs"]["steps"] if "run" in one)
    more = {
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_ACTION_PATH": str(ROOT),
        "WORKSPACE": "api",
    }
    for broken, status in ((False, 0), (True, 3)):
        if broken:
            (repository / "api/requests/list.toml").write_text(BROKEN)
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step["run"]],
            cwd=repository,
            env=environ(tmp_path) | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
    assert "requests/list.toml:1: error: " in done.stdout + done.stderr
