from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from outrider.model.connection import ConnectionSettings, Limits
from outrider.model.exchange import Failure, FailureKind, Outcome
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage
from outrider.transport.transport import Transport

SHORT = Limits(deadline=5.0, connect=2.0, read=2.0, max_body=50_000_000)
DEV = ConnectionSettings("dev")


class Kit:
    """A transport and the few things that every test does with it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def get(
        self,
        url: str,
        *fields: tuple[str, str],
        limits: Limits = SHORT,
        connection: ConnectionSettings = DEV,
        **rest: Any,
    ) -> Outcome:
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


MakeKit = Callable[[dict[str, str]], Awaitable[Kit]]
