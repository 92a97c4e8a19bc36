"""``outrider send`` as a process: what goes to which stream, and what it leaves behind."""

from __future__ import annotations

import asyncio
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.servers.toxic import answers, ok, toxic_server
from tests.shell import Shell

from outrider.demo.api import ApiOptions
from outrider.model.secret import MASK

LINE = re.compile(
    "\\d\\d:\\d\\d:\\d\\d (token POST|api   GET ) http://127\\.0\\.0\\.1:\\d+\\S+ "
    "\\d{3} \\d+ ms( no token yet)?"
)


def bodies(shell: Shell, lab: Lab, url: str) -> None:
    lab.write({"requests/raw.toml": f'url = "{url}/"\n[auth]\ntype = "none"\n'})


def test_the_body_is_on_stdout_and_the_console_on_stderr(shell: Shell) -> None:
    said = shell.run("send", "list")
    assert said.status == 0
    assert said.json["orders"]
    assert len(said.lines) == 2
    assert all(LINE.fullmatch(line) for line in said.lines), said.err
    assert said.lines[0].endswith("ms no token yet")


async def test_the_body_arrives_byte_for_byte(shell: Shell, lab: Lab) -> None:
    body = bytes(range(256)) * 3 + b"\r\n\x1b]0;x\x07no line end"
    async with toxic_server(ok(body, b"Content-Type: text/plain; charset=utf-16")) as server:
        bodies(shell, lab, server.url)
        said = await asyncio.to_thread(shell.run, "send", "raw")
    assert (said.status, said.out) == (0, body)


def test_quiet_has_no_console_and_still_tells_errors(
    shell: Shell, demo_servers: StrictServers
) -> None:
    assert shell.run("send", "list", "-q").err == ""
    demo_servers.stop_authorization_server()
    said = shell.run("send", "list", "-q")
    assert said.status == 4
    assert said.err.startswith("error: ")


def test_verbose_shows_headers_and_bodies_without_secrets(shell: Shell) -> None:
    said = shell.run("send", "list", "-v")
    assert said.status == 0
    assert said.json["orders"]
    for line in (
        f"  > Authorization: Basic {MASK}",
        f"  > Authorization: Bearer {MASK}",
        "  < HTTP/1.1 200 OK",
        "  < content-type: application/json",
    ):
        assert line.lower() in [one.lower() for one in said.lines], said.err
    assert "grant_type=client_credentials" in said.err
    assert "dev-only-secret" not in said.err
    assert "eyJ" not in said.err


def test_verbose_and_quiet_exclude_each_other(shell: Shell) -> None:
    said = shell.run("send", "list", "-v", "-q")
    assert (said.status, said.out) == (2, b"")


