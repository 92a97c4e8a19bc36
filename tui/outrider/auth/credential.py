"""Credentials on their way into a request."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.auth import CredentialLocation, Placement
from outrider.model.connection import ClientTls
from outrider.model.message import FieldLine, RequestMessage, TextContent, content_text
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
from outrider.variables.body.body_resolution import FORM, form_encode
from outrider.variables.url.url_builder import encode_in_cookie


class Credential(Struct, frozen=True):
    """One header field, query parameter, cookie or form member that proves who sends the request.

    Attributes:
        value: as it is, before it is encoded for its place.
    """

    location: CredentialLocation
    name: str
    value: MaybeSecret


class Credentials(Struct, frozen=True):
    """What a scheme adds to a request.

    Attributes:
        parts: what is put into the message, in order.
        tls: what the connection proves; ``None`` for the environment's own certificate.
    """

    parts: tuple[Credential, ...] = ()
    tls: ClientTls | None = None


def header_credential(name: str, value: str, shown: str = MASK) -> Credential:
    """A header field of which people see ``shown``."""
    return Credential(CredentialLocation.HEADER, name, Secret(value, shown))


def format_credential(placement: Placement, value: MaybeSecret) -> Credentials:
    """A value put where the placement says, after its prefix and a space.

    There is no space after a prefix that ends with ``=`` (a parameter of RFC 9110 §11.2).
    """
    if placement.prefix:
        prefix = placement.prefix if placement.prefix.endswith("=") else f"{placement.prefix} "
        is_secret = isinstance(value, Secret)
        shown = f"{prefix}{MASK if is_secret else masked(value)}"
        value = derive(value, lambda text: prefix + text, shown) if is_secret else shown
    return Credentials((Credential(placement.location, placement.name, value),))


def add_credentials(message: RequestMessage, credentials: Credentials) -> RequestMessage:
    """The message with the credentials in it, all of them or none.

    What the user wrote under the same name wins, so nothing is added beside it.
    """
    if are_overridden(message, credentials):
        return message
    for credential in credentials.parts:
        message = _add(message, credential)
    return message


def are_overridden(message: RequestMessage, credentials: Credentials) -> bool:
    """Whether the message has something of its own where a credential would go."""
    return any(_is_there(message, part) for part in credentials.parts)


def _is_there(message: RequestMessage, part: Credential) -> bool:
    match part.location:
        case CredentialLocation.HEADER:
            return has_header(message, part.name)
        case CredentialLocation.QUERY:
            query = reveal(message.url).partition("#")[0].partition("?")[2]
            return part.name in _names(query, "&")
        case CredentialLocation.COOKIE:
            cookies = (line for line in message.headers if line.name.lower() == "cookie")
            return any(part.name in _names(reveal(line.value), ";") for line in cookies)
        case CredentialLocation.BODY:
            text = content_text(message.content)
            return text is not None and part.name in _names(reveal(text), "&")


def _names(pairs: str, separator: str) -> set[str]:
    """The names of pairs, as in a query or a Cookie header."""
    return {unquote_plus(pair.partition("=")[0].strip()) for pair in pairs.split(separator) if pair}


def _add(message: RequestMessage, credential: Credential) -> RequestMessage:
    match credential.location:
        case CredentialLocation.HEADER:
            line = FieldLine(credential.name, credential.value)
            return replace(message, headers=(*message.headers, line))
        case CredentialLocation.QUERY:
            separator = "&" if "?" in reveal(message.url) else "?"
            name = quote(credential.name, safe="~")
            value = transform(credential.value, lambda text: quote(text, safe="~"))
            return replace(message, url=join_texts((message.url, f"{separator}{name}=", value)))
        case CredentialLocation.COOKIE:
            return _add_cookie(message, credential)
        case CredentialLocation.BODY:
            return _add_form_member(message, credential)


def _add_cookie(message: RequestMessage, credential: Credential) -> RequestMessage:
    """A cookie behind those that there are, in one field (RFC 6265 §5.4)."""
    pair = (f"{credential.name}=", transform(credential.value, encode_in_cookie))
    lines = list(message.headers)
    for at, line in enumerate(lines):
        if line.name.lower() == "cookie":
            there = (line.value, "; ") if reveal(line.value).strip() else ()
            lines[at] = FieldLine(line.name, join_texts((*there, *pair)))
            return replace(message, headers=tuple(lines))
    return replace(message, headers=(*lines, FieldLine("Cookie", join_texts(pair))))


def _add_form_member(message: RequestMessage, credential: Credential) -> RequestMessage:
    """A member at the end of a form (RFC 6750 §2.2); without a body it is the form."""
    content = message.content
    there = content if isinstance(content, TextContent) else TextContent("")
    separator = "&" if reveal(there.text) else ""
    text = join_texts(
        (
            there.text,
            f"{separator}{form_encode(credential.name)}=",
            transform(credential.value, form_encode),
        )
    )
    message = replace(message, content=TextContent(text, there.codec))
    if has_header(message, "Content-Type"):
        return message
    return replace(message, headers=(*message.headers, FieldLine("Content-Type", FORM)))


def has_header(message: RequestMessage, name: str) -> bool:
    """Whether the message has a header field of this name already."""
    return any(line.name.lower() == name.lower() for line in message.headers)
