"""What OpenSSL's errors mean to somebody who wants to reach a host."""

from __future__ import annotations

import re
import ssl

from outrider.model.exchange import Failure, FailureKind
from outrider.next_steps import EditKey
from outrider.transport.exchange_progress import SentExtent
from outrider.transport.failure_context import FailureContext
from outrider.transport.peer_certificates import RejectedChain, rejected_chain

_CLIENT_CERTIFICATE = re.compile(
    r"ALERT_(BAD_CERTIFICATE|CERTIFICATE_(REQUIRED|UNKNOWN|EXPIRED|REVOKED)|UNKNOWN_CA"
    r"|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)"
)
# X509_V_ERR_* of OpenSSL's x509_vfy.h: how the certificate of a host fails.
_NOT_YET_VALID = 9
_EXPIRED = 10
_SELF_SIGNED = 18
_SELF_SIGNED_IN_CHAIN = 19
_REVOKED = 23
_UNKNOWN_ISSUER = frozenset({2, 20, 21, 27})
_ANOTHER_HOST = frozenset({62, 63, 64})


def tls_failure(error: ssl.SSLError, seen: FailureContext) -> Failure:
    """The failure for an error of OpenSSL: what, why and advice, without circumstances."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _verification(error, seen)
    host = seen.host
    text = _words(error)
    alert = "HANDSHAKE_FAILURE" in text and not seen.client_certificate
    if _CLIENT_CERTIFICATE.search(text) or alert:
        return _about_client_certificate(text, seen)
    kind, advice = FailureKind.TLS_PROTOCOL, ""
    if re.search(r"WRONG_VERSION_NUMBER|HTTP_REQUEST|RECORD_LAYER_FAILURE|PACKET_LENGTH", text):
        kind = FailureKind.TLS_NOT_TLS
        what = f"{seen.endpoint} does not use TLS: it is probably plain http."
        advice = "Check the port of the URL; if it is right, change its scheme to http."
    elif "NO_APPLICATION_PROTOCOL" in text:
        kind = FailureKind.HTTP_VERSION
        what = f"{host} does not support the HTTP version that it was offered."
        advice = 'Set http = "auto" in [options].'
    elif re.search(r"PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|VERSION_TOO_LOW", text):
        what = f"{host} supports only TLS versions older than 1.2."
        advice = "Ask the owner of the server to enable TLS 1.2 or later."
    elif "UNRECOGNIZED_NAME" in text:
        # Alert 112 (RFC 6066 §3).
        server = (
            f"The server at {seen.peer_address}"
            if seen.peer_address and not seen.proxy
            else "The server"
        )
        what = f'{server} has no site named "{host}" (TLS alert unrecognized_name).'
        advice = "Check the host in the URL, then its address in DNS."
    elif "EOF" in text:
        return no_handshake(seen)
    else:
        reason = _reason(error)
        what = f"TLS handshake with {host} failed{f': {reason}' if reason else ''}."
        advice = "Try again; if it persists, ask the operator of the server about its TLS settings."
    return Failure(kind, what, advice=advice)


def no_handshake(seen: FailureContext, *, is_reset: bool = False) -> Failure:
    """The failure for a connection that ended while TLS was set up, without circumstances.

    What stands between resets connections to servers that it does not let through; a server that
    has no TLS closes them.
    """
    if is_reset:
        return Failure(
            FailureKind.TLS_PROTOCOL,
            f"{seen.host} reset the connection during the TLS handshake.",
            why="Firewalls do so with a host that they block.",
            advice="Check the VPN and the firewall, then the port: it may not use TLS.",
        )
    return Failure(
        FailureKind.TLS_PROTOCOL,
        f"{seen.host} closed the connection during the TLS handshake.",
        advice="Check the port: it may not use TLS; then check the VPN and the firewall.",
    )


def about_client_certificate(error: ssl.SSLError) -> bool:
    """Whether the server's alert is about the client's certificate, or the want of one."""
    return _CLIENT_CERTIFICATE.search(_words(error)) is not None


def _words(error: ssl.SSLError) -> str:
    return f"{_reason(error)} {error}".upper().replace(" ", "_")


def _reason(error: ssl.SSLError) -> str:
    # Only errors that OpenSSL itself reports have these attributes.
    return str(getattr(error, "reason", None) or "").upper()


def _about_client_certificate(text: str, seen: FailureContext) -> Failure:
    if "HANDSHAKE_FAILURE" in text:
        what = f"{seen.host} rejected the TLS handshake."
        advice = (
            "The server may require a client certificate: set client_certificate and client_key in "
            f"{seen.tls_settings}."
        )
    elif seen.client_certificate:
        what, advice = _rejected_client(text, seen)
    else:
        what = f"{seen.host} requires a client certificate."
        advice = f"Set client_certificate and client_key in {seen.tls_settings}."
    return Failure(FailureKind.TLS_PROTOCOL, what, advice=advice)


def _rejected_client(text: str, seen: FailureContext) -> tuple[str, str]:
    """What the alert says of the certificate that was sent (RFC 8446 §6.2), and what to do."""
    sent, own = f"client certificate {seen.client_certificate}", seen.client_validity
    if own.fault:
        return (
            f"{seen.host} rejected {sent}: it {own.fault}.",
            f"Replace it by a valid one: client_certificate in {seen.tls_settings}.",
        )
    if "UNKNOWN_CA" in text:
        issuer = f': "{own.issuer}"' if own.issuer else ""
        return (
            f"{seen.host} does not trust the CA of {sent}{issuer}.",
            "Use a certificate of a CA that the server trusts, or ask its operator to trust this "
            "one's.",
        )
    if "CERTIFICATE_EXPIRED" in text:
        return (
            f"{seen.host} rejected {sent}: it has expired, or is not valid yet.",
            f"Replace it by a valid one: client_certificate in {seen.tls_settings}.",
        )
    if "CERTIFICATE_REVOKED" in text:
        return (
            f"{seen.host} rejected {sent}: it was revoked.",
            f"Replace it by a new one: client_certificate in {seen.tls_settings}.",
        )
    if "ACCESS_DENIED" in text:
        return (
            f"{seen.host} accepts {sent}, but denies it access.",
            "Ask the operator of the server to allow it.",
        )
    return (
        f"{seen.host} rejected {sent}.",
        "Check its expiry date and CA, and that it is one for clients (clientAuth).",
    )


def lost_with_certificate(seen: FailureContext) -> tuple[str, str]:
    """Cause and advice for a connection that ended without a word after a client certificate.

    TLS 1.3 checks the client's certificate after the handshake, and the alert may get lost.
    """
    own, setting = seen.client_validity, f"client_certificate in {seen.tls_settings}"
    if own.fault:
        why = f"Client certificate {seen.client_certificate} {own.fault}."
        return why, f"Replace it by a valid one: {setting}."
    how_likely = "probably did" if seen.extent is SentExtent.PART else "may"
    issuer = f', issued by "{own.issuer}"' if own.issuer else ""
    why = f"It {how_likely} not accept client certificate {seen.client_certificate}{issuer}."
    advice = (
        f"If the server does not trust that CA, change {setting}; if it does, check the VPN and "
        "the firewall."
    )
    return why, advice


def _verification(error: ssl.SSLCertVerificationError, seen: FailureContext) -> Failure:
    code, host, chain = getattr(error, "verify_code", 0), seen.host, rejected_chain(error)
    if code in _ANOTHER_HOST:
        names = f": it is for {chain.named}" if chain.names else ""
        what = f"The certificate is not valid for {host}{names}."
        return Failure(FailureKind.TLS_WRONG_HOST, what, advice="Check the host in the URL.")
    if code == _EXPIRED:
        on = f" on {chain.not_after}" if chain.not_after else ""
        what = f"The certificate of {host} expired{on}."
        advice = "Ask the owner of the server to renew it."
        return Failure(FailureKind.TLS_EXPIRED, what, advice=advice)
    if code == _NOT_YET_VALID:
        before = f"before {chain.not_before}" if chain.not_before else "yet"
        what = f"The certificate of {host} is not valid {before}."
        advice = (
            "If that date is not right, set the clock; if it is, ask the owner of the server to "
            "replace the certificate."
        )
        if not seen.now:
            advice = "Check the clock of this machine."
        return Failure(FailureKind.TLS_VERIFY, what, why=seen.today, advice=advice)
    if code == _REVOKED:
        what = f"The certificate of {host} was revoked."
        advice = "Ask the owner of the server to replace it."
        return Failure(FailureKind.TLS_VERIFY, what, advice=advice)
    issuer = f': "{chain.issuer}"' if chain.issuer else ""
    if code == _SELF_SIGNED:
        kind, what = FailureKind.TLS_SELF_SIGNED, f"The certificate of {host} is self-signed."
    elif code == _SELF_SIGNED_IN_CHAIN:
        kind = FailureKind.TLS_SELF_SIGNED
        what = f"The certificate of {host} is issued by an untrusted root CA{issuer}."
    elif code in _UNKNOWN_ISSUER:
        kind = FailureKind.TLS_UNKNOWN_CA
        what = f"The certificate of {host} is issued by an untrusted CA{issuer}."
    else:
        what = f"The certificate of {host} did not pass verification."
        why = str(getattr(error, "verify_message", "") or "")
        why = f"OpenSSL: {why}." if why else ""
        if seen.trust_fault:
            return _untrusted(FailureKind.TLS_VERIFY, what, seen, chain)
        return Failure(FailureKind.TLS_VERIFY, what, why=why)
    return _untrusted(kind, what, seen, chain)


_NO_INTERMEDIATE = "The server sent no intermediate certificate."


def _lacks_intermediate(kind: FailureKind, seen: FailureContext, chain: RejectedChain) -> bool:
    """Whether the certificate may be good, and only the way to its root is missing."""
    return kind is FailureKind.TLS_UNKNOWN_CA and chain.size == 1 and not seen.proxy


def _untrusted(kind: FailureKind, what: str, seen: FailureContext, chain: RejectedChain) -> Failure:
    """Why a certificate is not trusted, and which setting would have it trusted."""
    why = []
    if seen.trust_fault:
        why.append(seen.trust_fault)
        advice = f"Correct {seen.trust_variable}."
    elif seen.ca_bundle:
        missing = "That certificate" if kind is FailureKind.TLS_SELF_SIGNED else "That CA"
        setting = f"ca_bundle in {seen.tls_settings}"
        why.append(f"{missing} is not in {seen.ca_bundle}.")
        advice = f"If you trust it, add it to {setting}."
        if _lacks_intermediate(kind, seen, chain):
            why.append(_NO_INTERMEDIATE)
            advice = (
                "Ask the operator of the server to send the chain, or add that CA's certificate to "
                f"{setting}."
            )
    elif seen.proxy:
        advice = f"Set ca_bundle in {seen.tls_settings} to the PEM file of the proxy's CA."
    else:
        advice = f"If you trust it, set ca_bundle in {seen.tls_settings} to its PEM file."
        if seen.trust_variable:
            why.append(f"{seen.trust_variable} replaces the CAs of the system.")
    if seen.proxy:
        why.append(f"Proxy {seen.proxy} may replace certificates.")
    elif not why and _lacks_intermediate(kind, seen, chain):
        why.append(_NO_INTERMEDIATE)
    step = None
    if seen.settings_file and not seen.trust_fault:
        step = EditKey(seen.settings_file, key="tls.ca_bundle")
    return Failure(kind, what, why=" ".join(why), advice=advice, step=step)
