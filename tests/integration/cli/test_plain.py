"""``outrider --plain``: the workbench line by line, by lines of a file and by a person."""

from __future__ import annotations

import asyncio
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.servers.toxic import ok, toxic_server
from tests.shell import PROGRAM, Said, Shell
from tests.terminal import Terminal


@pytest.fixture
def place(shell: Shell, lab: Lab, demo_servers: StrictServers) -> Shell:
    """A workspace with two environments, one of them protected, and three requests."""
    lab.request("list", more='[[query]]\nname = "limit"\nvalue = "2"\n')
    lab.request("cancel", "{{base_url}}/orders/1001", more='method = "DELETE"\n')
    lab.request("sized", "{{base_url}}/orders?limit={{size}}")
    lab.environment(
        "production",
        api=demo_servers.api_url,
        token=demo_servers.token_url,
        more='name = "Production"\nprotected = true\n',
    )
    return shell


def typed(shell: Shell, *lines: str, more: tuple[str, ...] = ("--env", "dev")) -> Said:
    """What lines come to that no person types."""
    return shell.run_with("".join(f"{line}\n" for line in lines).encode(), "--plain", *more)


@contextmanager
def person(shell: Shell, terminal: str = "dumb") -> Iterator[Terminal]:
    """The program on a terminal."""
    words = ["/usr/bin/env", f"TERM={terminal}", *PROGRAM, "--plain", "--env", "dev"]
    seen = Terminal.start(words, folder=shell.folder, environ=shell.environ)
    seen.read_until("dev> ")
    try:
        yield seen
    finally:
        seen.process.kill()
        seen.process.wait()


def answer(seen: Terminal, text: str, until: str) -> None:
    """Types a line, and reads until what is expected has come after it."""
    seen.raw = b""
    seen.type(f"{text}\n")
    seen.read_until(until)


def interrupt(seen: Terminal, until: str) -> None:
    """Presses Ctrl-C; again where readline did not wait yet: nobody else is as quick."""
    for _ in range(40):
        seen.type("\x03")
        with suppress(AssertionError):
            seen.read_until(until, 0.5)
            return
    raise AssertionError(seen.raw)


def test_an_environment_is_chosen_a_request_sent_edited_and_saved(place: Shell, lab: Lab) -> None:
    said = typed(
        place,
        "environments",
        "use dev",
        "requests",
        "send list",
        "headers",
        "set param limit 1",
        "set header X-Note two words",
        "set method post",
        "show",
        "set method GET",
        "send",
        "save",
        "console",
        more=(),
    )
    assert (said.status, said.err.count("error")) == (0, 0), said.err
    out = said.text
    assert "1 dev" in out
    assert "2 production, Production, protected" in out
    assert "Sending GET list in dev." in out
    assert "200 OK, " in out
    assert "content-type: application/json" in out
    assert "method: POST\n" in out
    assert "header X-Note: two words\n" in out
    assert "Saved requests/list.toml." in out
    assert "limit=1 200" in out
    assert [line.split()[1] for line in said.lines if "POST" in line] == ["token"]
    file = tomllib.loads((lab.root / "requests/list.toml").read_text())
    assert file["query"] == [{"name": "limit", "value": "1"}]
    assert file["headers"] == [{"name": "X-Note", "value": "two words"}]


def test_the_first_error_ends_lines_that_no_person_types(place: Shell, lab: Lab) -> None:
    said = typed(place, "use prod-eu", "send cancel")
    assert said.status == 2
    assert 'Unknown environment "prod-eu".' in said.err
    assert "Sending" not in said.text
    assert typed(place, "use production", "send cancel", "send list").status == 2
    assert typed(place, "set url x").status == 2
    assert typed(place, "send sized").status == 3
    refused = typed(place, "open list", "set param limit 5", "send", "frobnicate")
    assert refused.status == 2
    assert 'Unknown command "frobnicate".' in refused.err
    for stopped in (said, refused):
        assert stopped.err.endswith("\nThe rest of the input was not read.\n")


def test_a_method_may_stand_before_the_url(place: Shell) -> None:
    said = typed(place, "open list", "set url POST {{base_url}}/x?a=1", "show", "revert")
    assert said.status == 0, said.err
    assert "method: POST\n" in said.text
    assert "url: {{base_url}}/x?a=1\n" in said.text


