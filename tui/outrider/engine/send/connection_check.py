"""Whether an environment's proxy and TLS files can be used, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from msgspec import Struct, field

from outrider.engine.send.failure_places import add_settings_place
from outrider.engine.send.prepared_send import stop_on
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault, ResolveError
from outrider.model.connection import ConnectionSettings
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


class ConnectionCheck(Struct):
    """Looks through the settings of connections, each once until a file changes."""

    well: set[object] = field(default_factory=set)

    async def require(self, connection: ConnectionSettings, snapshot: WorkspaceSnapshot) -> None:
        """Stops what could not connect.

        Raises:
            ResolveError: the proxy is no URL of one, or a TLS file is not what it should be.
        """
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
