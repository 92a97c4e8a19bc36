"""What the first exchange with a server says of the way to it: DNS, TCP, TLS, proxy, clocks."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from ipaddress import ip_address

from outrider.auth.origins import parse_origin
from outrider.engine.doctor.diagnosis import DiagnosisStep, StepStatus
from outrider.errors import TokenEndpointFailed
from outrider.model.exchange import ConnectionInfo, Exchange, FailureKind, TlsInfo
from outrider.model.secret import masked
from outrider.model.units import span_text
from outrider.oauth.clock_difference import clock_difference, difference_text

_EXPIRING = 14 * 86_400
"""Seconds before a certificate's end from which on it is worth a word."""

_AT_TCP = frozenset(
    {
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.CONNECT,
        FailureKind.CONNECT_TIMEOUT,
    }
)
_AT_PROXY = frozenset({FailureKind.PROXY, FailureKind.PROXY_CONFIGURATION})


def way_to_server(exchange: Exchange, now: float) -> Iterator[DiagnosisStep]:
    """One step for each part of the way; what lies behind a failed one is skipped.

    Args:
        exchange: one that carried no credentials.
        now: seconds since the epoch.
    """
    url = masked(exchange.request.url)
    origin = parse_origin(url)
    host = origin.host if origin is not None else url
    uses_tls = origin is not None and origin.scheme == "https"
    looked_up = [] if _is_address(host) else ["DNS"]
    names = [*looked_up, "TCP", *(["TLS"] if uses_tls else []), "HTTP"]
    network, failure = exchange.network, exchange.failure
    at_proxy = failure is not None and failure.kind in _AT_PROXY
    if at_proxy or (network is not None and network.proxy):
        names = ["proxy", *names[names.index("TCP") + 1 :]]
    failed = _failed_part(failure.kind, names) if failure is not None else ""
    for name in names:
        if name == failed:
            assert failure is not None
            error = failure.error(TokenEndpointFailed)
            yield DiagnosisStep(StepStatus.FAILED, name, failure.what, error)
            for skipped in names[names.index(name) + 1 :]:
                yield DiagnosisStep(StepStatus.SKIPPED, skipped, f"needs {name}")
            return
        yield _passed(name, host, network, now, is_verified=_is_verified(exchange))
    if exchange.response is not None:
        ahead = clock_difference(exchange.response, now)
        if ahead:
            why = f"{difference_text(ahead, host)} Tokens may look expired. Set the clock."
            yield DiagnosisStep(StepStatus.WARNING, "clock", why)
        elif exchange.response.header("date"):
            yield DiagnosisStep(StepStatus.OK, "clock", f"agrees with {host}")


def _is_address(host: str) -> bool:
    """Whether a host is no name, so that nothing is looked up."""
    try:
        ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


def _is_verified(exchange: Exchange) -> bool:
    return exchange.connection is None or exchange.connection.verify


def _failed_part(kind: FailureKind, names: list[str]) -> str:
    if kind is FailureKind.DNS:
        part = "DNS"
    elif kind in _AT_TCP:
        part = "TCP"
    elif kind in _AT_PROXY:
        part = "proxy"
    elif kind.value.startswith("tls_"):
        part = "TLS"
    else:
        part = "HTTP"
    if part in names:
        return part
    return names[0] if part in ("DNS", "TCP") else names[-1]


def _passed(
    name: str, host: str, network: ConnectionInfo | None, now: float, *, is_verified: bool
) -> DiagnosisStep:
    tls = network.tls if network is not None else None
    text = ""
    match name:
        case "DNS":
            peer = network.peer if network is not None else ""
            text = f"{host}: {peer.rpartition(':')[0]}" if peer else host
        case "TCP":
            text = network.peer if network is not None and network.peer else host
        case "proxy":
            text = network.proxy if network is not None else ""
        case "TLS" if not is_verified:
            why = "the certificate is not verified (tls.verify = false)"
            return DiagnosisStep(StepStatus.WARNING, name, f"{host}: {why}")
        case "TLS" if tls is not None:
            return _certificate(tls, host, now)
        case "HTTP":
            text = f"{host} responds"
    return DiagnosisStep(StepStatus.OK, name, text)


def _certificate(tls: TlsInfo, host: str, now: float) -> DiagnosisStep:
    issuer = f', issued by "{tls.issuer}"' if tls.issuer else ""
    text = f"{tls.version}, certificate of {host}{issuer}"
    try:
        left = ssl.cert_time_to_seconds(tls.not_after) - now if tls.not_after else None
    except ValueError:
        left = None
    if left is not None and left < _EXPIRING:
        text = f"certificate of {host} expires in {span_text(left)}"
        return DiagnosisStep(StepStatus.WARNING, "TLS", text)
    return DiagnosisStep(StepStatus.OK, "TLS", text)
