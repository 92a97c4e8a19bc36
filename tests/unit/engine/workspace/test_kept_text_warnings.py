"""Credentials in comments, descriptions, examples and body files that git takes along."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.shell import Shell

VALUE = "hunter22xyz"
FILES = {
    "outrider.toml": 'default_environment = "dev"\n',
    "environments/dev.toml": "",
    "requests/a.toml": 'url = "http://h.example/"\n',
}
BODY = 'method = "POST"\nurl = "http://h.example/"\n[body]\ntype = "json"\nfile = "bodies/b.json"\n'


def checked(root: Path, files: dict[str, str]) -> str:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name, text in {**FILES, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Shell(root / ".home", root).run("check").text


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"outrider.toml": f"# x\n# password: {VALUE}\n"}, "outrider.toml:2"),
        ({"environments/dev.toml": f"# my token: {VALUE}abcdef123\n"}, "environments/dev.toml:1"),
        (
            {"requests/a.toml": f'url = "http://h.example/" # ?api_key={VALUE}\n'},
            "requests/a.toml:1",
        ),
        (
            {"requests/folder.toml": f'name = "x"\ndescription = "password: {VALUE}"\n'},
            "requests/folder.toml:2",
        ),
        (
            {"requests/a.toml": BODY, "bodies/b.json": f'{{\n"password": "{VALUE}"}}'},
            "bodies/b.json:2",
        ),
        (
            {"examples/a/ok.http": f"HTTP/1.1 200 OK\nSet-Cookie: sid={VALUE}; Path=/\n\nok"},
            "examples/a/ok.http:2",
        ),
        (
            {"examples/a/ok.http": f'HTTP/1.1 200 OK\n\n{{"access_token": "{VALUE}"}}'},
            "examples/a/ok.http:3",
        ),
    ],
)
def test_each_is_warned_of_once_with_its_line(
    tmp_path: Path, files: dict[str, str], line: str
) -> None:
    said = checked(tmp_path, files)
    assert said.count(f"{line}: warning: A possible credential (") == 1
    assert said.count("which git does not ignore") == 1
    assert "let git ignore the file" in said
    assert VALUE not in said


@pytest.mark.parametrize(
    "files",
    [
        {"outrider.toml": "# password: {{password}}\n# token: <your token>\n# key: see the wiki\n"},
        {"examples/a/ok.http": "HTTP/1.1 200 OK\nSet-Cookie: sid=••••••; Path=/\n\n{}"},
        {
            "requests/a.toml": BODY,
            "bodies/b.json": '{"name": "Anna", "page_token": "abcdefgh1234"}',
        },
        {
            ".gitignore": "/bodies/\n",
            "requests/a.toml": BODY,
            "bodies/b.json": f'{{"pwd": "{VALUE}"}}',
        },
        {"environments/dev.local.toml": f"# password: {VALUE}\n", ".gitignore": "*.local.toml\n"},
    ],
    ids=["placeholders", "masked", "harmless", "ignored", "local"],
)
def test_what_is_none_or_stays_here_is_not(tmp_path: Path, files: dict[str, str]) -> None:
    assert "credential" not in checked(tmp_path, files)
