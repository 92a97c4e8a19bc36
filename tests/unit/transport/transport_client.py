from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import Failure, FailureKind, TransportResult
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage
from outrider.transport.transport import Transport

SHORT = ExchangeLimits(
    total_timeout=5.0, connect_timeout=2.0, read_timeout=2.0, max_body_size=50_000_000
)
DEV = ConnectionSettings("dev")


class TransportClient:
    """A transport and the few things that every test does with it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def get(
        self,
        url: str,
        *fields: tuple[str, str],
        limits: ExchangeLimits = SHORT,
        connection: ConnectionSettings = DEV,
        **rest: Any,
    ) -> TransportResult:
        lines = tuple(FieldLine(name, value) for name, value in fields)
        message = RequestMessage(rest.pop("method", "GET"), url, lines, rest.pop("content", None))
        return await self.transport.send(message, connection, limits, **rest)

    async def response(self, url: str, *fields: tuple[str, str], **rest: Any) -> ResponseMessage:
        outcome = await self.get(url, *fields, **rest)
        assert outcome.failure is None, outcome.failure
        assert outcome.response is not None
        return outcome.response

    async def failure(
        self, kind: FailureKind, url: str, *fields: tuple[str, str], **rest: Any
    ) -> Failure:
        outcome = await self.get(url, *fields, **rest)
        assert outcome.failure is not None, outcome.response
        assert outcome.failure.kind is kind, outcome.failure
        assert outcome.failure.what.strip()
        assert outcome.failure.what.endswith(".")
        return outcome.failure


MakeClient = Callable[[dict[str, str]], Awaitable[TransportClient]]
