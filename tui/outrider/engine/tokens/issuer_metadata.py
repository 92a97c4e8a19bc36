"""What issuers say of themselves, read once a session."""

from __future__ import annotations

from msgspec import Struct

from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, PlannedExchange
from outrider.engine.tokens.server_reply import whole_reply
from outrider.engine.tokens.token_job import TokenJob
from outrider.errors import AuthorizationError
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import Purpose
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.reason import Reason
from outrider.model.secret import reveal
from outrider.oauth.metadata import ServerMetadata, metadata_urls, read_metadata
from outrider.oauth.token_client import TokenClient

_ACCEPT = FieldLine("Accept", "application/json")


class IssuerMetadata(Struct):
    """Reads the metadata of issuers (RFC 8414 §3), and keeps it for the session.

    Attributes:
        known: by issuer, and by how it was reached.
    """

    recorder: ExchangeRecorder
    limits: ExchangeLimits
    known: dict[tuple[str, ConnectionSettings], ServerMetadata] = {}

    async def read(self, job: TokenJob, reason: Reason, client: TokenClient) -> ServerMetadata:
        """What the issuer says of itself; nothing where no issuer is named.

        Raises:
            AuthorizationError: there is none that can be used.
        """
        issuer = reveal(job.auth.setting("issuer"))
        if not issuer:
            return ServerMetadata()
        place = (issuer, job.connection)
        if place not in self.known:
            self.known[place] = await self._discover(issuer, job, reason, client)
        return self.known[place]

    def known_of(self, issuer: str) -> ServerMetadata | None:
        """What an issuer has said in this session; ``None`` where it was not asked."""
        return next((one for (name, _), one in self.known.items() if name == issuer), None)

    async def _discover(
        self, issuer: str, job: TokenJob, reason: Reason, client: TokenClient
    ) -> ServerMetadata:
        refused: list[tuple[bool, AuthorizationError]] = []
        for url in metadata_urls(issuer):
            exchange = await self.recorder.perform(
                PlannedExchange(
                    job.record,
                    Purpose.TOKEN,
                    RequestMessage("GET", url, (_ACCEPT,)),
                    job.connection,
                    self.limits,
                    reason=reason.extended("issuer metadata"),
                )
            )
            reply = whole_reply(exchange, url, client, "Issuer metadata request")
            try:
                return read_metadata(reply, issuer, url, client)
            except AuthorizationError as error:
                refused.append((reply.status != 200, error))
        # What was there and is of no use says more than what was not there.
        raise min(refused, key=lambda one: one[0])[1]
