"""Both demo servers together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Self

from outrider.demo.api import DemoApi
from outrider.demo.authorization_server import TOKEN_PATH, AuthorizationServer
from outrider.demo.clients import AuthorizationServerOptions
from outrider.demo.demo_keys import DemoKeys
from outrider.demo.loopback import Certificate, LoopbackServer


class DemoServers:
    """An authorization server and an API on 127.0.0.1, each on its own port.

    ::

        with DemoServers() as servers:
            servers.token_url, servers.api_url

    With ``keys``, both also have a port that speaks TLS and asks for client certificates.

    Attributes:
        authorization: the authorization server: its options and its records.
        api: the API: its options and its records.
    """

    def __init__(
        self,
        options: AuthorizationServerOptions = AuthorizationServerOptions(),  # noqa: B008 - frozen
        *,
        certificate: Certificate | None = None,
        keys: DemoKeys | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.authorization = AuthorizationServer(options, now)
        self.api = DemoApi(self.authorization, now)
        self._token_server = LoopbackServer(self.authorization.asgi(), certificate)
        self._api_server = LoopbackServer(self.api.asgi(), certificate)
        tls = keys.server_context() if keys is not None else None
        applications = (self.authorization.asgi(), self.api.asgi()) if tls is not None else ()
        self._mtls_servers = tuple(LoopbackServer(one, tls=tls) for one in applications)

    @property
    def issuer(self) -> str:
        """The authorization server's address."""
        return self._token_server.url

    @property
    def token_url(self) -> str:
        """The token endpoint."""
        return self.issuer + TOKEN_PATH

    @property
    def api_url(self) -> str:
        """The API's address, at the site that takes a token for any audience."""
        return self._api_server.url

    @property
    def mtls_issuer(self) -> str:
        """The authorization server's address for client certificates; empty without one."""
        return self._mtls_servers[0].url if self._mtls_servers else ""

    @property
    def mtls_api_url(self) -> str:
        """The API's address for client certificates; empty without one."""
        return self._mtls_servers[1].url if self._mtls_servers else ""

    def start(self) -> None:
        """Starts both; they accept connections when this returns.

        Raises:
            OSError: a port that it had before is in use.
        """
        try:
            self.start_authorization_server()
            self._api_server.start()
            for server in self._mtls_servers:
                server.start()
            self.authorization.mtls_url = self.mtls_issuer
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops both; does nothing when they are stopped already."""
        servers = (self._token_server, self._api_server, *self._mtls_servers)
        for server in servers:
            server.ask_to_stop()
        for server in servers:
            server.stop()

    def stop_authorization_server(self) -> None:
        """Takes the token endpoint away: connections to it are refused."""
        self._token_server.stop()

    def start_authorization_server(self) -> None:
        """Brings the token endpoint up, at its old port when it had one."""
        self._token_server.start()
        self.authorization.issuer = self._token_server.url

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
