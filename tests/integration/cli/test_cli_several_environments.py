"""``outrider send`` in several environments at once."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, response, toxic_server
from tests.shell import Shell

from outrider.cli.commands.several_environments import several_status

BARE = '[auth]\ntype = "none"\n'


class Numbered:
    """Answers with the last part of the path, and with a status for some."""

    async def __call__(self, call: Call) -> None:
        name = call.head.split(b" ")[1].rpartition(b"/")[2]
        status = b"404 Not Found" if name == b"gone" else b"200 OK"
        body = b'{"from": "%s", "same": 1}' % (b"x" if name == b"b" else b"y")
        await call.say(response(body, b"Content-Type: application/json", status=status))


def environments(lab: Lab, url: str, *names: str) -> None:
    for name in names:
        lab.write({f"environments/{name}.toml": f'[variables]\nbase_url = "{url}/{name}"\n'})
    lab.request("bare", "{{base_url}}", BARE)


async def test_a_table_has_what_differs_and_json_an_array(lab: Lab, shell: Shell) -> None:
    import asyncio

    async with toxic_server(Numbered()) as server:
        environments(lab, server.url.rstrip("/"), "a", "b", "c", "gone")

        three = ("--env", "a", "--env", "b", "--env", "c")
        said = await asyncio.to_thread(shell.run, "send", "bare", *three, "-q")
        assert (said.status, said.err) == (0, "")
        rows = [line.split() for line in said.text.splitlines()]
        assert [row[0] for row in rows] == ["a", "b", "c"]
        assert rows[1][-2:] == ["1:", ".from"]
        assert rows[2][-1] == "none"
        told = await asyncio.to_thread(shell.run, "send", "bare", *three, "--json", "-q")
        assert [(one["environment"], one["response"]["status"]) for one in told.json] == [
            ("a", 200),
            ("b", 200),
            ("c", 200),
        ]
        failed = await asyncio.to_thread(
            shell.run, "send", "bare", "--env", "a", "--env", "gone", "-q"
        )
        assert failed.status == 1
        assert "404" in failed.text


def test_the_gravest_end_decides_the_exit_status(lab: Lab, shell: Shell) -> None:
    environments(lab, "http://127.0.0.1:9", "a", "b")
    lab.write({"environments/b.toml": ""})
    said = shell.run("send", "bare", "--env", "a", "--env", "b", "--json", "-q")
    assert said.status == 3
    assert [one["error"]["code"] for one in said.json] == ["connection_refused", "unknown_variable"]
    for statuses, status in (
        ([0, 0], 0),
        ([0, 6], 1),
        ([1, 0], 1),
        ([6, 5, 4], 4),
        ([5, 3], 3),
        ([2, 3], 2),
    ):
        assert several_status(statuses) == status


def test_a_protected_one_is_asked_for_before_anything_is_sent(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment(
        "live", api=demo_servers.api_url, token=demo_servers.token_url, more="protected = true\n"
    )
    lab.request("drop", "{{base_url}}/orders/1001", 'method = "DELETE"\n')
    words = ("send", "drop", "--env", "dev", "--env", "live", "--trust")
    said = shell.run(*words, "--json")
    assert said.status == 2
    assert [one["error"]["code"] for one in said.json] == ["protected", "protected"]
    assert demo_servers.api.recorder.requests == ()
    assert demo_servers.authorization.recorder.requests == ()
    assert shell.run(*words, "--yes", "-q").status in {0, 1}
    assert len(demo_servers.api.recorder.requests) == 2


@pytest.mark.parametrize("option", [("--output", "x"), ("--include",)])
def test_what_is_about_one_body_needs_one_environment(
    lab: Lab, shell: Shell, option: tuple[str, ...]
) -> None:
    lab.write({"environments/b.toml": ""})
    said = shell.run("send", "list", "--env", "dev", "--env", "b", *option, "--trust")
    assert said.status == 2
    assert f"{option[0]} is for one environment." in said.err


def test_the_same_environment_twice_is_one(lab: Lab, shell: Shell) -> None:
    said = shell.run("send", "list", "--env", "dev", "--env", "dev", "--trust", "--json", "-q")
    assert said.status == 0
    assert said.json["environment"] == "dev"