async def test_cookies_are_listed_and_deleted(place: Shell, lab: Lab) -> None:
    assert "No cookies are kept" in typed(place, "cookies").text
    file = lab.root / "environments/dev.toml"
    file.write_text(f"[cookies]\nkeep = true\n{file.read_text()}")
    lines = ("cookies", "send cookie", "cookies", "cookies delete 1", "cookies")
    async with toxic_server(ok(b"fine", b"Set-Cookie: sid=0123456789ab; HttpOnly")) as server:
        lab.request("cookie", server.url, 'auth = { type = "none" }\n')
        said = await asyncio.to_thread(typed, place, *lines)
    assert said.status == 0, said.err
    assert "1 sid = ••••••, 127.0.0.1/, session, HttpOnly" in said.text
    assert 'Cookie "sid" is deleted.' in said.text
    assert said.text.count("No cookies yet.") == 2
    assert "0123456789ab" not in said.text
    assert typed(place, "cookies delete 7").status == 2


@pytest.mark.parametrize("command", ["curl https://a.test -u me:pw", "$ CURL.exe 'https://a.test'"])
def test_a_curl_command_is_no_url(place: Shell, lab: Lab, command: str) -> None:
    said = typed(place, "open list", f"set url {command}")
    assert said.status == 2
    assert "This is a command, not a URL." in said.err
    assert "outrider import FILE" in said.err
    assert "Not saved" not in said.text
    assert typed(place, "open list", "set url curl.test/x", "show").status == 0


def test_edits_that_nobody_saved_are_kept_and_told(place: Shell, lab: Lab) -> None:
    before = (lab.root / "requests/list.toml").read_bytes()
    said = typed(place, "open list", "set url https://b.test/")
    assert "Not saved: list." in said.text
    assert (lab.root / "requests/list.toml").read_bytes() == before
    assert "Unsaved edits of an earlier session: list." in typed(place).text


def test_a_person_is_asked_for_what_is_missing_and_the_send_goes_on(place: Shell) -> None:
    with person(place) as seen:
        answer(seen, "send sized", "size (empty to stop): ")
        answer(seen, "1", "dev sized> ")
        assert b"limit=1 200" in seen.raw
        answer(seen, "use production", "production sized> ")
        answer(seen, "send cancel", "yes or no: ")
        assert b"DELETE needs a confirmation. Send it?" in seen.raw
        answer(seen, "no", "production cancel> ")
        assert b"Not sent." in seen.raw
        assert b"api" not in seen.raw
        answer(seen, "send", "yes or no: ")
        answer(seen, "yes", "production cancel> ")
        assert b"204 No Content" in seen.raw
        assert b"\x1b" not in seen.raw
        seen.type("quit\n")
        assert seen.end() == 0


def test_a_value_is_changed_where_it_stands_and_leaving_asks(place: Shell, lab: Lab) -> None:
    with person(place) as seen:
        answer(seen, "open list", "dev list> ")
        answer(seen, "set url", "url: {{base_url}}/orders")
        answer(seen, "/1001", "(unsaved)> ")
        answer(seen, "quit", "or stay: ")
        answer(seen, "stay", "(unsaved)> ")
        seen.raw = b""
        seen.type("\x04")
        seen.read_until("or stay: ")
        seen.type("yes\n")
        assert seen.end() == 0
    url = tomllib.loads((lab.root / "requests/list.toml").read_text())["url"]
    assert url == "{{base_url}}/orders/1001"


def test_a_secret_is_typed_unseen(place: Shell, lab: Lab, demo_servers: StrictServers) -> None:
    lab.write(
        {
            "environments/asks.toml": (
                f'[variables]\nbase_url = "{demo_servers.api_url}"\n'
                '[secrets]\nsecret = { env = "NOWHERE_SET" }\n'
                f'[auth.default]\ntype = "oauth2"\ntoken_endpoint = "{demo_servers.token_url}"\n'
                'client_id = "orders-dev"\nclient_secret = "{{secret}}"\nscope = "orders.read"\n'
            )
        }
    )
    with person(place, "xterm") as seen:
        answer(seen, "use asks", "asks> ")
        answer(seen, "send list", "yes or no: ")
        assert b"NOWHERE_SET" in seen.raw
        answer(seen, "yes", "secret secret: ")
        answer(seen, "dev-only-secret", "asks list> ")
        assert b"200 OK" in seen.raw
        assert b"dev-only-secret" not in seen.raw


