"""Whether an environment's proxy and TLS files can be used, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from outrider.engine.send.failure_places import add_settings_place
from outrider.engine.send.prepared_send import stop_on
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault, ResolveError
from outrider.model.connection import ConnectionSettings
from outrider.model.secret import MaybeSecret, reveal
from outrider.model.workspace import Environment


def connection_faults(
    connection: ConnectionSettings, environment: Environment | None, *, opens_key: bool
) -> Iterator[Fault]:
    """What is wrong with an environment's proxy and TLS files, at the key that names them.

    Without ``opens_key`` the password of a client key is not tried.
    """
    from outrider.transport.preflight import settings_failures

    for failure in settings_failures(connection, opens_key=opens_key):
        error = failure.error(ResolveError)
        add_settings_place(error, environment)
        yield from error.faults or (
            Fault(error.code, error.what, None, error.why, error.advice, step=error.step),
        )


_VARIABLES = frozenset(
    name for one in ("http", "https", "all") for name in (f"{one}_proxy", f"{one}_proxy".upper())
)


class ConnectionCheck(Struct):
    """Looks through the settings of connections, each once until a file changes."""

    well: set[object] = field(default_factory=set)
    process: Mapping[str, str] = field(default_factory=dict)

    async def require(
        self, connection: ConnectionSettings, snapshot: WorkspaceSnapshot, url: MaybeSecret = ""
    ) -> None:
        """Stops what could not connect.

        Args:
            connection: the settings.
            snapshot: whose they are.
            url: where a request goes, which decides on the proxy that the process names.

        Raises:
            ResolveError: the proxy is no URL of one, or a TLS file is not what it should be.
        """
        if url and not connection.proxy:
            self._require_proxy(reveal(url))
        files = connection.ca_bundle or connection.client_certificate
        if not files and not connection.proxy:
            return
        known: object = connection.proxy
        if files:
            from outrider.transport.tls_contexts import TlsContextKey

            known = (connection.proxy, TlsContextKey.of(connection, {}))
        if known in self.well:
            return
        environment = snapshot.environment

        def found() -> list[Fault]:
            return list(connection_faults(connection, environment, opens_key=True))

        stop_on(await asyncio.to_thread(found) if files else found(), snapshot)
        self.well.add(known)

    def _require_proxy(self, url: str) -> None:
        """Looks at the variables for proxies, of which one may not even be for this URL."""
        if _VARIABLES.isdisjoint(self.process):
            return
        from outrider.transport.preflight import process_proxy_failure

        failure = process_proxy_failure(url, self.process)
        if failure is not None:
            raise failure.error(ResolveError)
