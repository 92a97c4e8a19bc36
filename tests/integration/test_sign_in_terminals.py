"""A person signs in at a terminal, and in the workbench."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.pty.harness import Terminal, python
from tests.servers.sign_in import SignInServer, sign_in_server
from tests.shell import Shell

from outrider.storage.user_files.user_folders import remember_start

pytestmark = pytest.mark.slow

WIDE = (400, 50)


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with sign_in_server() as running:
        yield running


@pytest.fixture
def shell(server: SignInServer, tmp_path: Path) -> Shell:
    files = {
        "outrider.toml": 'name = "Lab"\n',
        "environments/dev.toml": f"""
name = "Dev"
[variables]
base_url = "{server.url}"
[auth.default]
type = "oauth2"
grant_type = "urn:ietf:params:oauth:grant-type:device_code"
token_endpoint = "{server.url}/token"
device_authorization_endpoint = "{server.url}/device"
token_endpoint_auth_method = "none"
client_id = "me"
[auth.code]
type = "oauth2"
grant_type = "authorization_code"
token_endpoint = "{server.url}/token"
authorization_endpoint = "{server.url}/authorize"
redirect_uri = "http://127.0.0.1:0/back"
token_endpoint_auth_method = "none"
client_id = "me"
""",
        "requests/hello.toml": 'url = "{{base_url}}/hello"\n',
        "requests/code.toml": 'url = "{{base_url}}/hello"\n[auth]\nuse = "code"\n',
    }
    for name, text in files.items():
        path = tmp_path / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Shell(tmp_path, tmp_path / "work")


def page_in(text: str) -> str:
    """The sign-in page that a terminal shows."""
    found = re.search(r"http://[\d.:]+/authorize\?[^\s│]+", text)
    assert found is not None, text
    return found[0]


def test_the_code_stands_on_the_terminal_until_it_is_approved(
    server: SignInServer, shell: Shell
) -> None:
    server.polls = ["authorization_pending"] * 3
    command = python("-m", "outrider", "send", "hello", "--env", "dev")
    with Terminal(command, environment=shell.environ, size=WIDE, cwd=shell.folder) as terminal:
        shown = terminal.wait_for("To sign in, open", "WDJB-MJHT", "(expires in", "world")
        assert f"{server.url}/activate and enter the code" in shown
        assert "█▀▀▀▀▀█" in shown, "a QR code fits"
        assert terminal.exit_code() == 0


def test_without_a_terminal_the_status_is_that_of_no_token(
    server: SignInServer, shell: Shell
) -> None:
    for name in ("hello", "code"):
        said = shell.run("send", name, "--env", "dev")
        assert said.status == 4
        assert "Sign-in needs a person: the " in said.err
    assert not server.calls


def test_ctrl_c_ends_the_polling(server: SignInServer, shell: Shell) -> None:
    server.interval = 600
    command = python("-m", "outrider", "send", "hello", "--env", "dev")
    with Terminal(command, environment=shell.environ, size=WIDE, cwd=shell.folder) as terminal:
        terminal.wait_for("WDJB-MJHT")
        terminal.send("\x03")
        assert terminal.exit_code() == 130
    assert server.grants == []


def test_over_ssh_the_url_of_the_browser_is_pasted(server: SignInServer, shell: Shell) -> None:
    command = python("-m", "outrider", "send", "code", "--env", "dev")
    environment = {**shell.environ, "SSH_CONNECTION": "203.0.113.7 50000 203.0.113.9 22"}
    environment.pop("DISPLAY", None)
    with Terminal(command, environment=environment, size=WIDE, cwd=shell.folder) as terminal:
        shown = terminal.wait_for("ssh -N -L", "then open:", "paste the URL", "\nURL:")
        end = server.signed_in(page_in(shown))
        terminal.send(f"{end.replace('state=', 'state=x')}\r")
        terminal.wait_for("This URL belongs to another sign-in")
        terminal.send(f"{end}\r")
        shown = terminal.wait_for("world")
        assert "c0de-of-the-browser" not in shown
        assert terminal.exit_code() == 0


def test_the_browser_comes_back_while_the_terminal_asks(server: SignInServer, shell: Shell) -> None:
    command = python("-m", "outrider", "send", "code", "--env", "dev")
    with Terminal(command, environment=shell.environ, size=WIDE, cwd=shell.folder) as terminal:
        shown = terminal.wait_for("/authorize?", "\nURL:")
        with urlopen(server.signed_in(page_in(shown))) as page:
            assert b"Signed in." in page.read()
        terminal.wait_for("world")
        assert terminal.exit_code() == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_workbench_shows_code_and_qr_code_and_takes_them_away(
    server: SignInServer, shell: Shell, size: tuple[int, int]
) -> None:
    server.interval = 0.3
    server.polls = ["authorization_pending"] * 4
    server.device = {"verification_uri_complete": "https://login.example.com/device?code=WDJB"}
    remember_start(shell.home / "state" / "outrider")
    command = python("-m", "outrider", "--env", "dev")
    with Terminal(command, environment=shell.environ, size=size, cwd=shell.folder) as terminal:
        terminal.wait_for("Environments", "Send; the token")
        terminal.send("j\r")
        terminal.wait_for("hello")
        terminal.send("\x12")
        terminal.wait_for("Sign in to Dev", "WDJB-MJHT", "█▀▀▀▀▀█", "copy code")
        terminal.wait_for("world")
        assert "Sign in to Dev" not in terminal.text()
        terminal.send("\x11")
        assert terminal.exit_code() == 0
