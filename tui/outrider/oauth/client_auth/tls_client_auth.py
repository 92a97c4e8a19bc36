"""``tls_client_auth``: a certificate whose authority the server trusts (RFC 8705 §2.1)."""

from __future__ import annotations

from outrider.oauth.client_auth.certificate_auth import CertificateAuth


class TlsClientAuth(CertificateAuth):
    """The server knows the client by the subject of its certificate."""

    name = "tls_client_auth"
    summary = (
        "The client certificate of [tls], issued by a CA that the server trusts (RFC 8705 §2.1)."
    )
    sent_as = "The client certificate was sent (tls_client_auth)."
    registered = "the subject of this certificate, and that the server trusts its CA"
