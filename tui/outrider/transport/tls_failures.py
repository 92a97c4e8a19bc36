"""What OpenSSL's errors mean to somebody who wants to reach a host."""

from __future__ import annotations

import re
import ssl

from outrider.model.exchange import Failure, FailureKind

_ADVICE = "Add the authority to [tls] ca_bundle of the environment if you trust it."
_CLIENT_CERTIFICATE = re.compile(
    r"ALERT_(BAD_CERTIFICATE|CERTIFICATE_(REQUIRED|UNKNOWN|EXPIRED|REVOKED)|UNKNOWN_CA"
    r"|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)"
)
# X509_V_ERR_* of OpenSSL's x509_vfy.h: how the certificate of a host fails.
_VERIFY: dict[int, tuple[FailureKind, str, str]] = {
    9: (FailureKind.TLS_VERIFY, "The certificate of {} is not valid yet.", "Check the clock."),
    10: (FailureKind.TLS_EXPIRED, "The certificate of {} has expired.", "Its owner must renew it."),
    18: (FailureKind.TLS_SELF_SIGNED, "The certificate of {} is self-signed.", _ADVICE),
    19: (
        FailureKind.TLS_SELF_SIGNED,
        "The certificate chain of {} ends in a self-signed certificate that is not trusted.",
        _ADVICE,
    ),
    20: (
        FailureKind.TLS_UNKNOWN_CA,
        "The certificate of {} comes from an authority that is not trusted.",
        f"{_ADVICE} A server that leaves out an intermediate certificate looks the same.",
    ),
    23: (FailureKind.TLS_VERIFY, "The certificate of {} has been revoked.", ""),
    62: (
        FailureKind.TLS_WRONG_HOST,
        "The certificate that came is for another host than {}.",
        "Check the URL's host; a proxy or a default site may be answering.",
    ),
}
_VERIFY[2] = _VERIFY[21] = _VERIFY[27] = _VERIFY[20]
_VERIFY[63] = _VERIFY[64] = _VERIFY[62]


def tls_failure(
    error: ssl.SSLError, host: str, *, client_certificate: bool, trust_fault: str
) -> Failure:
    """The failure for an error of OpenSSL, without circumstances.

    ``trust_fault`` is what is wrong with the system's trust, which may be the cause.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return _verification(error, host, trust_fault)
    reason = _reason(error)
    text = _words(error)
    if _CLIENT_CERTIFICATE.search(text) or ("HANDSHAKE_FAILURE" in text and not client_certificate):
        return _about_client_certificate(reason, host, text, client_certificate)
    kind, advice = FailureKind.TLS_PROTOCOL, ""
    if re.search(r"WRONG_VERSION_NUMBER|HTTP_REQUEST|RECORD_LAYER_FAILURE|PACKET_LENGTH", text):
        kind = FailureKind.TLS_NOT_TLS
        what = f"{host} does not speak TLS on this port; most often that is plain http."
        advice = "Write http:// in the place of https://, or check the port."
    elif "NO_APPLICATION_PROTOCOL" in text:
        kind = FailureKind.HTTP_VERSION
        what = f"{host} does not speak the version of HTTP that it was offered."
        advice = 'Write http = "auto" under [options].'
    elif re.search(r"PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|VERSION_TOO_LOW", text):
        what = f"{host} speaks only a version of TLS that is too old: TLS 1.2 or later is needed."
        advice = "The server must be updated."
    elif "EOF" in text:
        what = f"{host} closed the connection during the TLS handshake."
        advice = "Check that the port speaks https."
    else:
        what = f"No TLS connection to {host} could be agreed on."
    return Failure(kind, what, why=reason, advice=advice)


def about_client_certificate(error: ssl.SSLError) -> bool:
    """Whether the server's alert is about the client's certificate, or the want of one."""
    return _CLIENT_CERTIFICATE.search(_words(error)) is not None


def _words(error: ssl.SSLError) -> str:
    return f"{_reason(error)} {error}".upper().replace(" ", "_")


def _reason(error: ssl.SSLError) -> str:
    # Only errors that OpenSSL itself reports have these attributes.
    return str(getattr(error, "reason", None) or "").upper()


def _about_client_certificate(reason: str, host: str, text: str, offered: bool) -> Failure:
    if "HANDSHAKE_FAILURE" in text:
        what = f"{host} refused the TLS handshake."
        advice = "Many servers do so when they want a client certificate and get none."
    elif offered:
        what = f"{host} did not accept the client certificate."
        advice = "Check client_certificate: who issued it, and until when it is valid."
    else:
        what = f"{host} wants a client certificate."
        advice = "Set client_certificate, and its client_key, in the environment's [tls]."
    return Failure(FailureKind.TLS_PROTOCOL, what, why=reason, advice=advice)


def _verification(error: ssl.SSLCertVerificationError, host: str, trust_fault: str) -> Failure:
    kind, what, advice = _VERIFY.get(
        getattr(error, "verify_code", 0),
        (FailureKind.TLS_VERIFY, "The certificate of {} did not pass verification.", ""),
    )
    if trust_fault and kind in (
        FailureKind.TLS_SELF_SIGNED,
        FailureKind.TLS_UNKNOWN_CA,
        FailureKind.TLS_VERIFY,
    ):
        advice = trust_fault
    return Failure(kind, what.format(host), why=getattr(error, "verify_message", ""), advice=advice)
