"""The sentences for a server that breaks the rules of HTTP/2, or speaks another protocol."""

from __future__ import annotations

import re

from msgspec.structs import replace

from outrider.model.connection import HttpVersion
from outrider.model.exchange import Failure, FailureKind
from outrider.transport.exchange_progress import ExchangePhase
from outrider.transport.exchange_stopped import PeerFault
from outrider.transport.failure_context import FailureContext

_NOT_PROCESSED = "The server says that it did not process the request: it may be sent again."
_TLS_RECORD = re.compile(rb"[\x15\x16]\x03[\x00-\x04]")
# An empty or filled SETTINGS frame on stream 0 (RFC 9113 §3.4, §6.5).
_HTTP2_START = re.compile(rb"\x00..\x04\x00\x00\x00\x00\x00", re.DOTALL)


def peer_fault(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    """The failure for a fault of the server's in HTTP/2."""
    fault = next((error for error in chain if isinstance(error, PeerFault)), None)
    if fault is None:
        return None
    if seen.phase is ExchangePhase.BODY:
        of = f" of {seen.announced}" if seen.announced is not None else ""
        so_far = f"after {seen.received}{of} bytes"
        what, why = f"The body broke off {so_far}.", fault.what
        if fault.in_body:
            what, why = f"{fault.in_body} {so_far} of the body.", fault.why
        return seen.failure(FailureKind.BROKEN_BODY, what, why=why, advice="What came is kept.")
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
            f"This port speaks TLS; write https://{seen.where.partition('://')[2]} in the URL.",
            why="The answer to plain http was a TLS record (RFC 8446 §5.1).",
        )
    if seen.http is HttpVersion.HTTP1 and _HTTP2_START.match(start):
        version = "auto" if seen.secure else "2"
        return seen.failure(
            FailureKind.HTTP_VERSION,
            f"{seen.host} speaks HTTP/2 on this port, and was spoken to in HTTP/1.1.",
            advice=f'Write http = "{version}" under [options].',
        )
    return None
