"""Asks a server for its metadata by requests without credentials, on the host of the file only."""

from __future__ import annotations

from urllib.parse import urljoin

from msgspec import Struct

from outrider.auth.origins import parse_origin
from outrider.engine.doctor.diagnosis import DiagnosisStep, StepStatus
from outrider.engine.doctor.exchange_limit import LimitedRecorder
from outrider.engine.doctor.metadata_places import named_issuer, places_of_metadata
from outrider.engine.doctor.probe_outcome import is_lock_out, unreached
from outrider.engine.doctor.probe_planner import ENDPOINT, is_same_server
from outrider.engine.doctor.probes import ProbeKind, ProbeOutcome
from outrider.engine.exchanges.exchange_recorder import PlannedExchange, SendRecord
from outrider.engine.tokens.metadata_trust import require_same_host
from outrider.engine.tokens.server_reply import placed_failure
from outrider.engine.tokens.token_exchange import TokenExchange
from outrider.errors import AuthorizationError, OutriderError, TokenEndpointFailed
from outrider.model.connection import ConnectionSettings
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage
from outrider.model.reason import Reason
from outrider.oauth.metadata import ServerMetadata, issuer_of_metadata, read_metadata
from outrider.oauth.token_client import TokenClient

_REASON = Reason("diagnosis", "diagnosis; issuer metadata")
_ACCEPT = FieldLine("Accept", "application/json")


class FoundMetadata(Struct, frozen=True):
    """What was found.

    Attributes:
        first: the first exchange, which tells of the way to the server; ``None`` where none was
            made.
        metadata: ``None`` where there is none that can be used.
        issuer: as the metadata names it.
        outcome: what the definition as it is written comes to, where that is known by now.
        error: why, then.
    """

    first: Exchange | None = None
    steps: tuple[DiagnosisStep, ...] = ()
    metadata: ServerMetadata | None = None
    issuer: str = ""
    outcome: ProbeOutcome | None = None
    error: OutriderError | None = None


class MetadataSearch(Struct):
    """Searches for the metadata of one server.

    Attributes:
        exchange: is told what was found, so that token requests need not ask again.
        client: for whom, so that a refusal can say what to change.
    """

    recorder: LimitedRecorder
    record: SendRecord
    exchange: TokenExchange
    client: TokenClient

    async def find(
        self, issuer: str, endpoint: str, connection: ConnectionSettings
    ) -> FoundMetadata:
        """Asks where the metadata may be.

        Args:
            issuer: as the file has it; empty where it names the token endpoint.
            endpoint: the token endpoint; empty where the file names the issuer.
            connection: how the server is reached.
        """
        first: Exchange | None = None
        refused: AuthorizationError | None = None
        for url in places_of_metadata(issuer, endpoint):
            exchange = await self.recorder.perform(
                PlannedExchange(
                    self.record,
                    Purpose.TOKEN,
                    RequestMessage("GET", url, (_ACCEPT,)),
                    connection,
                    self.exchange.limits,
                    reason=_REASON,
                )
            )
            first = first or exchange
            response = exchange.response
            if exchange.failure is not None or response is None:
                return _unreached(first, exchange, self.client)
            if is_lock_out(response, ""):
                return _stopped(first, url)
            named = named_issuer(response)
            try:
                metadata = read_metadata(response, issuer or named, url, self.client)
                require_same_host(metadata.endpoints[ENDPOINT], url, self.client)
            except AuthorizationError as error:
                if named:
                    return self._another(first, exchange, named, connection, error, issuer)
                refused = refused or error
                moved = _moved_issuer(response, url)
                if moved and issuer and is_same_server(issuer, moved):
                    step = DiagnosisStep(StepStatus.FAILED, "metadata", error.what, error)
                    outcome = ProbeOutcome(ProbeKind.ISSUER)
                    return FoundMetadata(first, (step,), issuer=moved, outcome=outcome, error=error)
                continue
            there = metadata.endpoints[ENDPOINT]
            if not issuer and not (is_same_server(endpoint, named) and _same(endpoint, there)):
                text = f"{url} is that of another server: {named}"
                return FoundMetadata(first, (DiagnosisStep(StepStatus.SKIPPED, "metadata", text),))
            self.exchange.announced[named, connection] = metadata
            step = DiagnosisStep(StepStatus.OK, "metadata", f"{url} names issuer {named}")
            return FoundMetadata(first, (step,), metadata, named)
        return _missing(first, issuer, endpoint, refused)

    def _another(
        self,
        first: Exchange,
        exchange: Exchange,
        named: str,
        connection: ConnectionSettings,
        error: AuthorizationError,
        issuer: str,
    ) -> FoundMetadata:
        """A document that is no use as it is, perhaps because it is that of another issuer."""
        url = exchange.request.url
        step = DiagnosisStep(StepStatus.FAILED, "metadata", error.what, error)
        if not issuer:
            # Nobody has asked for this one: it is worth a word, and no more.
            noted = DiagnosisStep(StepStatus.WARNING, "metadata", error.what)
            return FoundMetadata(first, (noted,))
        outcome = ProbeOutcome(ProbeKind.ISSUER)
        assert exchange.response is not None
        if not is_same_server(issuer, named):
            return FoundMetadata(first, (step,), outcome=outcome, error=error)
        try:
            metadata = read_metadata(exchange.response, named, str(url), self.client)
        except AuthorizationError:
            return FoundMetadata(first, (step,), outcome=outcome, error=error)
        if not _same(named, metadata.endpoints[ENDPOINT]):
            return FoundMetadata(first, (step,), outcome=outcome, error=error)
        self.exchange.announced[named, connection] = metadata
        return FoundMetadata(first, (step,), metadata, named, outcome, error)


def _moved_issuer(response: ResponseMessage, url: str) -> str:
    """The issuer to whose metadata a redirect leads; empty for none."""
    if not 300 <= response.status < 400:
        return ""
    try:
        return issuer_of_metadata(urljoin(url, response.header("location") or ""))
    except ValueError:
        return ""


def _same(url: str, other: str) -> bool:
    return is_same_server(url, other)


def _unreached(first: Exchange, exchange: Exchange, client: TokenClient) -> FoundMetadata:
    assert exchange.failure is not None
    failure = placed_failure(exchange.failure, exchange, client)
    error = failure.error(TokenEndpointFailed)
    return FoundMetadata(first, outcome=unreached(exchange), error=error)


def _stopped(first: Exchange, url: str) -> FoundMetadata:
    what = "The server asks to wait before the next request."
    error = TokenEndpointFailed(what, code="rate", where=f"GET {url}", advice="Try again later.")
    step = DiagnosisStep(StepStatus.FAILED, "metadata", what, error)
    return FoundMetadata(first, (step,), outcome=ProbeOutcome(ProbeKind.LOCKED), error=error)


def _missing(
    first: Exchange | None, issuer: str, endpoint: str, refused: AuthorizationError | None
) -> FoundMetadata:
    if issuer and refused is not None:
        step = DiagnosisStep(StepStatus.FAILED, "metadata", refused.what, refused)
        outcome = ProbeOutcome(ProbeKind.ISSUER)
        return FoundMetadata(first, (step,), outcome=outcome, error=refused)
    origin = parse_origin(issuer or endpoint)
    host = origin.host if origin is not None else endpoint
    step = DiagnosisStep(StepStatus.SKIPPED, "metadata", f"{host} has none at the well-known URLs")
    return FoundMetadata(first, (step,))
