"""A member more in each registry is one file and one line, and the real program has it."""

from __future__ import annotations

import json
import re
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.engine_lab import Lab
from tests.integration.grown_program import grow
from tests.pty.harness import Terminal, python
from tests.servers.tls import Authority
from tests.shell import Shell

from outrider.storage.user_files.user_folders import remember_start

pytestmark = pytest.mark.slow


@dataclass
class Server:
    """An authorization server that wants a certificate, and an API that wants signatures."""

    calls: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    token_url: str = ""
    api_url: str = ""
    secure_url: str = ""

    def seen(self, path: str) -> list[tuple[dict[str, str], str]]:
        return [(head, body) for at, head, body in self.calls if at == path]


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> str:
    return grow(tmp_path_factory.mktemp("grown"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    record = Server()

    class Answers(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            path = urlsplit(self.path).path
            record.calls.append((path, dict(self.headers), body))
            self.say(*self.choose(path, body))

        do_GET = do_POST = answer

        def choose(self, path: str, body: str) -> tuple[int, str, str]:
            if path == "/token":
                asked = len(record.seen("/token"))
                if asked < 3:
                    return 428, "application/json", '{"error": "authorization_pending"}'
                token = '{"access_token": "t0ken-of-the-flow", "token_type": "Bearer"}'
                return 200, "application/json", token
            if path == "/signed":
                right = sha256(f"drowssapn-1POST{body}".encode()).hexdigest()
                signed = self.headers["X-Signature"] == right
                return 200 if signed else 401, "text/plain", "signed" if signed else "sign this"
            return 200, "text/rot13", "Uryyb, jbeyq"

        def say(self, status: int, media_type: str, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("X-Nonce", "n-1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is written."""

    with ExitStack() as stack:
        plain = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        secure = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        (tmp_path / "work").mkdir()
        authority = Authority(tmp_path / "work")
        context = authority.wanting_a_client_certificate()
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        for one in (plain, secure):
            thread = threading.Thread(target=one.serve_forever, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(one.server_close)
            stack.callback(one.shutdown)
        record.api_url = f"http://127.0.0.1:{plain.server_port}"
        record.secure_url = f"https://127.0.0.1:{secure.server_port}"
        record.token_url = f"{record.secure_url}/token"
        certificate, key = authority.client()
        Lab(tmp_path / "work").write(
            {
                "outrider.toml": 'name = "Grown"\n',
                "environments/dev.toml": f"""
[variables]
base_url = "{record.api_url}"
[secrets]
password = {{ backwards = "password" }}
[tls]
ca_bundle = "{authority.pem}"
[auth.default]
type = "oauth2"
grant_type = "attended"
authorization_endpoint = "{record.api_url}/page"
token_endpoint = "{record.token_url}"
token_endpoint_auth_method = "client_header"
client_id = "me"
certificate = "{certificate}"
certificate_key = "{key}"
[auth.signed]
type = "signed"
key = "{{{{password}}}}"
certificate = "me.pem"
certificate_key = "me.key"
""",
                "requests/hello.toml": 'url = "{{base_url}}/hello"\n',
                "requests/signed.toml": f'method = "POST"\nurl = "{record.secure_url}/signed"\n'
                '[auth]\nuse = "signed"\n[body]\ntype = "text"\ncontent = "a body"\n',
            }
        )
        yield record


@pytest.fixture
def shell(tmp_path: Path, grown: str) -> Shell:
    return Shell(tmp_path, tmp_path / "work", {"PYTHONPATH": grown}, starts_often=True)


def test_scheme_and_secret_provider_sign_the_message_and_answer_a_challenge(
    server: Server, shell: Shell
) -> None:
    said = shell.run("send", "signed", "--env", "dev", "--json")
    assert said.status == 0, said.err
    assert said.json["response"]["body"] == "signed"
    first, second = said.json["exchanges"]
    assert (first["status"], second["status"]) == (401, 200)
    assert second["reason"] == "response to the server's challenge"
    assert "drowssap" not in said.text + said.err
    url = f"{server.secure_url}/signed"
    assert len({proof_of(head, "POST", url) for head, _ in server.seen("/signed")}) == 1
    assert shell.run("check").status == 0


def proof_of(head: dict[str, str], method: str, url: str) -> str:
    """The thumbprint of the key by which a request proves itself, its proof checked."""
    encoded = head["DPoP"].split(".")[0]
    header = json.loads(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    key = ECKey.import_key(header["jwk"])
    claims = jwt.decode(head["DPoP"], key, algorithms=["ES256"]).claims
    assert (claims["htm"], claims["htu"]) == (method, url)
    return key.thumbprint()


def test_what_answers_a_challenge_goes_to_the_auths_hosts_only(
    server: Server, shell: Shell
) -> None:
    file = shell.folder / "environments" / "dev.toml"
    file.write_text(
        file.read_text().replace('type = "signed"', 'type = "signed"\nhosts = ["a.test"]')
    )
    said = shell.run("send", "signed", "--env", "dev")
    assert said.status == 3
    assert "The credential must not go to 127.0.0.1:" in said.err
    assert not server.calls


def test_files_that_an_auth_names_are_read_where_the_workspace_may(
    server: Server, shell: Shell, tmp_path: Path
) -> None:
    file = shell.folder / "environments" / "dev.toml"
    text = file.read_text().replace(str(shell.folder / "me.key"), "../me.key")
    (tmp_path / "me.key").write_bytes((shell.folder / "me.key").read_bytes())
    file.write_text(text)
    said = shell.run("send", "hello", "--env", "dev")
    assert said.status == 3
    assert "outside the workspace is read" in said.err
    assert not server.calls


def test_an_importer_and_an_exporter_are_found_by_their_names(
    server: Server, shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "urls.txt").write_text("#lines\nhttp://127.0.0.1:1/a\nhttp://127.0.0.1:1/b\n")
    said = shell.run("import", str(tmp_path / "urls.txt"), "--into", str(tmp_path / "came"))
    assert said.status == 0, said.err
    assert (tmp_path / "came" / "requests" / "line-2.toml").is_file()
    said = shell.run("export", "signed", "--env", "dev", "--as", "shout")
    assert said.text.strip() == f"POST {server.secure_url}/signed!".upper()
    assert "shout" in shell.run("export", "--help").text
    assert "assignment" in shell.run("token", "--help").text
    assert "Pass one of: now." in shell.run("token", "--as", "assignment").err


def visit(text: str) -> None:
    """Opens the page that is shown as a browser would, which comes back with a code."""
    flat = re.sub(r"[\s│]+", "", text)
    found = re.search(r"/page\?r=(http://127\.0\.0\.1:\d+/callback)&state=([0-9a-f]{16})", flat)
    assert found is not None, text
    with urlopen(f"{found[1]}?code=c0de&state={found[2]}") as page:
        assert b"close this page" in page.read()


def assert_the_flow_was_whole(server: Server) -> None:
    asked = server.seen("/token")
    assert len(asked) == 3, "asked until it was ready"
    assert len({proof_of(head, "POST", server.token_url) for head, _ in asked}) == 1
    for head, body in asked:
        form = parse_qs(body)
        assert (form["word"], form["code"]) == (["please"], ["c0de"])
        assert head["X-Client"] == "me"
    [(head, _)] = server.seen("/hello")
    assert head["Authorization"] == "Bearer t0ken-of-the-flow"


def test_a_grant_asks_shows_listens_waits_and_proves_itself_on_the_shell(
    server: Server, shell: Shell
) -> None:
    command = python("-m", "outrider", "send", "hello", "--env", "dev")
    size = (200, 24)
    with Terminal(command, environment=shell.environ, size=size, cwd=shell.folder) as terminal:
        terminal.wait_for("The magic word:")
        terminal.send("please\r")
        visit(terminal.wait_for("To sign in, open", "CODE-7", "state="))
        terminal.wait_for("Uryyb, jbeyq")
        assert terminal.exit_code() == 0
    assert_the_flow_was_whole(server)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_grant_does_the_same_in_the_workbench_and_a_body_has_its_view(
    server: Server, shell: Shell, size: tuple[int, int]
) -> None:
    remember_start(shell.home / "state" / "outrider")
    command = python("-m", "outrider")
    with Terminal(command, environment=shell.environ, size=size, cwd=shell.folder) as terminal:
        terminal.wait_for("Environments", "Send; the token")
        terminal.send("\x12")
        terminal.wait_for("The magic word")
        terminal.send("please\r")
        shown = terminal.wait_for("Open the page.", "CODE-7", "state=", "copy URL")
        visit(shown)
        terminal.wait_for("Hello, world")
        assert "CODE-7" not in terminal.text().split("Console")[0]
        terminal.send("\x11")
        assert terminal.exit_code() == 0
    assert_the_flow_was_whole(server)


def test_who_leaves_the_dialog_gives_up_and_nothing_is_sent(server: Server, shell: Shell) -> None:
    remember_start(shell.home / "state" / "outrider")
    command = python("-m", "outrider")
    with Terminal(command, environment=shell.environ, cwd=shell.folder) as terminal:
        terminal.wait_for("Environments", "Send; the token")
        terminal.send("\x12")
        terminal.wait_for("The magic word")
        terminal.send("please\r")
        terminal.wait_for("CODE-7", "copy URL")
        terminal.send("\x1b")
        terminal.wait_for("Waiting for the token was cancelled.")
        terminal.send("\x11")
        assert terminal.exit_code() == 0
    assert not server.seen("/token")
    assert not server.seen("/hello")


def test_without_a_terminal_a_grant_that_needs_somebody_says_so(
    server: Server, shell: Shell
) -> None:
    said = shell.run("send", "hello", "--env", "dev")
    assert said.status == 2
    assert "The grant type needs a person: The magic word" in said.err
    assert not server.calls
