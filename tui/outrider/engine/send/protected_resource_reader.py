"""Asks an API for its metadata, when the user has said yes (RFC 9728 §3)."""

from __future__ import annotations

from msgspec import Struct

from outrider.auth.resource_match import is_readable_metadata, is_resource_of
from outrider.engine.exchanges.exchange_recorder import (
    ExchangeRecorder,
    PlannedExchange,
    SendRecord,
)
from outrider.errors import TokenEndpointFailed
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.reason import REQUESTED
from outrider.model.secret import reveal
from outrider.oauth.protected_resource import (
    ProtectedResource,
    read_protected_resource,
    resource_error,
)

_LIMITS = ExchangeLimits(
    total_timeout=15.0, connect_timeout=10.0, read_timeout=15.0, max_body_size=1_000_000
)


class ProtectedResourceReader(Struct):
    """Reads the metadata of APIs."""

    recorder: ExchangeRecorder

    async def read(self, url: str, refused: Exchange) -> ProtectedResource:
        """The metadata at a URL.

        Args:
            url: as the API named it.
            refused: the exchange in which it did; its connection's settings are used.

        Raises:
            AuthorizationError: it may not be read, is not there, or is another API's.
        """
        if not is_readable_metadata(url):
            raise resource_error("The API's metadata is not on https.", url)
        exchange = await self.recorder.perform(
            PlannedExchange(
                SendRecord(refused.send_id, refused.environment),
                Purpose.TOKEN,
                RequestMessage("GET", url, (FieldLine("Accept", "application/json"),)),
                refused.connection or ConnectionSettings(environment=refused.environment),
                _LIMITS,
                reason=REQUESTED.extended("API metadata"),
            )
        )
        if exchange.failure is not None:
            raise exchange.failure.error(TokenEndpointFailed, f"GET {url}")
        assert exchange.response is not None
        found = read_protected_resource(exchange.response, url)
        if not is_resource_of(found.resource, reveal(refused.request.url)):
            mask = self.recorder.redactor.mask_body
            why = f'It is that of "{mask(found.resource)[:200]}" (RFC 9728 §3.3).'
            raise resource_error("The metadata is that of another API.", url, why)
        return found
