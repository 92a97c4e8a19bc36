"""What an issuer's metadata may lead to, and for how long it is believed."""

from __future__ import annotations

import json

from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.servers.toxic import ToxicServer, ok, toxic_server

from outrider.model.exchange import Purpose


def says(server: ToxicServer, endpoint: str) -> None:
    """Has the issuer name this token endpoint."""
    document = {"issuer": server.url, "token_endpoint": endpoint}
    server.behaviour = ok(json.dumps(document).encode(), b"Content-Type: application/json")


def environment(lab: Lab, server: ToxicServer, api: str, *, insecure: bool) -> None:
    """An environment whose tokens come from the issuer."""
    lab.environment(
        "dev", api=api, token="", more=f"allow_insecure_http = {str(insecure).lower()}\n"
    )
    written = lab.root / "environments/dev.toml"
    text = written.read_text().replace('token_endpoint = ""', f'issuer = "{server.url}"')
    written.write_text(text)


async def test_a_consent_to_plain_http_that_is_withdrawn_holds_for_a_known_endpoint(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(ok()) as server:
        says(server, "http://login.invalid/token")
        async with lab.workbench() as workbench:
            environment(lab, server, demo_servers.api_url, insecure=True)
            allowed = await lab.send(workbench)
            environment(lab, server, demo_servers.api_url, insecure=False)
            refused = await lab.send(workbench)
    assert allowed.error is not None
    assert allowed.error.code == "dns"
    assert refused.error is not None
    assert refused.error.code == "insecure_http"
    assert refused.exchanges == ()


async def test_clearing_tokens_forgets_what_the_issuer_said(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(ok()) as server:
        says(server, f"{server.url}/gone")
        environment(lab, server, demo_servers.api_url, insecure=False)
        async with lab.workbench() as workbench:
            assert (await lab.send(workbench)).error is not None
            says(server, demo_servers.token_url)
            workbench.token_worker.clear()
            result = await lab.send(workbench)
    assert result.error is None
    asked = [one for one in result.exchanges if one.purpose is Purpose.TOKEN]
    assert len(asked) == 2
