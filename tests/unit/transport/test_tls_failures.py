"""What a server's alert says of the client's certificate, and what a short chain lacks."""

from __future__ import annotations

import datetime
import ssl
import time
from pathlib import Path

import pytest
import trustme
from msgspec.structs import replace

from outrider.model.connection import ExchangeLimits
from outrider.transport.exchange_progress import ExchangePhase, SentExtent
from outrider.transport.failure_context import FailureContext
from outrider.transport.tls_failures import lost_with_certificate, tls_failure

ENDS = datetime.datetime(2096, 1, 1)
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


def test_a_lost_connection_names_an_expired_certificate_as_the_fact_that_it_is(
    tmp_path: Path,
) -> None:
    path = tmp_path / "client.pem"
    authority = trustme.CA(organization_name="Example")
    authority.issue_cert("m2m@example.com", not_after=ENDS).cert_chain_pems[0].write_to_path(path)
    seen = replace(SEEN, client_certificate=str(path), now=4e9, extent=SentExtent.PART)
    why, advice = lost_with_certificate(seen)
    assert why.startswith(f"Client certificate {path} expired on ")
    assert advice == (
        "Replace it by a valid one: client_certificate in [tls] (environments/dev.toml)."
    )
    alert = tls_failure(ssl.SSLError(1, "[SSL: TLSV1_ALERT_UNKNOWN_CA] x"), seen)
    assert "rejected client certificate" in alert.what
    assert "it expired on" in alert.what
    why, advice = lost_with_certificate(replace(seen, now=time.time()))
    assert why.startswith(f'It probably did not accept client certificate {path}, issued by "')
    assert advice.startswith(
        "If the server does not trust that CA, change client_certificate in [tls]"
    )


def test_a_host_without_a_site_names_the_address_that_was_reached() -> None:
    error = ssl.SSLError(1, "[SSL: TLSV1_UNRECOGNIZED_NAME] x")
    what = tls_failure(error, replace(SEEN, peer_address="192.0.2.7:443")).what
    assert what.startswith('The server at 192.0.2.7:443 has no site named "api.test"')
    behind = replace(SEEN, peer_address="192.0.2.9:3128", proxy="http://proxy.test:3128")
    assert tls_failure(error, behind).what.startswith("The server has no site named")
