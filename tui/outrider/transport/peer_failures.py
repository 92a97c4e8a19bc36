"""The sentences for a server that violates HTTP/2, or uses another protocol."""

from __future__ import annotations

import re

from msgspec.structs import replace

from outrider.model.connection import HttpVersion
from outrider.model.exchange import Failure, FailureKind, expects_tls
from outrider.next_steps import SetUrl
from outrider.transport.exchange_progress import ExchangePhase
from outrider.transport.exchange_stopped import PeerFault
from outrider.transport.failure_context import FailureContext

_NOT_PROCESSED = "The server did not process the request: send it again."
_TLS_RECORD = re.compile(rb"[\x15\x16]\x03[\x00-\x04]")
# An empty or filled SETTINGS frame on stream 0 (RFC 9113 §3.4, §6.5).
_HTTP2_START = re.compile(rb"\x00..\x04\x00\x00\x00\x00\x00", re.DOTALL)


def peer_fault(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    """The failure for a fault of the server's in HTTP/2."""
    fault = next((error for error in chain if isinstance(error, PeerFault)), None)
    if fault is None:
        return None
    if seen.phase is ExchangePhase.BODY:
        what, why = f"The body ended after {seen.so_far}.", fault.what
        if fault.in_body:
            what, why = f"{fault.in_body} after {seen.so_far} of the body.", fault.why
        return seen.failure(FailureKind.BROKEN_BODY, what, why=why)
    if fault.resend:
        failure = Failure(FailureKind.PROTOCOL, fault.what, seen.where, fault.why, _NOT_PROCESSED)
        return replace(failure, sent=seen.sent, resend=fault.resend)
    return seen.failure(FailureKind.PROTOCOL, fault.what, why=fault.why, advice=fault.advice)


def other_protocol(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    """What the first bytes show of a server that answered in another protocol."""
    start = seen.first_bytes
    if not seen.secure and _TLS_RECORD.match(start):
        return seen.failure(
            FailureKind.PROTOCOL,
            f"{seen.endpoint} did not respond with HTTP.",
            why=expects_tls(seen.port),
            step=SetUrl(seen.https_url),
        )
    if seen.http is HttpVersion.HTTP1 and _HTTP2_START.match(start):
        version = "auto" if seen.secure else "2"
        return seen.failure(
            FailureKind.HTTP_VERSION,
            f"{seen.endpoint} responded with HTTP/2 to an HTTP/1.1 request.",
            advice=f'Set http = "{version}" in [options].',
        )
    return None
