"""``outrider exec``: what the program gets, and that it is all that is there then."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import PROGRAM, Said, Shell

DEV = "environments/dev.toml"
TELL = "import json, os, sys; print(json.dumps([dict(os.environ), sys.argv[1:]]))"


def told(said: Said) -> dict[str, str]:
    """The environment that the program was given."""
    assert said.status == 0, said.err
    environ, _ = said.json
    found: dict[str, str] = environ
    return found


def execute(shell: Shell, *options: str, **more: str) -> Said:
    """Runs a program that prints its environment."""
    return shell.run("exec", *options, "--", sys.executable, "-c", TELL, **more)


def added(shell: Shell, *options: str, **more: str) -> dict[str, str]:
    """What is in its environment and not in ours."""
    known = {**shell.environ, **more, "LC_CTYPE": ""}
    found = told(execute(shell, *options, **more))
    return {name: value for name, value in found.items() if name not in known}


def change(lab: Lab, old: str, new: str) -> None:
    """Changes the text of the environment."""
    text = (lab.root / DEV).read_text()
    assert old in text
    lab.write({DEV: text.replace(old, new)})


def test_the_program_gets_token_expiry_and_variables_and_no_secret(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.write({"outrider.toml": '[variables]\nversion = "v2"\nlimit = 3\n'})
    found = added(shell)
    token = found.pop("ACCESS_TOKEN")
    assert token.count(".") == 2
    assert int(found.pop("ACCESS_TOKEN_EXPIRES_AT")) > demo_servers.clock()
    assert found == {"base_url": demo_servers.api_url, "version": "v2", "limit": "3"}
    assert demo_servers.authorization.token_requests() == 1


def test_words_reach_the_program_as_they_are_and_none_has_a_token(shell: Shell) -> None:
    words = ["--", "-x", "--env", "a b", "", "$HOME", "{{base_url}}"]
    said = shell.run("exec", "--", sys.executable, "-c", TELL, *words)
    environ, given = said.json
    assert given == words
    assert not said.err
    assert environ["ACCESS_TOKEN"]
    assert not any(environ["ACCESS_TOKEN"] in word for word in given)


def test_names_are_chosen_by_options(shell: Shell, lab: Lab) -> None:
    change(lab, "[variables]", '[variables]\n"page-size.max" = 20')
    names = set(added(shell, "--token-name", "T", "--prefix", "X_"))
    assert names == {"T", "T_EXPIRES_AT", "X_base_url", "X_page_size_max"}
    assert set(added(shell, "--expires-name", "E", "--variable", "page-size.max")) == {
        "ACCESS_TOKEN",
        "E",
        "page_size_max",
    }
    assert set(added(shell, "--no-variables")) == {"ACCESS_TOKEN", "ACCESS_TOKEN_EXPIRES_AT"}
    assert set(added(shell, "--no-token")) == {"base_url", "page_size_max"}


def test_a_token_of_another_definition_or_of_a_request(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("own", more='[auth]\nuse = "billing"\n[variables]\nown = "of the request"\n')
    execute(shell, "--auth", "billing")
    assert added(shell, "--request", "own")["own"] == "of the request"
    asked = demo_servers.authorization.recorder.requests
    assert [b"scope=billing" in one.body for one in asked] == [True, True]


def test_a_secret_is_passed_only_by_name_and_what_contains_it_with_it(
    shell: Shell, lab: Lab
) -> None:
    change(lab, "[variables]", '[variables]\nlogin = "me:{{client_secret}}"')
    without = execute(shell)
    assert "dev-only-secret" not in json.dumps(without.json) + without.err
    assert 'warning: Variable "login" is not passed.' in without.err
    assert 'Its value contains secret "client_secret".' in without.err
    assert "Pass --secret client_secret too." in without.err
    assert not execute(shell, "-q").err
    found = added(shell, "--secret", "client_secret")
    assert (found["client_secret"], found["login"]) == ("dev-only-secret", "me:dev-only-secret")
    named = execute(shell, "--variable", "login")
    assert (named.status, named.out) == (2, b"")
    assert '"login" cannot be passed as OS environment variable login.' in named.err


def test_names_that_programs_obey_are_passed_only_if_they_were_typed(
    shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    names = ("LD_PRELOAD", "PATH", "BASH_ENV", "https_proxy", "npm_config_script_shell", "_")
    lines = "\n".join(f'"{name}" = "/tmp/CANARY"' for name in names)
    change(lab, "[variables]", f'[variables]\n{lines}\n"LD-AUDIT" = "CANARY"\nBaseUrl = "b"')
    said = execute(shell)
    environ = told(said)
    assert not [name for name, value in environ.items() if "CANARY" in value]
    assert environ["BaseUrl"] == "b"
    assert all(f'"{name}"' in said.err for name in (*names, "LD-AUDIT"))
    assert "Programs obey such OS environment variables." in said.err
    prefixed = told(execute(shell, "--prefix", "x"))
    assert prefixed["xPATH"] == "/tmp/CANARY"
    assert prefixed["PATH"] == shell.environ["PATH"]
    assert told(execute(shell, "--variable", "BASH_ENV"))["BASH_ENV"] == "/tmp/CANARY"
    assert told(execute(shell, "--var", "MORE=typed"))["MORE"] == "typed"
    # A path that was typed is where the program is looked for.
    (tmp_path / "mine").write_text("#!/bin/sh\nexit 5\n")
    (tmp_path / "mine").chmod(0o755)
    assert shell.run("exec", "--var", f"PATH={tmp_path}", "--", "mine").status == 5


def test_what_cannot_be_resolved_is_said_and_only_if_named_an_error(shell: Shell, lab: Lab) -> None:
    change(lab, "[variables]", '[variables]\nbroken = "{{nowhere}}"\nloop = "{{loop}}"')
    said = execute(shell)
    assert {"broken", "loop"}.isdisjoint(told(said))
    assert 'Variable "broken" is not passed.' in said.err
    assert 'Variable "nowhere" is not defined.' in said.err
    named = execute(shell, "--variable", "broken")
    assert (named.status, named.out) == (3, b"")
    assert 'Variable "nowhere" is not defined.' in named.err


def test_two_values_for_one_name_are_not_both_passed(shell: Shell, lab: Lab) -> None:
    change(lab, "[variables]", '[variables]\n"a.b" = "1"\n"a-b" = "2"\n')
    said = execute(shell)
    assert told(said)["a_b"] in {"1", "2"}
    assert "OS environment variable a_b is for variable" in said.err
    taken = execute(shell, "--token-name", "base_url", "--variable", "base_url")
    assert taken.status == 2
    assert "OS environment variable base_url is for the token." in taken.err


def test_the_variables_from_which_secrets_are_read_are_removed_and_all_others_stay(
    shell: Shell, lab: Lab
) -> None:
    change(lab, '"dev-only-secret"', '{ env = "DEV_SECRET" }')
    process = {"DEV_SECRET": "dev-only-secret", "OTHER": "stays"}
    environ = told(execute(shell, "--trust", **process))
    assert environ["OTHER"] == "stays"
    assert "dev-only-secret" not in environ.values()
    by_name = told(execute(shell, "--trust", "--secret", "client_secret", **process))
    assert "DEV_SECRET" not in by_name
    assert by_name["client_secret"] == "dev-only-secret"
    typed = told(
        execute(shell, "--trust", "--var", "client_secret", client_secret="dev-only-secret")
    )
    assert "dev-only-secret" not in typed.values()


def test_the_token_may_be_in_a_variable_and_a_generated_value_is_one(
    shell: Shell, lab: Lab
) -> None:
    lines = 'header = "Bearer {{access_token}}"\nid = "{{$guid}}"\nsame = "{{id}}"'
    change(lab, "[variables]", f"[variables]\n{lines}")
    found = added(shell)
    assert found["header"] == f"Bearer {found['ACCESS_TOKEN']}"
    assert found["id"] == found["same"]
    assert "header" not in added(shell, "--no-token")


def test_trust_and_protection_are_those_of_a_send(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    change(lab, "[variables]", '[variables]\nhome = "{{$env.HOME}}"')
    said = execute(shell)
    assert (said.status, said.out) == (3, b"")
    assert "OS environment variable HOME" in said.err
    assert told(execute(shell, "--trust"))["home"] == str(shell.home)
    lab.write({DEV: "protected = true\n" + (lab.root / DEV).read_text()})
    before = demo_servers.authorization.token_requests()
    refused = execute(shell, "--trust")
    assert (refused.status, refused.out) == (2, b"")
    assert "is protected: its token needs a confirmation." in refused.err
    assert "Pass --yes to confirm." in refused.err
    assert demo_servers.authorization.token_requests() == before
    assert execute(shell, "--trust", "--yes").status == 0


def test_without_a_token_nothing_is_started(shell: Shell, lab: Lab, tmp_path: Path) -> None:
    change(lab, "dev-only-secret", "another-secret-of-dev")
    mark = tmp_path / "mark"
    said = shell.run("exec", "--", "touch", str(mark))
    assert said.status == 4
    assert "Token request refused: 401 invalid_client" in said.err
    assert not mark.exists()


WRONG = (
    ((), "The command to run is missing."),
    (("--",), "The command to run is missing."),
    (("ls",), 'The command to run has to follow "--": ls.'),
    (("-x", "--", "ls"), "Unknown arguments: -x."),
    (("ls", "--", "ls"), "Unknown arguments: ls."),
    (("--token-name", "A B", "--", "ls"), '--token-name "A B" is not a name of an OS environment'),
    (("--token-name", "A=B", "--", "ls"), '--token-name "A=B" is not a name of an OS environment'),
    (("--token-name", "PATH", "--", "ls"), '--token-name "PATH" would replace a variable that pr'),
    (("--token-name", "LD_PRELOAD", "--", "ls"), '"LD_PRELOAD" would replace a variable that pr'),
    (("--expires-name", "HOME", "--", "ls"), '--expires-name "HOME" would replace a variable tha'),
    (("--token-name", "", "--", "ls"), '--token-name "" is not a name of an OS environment'),
    (("--prefix", "1", "--", "ls"), '--prefix "1" is not a name'),
    (("--expires-name", "ACCESS_TOKEN", "--", "ls"), "--token-name and --expires-name are the"),
    (("--secret", "no", "--", "ls"), '--secret: unknown secret "no".'),
    (("--variable", "no", "--", "ls"), '--variable: unknown variable "no".'),
    (("--variable", "client_secret", "--", "ls"), 'unknown variable "client_secret".'),
    (("--auth", "no", "--", "ls"), 'has no auth definition "no".'),
    (("--env", "no", "--", "ls"), '"no"'),
)


def test_wrong_words_are_told_before_anything_is_fetched(
    shell: Shell, demo_servers: StrictServers
) -> None:
    for words, said in WRONG:
        done = shell.run("exec", *words)
        assert (done.status, done.out) == (2, b""), words
        assert said in done.err, (words, done.err)
    assert not demo_servers.authorization.token_requests()


def test_a_program_that_cannot_be_started_has_the_status_that_shells_give_it(
    shell: Shell, lab: Lab, demo_servers: StrictServers, tmp_path: Path
) -> None:
    files = {
        "locked": (0o644, "#!/bin/sh\n"),
        "headless": (0o755, "#!/no/such/interpreter\n"),
        "binary": (0o755, "\0\1\2\3"),
        "plain": (0o755, "exit 9\n"),
    }
    for name, (mode, text) in files.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(mode)
    early = (
        ("no-such-program", 127, 'Program "no-such-program" is not found.'),
        ("./no-such-program", 127, "is not found."),
        ("", 127, "is not found."),
        (str(tmp_path), 126, "It is a folder."),
        (str(tmp_path / "locked"), 126, "Permission denied."),
    )
    for program, status, why in early:
        said = shell.run("exec", "--", program)
        assert (said.status, said.out) == (status, b""), program
        assert why in said.err, program
    assert not demo_servers.authorization.token_requests()
    for name, status, why in (
        ("headless", 126, "The interpreter that its first line names is not found."),
        ("binary", 126, "Exec format error."),
        # A script without a first line that names a shell is one of sh.
        ("plain", 9, ""),
    ):
        said = shell.run("exec", "--", str(tmp_path / name))
        assert said.status == status, name
        assert why in said.err, name
    long = shell.run("exec", "--var", f"x={'x' * 200_000}", "--", "true")
    assert long.status == 126
    assert "Argument list too long." in long.err


def test_a_value_that_no_environment_can_hold_is_told(shell: Shell, lab: Lab) -> None:
    change(lab, "[variables]", '[variables]\nnull = "a\\u0000b"')
    said = execute(shell)
    assert (said.status, said.out) == (3, b"")
    assert 'The value of "null" contains a null character.' in said.err
    assert f"{DEV}:" in said.err


def test_values_are_utf_8_and_line_breaks_stay(shell: Shell, lab: Lab) -> None:
    change(lab, "[variables]", '[variables]\ntext = "zwölf €\\nzeilen"')
    found = told(execute(shell, LC_ALL="C.UTF-8"))
    assert found["text"] == "zwölf €\nzeilen"


def started(shell: Shell, *words: str, **options: Any) -> subprocess.Popen[bytes]:
    """The program as users start it."""
    return subprocess.Popen(
        [*PROGRAM, "exec", *words],
        cwd=shell.folder,
        env=shell.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_streams_process_and_signals_are_the_programs_own(shell: Shell) -> None:
    script = 'echo $$; read line; echo "got $line"; echo oops >&2; exit 3'
    with started(shell, "--", "sh", "-c", script) as process:
        out, err = process.communicate(b"a line\nmore", timeout=PATIENCE)
    # No process is between the caller and the program.
    assert out.decode() == f"{process.pid}\ngot a line\n"
    assert (err, process.returncode) == (b"oops\n", 3)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_ends_the_program_as_it_would_by_itself(number: int, shell: Shell) -> None:
    def heard() -> None:
        # What starts the tests may ignore it, and so would the program.
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)

    script = "echo ready; exec sleep 1000"
    with started(shell, "--", "sh", "-c", script, preexec_fn=heard) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(number)
            # A shell makes 128 and the number of it.
            assert process.wait(PATIENCE) == -number
        finally:
            process.kill()


IGNORED = "grep -E '^Sig(Ign|Blk)' /proc/self/status; ulimit -Sc"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")
def test_what_is_ignored_and_what_is_limited_is_as_the_caller_had_it(shell: Shell) -> None:
    import resource

    def caller() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
        resource.setrlimit(resource.RLIMIT_CORE, (wanted, hard))

    told_of = []
    for words in ([*PROGRAM, "exec", "--", "sh", "-c", IGNORED], ["sh", "-c", IGNORED]):
        done = subprocess.run(
            words,
            cwd=shell.folder,
            env=shell.environ,
            capture_output=True,
            preexec_fn=caller,
            timeout=PATIENCE,
            check=True,
        )
        told_of.append(done.stdout.decode())
    assert told_of[0] == told_of[1]
    ignored = int(told_of[0].split()[3], 16) if told_of[0].startswith("SigBlk") else 0
    assert ignored & (1 << (signal.SIGHUP - 1))


def test_no_descriptor_of_ours_is_left_open(shell: Shell) -> None:
    script = "ls -l /proc/self/fd | wc -l"
    if not Path("/proc/self/fd").exists():
        pytest.skip("there is no /proc")
    ours = subprocess.run(
        [*PROGRAM, "exec", "--", "sh", "-c", script],
        cwd=shell.folder,
        env=shell.environ,
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    alone = subprocess.run(["sh", "-c", script], capture_output=True, timeout=PATIENCE, check=True)
    assert ours.stdout == alone.stdout


def test_a_shared_token_is_used_and_kept(shell: Shell, demo_servers: StrictServers) -> None:
    shared = {"OUTRIDER_TOKENS": "shared"}
    first, second = (told(execute(shell, **shared))["ACCESS_TOKEN"] for _ in range(2))
    assert first == second
    third = told(execute(shell, "--fresh", **shared))["ACCESS_TOKEN"]
    assert third != first
    assert demo_servers.authorization.token_requests() == 2


def test_the_console_is_shown_only_if_it_is_asked_for(shell: Shell) -> None:
    assert not execute(shell).err
    verbose = execute(shell, "--verbose")
    assert "POST http://127.0.0.1" in verbose.err
    assert "dev-only-secret" not in verbose.err
    assert told(verbose)["ACCESS_TOKEN"] not in verbose.err
