"""The demo's servers with clients and a clock that tests want; strict as oidc-provider is.

Urlencoded bodies only, form-decoded Basic, no blank scope, one authentication method a client,
and errors as HTML unless ``Accept`` asks for JSON.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.rfc_keys import EC_JWK

from outrider.demo.api import ApiOptions
from outrider.demo.clients import DEMO_CLIENTS, AuthorizationServerOptions, RegisteredClient
from outrider.demo.loopback import Certificate
from outrider.demo.servers import DemoServers

PUBLIC_EC_JWK = {name: value for name, value in EC_JWK.items() if name != "d"}
AWKWARD_ID = "svc:orders+cli %41&b=c"
AWKWARD_SECRET = "p@ss:w%rd+1 &2=%2B/~"

EASY = RegisteredClient("easy", "easy-secret")
BASIC_ONLY = RegisteredClient(
    "basic-only", "basic-secret", token_endpoint_auth_method="client_secret_basic"
)
POST_ONLY = RegisteredClient(
    "post-only", "post-secret", token_endpoint_auth_method="client_secret_post"
)
PUBLIC = RegisteredClient("public")
AWKWARD = RegisteredClient(AWKWARD_ID, AWKWARD_SECRET)
BY_KEY = RegisteredClient("by-key", public_key=PUBLIC_EC_JWK)

TEST_CLIENTS = (*DEMO_CLIENTS, EASY, BASIC_ONLY, POST_ONLY, PUBLIC, AWKWARD, BY_KEY)

STRICT = AuthorizationServerOptions(clients=TEST_CLIENTS, html_errors=True)


@dataclass
class ServerClock:
    """The servers' clock: the real one, moved by ``offset`` seconds."""

    offset: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.offset


class StrictServers(DemoServers):
    """Both servers, with :data:`TEST_CLIENTS`.

    Attributes:
        clock: move it to let tokens expire on the API's side.
    """

    def __init__(self, *, certificate: Certificate | None = None) -> None:
        self.clock = ServerClock()
        super().__init__(STRICT, certificate=certificate, now=self.clock)

    def reset(self) -> None:
        """As new: running, usual options, nothing recorded, no token valid, the sample data."""
        self.start()
        self.clock.offset = 0.0
        self.authorization.options = STRICT
        self.api.options = ApiOptions()
        self.api.restock()
        self.authorization.revoke_all()
        self.authorization.recorder.clear()
        self.api.recorder.clear()
