"""Both demo servers together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Self

from outrider.demo.api import DemoApi
from outrider.demo.authorization_server import TOKEN_PATH, AuthorizationServer
from outrider.demo.clients import AuthorizationServerOptions
from outrider.demo.loopback import Certificate, LoopbackServer


class DemoServers:
    """An authorization server and an API on 127.0.0.1, each on its own port.

    ::

        with DemoServers() as servers:
            servers.token_url, servers.api_url

    Attributes:
        authorization: the authorization server: its options and its records.
        api: the API: its options and its records.
    """

    def __init__(
        self,
        options: AuthorizationServerOptions = AuthorizationServerOptions(),  # noqa: B008 - frozen
        *,
        certificate: Certificate | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.authorization = AuthorizationServer(options, now)
        self.api = DemoApi(self.authorization, now)
        self._token_server = LoopbackServer(self.authorization.asgi(), certificate)
        self._api_server = LoopbackServer(self.api.asgi(), certificate)

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

    def start(self) -> None:
        """Starts both; they accept connections when this returns.

        Raises:
            OSError: a port that it had before is in use.
        """
        try:
            self.start_authorization_server()
            self._api_server.start()
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops both; does nothing when they are stopped already."""
        self._token_server.ask_to_stop()
        self._api_server.ask_to_stop()
        self._token_server.stop()
        self._api_server.stop()

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
