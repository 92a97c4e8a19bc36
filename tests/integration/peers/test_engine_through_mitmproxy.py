"""An intercepting proxy that we did not write sees the token and the API request, both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.engine_lab import Lab, status
from tests.engine_output import sentence
from tests.integration.peers.peer_processes import InterceptingProxy
from tests.integration.peers.test_peers_answer import issue
from tests.servers.strict import StrictServers


def seen(proxy: InterceptingProxy) -> list[tuple[str, str]]:
    return [(flow["method"], flow["url"]) for flow in proxy.flows()]


def expected(servers: StrictServers) -> list[tuple[str, str]]:
    return [("POST", servers.token_url), ("GET", f"{servers.api_url}/orders")]


async def test_plain_http_goes_through_the_proxy_loopback_included(
    lab: Lab, demo_servers: StrictServers, intercepting_proxy: InterceptingProxy
) -> None:
    more = f'[proxy]\nurl = "{intercepting_proxy.url}"\n'
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url, more=more)
    lab.process = {"NO_PROXY": "*"}  # the environment's file is about every host
    async with lab.workbench() as workbench:
        for _ in range(2):
            assert status(await lab.send(workbench)) == 200
    assert seen(intercepting_proxy) == [
        *expected(demo_servers),
        ("GET", f"{demo_servers.api_url}/orders"),
    ]
    assert not any(header(flow, "proxy-authorization") for flow in intercepting_proxy.flows())


def header(flow: dict[str, Any], name: str) -> str | None:
    return next((value for key, value in flow["headers"] if key.lower() == name), None)


async def test_https_is_opened_by_a_proxy_whose_authority_is_trusted(
    lab: Lab,
    intercepting_proxy: InterceptingProxy,
    upstream_authority: trustme.CA,
    tmp_path: Path,
) -> None:
    with StrictServers(certificate=issue(upstream_authority, tmp_path)) as servers:
        more = f'[proxy]\nurl = "{intercepting_proxy.url}"\n'
        more += f'[tls]\nca_bundle = "{intercepting_proxy.ca_bundle}"\n'
        lab.environment("dev", api=servers.api_url, token=servers.token_url, more=more)
        async with lab.workbench() as workbench:
            result = await lab.send(workbench)
        assert status(result) == 200
        assert seen(intercepting_proxy) == expected(servers)
        token, request = intercepting_proxy.flows()
        assert token["body"].startswith("grant_type=client_credentials")
        assert str(header(request, "authorization")).startswith("Bearer eyJ")


async def test_an_intercepting_proxy_that_is_not_trusted_gets_no_secret(
    lab: Lab,
    intercepting_proxy: InterceptingProxy,
    upstream_authority: trustme.CA,
    tmp_path: Path,
) -> None:
    with StrictServers(certificate=issue(upstream_authority, tmp_path)) as servers:
        more = f'[proxy]\nurl = "{intercepting_proxy.url}"\n'
        lab.environment("dev", api=servers.api_url, token=servers.token_url, more=more)
        async with lab.workbench() as workbench:
            result = await lab.send(workbench)
        assert servers.authorization.recorder.count == 0
    assert result.error is not None
    assert result.error.exit_code == 4
    assert result.error.code in {"tls_unknown_ca", "tls_self_signed"}
    assert "untrusted CA" in sentence(result)
    assert not any(flow["method"] == "POST" for flow in intercepting_proxy.flows())


@pytest.mark.parametrize("down", ["token", "api"])
async def test_a_server_that_is_down_behind_the_proxy_is_not_the_proxys_fault(
    down: str, lab: Lab, demo_servers: StrictServers, intercepting_proxy: InterceptingProxy
) -> None:
    nowhere = "http://127.0.0.1:1"
    lab.environment(
        "dev",
        api=nowhere if down == "api" else demo_servers.api_url,
        token=f"{nowhere}/token" if down == "token" else demo_servers.token_url,
        more=f'[proxy]\nurl = "{intercepting_proxy.url}"\n',
    )
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    if down == "token":
        assert result.error is not None
        assert result.error.exit_code == 4
        assert "502" in sentence(result)
        assert demo_servers.api.recorder.count == 0
    else:
        assert status(result) == 502