def test_ctrl_c_gives_up_the_line_or_the_send_and_nothing_else(place: Shell, lab: Lab) -> None:
    lab.write({"requests/never.toml": 'url = "{{base_url}}/slow?seconds=60"\n'})
    with person(place) as seen:
        seen.type("use produ")
        seen.read_until("produ")
        seen.raw = b""
        interrupt(seen, "dev> ")
        seen.raw = b""
        seen.type("send never\n")
        seen.read_until("Sending GET never")
        seen.read_until("token POST")
        seen.raw = b""
        seen.type("\x03")
        seen.read_until("Cancelled.")
        answer(seen, "send list", "dev list> ")
        assert b"200 OK" in seen.raw


async def test_a_hostile_response_acts_on_no_terminal(place: Shell, lab: Lab) -> None:
    import asyncio

    hostile = b"one\x1b]0;owned\x07\x1b[2J\r\xe2\x80\xaetwo\n" * 60
    async with toxic_server(ok(hostile, b"X-Evil: \x1b[2Jx")) as server:
        lab.write({"requests/raw.toml": f'url = "{server.url}"\n[auth]\ntype = "none"\n'})

        def look() -> None:
            with person(place) as seen:
                answer(seen, "send raw", 'type "more"')
                answer(seen, "more", "raw> ")
                answer(seen, "headers", "raw> ")
                assert b"\x1b" not in seen.raw
                assert "\u202e".encode() not in seen.raw

        await asyncio.to_thread(look)


def test_tab_completes_what_can_be_typed(place: Shell) -> None:
    with person(place, "xterm") as seen:
        for begun, whole in (
            ("env", "environments "),
            ("use prod", "production "),
            ("op", "open "),
        ):
            seen.raw = b""
            seen.type(f"{begun}\t")
            seen.read_until(whole)
            seen.type("\x15")


def test_a_terminal_that_goes_away_loses_no_edits(place: Shell, lab: Lab) -> None:
    with person(place) as seen:
        answer(seen, "open list", "dev list> ")
        answer(seen, "set url https://kept.test/", "(unsaved)> ")
        os.close(seen.master)
        seen.process.wait(PATIENCE)
    assert "Unsaved edits of an earlier session: list." in typed(place).text


def test_without_a_workspace_it_says_so(shell: Shell, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert typed(Shell(shell.home, empty), "help", more=()).status == 2


CHECKED = """
method = "POST"
url = "{{base_url}}/echo"
[body]
type = "json"
content = '{"id": 1042, "total": 2}'
[[capture]]
name = "order_id"
jq = ".body | fromjson | .id"
[[capture]]
name = "hidden"
header = "content-type"
secret = true
[[expect]]
status = 200
[[expect]]
name = "the total"
jq = ".body | fromjson | .total"
equals = 3
"""


def test_checks_are_told_and_session_values_forgotten(place: Shell, lab: Lab) -> None:
    lab.write({"requests/create.toml": CHECKED})
    lab.request("read", "{{base_url}}/echo?id={{order_id}}")
    said = typed(
        place,
        "session",
        "send create",
        "checks",
        "set variable page 2",
        "session",
        "send read",
        "checks",
        "session clear order_id",
        "session clear page",
        "session",
    )
    assert said.status == 0, said.err
    out = said.text
    told = """not met: the total: jq .body | fromjson | .total equals 3
  got 2
met: status is 200
captured: order_id = 1042
captured: hidden = ••••••
1 of 2 expectations met.
"""
    assert told in out
    assert "No values in this session.\n" in out
    values = """order_id = 1042 (captured by create)
hidden = •••••• (captured by create)
page = 2 (given)
"""
    assert values in out
    assert "/echo?id=1042" in out
    assert "No checks: the request's file has no [[capture]] and no [[expect]].\n" in out
    assert '"order_id" is cleared.\n"page" is cleared.\nhidden = ••••••' in out
    refused = typed(place, "session clear nothing")
    assert (refused.status, "no value" in refused.err) == (2, True)
    assert "was not sent yet" in typed(place, "open list", "checks").err
