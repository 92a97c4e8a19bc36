"""From when to when a client certificate is valid, and who issued it, as its own file says."""

from __future__ import annotations

import ssl
from typing import Any

from msgspec import Struct

from outrider.transport.peer_certificates import shown_name


class ClientValidity(Struct, frozen=True):
    """What the file of a client certificate says; nothing of it has been verified.

    Attributes:
        issuer: the CA; empty where it is not known.
        fault: why it is not valid now: ``expired on 2026-06-01``; empty where it is.
    """

    issuer: str = ""
    fault: str = ""


def client_validity(certificate: str, now: float) -> ClientValidity:
    """What the first certificate of a PEM file says; empty for a file of another kind.

    Args:
        certificate: path of the file.
        now: seconds since the epoch.
    """
    found = _decoded(certificate)
    begins, ends = _moment(found, "notBefore"), _moment(found, "notAfter")
    fault = ""
    if ends is not None and ends < now:
        fault = f"expired on {_day(ends)}"
    elif begins is not None and begins > now:
        fault = f"is not valid before {_day(begins)}"
    return ClientValidity(shown_name(found.get("issuer")), fault)


def _decoded(certificate: str) -> dict[str, Any]:
    # The standard library has no public way to read a certificate that is not a peer's.
    decode = getattr(getattr(ssl, "_ssl", None), "_test_decode_cert", None)
    if decode is None:
        return {}
    try:
        found: dict[str, Any] = decode(certificate)
    except (ssl.SSLError, OSError, ValueError):
        return {}
    return found


def _moment(found: dict[str, Any], key: str) -> float | None:
    try:
        return ssl.cert_time_to_seconds(found[key])
    except (KeyError, ValueError):
        return None


def _day(moment: float) -> str:
    from outrider.model.units import moment_text

    return moment_text(moment, None).partition(" ")[0]
