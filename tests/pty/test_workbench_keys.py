"""The real program on a terminal: every documented key as the bytes that terminals send."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal
from tests.servers.strict import StrictServers

ESCAPE = b"\x1b"
SPELLINGS_OF_F1 = (b"\x1bOP", b"\x1b[11~", b"\x1b[[A")
SPELLINGS_OF_F2 = (b"\x1bOQ", b"\x1b[12~", b"\x1b[[B")


@pytest.fixture
def two(lab: Lab, demo_servers: StrictServers) -> Lab:
    lab.environment("zeta", api=demo_servers.api_url, token=demo_servers.token_url)
    return lab.request("other", "{{base_url}}/orders/1001")


def active(terminal: Terminal) -> str:
    """The environment that the status line names."""
    words = terminal.text().split("\n", 1)[0].replace("▌", " ").split()
    return next((word for word in words if word in {"dev", "zeta"}), "")


def becomes(terminal: Terminal, name: str) -> None:
    terminal.wait_until(lambda: active(terminal) == name, f"the environment {name}")


def opens(terminal: Terminal, key: bytes, title: str) -> None:
    """A key opens a dialog, and escape closes it."""
    terminal.send(key)
    terminal.wait_for(f"╭─ {title} ─")
    terminal.send(ESCAPE)
    terminal.wait_gone(f"╭─ {title} ─")


def test_every_key_that_opens_something(two: Lab, workbench: Start) -> None:
    terminal = workbench()
    opens(terminal, b"\x0e", "Environment")
    opens(terminal, b"\x0f", "Find a request")
    opens(terminal, b"\x10", "Commands · Requests")
    for key in SPELLINGS_OF_F1:
        opens(terminal, key, "Requests")
    opens(terminal, b"\x07?", "Requests")
    opens(terminal, b"\x07 ", "Commands · Requests")
    opens(terminal, b"\x07h", "Theme")
    opens(terminal, b"\x07t", "Token of default · dev")
    opens(terminal, b"\x07d", "Duplicate as")
    opens(terminal, b"\x07E", "Environment")


def test_every_key_that_chooses_an_environment(two: Lab, workbench: Start) -> None:
    terminal = workbench()
    becomes(terminal, "dev")
    for key in SPELLINGS_OF_F2:
        terminal.send(key)
        becomes(terminal, "zeta")
        terminal.send(b"\x1b1")
        becomes(terminal, "dev")
    terminal.send(b"\x1b2")
    becomes(terminal, "zeta")
    terminal.send(b"\x071")
    becomes(terminal, "dev")
    terminal.send(b"\x07e2")
    becomes(terminal, "zeta")
    terminal.send(b"\x0edev\r")
    becomes(terminal, "dev")
    terminal.send(b"\x07]")
    becomes(terminal, "zeta")
    # In a field a digit is text, and with alt it still chooses.
    terminal.send(b"\x07u\x051\x1b1")
    becomes(terminal, "dev")
    screen = terminal.wait_for("/orders1")
    assert "\xa1" not in screen


def test_sending_fetching_saving_and_leaving_by_key(
    two: Lab, workbench: Start, demo_servers: StrictServers
) -> None:
    terminal = workbench()
    terminal.send(b"\x12")
    terminal.wait_for("200 OK", "● token")
    terminal.send(b"\x14")
    terminal.wait_for("New token")
    terminal.send(b"\x07u\x05?limit=1\x13")
    terminal.wait_for("Saved.")
    assert "limit=1" in (two.root / "requests/list.toml").read_text()
    terminal.send(b"\x07x")
    terminal.wait_until(
        lambda: demo_servers.api.recorder.requests[-1].target == "/orders?limit=1", "the send"
    )
    terminal.send(b"\x0fother\r")
    terminal.wait_for("/orders/1001")
    terminal.send(b"\x11")
    assert terminal.exit_code() == 0
    assert terminal.modes() == terminal.modes_before


def test_ctrl_l_draws_everything_anew(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.settle()
    before = len(terminal.output)
    terminal.send(b"\x0c")
    terminal.wait_until(lambda: b"Environments" in terminal.raw_since(before), "the screen")
    assert b"Lab" in terminal.raw_since(before)


def test_an_editor_edits_the_file_and_the_screen_shows_it(lab: Lab, workbench: Start) -> None:
    script = lab.root / "edit.sh"
    script.write_text("#!/bin/sh\nprintf 'url = \"http://edited.test/'x'\"\\n' > \"$1\"\n")
    script.chmod(0o700)
    terminal = workbench(environment={"EDITOR": str(script), "VISUAL": None})
    terminal.send(b"\x07v")
    terminal.wait_for("http://edited.test/x", "Environments")


def _holds(file: Path, text: str, times: int) -> bool:
    return file.exists() and file.read_text().count(text) == times


def test_pager_and_editor_get_a_private_copy_of_the_response(lab: Lab, workbench: Start) -> None:
    log = lab.root / "shown.log"
    script = lab.root / "show.sh"
    script.write_text(
        f'#!/bin/sh\nfor last; do :; done\nls -ld "$last" "${{last%/*}}" >> {log}\n'
        f'cat "$last" >> {log}\nprintf "\\n%s\\n" "$last" >> {log}\n'
    )
    script.chmod(0o700)
    terminal = workbench(
        environment={"PAGER": str(script), "EDITOR": f"{script} x", "VISUAL": None}
    )
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    for key, times in ((b"v", 1), (b"e", 2)):
        terminal.send(b"\x07b" + key)
        terminal.wait_until(partial(_holds, log, '"orders": [', times), "the copy")
        terminal.wait_for("200 OK", "Environments")
    text = log.read_text()
    assert text.count("-rw-------") == 2
    assert text.count("drwx------") == 2
    paths = [Path(line) for line in text.splitlines() if line.endswith("list.json")]
    copies = [path for path in paths if str(path).startswith("/")]
    assert len(copies) == 2
    terminal.wait_until(lambda: not any(path.parent.exists() for path in copies), "the end")


def test_suspending_and_coming_back_draws_the_screen(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x1a")
    terminal.wait_stopped()
    assert terminal.modes() == terminal.modes_before
    import signal

    before = len(terminal.output)
    terminal.signal(signal.SIGCONT)
    terminal.wait_until(lambda: b"Environments" in terminal.raw_since(before), "the screen")


def test_a_paste_into_the_url_is_one_line_of_text(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x07u\x05\x1b[200~?a=1\r\n\x11&b=[/x]\x1b[201~")
    terminal.wait_for("?a=1", "&b=[/x]")


def test_the_secret_that_is_asked_for_is_never_written_to_the_terminal(
    lab: Lab, workbench: Start
) -> None:
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace(
        'client_secret = "dev-only-secret"', "client_secret = { prompt = true }"
    )
    file.write_text(text)
    terminal = workbench()
    terminal.send(b"\x12")
    terminal.wait_for("client_secret (environments/dev.toml)")
    terminal.send(b"dev-only-secret\r")
    terminal.wait_for("200 OK")
    assert b"dev-only-secret" not in terminal.output
