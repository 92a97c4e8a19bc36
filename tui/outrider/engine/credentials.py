"""What goes on the wire as a credential, so that an answer that repeats it can be masked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from outrider.model.connection import ConnectionSettings
from outrider.model.message import RequestMessage
from outrider.model.secret import Secret, Text, reveal


def credentials(message: RequestMessage, connection: ConnectionSettings) -> Iterator[Text]:
    """Every secret field value, also without its scheme's name, and what a proxy is sent."""
    for line in message.fields:
        if isinstance(line.value, Secret):
            yield line.value
            yield Secret(line.value.reveal().rpartition(" ")[2])
    if connection.proxy:
        yield from _of_proxy(reveal(connection.proxy))


def _of_proxy(url: str) -> Iterator[Text]:
    try:
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        return  # the transport says what is wrong with it
    if password:
        yield Secret(password)
        yield Secret(b64encode(f"{user}:{password}".encode()).decode("ascii"))
