"""A check tells of every file that is named and cannot be read, whatever else is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.engine.workspace.named_files import unreadable_body_file
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.engine.workspace.workspace_check import check_workspace

URL = 'method = "POST"\nurl = "https://api.example/x"\n'
NO_AUTH = '[auth]\ntype = "none"\n'
OAUTH = """type = "oauth2"
token_endpoint = "https://login.example/token"
grant_type = "client_credentials"
client_id = "c"
"""
BY_ASSERTION = 'token_endpoint_auth_method = "private_key_jwt"\n'
ENVIRONMENT = "environments/dev.toml"


def told(root: Path, files: dict[str, str]) -> list[tuple[str, str, str, int | None]]:
    """Severity, file, key and line of all that a check tells of these files."""
    for name, text in {"outrider.toml": "", **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    opened = open_workspace(str(root), {})
    found = check_workspace(opened.reader, opened.root, opened.trust, {})
    places = [(one.severity.value, one.place) for one in found]
    return [
        (level, place.file, place.dotted_key, place.line)
        for level, place in places
        if place is not None
    ]


def request(body: str, more: str = NO_AUTH) -> dict[str, str]:
    return {"requests/r.toml": f"{URL}{more}[body]\n{body}"}


MULTIPART = """type = "multipart"
parts = [
  { name = "a", value = "1" },
  { name = "b", file = "b.bin" },
  { name = "c", file = "c.bin", enabled = false },
]
"""
TLS = '[tls]\nca_bundle = "ca.pem"\nclient_certificate = "me.pem"\nclient_key = "me.key"\n'
ERRORS: dict[str, tuple[dict[str, str], list[tuple[str, str, int]]]] = {
    "the whole body": (
        request('type = "file"\nfile = "./body.json"\n'),
        [("requests/r.toml", "body.file", 7)],
    ),
    "a text body": (
        request('type = "json"\nfile = "body.json"\n'),
        [("requests/r.toml", "body.file", 7)],
    ),
    "a folder": (
        request('type = "json"\nfile = "requests"\n'),
        [("requests/r.toml", "body.file", 7)],
    ),
    "outside, without trust": (
        request('type = "json"\nfile = "/nowhere/at/all"\n'),
        [("requests/r.toml", "body.file", 7)],
    ),
    "a part that counts": (
        request(MULTIPART),
        [("requests/r.toml", "body.parts[2].file", 9)],
    ),
    "beside a name that is not defined": (
        request(
            'type = "json"\nfile = "body.json"\n',
            'headers = [{ name = "X-A", value = "{{nix}}" }]\n',
        ),
        [("requests/r.toml", "headers[1].value", 3), ("requests/r.toml", "body.file", 6)],
    ),
    "certificates and keys": (
        {ENVIRONMENT: TLS},
        [
            (ENVIRONMENT, "tls.ca_bundle", 2),
            (ENVIRONMENT, "tls.client_certificate", 3),
            (ENVIRONMENT, "tls.client_key", 4),
        ],
    ),
    "a body where the certificates are missing too": (
        {
            ENVIRONMENT: '[tls]\nca_bundle = "ca.pem"\n',
            **request('type = "json"\nfile = "body.json"\n'),
        },
        [(ENVIRONMENT, "tls.ca_bundle", 2), ("requests/r.toml", "body.file", 7)],
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_sent_is_an_error(name: str, tmp_path: Path) -> None:
    files, places = ERRORS[name]
    assert told(tmp_path, files) == [("error", *place) for place in places]


WARNINGS: dict[str, tuple[dict[str, str], list[tuple[str, str, int]]]] = {
    "secrets": (
        {
            ENVIRONMENT: '[secrets]\nkey = { file = "key.pem" }\n'
            'other = { dotenv = ".env.dev", key = "K" }\n'
            'run = { command = ["./secret.sh"] }\n'
            'home = { file = "~nobody-at-all/key" }\n'
            '[secrets.account]\nfile = "/nowhere/account.json"\n'
        },
        [
            (ENVIRONMENT, "secrets.key.file", 2),
            (ENVIRONMENT, "secrets.other.dotenv", 3),
            (ENVIRONMENT, "secrets.run.command", 4),
            (ENVIRONMENT, "secrets.home.file", 5),
            (ENVIRONMENT, "secrets.account.file", 7),
        ],
    ),
    "an assertion of an environment": (
        {ENVIRONMENT: f'[auth.a]\n{OAUTH}{BY_ASSERTION}client_assertion = {{ file = "a.jwt" }}\n'},
        [(ENVIRONMENT, "auth.a.client_assertion.file", 7)],
    ),
    "an assertion of a folder, and one of a request": (
        {
            "requests/folder.toml": f"[auth]\n{OAUTH}{BY_ASSERTION}"
            'client_assertion = { file = "a.jwt" }\n',
            "requests/r.toml": f"{URL}[auth]\n{OAUTH}{BY_ASSERTION}"
            'client_assertion = { command = ["bin/sign"] }\n',
        },
        [
            ("requests/folder.toml", "auth.client_assertion.file", 7),
            ("requests/r.toml", "auth.client_assertion.command", 9),
        ],
    ),
    "the program of an auth": (
        {ENVIRONMENT: '[auth.a]\ntype = "command"\ncommand = ["./token.sh"]\n'},
        [(ENVIRONMENT, "auth.a.command", 3)],
    ),
    "of a local file": (
        {
            ENVIRONMENT: "",
            "environments/dev.local.toml": '[secrets]\nkey = { file = "key.pem" }\n',
        },
        [("environments/dev.local.toml", "secrets.key.file", 2)],
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_a_secret_is_read_from_is_a_warning(name: str, tmp_path: Path) -> None:
    files, places = WARNINGS[name]
    for file in files:
        if file.endswith(".local.toml"):
            (tmp_path / file).parent.mkdir(parents=True)
            (tmp_path / file).touch(0o600)
    assert told(tmp_path, files) == [("warning", *place) for place in places]


VARIABLES = '[variables]\nkind = "order"\n'
SILENT = {
    "a reference that files complete": {
        ENVIRONMENT: VARIABLES,
        **request('type = "json"\nfile = "{{kind}}.json"\n'),
    },
    "a reference in a path of TLS": {
        ENVIRONMENT: f'{VARIABLES}[tls]\nca_bundle = "{{{{kind}}}}"\n'
    },
    "a program that the machine has or has not": {
        ENVIRONMENT: '[secrets]\nkey = { command = ["no-such-program-at-all"] }\n'
    },
    "a program that is there": {ENVIRONMENT: '[secrets]\nkey = { command = ["/bin/sh"] }\n'},
    "files that are there": {
        "body.json": "{}",
        "key.pem": "x",
        ENVIRONMENT: '[secrets]\nkey = { file = "./key.pem" }\n',
        **request('type = "json"\nfile = "./body.json"\n'),
    },
    "what reads no file": {
        ENVIRONMENT: '[secrets]\nkey = { env = "NOT_SET" }\nother = { prompt = true }\n'
    },
}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_of_what_is_not_known(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, SILENT[name]) == []


def test_a_file_that_is_no_file_is_told_without_being_opened(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    files = {ENVIRONMENT: '[secrets]\nkey = { file = "pipe" }\n'}
    assert told(tmp_path, files) == [("warning", ENVIRONMENT, "secrets.key.file", 2)]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("gone.json", "not found"),
        ("requests", "it is a folder"),
        ("there.json", ""),
        ("{{name}}.json", ""),
        (" ", ""),
        ("a\nb", ""),
        ("~nobody-at-all/x", ""),
    ],
)
def test_a_path_is_judged_as_it_is_typed(written: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    (tmp_path / "there.json").touch()
    assert unreadable_body_file(written, tmp_path) == why
