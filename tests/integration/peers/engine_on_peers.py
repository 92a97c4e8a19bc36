"""An environment for a peer's client, and what the engine does with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.engine_lab import Lab
from tests.integration.peers.peer_clients import PeerClient
from tests.integration.peers.peer_processes import PeerServer
from tests.servers.toxic import ToxicServer, ok, toxic_server

WRONG_SECRET = "wrong:but+still %secret"


@asynccontextmanager
async def environment_for(
    client: PeerClient, server: PeerServer, lab: Lab, *settings: str, secret: str | None = None
) -> AsyncIterator[ToxicServer]:
    """Writes ``dev`` for a client of a peer; yields the API, which takes any token."""
    async with toxic_server(ok(b"{}")) as api:
        lines = [
            "[auth.default]",
            'type = "oauth2"',
            f'token_endpoint = "{server.token_url}"',
            f"client_id = '{client.client_id}'",
        ]
        if client.client_secret:
            lines += [
                "client_secret = '{{client_secret}}'",
                *settings,
                "[secrets]",
                f"client_secret = '{client.client_secret if secret is None else secret}'",
            ]
        else:
            lines += settings
        lines += ["[variables]", f'base_url = "{api.url}"']
        lab.write({"environments/dev.toml": "\n".join(lines)})
        yield api
