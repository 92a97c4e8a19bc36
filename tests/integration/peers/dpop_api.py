"""An API that takes DPoP tokens of oidc-provider, while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.peers.oidc_server import SECRET, OidcServer
from tests.integration.peers.peer_processes import PeerServer, running


@contextmanager
def dpop_api_running(peers: Path, server: OidcServer, folder: Path) -> Iterator[PeerServer]:
    """Runs it with its files in a folder, by the peers' own Python."""
    told = {
        "introspection_endpoint": f"{server.url}/token/introspection",
        "ca": str(server.folder / "ca.pem"),
        "client_id": "basic",
        "secret": SECRET,
    }
    command = [str(peers / "python"), "-m", "tests.integration.peers.dpop_api_server"]
    with running([*command, json.dumps(told)], folder) as port:
        yield PeerServer(f"http://127.0.0.1:{port}", server.token_url)
