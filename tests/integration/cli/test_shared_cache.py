"""Commands that share their tokens: real processes, and an authorization server that counts."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import Shell


@pytest.fixture
def sharing(shell: Shell, tmp_path: Path) -> Shell:
    """The program with tokens shared in a runtime directory."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    return replace(shell, more={"OUTRIDER_TOKENS": "shared", "XDG_RUNTIME_DIR": str(runtime)})


def fetched(servers: StrictServers) -> int:
    """How many token requests there were."""
    return servers.authorization.token_requests()


def test_a_second_command_uses_the_token_of_the_first(
    sharing: Shell, demo_servers: StrictServers
) -> None:
    first = sharing.run("token")
    second = sharing.run("send", "list", "--json")
    assert (first.status, second.status) == (0, 0)
    assert fetched(demo_servers) == 1
    assert second.json["token"]["source"] == "cache"
    assert second.json["token"]["reason_code"] == "shared"
    assert "Token shared by another outrider" in second.err
    assert sharing.run("token").text == first.text


def test_without_the_setting_each_command_fetches_its_own(
    sharing: Shell, demo_servers: StrictServers
) -> None:
    alone = replace(sharing, more={**sharing.more, "OUTRIDER_TOKENS": "process"})
    for _ in range(2):
        assert alone.run("send", "list").status == 0
    assert fetched(demo_servers) == 2
    assert "Tokens are not shared" in alone.run("tokens").err


def test_the_settings_file_can_say_it(shell: Shell, demo_servers: StrictServers) -> None:
    settings = shell.home / "config/outrider/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[tokens]\ncache = "shared"\n')
    for _ in range(2):
        assert shell.run("send", "list").status == 0
    assert fetched(demo_servers) == 1
    kept = shell.home / "state/outrider/tokens/tokens.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    settings.write_text('[tokens]\ncache = "sharde"\n')
    said = shell.run("send", "list", "--quiet")
    assert 'tokens.cache must be "process" or "shared".' in said.err
    assert (said.status, fetched(demo_servers)) == (0, 2)


def test_twenty_in_a_loop_do_one_exchange(sharing: Shell, demo_servers: StrictServers) -> None:
    assert [sharing.run("send", "list").status for _ in range(20)] == [0] * 20
    assert fetched(demo_servers) == 1


def test_twelve_at_once_do_one_exchange(sharing: Shell, demo_servers: StrictServers) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=1.0)
    with sharing.running_at_once(12, "send", "list") as running:
        said = [one.result() for one in running]
    assert [one.status for one in said] == [0] * 12, said
    assert fetched(demo_servers) == 1


def test_one_that_is_killed_while_it_fetches_blocks_nobody(
    sharing: Shell, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=600.0)
    holder = sharing.start("send", "list")
    assert holder.stderr is not None
    while not fetched(demo_servers):
        assert holder.poll() is None
        time.sleep(0.01)
    waiting = sharing.start("send", "list")
    assert waiting.stderr is not None
    assert b"Another outrider is fetching this token" in waiting.stderr.readline()
    demo_servers.authorization.options = options
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=PATIENCE)
    _, told = waiting.communicate(timeout=PATIENCE)
    assert waiting.returncode == 0, told
    assert fetched(demo_servers) == 2


def test_a_shared_token_that_the_api_refuses_is_replaced_for_all(
    sharing: Shell, demo_servers: StrictServers
) -> None:
    assert sharing.run("send", "list").status == 0
    demo_servers.authorization.revoke_all()
    refused = sharing.run("send", "list", "--json").json
    assert [row["reason_code"] for row in refused["exchanges"]] == ["", "api_401", "api_401"]
    assert refused["response"]["status"] == 200
    after = sharing.run("send", "list", "--json").json
    assert after["token"]["reason_code"] == "shared"
    assert after["response"]["status"] == 200
    assert fetched(demo_servers) == 2


def test_another_secret_scope_or_environment_never_gets_the_token(
    sharing: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    where = {"api": demo_servers.api_url, "token": demo_servers.token_url}
    assert sharing.run("token").status == 0
    lab.environment("other", **where)
    assert sharing.run("token", "--env", "other").status == 0
    lab.environment("dev", **where, secret="mistyped")
    said = sharing.run("token", "--env", "dev")
    assert (said.status, said.out) == (4, b"")
    assert fetched(demo_servers) == 3


def test_fresh_fetches_a_new_one_for_all(sharing: Shell, demo_servers: StrictServers) -> None:
    first = sharing.run("token").text
    fresh = sharing.run("token", "--fresh").text
    assert fresh != first
    assert sharing.run("token").text == fresh
    assert fetched(demo_servers) == 2


def test_what_is_held_is_listed_masked_and_cleared(
    sharing: Shell, lab: Lab, demo_servers: StrictServers
) -> None:
    assert sharing.run("tokens").out == b""
    where = {"api": demo_servers.api_url, "token": demo_servers.token_url}
    lab.environment("other", **where)
    values = {sharing.run("token", "--env", name).text.strip() for name in ("dev", "other")}
    listed = sharing.run("tokens")
    assert [line.split()[0] for line in listed.text.splitlines()] == ["dev", "other"]
    (row,) = sharing.run("tokens", "--json", "--env", "dev").json
    assert (row["auth"], row["workspace"]) == ("default", str(lab.root))
    assert (row["access_token"], row["refresh_token"], row["expired"]) == ("••••••", False, False)
    for value in values:
        assert value not in listed.text + str(row)
    assert "Cleared 1 token" in sharing.run("tokens", "--clear", "--env", "dev").err
    assert [row["environment"] for row in sharing.run("tokens", "--json").json] == ["other"]
    assert sharing.run("tokens", "--clear", "--json").json == {"cleared": 1}
    assert sharing.run("tokens", "--json").json == []


def test_a_document_that_others_can_read_is_not_used(
    sharing: Shell, demo_servers: StrictServers
) -> None:
    assert sharing.run("send", "list").status == 0
    document = Path(sharing.more["XDG_RUNTIME_DIR"]) / "outrider/tokens.json"
    document.chmod(0o644)
    said = sharing.run("send", "list")
    assert said.status == 0
    assert f"Tokens are not shared: {document} can be read by others" in said.err
    assert fetched(demo_servers) == 2
    assert "can be read by others" in sharing.run("tokens").err


def test_a_value_that_means_nothing_is_refused(sharing: Shell, demo_servers: StrictServers) -> None:
    said = sharing.run("send", "list", OUTRIDER_TOKENS="on")
    assert said.status == 2
    assert 'OUTRIDER_TOKENS is "on"' in said.err
    assert fetched(demo_servers) == 0
