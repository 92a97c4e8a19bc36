"""A file with secrets that a body names is asked about, under whichever name it is meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.integration.importing.test_import_trust import collection, item
from tests.shell import Shell

BROKEN = '[secrets]\nkey = { file = "keys/other.pem" }\n[variables\n'
GOOD = '[secrets]\nkey = { file = "keys/id.pem" }\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two environments, of which one cannot be read, and the files that they name."""
    root = tmp_path / "w"
    for folder in ("environments", "requests", "keys"):
        (root / folder).mkdir(parents=True)
    (root / "outrider.toml").write_text('name = "W"\ndefault_environment = "plain"\n')
    (root / "environments/plain.toml").write_text('[variables]\na = "b"\n')
    (root / "environments/good.toml").write_text(GOOD)
    (root / "environments/broken.toml").write_text(BROKEN)
    (root / "keys/id.pem").write_text("PRIVATE")
    (root / "keys/other.pem").write_text("PRIVATE")
    (root / ".env").write_text("A=PRIVATE\n")
    (root / "plain.bin").write_text("harmless")
    os.link(root / "keys/id.pem", root / "hard.bin")
    os.link(root / "keys/other.pem", root / "hard-other.bin")
    os.link(root / ".env", root / "hard-env.bin")
    os.link(root / "plain.bin", root / "hard-plain.bin")
    (root / "soft.bin").symlink_to("keys/id.pem")
    return root


SECRET = {
    "of another environment": "keys/id.pem",
    "by a way round": "keys/../requests/../keys/./id.pem",
    "of an environment that cannot be read": "keys/other.pem",
    "by a hard link": "hard.bin",
    "by a hard link, of one that cannot be read": "hard-other.bin",
    "by a hard link to a dotenv file": "hard-env.bin",
    "by a link": "soft.bin",
}


def sends(file: str) -> str:
    """A collection with a request that sends a file."""
    body = {"mode": "file", "file": {"src": file}}
    return collection(item("r", url="http://127.0.0.1:1/", body=body))


@pytest.mark.parametrize("file", SECRET.values(), ids=list(SECRET))
def test_a_body_of_an_import_that_is_a_secret_file_is_asked_about(
    file: str, workspace: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.json").write_text(sends(file))
    said = Shell(tmp_path / "home", workspace).run("import", "../c.json", "--into", ".")
    assert said.status == 2, said.err
    assert "with secrets is sent" in said.text + said.err
    assert not list((workspace / "requests").rglob("*.toml"))


@pytest.mark.parametrize("file", SECRET.values(), ids=list(SECRET))
def test_a_command_whose_body_is_a_secret_file_is_asked_about(
    file: str, workspace: Path, tmp_path: Path
) -> None:
    for option in ("-d", "--data-binary"):
        (tmp_path / "c.sh").write_text(f"curl http://127.0.0.1:1/ {option} @{file}\n")
        said = Shell(tmp_path / "home", workspace).run("import", "../c.sh", "--into", ".")
        assert said.status == 2, said.err
        assert "with secrets is" in said.text + said.err


@pytest.mark.parametrize("file", SECRET.values(), ids=list(SECRET))
def test_a_send_whose_body_is_a_secret_file_is_asked_about(
    file: str, workspace: Path, tmp_path: Path
) -> None:
    text = f'method = "POST"\nurl = "http://127.0.0.1:1/"\n[body]\ntype = "file"\nfile = "{file}"\n'
    (workspace / "requests/r.toml").write_text(text)
    said = Shell(tmp_path / "home", workspace).run("send", "r")
    assert said.status == 3, said.err
    assert "with secrets is sent" in said.err


@pytest.mark.parametrize("file", ["plain.bin", "hard-plain.bin"])
def test_any_other_file_is_not(file: str, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(sends(file))
    said = Shell(tmp_path / "home", workspace).run("import", "../c.json", "--into", ".")
    assert said.status == 0, said.err
