"""Tokens that a program prints: cached, shared, renewed and refused as any other."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.shell import Shell

PROGRAM = """
import json, pathlib, sys
count = pathlib.Path(sys.argv[1])
runs = len(count.read_text().splitlines()) + 1 if count.exists() else 1
count.open("a").write("run\\n")
print(f"token-number-{runs}")
"""


@dataclass
class Api:
    """An API that accepts some tokens."""

    accepts: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def api() -> Iterator[Api]:
    record = Api({f"Bearer token-number-{number}" for number in range(1, 30)})

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = self.headers.get("Authorization", self.path)
            record.seen.append(sent)
            self.send_response(200 if sent in record.accepts else 401)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    record.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield record
    server.shutdown()
    thread.join(PATIENCE)
    server.server_close()


@pytest.fixture
def lab(tmp_path: Path, api: Api) -> Lab:
    lab = Lab((tmp_path / "w").resolve())
    command = json.dumps([sys.executable, "{{script}}", str(tmp_path / "runs")])
    return lab.write(
        {
            "outrider.toml": "",
            "fetch_one.py": PROGRAM,
            "environments/dev.toml": f"""
[variables]
base_url = "{api.url}"
script = "fetch_one.py"
[secrets]
key = "secret-in-an-argument"
[auth.default]
type = "command"
command = {command}
""",
            "requests/list.toml": 'url = "{{base_url}}/list"\n',
        }
    )


@pytest.fixture
def program(tmp_path: Path, lab: Lab) -> Shell:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    more = {"XDG_RUNTIME_DIR": str(runtime)}
    shell = Shell(tmp_path / "home", lab.root, more)
    assert shell.run("trust").status == 0
    return shell


def runs(lab: Lab) -> int:
    count = lab.root.parent / "runs"
    return len(count.read_text().splitlines()) if count.exists() else 0


def add(lab: Lab, name: str, *words: str, more: str = "") -> None:
    with (lab.root / "environments/dev.toml").open("a") as file:
        file.write(f'\n[auth.{name}]\ntype = "command"\ncommand = {json.dumps(words)}\n{more}\n')


def test_what_a_program_prints_is_the_token_and_the_console_says_what_ran(
    program: Shell, api: Api
) -> None:
    said = program.run("send", "list", "--json")
    assert said.status == 0
    assert api.seen == ["Bearer token-number-1"]
    token = said.json["token"]
    assert (token["source"], token["reason_code"]) == ("command", "first_use")
    assert [row["purpose"] for row in said.json["exchanges"]] == ["api"]
    note = next(line for line in said.lines if "returned a token" in line)
    assert " fetch_one.py " in note
    assert note.endswith(" ms: no token yet.")
    assert "does not say when the token expires: assuming 5 min." in said.err
    assert "token-number-1" not in said.err


def test_the_token_command_prints_it(program: Shell) -> None:
    assert program.run("token").text == "token-number-1\n"


def test_the_placeholder_is_the_token(program: Shell, lab: Lab, api: Api) -> None:
    lab.write({"requests/q.toml": 'url = "{{base_url}}/?t={{access_token}}"\n'})
    program.run("send", "q")
    assert api.seen == ["Bearer token-number-1"]
    lab.write(
        {
            "requests/q.toml": 'url = "{{base_url}}/?t={{access_token}}"\n'
            'headers = [{ name = "Authorization", value = "mine {{access_token}}" }]\n'
        }
    )
    program.run("send", "q")
    assert api.seen[-1] == "mine token-number-2"


def test_processes_share_it(program: Shell, lab: Lab) -> None:
    sharing = replace(program, more={**program.more, "OUTRIDER_TOKENS": "shared"})
    running = [sharing.start("send", "list") for _ in range(5)]
    ended = [process.communicate(timeout=PATIENCE) for process in running]
    assert [process.returncode for process in running] == [0] * 5, ended
    assert runs(lab) == 1


def test_a_token_that_the_api_rejects_is_fetched_once_more(
    program: Shell, lab: Lab, api: Api
) -> None:
    sharing = replace(program, more={**program.more, "OUTRIDER_TOKENS": "shared"})
    assert sharing.run("send", "list").status == 0
    api.accepts = {"Bearer token-number-2"}
    said = sharing.run("send", "list", "--json")
    assert said.json["response"]["status"] == 200
    assert said.json["token"]["reason_code"] == "api_401"
    assert runs(lab) == 2


def test_a_program_with_its_own_cache_is_told_of(program: Shell, lab: Lab, api: Api) -> None:
    add(lab, "kept", "echo", "token-of-a-cache")
    lab.write({"requests/kept.toml": 'url = "{{base_url}}/"\n[auth]\nuse = "kept"\n'})
    sharing = replace(program, more={**program.more, "OUTRIDER_TOKENS": "shared"})
    api.accepts = {"Bearer token-of-a-cache"}
    assert sharing.run("send", "kept", "--trust").status == 0
    api.accepts = set()
    said = sharing.run("send", "kept", "--trust")
    assert said.status == 6
    assert "The command returned the token that the API rejected" in said.err
    assert len(api.seen) == 3


def test_a_new_command_needs_trust_and_so_does_its_variable(program: Shell, lab: Lab) -> None:
    add(lab, "other", "echo", "{{word}}-token-12345")
    said = program.run("token", "--auth", "other")
    assert said.status == 3
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace("[secrets]", 'word = "one"\n[secrets]'))
    assert program.run("trust").status == 0
    assert program.run("token", "--auth", "other").text == "one-token-12345\n"
    file.write_text(file.read_text().replace('word = "one"', 'word = "two"'))
    said = program.run("token", "--auth", "other")
    assert said.status == 3
    assert "[auth.other] of dev runs echo two-token-12345" in said.err
    assert not program.run("token", "--auth", "other").out


def test_a_script_of_the_workspace_belongs_to_its_command(program: Shell, lab: Lab) -> None:
    (lab.root / "fetch_one.py").write_text("print('another-token')")
    assert program.run("token").status == 3


FAILURES = [
    (["nonesuch-program"], 'Command "nonesuch-program" not found.', "Install it"),
    (["/etc/passwd"], 'Command "/etc/passwd" may not be run.', "Check its permissions"),
    (
        ["sh", "-c", "echo please log in >&2; exit 3"],
        'Command "sh" exited with status 3.',
        "please log in",
    ),
    (["sh", "-c", "echo why >&2"], 'Command "sh" printed nothing.', "why"),
    (["printf", "a\\nb"], 'Command "printf" printed 2 lines.', "one line of text"),
    (
        ["echo", '{"accessToken": "abcdefghij"}'],
        'Command "echo" printed JSON without access_token.',
        'Add [auth.odd.token_response] with access_token = "accessToken" to environments/dev.toml.',
    ),
    (
        ["echo", '{"access_token": "abcdefghij", "expires_in": -7}'],
        'Command "echo" printed a token that expired 7 s ago.',
        "Run it in a terminal",
    ),
    (["echo", "Bearer abcdefgh"], 'Command "echo" printed "Bearer " before the token.', "prefix"),
]


@pytest.mark.parametrize(("words", "what", "more"), FAILURES, ids=lambda one: str(one)[:30])
def test_a_program_that_gives_no_token_is_a_sentence(
    program: Shell, lab: Lab, words: list[str], what: str, more: str
) -> None:
    add(lab, "odd", *words)
    said = program.run("token", "--auth", "odd", "--trust")
    assert (said.status, said.out) == (4, b"")
    assert f"error: {what}" in said.err
    assert more in said.err
    assert "  at command (environments/dev.toml:13)" in said.err
    assert "abcdefghij" not in said.err.replace(" ".join(words), "")


def test_paths_lead_to_the_token_and_its_expiry(program: Shell, lab: Lab) -> None:
    output = {"data": {"accessToken": "abcdefghij", "end": "2099-01-01T00:00:00Z"}}
    paths = '[auth.az.token_response]\naccess_token = "data.accessToken"\nexpires_at = "data.end"'
    add(lab, "az", "echo", json.dumps(output), more=paths)
    said = program.run("token", "--auth", "az", "--trust", "--json")
    assert said.status == 0
    assert said.json["expires_in"] > 80_000
    assert "assuming" not in said.err
    add(
        lab,
        "bad",
        "echo",
        json.dumps(output),
        more=paths.replace("az", "bad").replace("Token", "Tokat"),
    )
    said = program.run("token", "--auth", "bad", "--trust")
    assert said.status == 4
    assert 'Command "echo" printed JSON without "data.accessTokat".' in said.err
    assert '"data" has accessToken, end.' in said.err
    assert "Check access_token (environments/dev.toml:" in said.err


def test_one_that_takes_too_long_is_ended(program: Shell, lab: Lab) -> None:
    add(lab, "slow", "sh", "-c", "sleep 600; true", more="timeout = 1")
    said = program.run("token", "--auth", "slow", "--trust")
    assert said.status == 4
    assert 'Command "sh" did not finish within 1 s.' in said.err
    assert "or set timeout = 2 (environments/dev.toml:14)" in said.err


def test_a_secret_in_an_argument_is_a_fault_and_nothing_runs(program: Shell, lab: Lab) -> None:
    add(lab, "seen", sys.executable, "fetch_one.py", str(lab.root.parent / "runs"), "{{key}}")
    for said in (program.run("token", "--auth", "seen", "--trust"), program.run("check")):
        assert said.status == 3
        assert "command contains a secret: {{key}}." in said.err + said.text
        assert "secret-in-an-argument" not in said.err + said.text
    assert runs(lab) == 0


def test_a_program_is_never_taken_from_the_working_folder(program: Shell, lab: Lab) -> None:
    own = lab.root / "az"
    own.write_text("#!/bin/sh\necho stolen-token-123\n")
    own.chmod(0o755)
    add(lab, "az", "az")
    said = replace(program, more={**program.more, "PATH": ".:"}).run(
        "token", "--auth", "az", "--trust"
    )
    assert said.status == 4
    assert 'Command "az" not found.' in said.err
