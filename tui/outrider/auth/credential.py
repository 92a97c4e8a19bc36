"""Credentials on their way into a request."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.auth import CredentialLocation, Placement
from outrider.model.connection import ClientTls
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.secret import (
    MASK,
    MaybeSecret,
    Secret,
    derive,
    join_texts,
    masked,
    reveal,
    transform,
)


class Credential(Struct, frozen=True):
    """One header field or query parameter that proves who sends the request."""

    location: CredentialLocation
    name: str
    value: MaybeSecret


class Credentials(Struct, frozen=True):
    """What a scheme adds to a request.

    Attributes:
        parts: header fields and query parameters, in order.
        tls: what the connection proves; ``None`` for the environment's own certificate.
    """

    parts: tuple[Credential, ...] = ()
    tls: ClientTls | None = None


def header_credential(name: str, value: str, shown: str = MASK) -> Credential:
    """A header field of which people see ``shown``."""
    return Credential(CredentialLocation.HEADER, name, Secret(value, shown))


def format_credential(placement: Placement, value: MaybeSecret) -> Credentials:
    """A value put where the placement says, after its prefix."""
    if placement.location is CredentialLocation.HEADER and placement.prefix:
        prefix = f"{placement.prefix} "
        is_secret = isinstance(value, Secret)
        shown = f"{prefix}{MASK if is_secret else masked(value)}"
        value = derive(value, lambda text: prefix + text, shown) if is_secret else shown
    return Credentials((Credential(placement.location, placement.name, value),))


def add_credentials(message: RequestMessage, credentials: Credentials) -> RequestMessage:
    """The message with the credentials in it, all of them or none.

    A header field of the same name that the user wrote wins, so nothing is added beside it.
    """
    if are_overridden(message, credentials):
        return message
    for credential in credentials.parts:
        message = _add(message, credential)
    return message


def are_overridden(message: RequestMessage, credentials: Credentials) -> bool:
    """Whether a header field of the message stands where a credential would."""
    return any(
        part.location is CredentialLocation.HEADER and has_header(message, part.name)
        for part in credentials.parts
    )


def _add(message: RequestMessage, credential: Credential) -> RequestMessage:
    if credential.location is CredentialLocation.HEADER:
        line = FieldLine(credential.name, credential.value)
        return replace(message, headers=(*message.headers, line))
    separator = "&" if "?" in reveal(message.url) else "?"
    name = quote(credential.name, safe="~")
    value = transform(credential.value, lambda text: quote(text, safe="~"))
    return replace(message, url=join_texts((message.url, f"{separator}{name}=", value)))


def has_header(message: RequestMessage, name: str) -> bool:
    """Whether the message has a header field of this name already."""
    return any(line.name.lower() == name.lower() for line in message.headers)
