"""Hostile text from everywhere: none of its control characters reaches the terminal."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from socket import create_server, socket

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal
from tests.servers.strict import STRICT, StrictServers

EVIL = (
    "\x1b[2J\x1b[31mred\x1b]0;owned-title\x07\x1b]52;c;b3duZWQ=\x07"
    "\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\ \x9b2J\x9d0;owned\x9c"
    "\u202egnp.exe\u2066 [/x] [@click=app.quit]quit[/] [bold]b[/bold] \x00\x08\x7f\r\nEND"
)
"""Escape sequences, C1, bidi controls, markup, NUL, backspace, delete."""

MARKS = (b"owned-title", b"]52;", b"b3duZWQ", b"]8;;")
FORBIDDEN = re.compile(
    # What the program itself never writes, and what the texts above try to write.
    rb"\x1b\[2J\x1b\[31m|\x1b\[31mred|\x1b\]0;|\x1b\]52;|\x1b\]8;|\xc2[\x80-\x9f]"
    rb"|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\x00|\x7f"
)


def head(status: bytes, *fields: bytes, length: int) -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % length, *fields, b"", b""]
    return b"\r\n".join(lines)


def whole(body: bytes, *fields: bytes, status: bytes = b"200 OK") -> bytes:
    return head(status, b"Connection: close", *fields, length=len(body)) + body


@contextmanager
def saying(answers: dict[str, bytes]) -> Iterator[str]:
    """A server with exactly these bytes for each path; its URL."""
    with create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection: socket) -> None:
            with connection:
                data = b""
                while b"\r\n\r\n" not in data:
                    piece = connection.recv(65_536)
                    if not piece:
                        return
                    data += piece
                path = data.split(b" ", 2)[1].decode("latin-1")
                try:
                    connection.sendall(answers[path])
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.close()


def assert_harmless(terminal: Terminal) -> None:
    """Nothing of it acted, and the first line is still ours."""
    terminal.settle(0.1)
    found = FORBIDDEN.search(bytes(terminal.output))
    assert found is None, (found, terminal.output[max(found.start() - 40, 0) : found.end() + 40])
    assert terminal.text().split("\n", 1)[0].strip().startswith("Lab")
    assert terminal.screen.title == ""


EVIL_BYTES = EVIL.encode()
LATIN = EVIL.replace("\u202e", "").replace("\u2066", "").replace("\x00", "").replace("\r\n", " ")
HEADER = LATIN.encode("latin-1").replace(b"\x08", b"").replace(b"\x7f", b"")

BODIES = {
    "/text": whole(EVIL_BYTES, b"Content-Type: text/plain; charset=utf-8"),
    "/json": whole(
        b'{"a": "\\u001b[31mred\\u202e [/x]", "' + b"[@click=app.quit]k[/]" + b'": "\xc2\x9b2J"}',
        b"Content-Type: application/json",
    ),
    "/raw-json": whole(b'{"a": "' + EVIL_BYTES + b'"}', b"Content-Type: application/json"),
    "/xml": whole(b"<a>" + EVIL_BYTES + b"</a>", b"Content-Type: application/xml"),
    "/invalid": whole(b"ok \xff\xfe\x80\x9b2J \xed\xa0\x80 end", b"Content-Type: text/plain"),
    "/huge-line": whole(b"x" * 2_000_000 + EVIL_BYTES, b"Content-Type: text/plain"),
    "/binary": whole(bytes(range(256)) * 8, b"Content-Type: application/octet-stream"),
    "/headers": whole(b"fine", b"X-Evil: " + HEADER, b"Content-Type: " + HEADER),
    "/reason": whole(b"fine", status=b"200 " + HEADER),
    "/location": whole(b"", b"Location: " + HEADER, status=b"302 Found"),
    "/garbage": EVIL_BYTES,
}


def test_no_body_reason_or_header_reaches_the_terminal(lab: Lab, workbench: Start) -> None:
    with saying(BODIES) as url:
        for path in BODIES:
            lab.request(f"q{path[1:]}", f"{url}{path}", '[auth]\ntype = "none"\n')
        terminal = workbench()
        for path in BODIES:
            terminal.send(f"\x0fq{path[1:]}\r".encode())
            terminal.wait_for(f"{url[7:]}{path}")
            terminal.send(b"\x12")
            terminal.wait_for(" dev ─")
            terminal.send(b"\x07b")
            for tab in b"23":
                terminal.send(bytes([tab]))
                terminal.settle(0.05)
            terminal.send(b"1\x07g\x1b[F\r")
            assert_harmless(terminal)
            terminal.send(b"\r")
        terminal.send(b"\x11")
        assert terminal.exit_code() == 0


def test_the_words_of_an_authorization_server_do_no_harm(
    lab: Lab, workbench: Start, demo_servers: StrictServers
) -> None:
    evil = dict.fromkeys(("error", "error_description", "error_uri"), EVIL)
    demo_servers.authorization.options = replace(STRICT, refusal=evil)
    terminal = workbench()
    terminal.send(b"\x12")
    terminal.wait_for("No token")
    assert_harmless(terminal)
    terminal.send(b"\x14")
    terminal.wait_for("─ Not done ")
    assert_harmless(terminal)
    terminal.send(b"\x1b")
    terminal.wait_gone("─ Not done ")
    terminal.send(b"\x07t")
    terminal.wait_for(" Token of ")
    assert_harmless(terminal)


def test_file_names_labels_and_variables_do_no_harm(lab: Lab, workbench: Start) -> None:
    name = LATIN.replace("/", "").replace("\x08", "").replace("\x9d", "")
    escaped = '"' + "".join(f"\\u{ord(one):04x}" for one in EVIL if one != "\x00") + '"'
    (lab.root / "requests" / f"{name}.toml").write_text('url = "http://x.test/"\n')
    (lab.root / "requests" / "\x1b[31mfolder").mkdir()
    (lab.root / "requests" / "\x1b[31mfolder" / "in.toml").write_text("url = [\x1b\n")
    (lab.root / "environments" / "z\x1b[31m.toml").write_text("name = [\n")
    dev = lab.root / "environments/dev.toml"
    dev.write_text(
        f"name = {escaped}\ndescription = {escaped}\n"
        + dev.read_text().replace("[variables]\n", f"[variables]\nevil = {escaped}\n")
    )
    lab.write(
        {
            "requests/labelled.toml": f"name = {escaped}\n"
            'url = "{{base_url}}/echo?a={{evil}}"\n'
            f'[[headers]]\nname = "X-A"\nvalue = {escaped}\n'
        }
    )
    terminal = workbench()
    assert_harmless(terminal)
    for keys in (b"\x0f", b"\x0e", b"\x10", b"\x07t", b"\x1bOP"):
        terminal.send(keys)
        terminal.wait_for("╭─")
        assert_harmless(terminal)
        terminal.send(b"\x1b")
        terminal.wait_gone("╭─")
    for keys in (b"\x07r\x1b[B\r", b"\x1b[B\r", b"\x1b[B\r", b"\x12", b"\x07p\x1b[C\r", b"\x12"):
        terminal.send(keys)
        terminal.settle(0.1)
        assert_harmless(terminal)
        if "╭─" in terminal.text():
            terminal.send(b"\x1b")
            terminal.wait_gone("╭─")


def test_a_workspace_name_cannot_take_the_first_line(lab: Lab, workbench: Start) -> None:
    escaped = "".join(f"\\u{ord(one):04x}" for one in EVIL if one != "\x00")
    (lab.root / "outrider.toml").write_text(f'name = "Lab {escaped}"\n')
    terminal = workbench()
    assert_harmless(terminal)


@pytest.mark.parametrize("name", ["xterm-256color", "screen", "tmux-256color", "linux", "vt100"])
def test_usual_terminals_are_served(lab: Lab, workbench: Start, name: str) -> None:
    terminal = workbench(environment={"TERM": name})
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
