"""The commands around ``send``: tokens, lists, mistakes, new workspaces, trust, completion."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.shell import PROGRAM, Shell

from outrider import __version__

JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+\n")


def claims(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    read: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def test_token_prints_the_token_and_a_line_end(shell: Shell) -> None:
    said = shell.run("token")
    assert said.status == 0
    assert JWT.fullmatch(said.text)
    assert claims(said.text)["scope"] == "orders.read orders.write"
    assert len(said.lines) == 1
    assert "eyJ" not in said.err


def test_token_of_another_auth_and_of_a_request(shell: Shell, lab: Lab) -> None:
    assert claims(shell.run("token", "--auth", "billing").text)["scope"] == "billing"
    lab.request("bill", more='[auth]\nextends = "billing"\nscope = "orders.read"\n')
    assert claims(shell.run("token", "--request", "bill").text)["scope"] == "orders.read"


def test_a_fresh_token_says_that_it_was_asked_for(shell: Shell) -> None:
    said = shell.run("token", "--fresh")
    assert said.status == 0
    assert said.err.endswith("new token requested\n")


def test_token_as_json(shell: Shell) -> None:
    shown = shell.run("token", "--json", "-q").json
    assert (shown["environment"], shown["source"], shown["reason"], shown["error"]) == (
        "dev",
        "exchange",
        "no token yet",
        None,
    )
    assert claims(shown["access_token"])["client_id"] == "orders-dev"
    assert 55 <= shown["expires_in"] <= 60


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--auth", "biling"), 2, "default, billing"),
        (("--env", "dve"), 2, "dev"),
        (("--request", "nowhere"), 2, "list"),
        (("--request", "open"), 2, "oauth2"),
        (("--auth", "default", "--request", "list"), 2, "not allowed with"),
    ],
)
def test_a_token_that_cannot_be(
    words: tuple[str, ...], status: int, told: str, shell: Shell, lab: Lab
) -> None:
    lab.request("open", more='[auth]\ntype = "none"\n')
    said = shell.run("token", *words)
    assert (said.status, said.out) == (status, b"")
    assert told in said.err


def test_a_refused_token_prints_no_token(shell: Shell, demo_servers: StrictServers) -> None:
    demo_servers.stop_authorization_server()
    said = shell.run("token")
    assert (said.status, said.out) == (4, b"")
    said = shell.run("token", "--json")
    assert (said.status, said.json["access_token"]) == (4, None)
    assert said.json["error"]["code"] == "connection_refused"


@pytest.fixture
def several(lab: Lab, demo_servers: StrictServers) -> Lab:
    for name in ("dev", "qa", "team/live"):
        lab.environment(name, api=demo_servers.api_url, token=demo_servers.token_url)
    return lab


def used(shell: Shell, *words: str, **more: str) -> str | None:
    said = shell.run("send", "list", "--json", "-q", *words, **more)
    environment: str | None = said.json["environment"]
    return environment if said.status == 0 else f"exit {said.status}"


def test_which_environment_is_used(shell: Shell, several: Lab) -> None:
    assert used(shell) == "exit 2"
    said = shell.run("send", "list")
    assert "dev, qa, team/live" in said.err
    assert used(shell, "--env", "team/live") == "team/live"
    assert used(shell, OUTRIDER_ENV="qa") == "qa"
    several.write({"outrider.toml": 'default_environment = "dev"\n'})
    assert used(shell) == "dev"
    assert used(shell, OUTRIDER_ENV="qa") == "qa"
    assert used(shell, "--env", "team/live", OUTRIDER_ENV="qa") == "team/live"
    assert used(shell, OUTRIDER_ENV="") == "dev"
    assert used(shell, "--env", "nope") == "exit 2"
    several.write({"outrider.toml": 'default_environment = "gone"\n'})
    assert used(shell) == "exit 2"


def test_the_only_environment_needs_no_word(shell: Shell) -> None:
    assert used(shell) == "dev"


def test_environments_are_listed(shell: Shell, several: Lab) -> None:
    several.write({"outrider.toml": 'default_environment = "qa"\n'})
    file = several.root / "environments" / "qa.toml"
    file.write_text('name = "Q\\u001b[31mA"\nprotected = true\n' + file.read_text())
    said = shell.run("environments")
    assert said.status == 0
    assert [line.split()[0] for line in said.text.splitlines()] == ["dev", "qa", "team/live"]
    assert "default, protected" in said.text
    assert "\x1b" not in said.text
    rows = shell.run("environments", "--json").json
    assert [row["id"] for row in rows] == ["dev", "qa", "team/live"]
    assert rows[1]["protected"] is True
    assert rows[1]["auths"] == ["default", "billing"]


def test_requests_are_listed_although_one_is_broken(shell: Shell, lab: Lab) -> None:
    lab.request("billing/create", more='name = "Create"\nmethod = "POST"\n')
    assert [line.split() for line in shell.run("requests").text.splitlines()] == [
        ["POST", "billing/create", "Create", "{{base_url}}/orders"],
        ["GET", "list", "{{base_url}}/orders"],
    ]
    lab.write({"requests/bad.toml": "url = \n"})
    said = shell.run("requests", "--json")
    assert said.status == 3
    assert [row["id"] for row in said.json] == ["billing/create", "list"]
    assert "requests/bad.toml:1" in said.err


def test_an_empty_workspace_lists_nothing(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "outrider.toml").touch()
    for command in ("requests", "environments"):
        said = shell.run(command, "--workspace", str(tmp_path / "empty"))
        assert (said.status, said.out) == (0, b"")
        assert f"No {command} yet." in said.err


def test_check_finds_every_mistake_with_its_place(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    assert (shell.run("check").status, shell.run("check").text) == (0, "No problems found.\n")
    lab.request("bad", "{{base_url}}/{{nope}}", 'metod = "GET"\n[auth]\nuse = "biling"\n')
    lab.write({"requests/worse.toml": "url = [\n", "requests/b/folder.toml": "order = 7\n"})
    said = shell.run("check")
    assert said.status == 3
    for place in (
        "requests/bad.toml:1: error: ",
        "  at url\n",
        "requests/bad.toml:2: warning: ",
        "requests/bad.toml:4: error: ",
        "  at auth.use\n",
        "requests/worse.toml:",
        "requests/b/folder.toml:1",
    ):
        assert place in said.text, said.text
    assert "method" in said.text
    assert said.text.splitlines()[-1] == "4 errors, 1 warning."
    shown = shell.run("check", "--json").json
    assert (shown["errors"], shown["warnings"]) == (4, 1)
    assert {(one["file"], one["line"]) for one in shown["faults"]} >= {
        ("requests/bad.toml", 1),
        ("requests/bad.toml", 4),
    }
    assert demo_servers.authorization.recorder.count == demo_servers.api.recorder.count == 0


def test_check_finds_a_variable_of_a_request_that_has_a_secrets_name(
    shell: Shell, lab: Lab
) -> None:
    lab.request("bad", more='[variables]\nclient_secret = "x"\n')
    said = shell.run("check")
    assert said.status == 3
    assert "requests/bad.toml:3: error: " in said.text


def test_check_opens_no_secret(shell: Shell, lab: Lab, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    file = lab.root / "environments" / "dev.toml"
    command = json.dumps([sys.executable, "-c", f"open({str(trace)!r}, 'w')"])
    file.write_text(file.read_text().replace('"dev-only-secret"', f"{{ command = {command} }}"))
    assert shell.run("trust").status == 0
    assert shell.run("check").status == 0
    assert not trace.exists()


def test_a_new_workspace_is_complete_and_trusted(shell: Shell, tmp_path: Path) -> None:
    made = tmp_path / "my api"
    said = shell.run("init", str(made))
    assert said.status == 0
    assert f"cd '{made}'" in said.text
    there = Shell(shell.home, made)
    checked = there.run("check")
    assert checked.status == 0, checked.text
    assert there.run("environments").status == 0
    assert there.run("requests").status == 0
    assert "my api" in (made / "outrider.toml").read_text()
    again = shell.run("init", str(made))
    assert again.status in {2, 3}
    assert again.lines[0].startswith("error: ")
    (store,) = (shell.home / "state").rglob("trust.json")
    assert str(made) in store.read_text()
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700


def test_trust_names_the_commands_and_asks_again_when_one_changes(
    shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    file = lab.root / "environments" / "dev.toml"
    original = file.read_text()

    def with_command(*argv: str) -> None:
        command = f"{{ command = {json.dumps(argv)} }}"
        file.write_text(original.replace('"dev-only-secret"', command))

    with_command("echo", "dev-only-secret")
    assert shell.run("send", "list").status == 3
    said = shell.run("trust", str(lab.root))
    assert said.text.splitlines() == [
        f"Trusted: {lab.root}",
        "It can now do this:",
        '  new secret "client_secret" of dev runs echo dev-only-secret    environments/dev.toml:5',
    ]
    assert shell.run("send", "list").status == 0
    with_command("printf", "dev-only-secret")
    said = shell.run("send", "list")
    assert said.status == 3
    assert "environments/dev.toml:5" in said.err
    moved = tmp_path / "moved"
    shutil.move(lab.root, moved)
    assert Shell(shell.home, moved).run("send", "list").status == 3


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_that_shell(name: str, shell: Shell, tmp_path: Path) -> None:
    said = shell.run("completion", name)
    assert said.status == 0
    assert "environments" in said.text
    program = shutil.which(name)
    if program is not None:
        script = tmp_path / "completion"
        script.write_bytes(said.out)
        subprocess.run([program, "-n", str(script)], check=True, capture_output=True)


COMPLETE = """
source {script}
COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
COMP_LINE="${{COMP_WORDS[*]}}"; COMP_POINT=${{#COMP_LINE}}
eval "$(complete -p outrider | sed -E 's/.*-F ([^ ]+) .*/\\1/') outrider ${{COMP_WORDS[-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("outrider se", ["send"]),
        ("outrider send --rev", ["--reveal"]),
        ("outrider tok", ["token", "tokens"]),
        ("outrider exe", ["exec"]),
        ("outrider exec --token-n", ["--token-name"]),
        ("outrider token --as ku", ["kubectl"]),
    ],
)
def test_bash_completes_commands_and_options(
    words: str, offered: list[str], shell: Shell, tmp_path: Path
) -> None:
    script = tmp_path / "completion"
    script.write_bytes(shell.run("completion", "bash").out)
    done = subprocess.run(
        ["bash", "--norc", "-c", COMPLETE.format(script=script, words=words)],
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.stdout.decode().split() == offered, done.stderr


def test_version_and_help(shell: Shell) -> None:
    assert shell.run("--version").text == f"outrider {__version__}\n"
    said = shell.run("--help")
    assert said.status == 0
    assert "exit status:" in said.text
    for command in ("send", "token", "check", "init", "trust", "completion"):
        assert shell.run(command, "--help").status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sned", "list"), "send"),
        (("send",), "REQUEST"),
        (("send", "list", "--no-such"), "--no-such"),
        (("send", "lst"), "list"),
        (("completion", "tcsh"), "bash"),
        ((), "outrider --help"),
    ],
)
def test_wrong_usage_is_exit_2_and_says_what_is_right(
    words: tuple[str, ...], told: str, shell: Shell
) -> None:
    said = shell.run(*words)
    assert (said.status, said.out) == (2, b"")
    assert told in said.err


def test_a_folder_below_the_workspace_is_in_it_and_another_is_not(
    shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    below = lab.root / "requests" / "deep"
    below.mkdir()
    assert Shell(shell.home, below).run("send", "list").status == 0
    said = Shell(shell.home, tmp_path).run("send", "list")
    assert said.status == 2
    assert "outrider init" in said.err
    assert Shell(shell.home, tmp_path).run("send", "list", "--workspace", str(lab.root)).status == 0


@pytest.mark.parametrize("words", [("send", "big", "-q"), ("requests",), ("--help",)])
def test_a_reader_that_goes_away_is_no_error(
    words: tuple[str, ...], shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    lab.request("big", "{{base_url}}/large?bytes=3000000")
    for number in range(40):
        lab.request(f"r{number}", more=f'name = "{number}{" long" * 400}"\n')
    pipeline = f'"$@" 2>{tmp_path / "err"} | head -c 1 >/dev/null; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", pipeline, "bash", *PROGRAM, *words],
        cwd=shell.folder,
        env=shell.environ,
        capture_output=True,
        check=True,
    )
    assert (tmp_path / "err").read_text() == ""
    assert done.stdout.strip() == b"0"
