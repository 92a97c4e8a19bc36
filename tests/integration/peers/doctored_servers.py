"""Servers that differ, each with clients of every kind, for prepared mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.engine_lab import Lab
from tests.integration.peers.oidc_server import AWKWARD_SECRET as OIDC_AWKWARD_SECRET
from tests.integration.peers.oidc_server import SECRET, OidcServer
from tests.integration.peers.peer_clients import AWKWARD_BASIC, AWKWARD_POST, BY_KEY, PLAIN
from tests.integration.peers.peer_processes import PeerServer
from tests.rfc_keys import EC_TEXT
from tests.servers.strict import (
    AWKWARD_ID,
    AWKWARD_SECRET,
    BASIC_ONLY,
    POST_ONLY,
    StrictServers,
)


@dataclass(frozen=True)
class DoctoredServer:
    """An authorization server, and its clients: ID and secret of each kind.

    Attributes:
        basic: by client_secret_basic only.
        post: by client_secret_post only.
        awkward: by client_secret_basic, with characters that raw credentials break.
        key: ID of the client that signs by the EC key of tests/rfc_keys.py.
        reader: by client_secret_basic, for the scope orders.read.
        refused_scope: what the server refuses to that client.
        more: further tables of the environment.
    """

    issuer: str
    token_url: str
    basic: tuple[str, str]
    post: tuple[str, str]
    awkward: tuple[str, str]
    key: str
    reader: tuple[str, str]
    refused_scope: str = "orders.reed"
    more: str = ""

    def write(self, lab: Lab, client: tuple[str, str], settings: Mapping[str, object]) -> None:
        """Writes ``dev`` for a client; ``settings`` are further keys of its auth, or other ones.

        A key that is ``None`` is left out; one with a dot is that of a table inside.
        """
        keys: dict[str, object] = {
            "type": "oauth2",
            "token_endpoint": self.token_url,
            "client_id": client[0],
            "client_secret": "{{client_secret}}",
            "scope": "orders.read",
            **settings,
        }
        lines = ["# The team's own notes.", self.more, "[secrets]"]
        lines.append(f"client_secret = '{client[1]}' # from the vault")
        lines.append(f"key = '{EC_TEXT}'")
        lines.append("[auth.default] # used by every request")
        lines += [f"{key} = '{value}'" for key, value in keys.items() if value and "." not in key]
        for dotted, value in keys.items():
            table, dot, key = dotted.partition(".")
            if dot:
                lines += [f"[auth.default.{table}]", f"{key} = '{value}'"]
        lab.write({"environments/dev.toml": "\n".join(lines) + "\n"})


def doctored_demo(servers: StrictServers) -> DoctoredServer:
    return DoctoredServer(
        servers.issuer,
        servers.token_url,
        (BASIC_ONLY.client_id, BASIC_ONLY.client_secret or ""),
        (POST_ONLY.client_id, POST_ONLY.client_secret or ""),
        (AWKWARD_ID, AWKWARD_SECRET),
        "by-key",
        (BASIC_ONLY.client_id, BASIC_ONLY.client_secret or ""),
    )


def doctored_authlib(server: PeerServer) -> DoctoredServer:
    return DoctoredServer(
        server.url,
        server.token_url,
        (PLAIN.client_id, PLAIN.client_secret),
        (AWKWARD_POST.client_id, AWKWARD_POST.client_secret),
        (AWKWARD_BASIC.client_id, AWKWARD_BASIC.client_secret),
        BY_KEY.client_id,
        (PLAIN.client_id, PLAIN.client_secret),
    )


def doctored_oidc(server: OidcServer) -> DoctoredServer:
    return DoctoredServer(
        server.url,
        server.token_url,
        ("basic", SECRET),
        ("post", SECRET),
        ("awkward", OIDC_AWKWARD_SECRET),
        "p256",
        ("reader", SECRET),
        "orders.write",
        f"[tls]\nca_bundle = '{server.folder / 'ca.pem'}'",
    )
