"""What there is to know about a connection while it is open."""

from __future__ import annotations

import ssl
from typing import Any, Protocol

from outrider.model.exchange import ConnectionInfo, TlsInfo
from outrider.transport.peer_certificates import shown_name


class NetworkStream(Protocol):
    """What of httpcore's network streams is used here."""

    async def aclose(self) -> None:
        """Closes the socket."""

    def get_extra_info(self, info: str, /) -> Any:
        """``server_addr``, ``is_readable`` and the like; ``None`` for what it does not know."""


def connection_info(stream: NetworkStream) -> ConnectionInfo:
    """The facts of a connection; what the system no longer knows is left out."""
    secure = _asked(stream, "ssl_object")
    return ConnectionInfo(
        local=_address(_asked(stream, "client_addr")),
        peer=_address(_asked(stream, "server_addr")),
        tls=_tls(secure) if secure is not None else None,
    )


def _asked(stream: NetworkStream, name: str) -> Any:
    try:
        return stream.get_extra_info(name)
    except Exception:  # a border: sockets that have closed answer in many ways
        return None


def _address(found: Any) -> str:
    """``127.0.0.1:8080``, ``[::1]:8080``; of a socket file its path."""
    if isinstance(found, tuple) and len(found) >= 2:
        host, port = str(found[0]), found[1]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return found if isinstance(found, str) else ""


def _tls(secure: ssl.SSLObject) -> TlsInfo:
    cipher = secure.cipher()
    # Empty where the certificate was not checked.
    certificate = secure.getpeercert() or {}
    alternative: Any = certificate.get("subjectAltName", ())
    return TlsInfo(
        version=secure.version() or "",
        cipher=cipher[0] if cipher else "",
        subject=shown_name(certificate.get("subject")),
        issuer=shown_name(certificate.get("issuer")),
        not_after=str(certificate.get("notAfter", "")),
        names=tuple(str(value) for _, value in alternative),
    )
