"""What a transport needs to know before it opens a connection."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from outrider.model.safe_repr import Guarded
from outrider.model.secret import Secret, Text


class ConnectionSettings(Guarded, frozen=True):
    """TLS and proxy of an environment, resolved; two equal values share connections.

    Attributes:
        environment: id of the environment: two environments never share a connection.
        verify: whether server certificates are checked.
        ca_bundle: absolute path of a PEM file added to the system's trust; empty for none.
        client_certificate: absolute path of a PEM file; empty for none.
        client_key: absolute path of a PEM file; empty where the certificate's file holds it.
        client_key_password: for an encrypted key.
        proxy: URL of the proxy for everything, loopback included; empty for what the process's
            proxy variables say.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"client_key_password"})

    environment: str
    verify: bool = True
    ca_bundle: str = ""
    client_certificate: str = ""
    client_key: str = ""
    client_key_password: Secret | None = None
    proxy: Text = ""


class Limits(Struct, frozen=True):
    """How long and how much.

    Attributes:
        deadline: seconds for the whole exchange, from name resolution to the body's end.
        connect: seconds for connection and TLS handshake.
        read: seconds without a byte.
        max_body: bytes, on the wire and decoded alike; ``None`` for no limit (the body goes to
            a file).
    """

    deadline: float = 60.0
    connect: float = 15.0
    read: float = 30.0
    max_body: int | None = 50_000_000
