"""A credential on its way into a request."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.auth import CredentialLocation, Placement
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.secret import MASK, MaybeSecret, Secret, join_texts, reveal, transform


class Credential(Struct, frozen=True):
    """One header field or query parameter that proves who sends the request."""

    location: CredentialLocation
    name: str
    value: MaybeSecret


def format_credential(placement: Placement, value: MaybeSecret) -> Credential:
    """A value put where the placement says, after its prefix."""
    if placement.location is CredentialLocation.HEADER and placement.prefix:
        prefixed: MaybeSecret = join_texts((f"{placement.prefix} ", value))
        if isinstance(prefixed, Secret):
            prefixed = Secret(prefixed.reveal(), f"{placement.prefix} {MASK}")
        value = prefixed
    return Credential(placement.location, placement.name, value)


def add_credential(message: RequestMessage, credential: Credential | None) -> RequestMessage:
    """The message with the credential in it.

    A header field of the same name that the user wrote wins, so nothing is added beside it.
    """
    if credential is None:
        return message
    if credential.location is CredentialLocation.HEADER:
        if has_header(message, credential.name):
            return message
        line = FieldLine(credential.name, credential.value)
        return replace(message, headers=(*message.headers, line))
    separator = "&" if "?" in reveal(message.url) else "?"
    name = quote(credential.name, safe="~")
    value = transform(credential.value, lambda text: quote(text, safe="~"))
    return replace(message, url=join_texts((message.url, f"{separator}{name}=", value)))


def has_header(message: RequestMessage, name: str) -> bool:
    """Whether the message has a header field of this name already."""
    return any(line.name.lower() == name.lower() for line in message.headers)
