"""What is known about an exchange that failed, and what follows from it for the user."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.connection import ExchangeLimits, HttpVersion
from outrider.model.exchange import Failure, FailureKind
from outrider.transport.exchange_progress import ExchangePhase, SentExtent

_MAYBE_EXECUTED = "The request may have been executed: check before you send it again."


class FailureContext(Struct, frozen=True):
    """What is known about the exchange that failed.

    Attributes:
        where: scheme, host and port, as people may see them.
        proxy: the proxy's URL without credentials; empty without one.
        extent: how much of the request went out.
        first_bytes: the first that came back, without TLS.
        http: which version was to be spoken.
        received: bytes of the body that came.
        announced: bytes of the body that Content-Length promised.
        trust_fault: what is wrong with the system's trust; empty if nothing.
    """

    where: str
    host: str
    limits: ExchangeLimits
    phase: ExchangePhase
    proxy: str = ""
    extent: SentExtent = SentExtent.NOTHING
    first_bytes: bytes = b""
    http: HttpVersion = HttpVersion.HTTP1
    received: int = 0
    announced: int | None = None
    client_certificate: bool = False
    trust_fault: str = ""

    @property
    def sent(self) -> bool:
        """Whether a byte of the request went out."""
        return bool(self.extent)

    @property
    def may_be_executed(self) -> str:
        """What the user has to know about a request that went out before a response came."""
        if not self.sent or self.phase is ExchangePhase.BODY:
            return ""
        return f"{self.extent.value} {_MAYBE_EXECUTED}"

    @property
    def secure(self) -> bool:
        """Whether the URL is one of https."""
        return self.where.lower().startswith("https:")

    @property
    def at_proxy(self) -> bool:
        """Whether it is the proxy, not the server, that was being talked to."""
        return bool(self.proxy) and self.phase in (ExchangePhase.CONNECTING, ExchangePhase.PROXY)

    def kind(self, kind: FailureKind) -> FailureKind:
        """This kind, or that of the proxy where it is the proxy that failed."""
        return FailureKind.PROXY if self.at_proxy else kind

    def failure(self, kind: FailureKind, what: str, *, why: str = "", advice: str = "") -> Failure:
        """A failure in these circumstances."""
        parts = filter(None, (advice, self.may_be_executed))
        return Failure(kind, what, self.where, why, " ".join(parts), self.sent)


def after_bytes(failure: Failure, seen: FailureContext) -> Failure:
    """A failure on our own side that came when a part of the request had gone out already."""
    kind = failure.kind
    if kind is FailureKind.INVALID_REQUEST:
        kind = FailureKind.PROTOCOL
    advice = failure.advice
    if seen.may_be_executed not in advice:
        advice = f"{advice} {seen.may_be_executed}".strip()
    return replace(failure, kind=kind, advice=advice, sent=True)
