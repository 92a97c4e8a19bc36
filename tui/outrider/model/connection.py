"""What a transport needs to know before it opens a connection."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret


class HttpVersion(StrEnum):
    """Which version of HTTP a request is sent with, as ``[options] http`` says it.

    ``auto`` is HTTP/2 where a server chooses it in the TLS handshake (RFC 7301), else HTTP/1.1.
    """

    HTTP1 = "1.1"
    AUTO = "auto"
    HTTP2 = "2"


class ClientTls(SafeRepr, frozen=True):
    """TLS material that a client proves itself with on one connection (RFC 8705 §2).

    Attributes:
        certificate: absolute path of a PEM file.
        key: absolute path of its key; empty where the certificate's file holds it.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"key_password"})

    certificate: str
    key: str = ""
    key_password: Secret | None = None


class ConnectionSettings(SafeRepr, frozen=True):
    """How a server is reached, resolved; two equal values share connections.

    Attributes:
        environment: id of the environment: two environments never share a connection.
        ca_bundle: absolute path of a PEM file added to the system's trust; empty for none.
        client_certificate: absolute path of a PEM file; empty for none.
        client_key: absolute path of a PEM file; empty where the certificate's file holds it.
        proxy: URL of the proxy for everything, loopback included; empty for what the process's
            proxy variables say.
        http: which version of HTTP is spoken; ``None`` where nothing says, which is HTTP/1.1.
        file: the environment's, for sentences that name it; empty without one.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"client_key_password"})

    environment: str
    verify: bool = True
    ca_bundle: str = ""
    client_certificate: str = ""
    client_key: str = ""
    client_key_password: Secret | None = None
    proxy: MaybeSecret = ""
    http: HttpVersion | None = None
    file: str = ""

    def with_client(self, tls: ClientTls | None) -> ConnectionSettings:
        """The same with another client certificate; ``None`` leaves the environment's own."""
        if tls is None:
            return self
        return replace(
            self,
            client_certificate=tls.certificate,
            client_key=tls.key,
            client_key_password=tls.key_password,
        )

    def with_http(self, http: HttpVersion | None) -> ConnectionSettings:
        """The same with another version of HTTP; ``None`` leaves the environment's own."""
        return self if http is None else replace(self, http=http)


class StreamLimits(Struct, frozen=True):
    """How much of a stream of events or documents that somebody follows.

    Attributes:
        kept: bytes that are kept of it: its last.
        max_size: bytes after which it is ended; ``None`` for no limit.
    """

    kept: int
    max_size: int | None = None


class ExchangeLimits(Struct, frozen=True):
    """How long and how much.

    Attributes:
        total_timeout: seconds for the whole exchange, from name resolution to the body's end; of a
            stream that somebody follows, to the end of its header.
        connect_timeout: seconds for connection and TLS handshake.
        read_timeout: seconds without a byte.
        max_body_size: bytes, on the wire and decoded alike; ``None`` for no limit (the body goes to
            a file).
        stream: for a stream that somebody follows; ``None`` where it is a body like any other.
    """

    total_timeout: float = 60.0
    connect_timeout: float = 15.0
    read_timeout: float = 30.0
    max_body_size: int | None = 50_000_000
    stream: StreamLimits | None = None
