"""What is wrong with the place of a credential in a request."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.auth.credential import Credential, Credentials, has_header
from outrider.errors import Fault, SourceLocation
from outrider.model.auth import CredentialLocation
from outrider.model.message import (
    FileContent,
    MultipartContent,
    RequestMessage,
    TextContent,
    header_value,
)
from outrider.model.secret import masked
from outrider.oauth.own_headers import is_own_header
from outrider.variables.body.body_resolution import FORM
from outrider.variables.characters import is_token

_WITHOUT_FORM = frozenset({"GET", "HEAD", "TRACE"})
"""Methods whose requests have no defined body (RFC 9110 §9.3)."""

_OTHER_PLACE = 'set in = "header" in placement'


def placement_faults(
    message: RequestMessage, credentials: Credentials, place: SourceLocation
) -> Iterator[Fault]:
    """The faults of credentials that have no place in a message; ``place`` is the placement's."""
    for part in credentials.parts:
        yield from _faults(message, part, place)


def _faults(message: RequestMessage, part: Credential, place: SourceLocation) -> Iterator[Fault]:
    yield from placement_name_faults(part.location, part.name, place)
    if part.location is CredentialLocation.BODY:
        yield from _body_faults(message, place)


def placement_name_faults(
    location: CredentialLocation, name: str, place: SourceLocation
) -> Iterator[Fault]:
    """The fault of a name that no header field or cookie can have; ``place``: the placement's."""
    if location not in (CredentialLocation.HEADER, CredentialLocation.COOKIE):
        return
    where = place.inside("name")
    if not is_token(name):
        what = f'"{name}" is not a {location.value} name.'
        advice = "Use letters, digits and hyphens."
        yield Fault("placement_name", what, where, advice=advice)
    elif location is CredentialLocation.HEADER and _is_framing(name):
        what = f"The credential cannot be placed in header {name}."
        why = "Outrider sets this header itself."
        yield Fault("placement_name", what, where, why, "Use another header.")


def _is_framing(name: str) -> bool:
    low = name.lower()
    return is_own_header(low) and low not in ("authorization", "proxy-authorization", "dpop")


def _body_faults(message: RequestMessage, place: SourceLocation) -> Iterator[Fault]:
    """A credential goes into a form, or is all of it (RFC 6750 §2.2)."""
    kind = str(masked(header_value(message.headers, "content-type") or ""))
    media_type = kind.partition(";")[0].strip().lower()
    method = message.method.upper()
    if message.content is None:
        if method in _WITHOUT_FORM:
            yield Fault(
                "placement_body",
                f"A {method} request has no form for the credential.",
                place,
                "A body has no meaning for this method (RFC 6750 §2.2, RFC 9110 §9.3).",
                f"Use POST, or {_OTHER_PLACE}.",
            )
            return
        if not has_header(message, "Content-Type") or media_type == FORM:
            return
    elif isinstance(message.content, TextContent) and media_type == FORM:
        return
    yield Fault(
        "placement_body",
        "The credential cannot be placed in this body: it is not a form.",
        place,
        f"The body is {_body_kind(message, media_type)}.",
        f'Use a body of type "form", or {_OTHER_PLACE}.',
    )


def _body_kind(message: RequestMessage, media_type: str) -> str:
    if isinstance(message.content, MultipartContent):
        return "multipart"
    if isinstance(message.content, FileContent):
        return "a file"
    return media_type or "a text"
