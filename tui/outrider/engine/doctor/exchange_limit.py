"""A recorder that makes so many exchanges at most, and posts to no server but those named."""

from __future__ import annotations

from collections.abc import Callable

from outrider.engine.exchanges.exchange_recorder import (
    ExchangeRecorder,
    PlannedExchange,
    SendRecord,
)
from outrider.errors import TokenEndpointFailed
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.exchange import Exchange
from outrider.model.secret import masked, reveal

SPENT = "exchanges_spent"
"""The code of the error of an exchange that was one too many."""


def _nowhere(_: str) -> bool:
    return False


UNNAMED = "unnamed_server"
"""The code of the error of a request with credentials for a server that no file names."""


class LimitedRecorder(ExchangeRecorder, kw_only=True):
    """Performs exchanges by another recorder until there were enough of them.

    Attributes:
        whole: performs and publishes them.
        most: exchanges that a record may have.
        may_post: whether credentials may go to a URL.
    """

    whole: ExchangeRecorder
    most: int
    may_post: Callable[[str], bool] = _nowhere

    def has_room(self, record: SendRecord, connection: ConnectionSettings) -> bool:
        """Whether one more exchange may be made for a record.

        One over HTTP/2 may be two: the server may say that it did not process it (RFC 9113 §8.7).
        """
        needed = 1 if connection.http in (None, HttpVersion.HTTP1) else 2
        return len(record.exchanges) + needed <= self.most

    async def perform(self, planned: PlannedExchange) -> Exchange:
        """Performs one exchange, as the other recorder does.

        Raises:
            TokenEndpointFailed: there were enough, or it would go to a server that no file names;
                nothing was sent.
        """
        record, message = planned.record, planned.message
        if message.method != "GET" and not self.may_post(reveal(message.url)):
            raise TokenEndpointFailed(
                "The credentials were not sent: no file names this server.",
                code=UNNAMED,
                where=f"{message.method} {masked(message.url)}",
                advice="If you trust that address, set token_endpoint to it.",
            )
        if not self.has_room(record, planned.connection):
            raise TokenEndpointFailed(
                f"Stopped after {len(record.exchanges)} requests.", code=SPENT
            )
        return await self.whole.perform(planned)
