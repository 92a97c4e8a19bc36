"""What a server's alert says of the client's certificate, and what a short chain lacks."""

from __future__ import annotations

import ssl

import pytest

from outrider.model.connection import ExchangeLimits
from outrider.transport.exchange_progress import ExchangePhase
from outrider.transport.failure_context import FailureContext
from outrider.transport.tls_failures import tls_failure

SEEN = FailureContext(
    "https://api.test",
    "api.test",
    ExchangeLimits(),
    ExchangePhase.TLS,
    client_certificate="me.pem",
    settings_file="environments/dev.toml",
)


@pytest.mark.parametrize(
    ("alert", "what", "advice"),
    [
        ("TLSV1_ALERT_UNKNOWN_CA", "does not trust the CA of", "a CA that the server trusts"),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "it has expired", "Replace it"),
        ("SSLV3_ALERT_CERTIFICATE_REVOKED", "it was revoked", "Replace it"),
        ("TLSV1_ALERT_ACCESS_DENIED", "denies it access", "allow it"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "rejected client certificate", "expiry date and CA"),
    ],
)
def test_an_alert_names_what_is_wrong_with_the_certificate(
    alert: str, what: str, advice: str
) -> None:
    found = tls_failure(ssl.SSLError(1, f"[SSL: {alert}] {alert.lower()} (_ssl.c:1)"), SEEN)
    assert what in found.what
    assert "me.pem" in found.what
    assert advice in found.advice
