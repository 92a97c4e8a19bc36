"""On a terminal: nothing that came from outside may steer it, and questions are asked there."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.servers.toxic import answers, ok, toxic_server
from tests.shell import PROGRAM, Shell
from tests.terminal import Terminal

HOSTILE = (
    "before\x1b]0;owned\x07\x1b[2J\x1b[1;1Hsafe to send\x1b]52;c;ZXZpbA==\x07"
    "\x9b31m\x9d0;owned\x9c\x1bP1$r\x1b\\\u202eevil\r\x08\x08after"
)
STEERING = [b"\x1b", b"\x07", b"\x08", "\x9b".encode(), "\x9d".encode(), "\u202e".encode()]


def terminal(shell: Shell, *words: str) -> Terminal:
    return Terminal.start([*PROGRAM, *words], folder=shell.folder, environ=shell.environ)


OWN_PROGRESS = re.compile(rb"\rChecking [^\x1b\r]*\x1b\[K|\r\x1b\[K")
"""What a command that takes a while writes itself, and takes away."""


def assert_harmless(seen: Terminal) -> None:
    raw = OWN_PROGRESS.sub(b"", seen.raw)
    for sequence in STEERING:
        assert sequence not in raw
    assert raw.count(b"\r") == raw.count(b"\r\n")  # the tty's own line ends only
    assert seen.screen().title == ""


@pytest.mark.parametrize("more", [(), ("--include",), ("-v",), ("--json",)])
async def test_a_hostile_response_cannot_steer_the_terminal(
    more: tuple[str, ...], shell: Shell, lab: Lab
) -> None:
    async with toxic_server(ok(HOSTILE.encode(), b"X-Evil: \x1b[2Jx\x9b1m")) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        seen = terminal(shell, "send", "raw", *more)
        status = await asyncio.to_thread(seen.end)
    assert status == 0
    assert_harmless(seen)
    shown = "\n".join(seen.screen().display)
    assert "before" in shown
    assert "after" in shown
    assert b"api   GET" in seen.raw


async def test_a_hostile_status_line_cannot_either(shell: Shell, lab: Lab) -> None:
    head = b"HTTP/1.1 404 No\x9b2Jt \xe2\x80\xaefound\r\nContent-Length: 0\r\n\r\n"
    async with toxic_server(answers(head)) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        seen = terminal(shell, "send", "raw", "--include", "-v")
        assert await asyncio.to_thread(seen.end) == 6
    assert_harmless(seen)
    assert b"\x9b" not in seen.raw


def test_a_hostile_refusal_cannot_either(shell: Shell, demo_servers: StrictServers) -> None:
    refusal = {
        "error": f"invalid{HOSTILE}",
        "error_description": HOSTILE,
        "error_uri": f"https://x/{HOSTILE}",
    }
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, refusal=refusal)
    seen = terminal(shell, "send", "list", "-v")
    assert seen.end() == 4
    assert_harmless(seen)
    assert "refused: 400 invalid" in "\n".join(seen.screen().display)


def test_hostile_names_in_files_cannot_either(shell: Shell, lab: Lab) -> None:
    lab.write({"requests/a\x1b[2Jb.toml": 'url = "{{nope\\u001b}}"\nname = "\\u009b2J"\n'})
    lab.write({"requests/c.toml": '"k\\u001b[2J" = 1\nurl = "{{x}}\\u001b]0;owned\\u0007"\n'})
    for words in (("requests",), ("check",), ("send", "c"), ("send", "no\x1b[2J")):
        seen = terminal(shell, *words)
        seen.end()
        assert_harmless(seen)


async def test_a_binary_body_is_not_written_to_the_terminal(shell: Shell, lab: Lab) -> None:
    async with toxic_server(ok(b"\x89PNG\0\0\x1b[2J")) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})
        seen = terminal(shell, "send", "raw", "-q")
        assert await asyncio.to_thread(seen.end) == 0
    assert b"PNG" not in seen.raw
    assert b"--output" in seen.raw


def with_prompt(lab: Lab) -> None:
    file = lab.root / "environments" / "dev.toml"
    file.write_text(file.read_text().replace('"dev-only-secret"', "{ prompt = true }"))


def test_a_secret_is_asked_for_and_not_echoed(shell: Shell, lab: Lab) -> None:
    with_prompt(lab)
    seen = terminal(shell, "send", "list")
    seen.read_until("client_secret")
    seen.type("dev-only-secret\n")
    assert seen.end() == 0
    assert b"dev-only-secret" not in seen.raw
    assert b"orders" in seen.raw


def test_without_a_terminal_nobody_can_answer(
    shell: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    with_prompt(lab)
    said = shell.run("send", "list")
    assert (said.status, said.out) == (2, b"")
    assert "client_secret" in said.err
    assert demo_servers.authorization.recorder.count == 0


def test_an_interrupt_at_the_question_ends_the_program(shell: Shell, lab: Lab) -> None:
    with_prompt(lab)
    seen = terminal(shell, "send", "list")
    seen.read_until("client_secret")
    seen.type("\x03")
    assert seen.end(5) == 130
    assert b"Traceback" not in seen.raw
