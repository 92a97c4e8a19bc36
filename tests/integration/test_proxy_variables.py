"""Malformed variables for proxies: settings of this machine, told before anything is sent."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab, status
from tests.engine_output import sentence
from tests.servers.strict import StrictServers
from tests.shell import Shell

from outrider.model.connection import ExchangeLimits


@pytest.mark.parametrize(
    "value", ["ftp://x", "http://[::1", "http://", "://", "socks9://h:1", "http://h:99999999"]
)
async def test_a_malformed_proxy_variable_is_a_sentence(
    value: str, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.process = {"HTTP_PROXY": value, "HTTPS_PROXY": value, "NO_PROXY": "[::1],fe80::/10,,*."}
    async with lab.workbench(token_limits=ExchangeLimits(total_timeout=2)) as workbench:
        assert status(await lab.send(workbench)) == 200  # loopback hosts are reached directly
        demo_servers.reset()
        lab.environment("dev", api=demo_servers.api_url, token="https://login.invalid/token")
        result = await lab.send(workbench)
    assert result.error is not None
    assert (result.error.exit_code, result.error.code) == (3, "proxy_configuration")
    assert "OS environment variable HTTPS_PROXY is not a valid proxy URL" in sentence(result)
    assert demo_servers.api.recorder.count == 0


def test_a_malformed_proxy_variable_is_told_before_anything_is_sent(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    """By every command; the token's server, on loopback, could be reached."""
    lab.environment("dev", api="https://api.invalid", token=demo_servers.token_url)
    lab.environment("far", api=demo_servers.api_url, token="https://login.invalid/token")
    shell.run("trust")
    told = "OS environment variable ALL_PROXY is not a valid proxy URL"
    for command in (
        ("send", "list", "--env", "dev"),
        ("run", "list", "--env", "dev"),
        ("send", "https://api.invalid/x", "--env", "dev"),
        ("token", "--env", "far"),
        ("send", "list", "--env", "far"),
    ):
        said = shell.run(*command, ALL_PROXY="ftp://x:1")
        assert said.status == 3, (command, said.err)
        assert told in said.err + said.text, command
        assert "unset ALL_PROXY" in said.err + said.text, command
    assert demo_servers.authorization.recorder.count == 0
    assert demo_servers.api.recorder.count == 0
