"""``self_signed_tls_client_auth``: a certificate that the server has on record (RFC 8705 §2.2)."""

from __future__ import annotations

from outrider.oauth.client_auth.certificate_auth import CertificateAuth


class SelfSignedTlsClientAuth(CertificateAuth):
    """The server knows the client by the very certificate, whoever signed it."""

    name = "self_signed_tls_client_auth"
    summary = "The client certificate of [tls], registered with the server (RFC 8705 §2.2)."
    sent_as = "The client certificate was sent (self_signed_tls_client_auth)."
