"""A request as it would go out."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.connection import ConnectionSettings
from outrider.model.message import RequestMessage


class Outgoing(Struct, frozen=True):
    """A request, and the connection that it goes over.

    Attributes:
        message: ready to be sent.
        connection: TLS and proxy; ``None`` where they are not known.
    """

    message: RequestMessage
    connection: ConnectionSettings | None = None
