"""Cookies that an environment keeps, by the real program and real servers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.servers.tls import Authority
from tests.servers.toxic import ok, toxic_server
from tests.shell import Shell

from outrider.engine.cookies.cookie_jar import CookieJar
from outrider.engine.engine import Engine
from outrider.errors import HostNotAllowedError

SECRET = "s3ss10n-0f-s0mebody"


class CookieServer(ThreadingHTTPServer):
    """Sets cookies, and keeps those that it is sent.

    Attributes:
        seen: path and Cookie fields of each request.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, list[str]]] = []

    def take(self) -> list[tuple[str, list[str]]]:
        """What came since the last time."""
        found, self.seen = self.seen, []
        return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, CookieServer)
        server.seen.append((self.path, self.headers.get_all("cookie") or []))
        port = server.server_port
        location = {
            "/login": "/home",
            "/away": f"http://localhost:{port}/back",
            "/back": f"http://127.0.0.1:{port}/home",
        }.get(self.path)
        self.send_response(302 if location else 200)
        if location:
            self.send_header("Location", location)
        if self.path == "/login":
            self.send_header("Set-Cookie", f"sid={SECRET}; Path=/; HttpOnly")
        if self.path == "/bad":
            self.send_header("Set-Cookie", "a=1; Secure")
        if self.path == "/logout":
            self.send_header("Set-Cookie", "sid=; Max-Age=0; Path=/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[CookieServer]:
    with CookieServer() as made:
        threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
        yield made
        made.shutdown()


def workspace(lab: Lab, server: CookieServer, cookies: str = "keep = true\nstore = true") -> str:
    url = f"http://127.0.0.1:{server.server_port}"
    text = f'[variables]\nbase_url = "{url}"\n[cookies]\n{cookies}\n'
    lab.write({f"environments/{name}.toml": text for name in ("dev", "other")})
    for name in ("login", "home", "away", "bad", "logout"):
        more = "[options]\nfollow_redirects = true\n"
        lab.request(name, "{{base_url}}/" + name, more)
    return url


def test_a_session_goes_on_in_its_environment_and_no_other(
    lab: Lab, shell: Shell, server: CookieServer
) -> None:
    workspace(lab, server)
    said = shell.run("send", "login", "--env", "dev", "-v")
    assert said.status == 0, said.err
    # Within one origin, a redirect has what the response before it has set.
    assert server.take() == [("/login", []), ("/home", [f"sid={SECRET}"])]
    assert SECRET not in said.err
    assert "> Cookie: sid=••••••" in said.err
    said = shell.run("send", "home", "--env", "dev", "--json")
    assert server.take() == [("/home", [f"sid={SECRET}"])]
    assert SECRET not in said.text
    assert ["Cookie", "sid=••••••"] in said.json["request"]["headers"]
    shell.run("send", "home", "--env", "other")
    assert server.take() == [("/home", [])]
    shell.run("send", "logout", "--env", "dev")
    shell.run("send", "home", "--env", "dev")
    assert [fields for _, fields in server.take()] == [[f"sid={SECRET}"], []]


@pytest.mark.parametrize("cookies", ["keep = true", "keep = false", ""])
def test_nothing_is_stored_unless_the_file_says_so(
    lab: Lab, shell: Shell, server: CookieServer, cookies: str
) -> None:
    workspace(lab, server, cookies)
    shell.run("send", "login", "--env", "dev")
    is_kept = cookies == "keep = true"
    assert server.take()[1] == ("/home", [f"sid={SECRET}"] if is_kept else [])
    shell.run("send", "home", "--env", "dev")
    assert server.take() == [("/home", [])]
    written = [one for one in shell.home.rglob("*") if one.is_file()]
    assert not any(SECRET.encode() in one.read_bytes() for one in written)


def test_a_row_of_the_request_wins_by_name(lab: Lab, shell: Shell, server: CookieServer) -> None:
    workspace(lab, server)
    shell.run("send", "login", "--env", "dev")
    server.take()
    for row, expected in (
        ("sid=mine; x=1", "sid=mine; x=1"),
        ("x=1", f"x=1; sid={SECRET}"),
    ):
        said = shell.run("send", "{{base_url}}/home", "--env", "dev", "--header", f"Cookie: {row}")
        assert said.status == 0, said.err
        assert server.take() == [("/home", [expected])]


def test_a_redirect_takes_no_cookie_to_another_origin_nor_back(
    lab: Lab, shell: Shell, server: CookieServer
) -> None:
    workspace(lab, server)
    shell.run("send", "login", "--env", "dev")
    server.take()
    said = shell.run("send", "away", "--env", "dev")
    assert said.status == 0, said.err
    assert server.take() == [("/away", [f"sid={SECRET}"]), ("/back", []), ("/home", [])]


async def test_a_cookie_goes_only_to_a_host_that_the_files_name(
    lab: Lab, server: CookieServer
) -> None:
    workspace(lab, server)
    job = lab.job("home", "dev")
    jar = CookieJar()
    other = f"http://localhost:{server.server_port}/home"
    jar.take([f"sid={SECRET}; Path=/"], other, 1.9e9)
    # An edit that is not saved names no host.
    edited = replace(job.request.request, url=other)
    job = replace(
        job,
        snapshot=replace(job.snapshot, cookies=jar),
        request=replace(job.request, request=edited),
        saved=job.request,
    )
    async with Engine(process_environment={}) as engine:
        result = await engine.sender.send(job)
        assert isinstance(result.error, HostNotAllowedError)
        assert result.error.has_auth
        assert server.take() == []
        await engine.sender.send(replace(job, anonymous=True))
        assert server.take() == [("/home", [])]
        await engine.sender.send(replace(job, allowed_hosts=(result.error.host,)))
        assert server.take() == [("/home", [f"sid={SECRET}"])]
        # Nor is it shown where a request is only looked at.
        shown = await engine.sender.preview(replace(job, allowed_hosts=(result.error.host,)))
        assert not any(line.name == "Cookie" for line in shown.message.headers)


def test_a_host_that_only_the_command_line_names_is_told(
    lab: Lab, shell: Shell, server: CookieServer
) -> None:
    workspace(lab, server)
    shell.run("send", "login", "--env", "dev")
    host = f"localhost:{server.server_port}"
    said = shell.run("send", f"http://{host}/login", "--env", "dev", "--auth", "none")
    assert "names" not in said.err
    server.take()
    said = shell.run("send", f"http://{host}/home", "--env", "dev")
    assert server.take() == [("/home", [f"sid={SECRET}"])]
    assert f"The URL set on the command line names {host}" in said.err


def test_what_is_not_kept_is_told(lab: Lab, shell: Shell, server: CookieServer) -> None:
    workspace(lab, server)
    said = shell.run("send", "bad", "--env", "dev")
    assert 'Cookie "a" was not kept: it is Secure, and the response came without TLS.' in said.err


def test_the_file_is_checked(lab: Lab, shell: Shell, server: CookieServer) -> None:
    workspace(lab, server, 'keep = "yes"\nkep = true')
    said = shell.run("check")
    assert said.status == 3
    assert "cookies.keep must be" in said.text + said.err
    workspace(lab, server, "store = true")
    said = shell.run("check")
    assert "cookies.store needs cookies.keep." in said.text + said.err


async def test_secure_cookies_come_and_go_with_tls_alone(
    lab: Lab, shell: Shell, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    fields = (
        f"Set-Cookie: __Host-sid={SECRET}; Secure; HttpOnly; Path=/",
        "Set-Cookie: plain=1; Path=/",
        "Set-Cookie: all=1; Path=/; Domain=localhost",
    )
    answer = ok(b"fine", *(one.encode() for one in fields))
    async with (
        toxic_server(answer, tls=authority.server("localhost")) as safe,
        toxic_server(ok()) as plain,
    ):
        secure = safe.url.replace("127.0.0.1", "localhost")
        open_ = plain.url.replace("127.0.0.1", "localhost")
        lab.write(
            {
                "environments/dev.toml": "[cookies]\nkeep = true\nstore = true\n[variables]\n"
                f'secure = "{secure}"\nopen = "{open_}"\n[tls]\nca_bundle = "{authority.pem}"\n'
            }
        )
        for url in ("{{secure}}/a", "{{secure}}/b", "{{open}}/c"):
            said = await asyncio.to_thread(shell.run, "send", url, "--trust")
            assert said.status == 0, said.err
    sent = [*safe.heads, *plain.heads]
    assert b"Cookie:" not in sent[0]
    assert f"Cookie: __Host-sid={SECRET}; plain=1; all=1\r\n".encode() in sent[1]
    # A port is no part of a cookie's place.
    assert b"Cookie: plain=1; all=1\r\n" in sent[2]


def test_each_pass_of_a_run_has_a_jar_of_its_own(
    lab: Lab, shell: Shell, server: CookieServer
) -> None:
    workspace(lab, server)
    said = shell.run("run", "home", "login", "--env", "dev", "--repeat", "2", "--trust")
    assert said.status == 0, said.err
    # A redirect within the origin has the cookie that the response before it has set.
    one = [("/home", []), ("/login", []), ("/home", [f"sid={SECRET}"])]
    assert server.take() == [*one, *one]
    # The session of a command that follows is another one.
    shell.run("send", "home", "--env", "dev")
    assert server.take() == [("/home", [])]
