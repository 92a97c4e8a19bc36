"""What a transport needs to know before it opens a connection."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret


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
    """TLS and proxy of an environment, resolved; two equal values share connections.

    Attributes:
        environment: id of the environment: two environments never share a connection.
        ca_bundle: absolute path of a PEM file added to the system's trust; empty for none.
        client_certificate: absolute path of a PEM file; empty for none.
        client_key: absolute path of a PEM file; empty where the certificate's file holds it.
        proxy: URL of the proxy for everything, loopback included; empty for what the process's
            proxy variables say.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"client_key_password"})

    environment: str
    verify: bool = True
    ca_bundle: str = ""
    client_certificate: str = ""
    client_key: str = ""
    client_key_password: Secret | None = None
    proxy: MaybeSecret = ""

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


class ExchangeLimits(Struct, frozen=True):
    """How long and how much.

    Attributes:
        total_timeout: seconds for the whole exchange, from name resolution to the body's end.
        connect_timeout: seconds for connection and TLS handshake.
        read_timeout: seconds without a byte.
        max_body_size: bytes, on the wire and decoded alike; ``None`` for no limit (the body goes to
            a file).
    """

    total_timeout: float = 60.0
    connect_timeout: float = 15.0
    read_timeout: float = 30.0
    max_body_size: int | None = 50_000_000