def test_include_puts_status_and_headers_before_the_body(
    shell: Shell, demo_servers: StrictServers
) -> None:
    headers = (("Set-Cookie", "session=of-this-person"), ("X-Twice", "1"), ("X-Twice", "2"))
    demo_servers.api.options = ApiOptions(headers=headers)
    said = shell.run("send", "list", "--include", "-q")
    head, _, body = said.out.partition(b"\n\n")
    lines = head.decode().split("\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert [line for line in lines if line.startswith("x-twice")] == ["x-twice: 1", "x-twice: 2"]
    assert body.startswith(b"{")
    assert "of-this-person" not in head.decode()
    revealed = shell.run("send", "list", "--include", "-q", "--reveal")
    assert "session=of-this-person" in revealed.text


def test_reveal_shows_what_was_sent(shell: Shell) -> None:
    said = shell.run("send", "list", "--json", "--reveal", "-v")
    headers = dict(said.json["request"]["headers"])
    assert re.fullmatch(r"Bearer eyJ[\w.-]+", headers["Authorization"])
    assert headers["Authorization"] in said.err


def test_a_status_of_400_or_above_is_exit_6_with_the_body(shell: Shell, lab: Lab) -> None:
    for status, code in ((404, 6), (500, 6)):
        lab.request("error", f"{{{{base_url}}}}/error/{status}")
        said = shell.run("send", "error")
        assert said.status == code
        assert said.json["status"] == status


async def test_a_broken_response_is_exit_5_and_what_came_is_shown(shell: Shell, lab: Lab) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"
    async with toxic_server(answers(head, then="close")) as server:
        bodies(shell, lab, server.url)
        said = await asyncio.to_thread(shell.run, "send", "raw")
    assert (said.status, said.out) == (5, b"half")
    assert "error: Connection closed after 4 of 99 bytes of the body." in said.lines


def test_no_server_is_exit_5_and_no_token_is_exit_4(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.write({"requests/raw.toml": 'url = "http://127.0.0.1:1/"\n[auth]\ntype = "none"\n'})
    said = shell.run("send", "raw")
    assert (said.status, said.out) == (5, b"")
    assert "error: 127.0.0.1:1 refused the connection." in said.lines
    options = demo_servers.authorization.options
    refusal = {"error": "invalid_scope", "error_description": "Not \x1b[31mfor you."}
    demo_servers.authorization.options = replace(options, refusal=refusal)
    said = shell.run("send", "list")
    assert (said.status, said.out) == (4, b"")
    told = "\n".join(said.lines)
    assert "error: Token request refused: 400 invalid_scope" in told
    assert f"at POST {demo_servers.token_url}" in told
    assert '  Server message: "Not ' in told
    assert "  Check scope (environments/dev.toml:" in told
    assert "\x1b" not in said.err
    assert demo_servers.api.recorder.count == 0


def leftovers(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_output_is_private_and_stdout_stays_empty(shell: Shell, out: Path) -> None:
    said = shell.run("send", "list", "--output", str(out / "a.json"))
    assert (said.status, said.out) == (0, b"")
    assert b"orders" in (out / "a.json").read_bytes()
    assert stat.S_IMODE((out / "a.json").stat().st_mode) == 0o600
    assert leftovers(out) == ["a.json"]


def test_a_failure_leaves_the_old_output_and_nothing_else(
    shell: Shell, out: Path, demo_servers: StrictServers
) -> None:
    (out / "a.json").write_text("old")
    demo_servers.stop_authorization_server()
    assert shell.run("send", "list", "--output", str(out / "a.json")).status == 4
    assert leftovers(out) == ["a.json"]
    assert (out / "a.json").read_text() == "old"
    assert shell.run("send", "list", "--output", str(out / "new")).status == 4
    assert leftovers(out) == ["a.json"]


def test_a_limit_of_the_file_is_what_the_advice_for_a_cut_body_names(
    lab: Lab, shell: Shell, out: Path
) -> None:
    lab.request("big", "{{base_url}}/echo?x=" + "y" * 500, "[options]\nmax_body = 100\n")
    said = shell.run("send", "big", "--trust", "--output", str(out / "b"))
    assert said.status == 5
    assert "Raise or remove max_body under [options] in requests/big.toml." in said.err


def test_output_replaces_an_open_file_with_a_private_one(shell: Shell, out: Path) -> None:
    (out / "a.json").write_text("old and longer than nothing" * 1000)
    (out / "a.json").chmod(0o644)
    assert shell.run("send", "list", "--output", str(out / "a.json")).status == 0
    assert stat.S_IMODE((out / "a.json").stat().st_mode) == 0o600
    assert (out / "a.json").read_bytes().startswith(b"{")


def test_output_with_json_keeps_the_object_on_stdout(shell: Shell, out: Path) -> None:
    said = shell.run("send", "list", "--json", "--output", str(out / "a.json"))
    assert said.json["response"]["status"] == 200
    assert said.json["response"]["size"] == (out / "a.json").stat().st_size


@pytest.mark.parametrize("target", ["", "missing/a.json"])
def test_an_output_that_cannot_be_written_is_told_before_anything_is_sent(
    target: str, shell: Shell, out: Path, demo_servers: StrictServers
) -> None:
    said = shell.run("send", "list", "--output", str(out / target))
    assert (said.status, said.out) == (2, b"")
    assert said.lines[0].startswith('error: File "')
    assert demo_servers.authorization.recorder.count == 0


def test_output_to_dev_null_works(shell: Shell) -> None:
    assert shell.run("send", "list", "--output", "/dev/null").status == 0


def test_a_protected_environment_asks_before_an_unsafe_method(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev", api=demo_servers.api_url, token=demo_servers.token_url, more="protected = true\n"
    )
    lab.request("change", "{{base_url}}/echo", 'method = "PATCH"\n')
    assert shell.run("send", "list").status == 0
    demo_servers.reset()
    said = shell.run("send", "change")
    assert (said.status, said.out) == (2, b"")
    assert "--yes" in said.err
    assert demo_servers.authorization.recorder.count == demo_servers.api.recorder.count == 0
    assert shell.run("send", "change", "--yes").status == 0


def test_a_variable_of_the_command_line_wins(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("echo", "{{base_url}}/echo?a={{a}}&b={{b}}", '[variables]\na = "1"\nb = "2"\n')
    words = ("send", "echo", "-q", "--var", "a=x={{b}}", "--var", "b")
    shell.run(*words, b="of the process")
    (request,) = demo_servers.api.recorder.requests
    assert request.query == (("a", "x={{b}}"), ("b", "of the process"))
    assert shell.run(*words).status == 2
    assert shell.run("send", "echo", "--var", "=x").status == 2


def test_a_secret_given_on_the_command_line_is_used_and_masked(shell: Shell) -> None:
    said = shell.run("send", "list", "-v", "--var", "client_secret=wrong-but-secret")
    assert said.status == 4
    assert "wrong-but-secret" not in said.err


def test_trust_for_one_call(shell: Shell, lab: Lab, demo_servers: StrictServers) -> None:
    file = lab.root / "environments" / "dev.toml"
    file.write_text(file.read_text().replace('"dev-only-secret"', '{ env = "DEV_SECRET" }'))
    secret = {"DEV_SECRET": "dev-only-secret"}
    said = shell.run("send", "list", **secret)
    assert said.status == 3
    assert "outrider trust" in said.err
    assert demo_servers.authorization.recorder.count == 0
    assert shell.run("send", "list", "--trust", **secret).status == 0
    assert shell.run("send", "list", **secret).status == 3
    assert shell.run("trust").status == 0
    assert shell.run("send", "list", **secret).status == 0


def test_a_host_that_the_auth_is_not_for_needs_to_be_allowed(
    shell: Shell, demo_servers: StrictServers
) -> None:
    file = shell.folder / "environments/dev.toml"
    file.write_text(
        file.read_text().replace("[auth.billing]", 'hosts = ["a.test"]\n[auth.billing]')
    )
    host = demo_servers.api_url.removeprefix("http://")
    refused = shell.run("send", "list")
    assert refused.status == 3
    assert f"The credential must not go to {host}." in refused.err
    assert f"--allow-host {host}" in refused.err
    assert not demo_servers.authorization.recorder.requests
    assert shell.run("send", "list", "--allow-host", host).status == 0
    assert shell.run("send", "list", "--allow-host", "127.0.0.1:1").status == 3


@pytest.mark.parametrize("given", ["base_url={}", "base_url"])
def test_a_value_of_the_call_names_its_host(
    shell: Shell, demo_servers: StrictServers, given: str
) -> None:
    file = shell.folder / "environments/dev.toml"
    file.write_text(file.read_text().replace(demo_servers.api_url, "http://127.0.0.1:1"))
    url = demo_servers.api_url
    said = shell.run("send", "list", "--var", given.format(url), base_url=url)
    assert said.status == 0
    host = demo_servers.api_url.removeprefix("http://")
    note = f'Variable "base_url" set on the command line names {host}: '
    assert f"{note}the request's credentials may go there." in said.err


@pytest.mark.parametrize("host", ["", "*", "http://x", "evil.test:http", "a/b"])
def test_a_host_that_allows_nothing_is_a_mistake_of_the_command_line(
    shell: Shell, host: str
) -> None:
    said = shell.run("send", "list", "--allow-host", host)
    assert said.status == 2
    assert f'--allow-host: Host "{host}" matches nothing.' in said.err
