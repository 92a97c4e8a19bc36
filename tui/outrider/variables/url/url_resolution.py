"""The URL of a request: where values may go in it, and how they are encoded there (RFC 3986).

A value never changes scheme, host or port, unless the URL starts with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from msgspec import Struct

from outrider.errors import Fault, Place
from outrider.model.secret import MASK, Secret, Text, concat, reveal, transform
from outrider.model.workspace import Request
from outrider.variables.characters import blank_edge, character_fault
from outrider.variables.resolver import Part, Resolver
from outrider.variables.url.url_authority import Authority, read_authority
from outrider.variables.url.url_builder import Region, UrlBuilder, path_parameters


class Address(Struct, frozen=True):
    """Where a request goes.

    Attributes:
        url: absolute, encoded, without fragment and without userinfo; empty after a fault.
        userinfo: ``user:password`` that was written in the URL, percent-decoded.
    """

    url: Text = ""
    userinfo: Secret | None = None


def resolve_address(request: Request, resolver: Resolver) -> Address:
    """The URL with path parameters and query rows in it; faults go to the resolver."""
    place = Place(request.file, ("url",))
    parts = resolver.parts(request.url, place)
    parameters = _parameters(request, resolver)
    rows = query_rows(request, resolver)
    _check_url(parts, request.url, place, resolver)
    if any(part.failed for part in parts) or not request.url.strip():
        return Address()
    builder = UrlBuilder(place, parameters, request.url)
    builder.build(parts)
    for fault in builder.faults:
        resolver.note(fault)
    if builder.faults:
        return Address()
    if builder.region is Region.SCHEME:
        resolver.note(_no_scheme(parts, place))
        return Address()
    authority = read_authority(builder, place, resolver.note)
    if authority is None or resolver.failed:
        return Address()
    return Address(_whole(builder, authority, rows), authority.userinfo)


def _whole(builder: UrlBuilder, authority: Authority, rows: Text) -> Text:
    query = concat(builder.query)
    written = reveal(query)
    if not reveal(rows):
        separator = ""
    elif not written:
        separator = "?"
    else:
        separator = "" if written[-1] in "?&" else "&"
    url = concat((*authority.start, *builder.path, query, separator, rows))
    if authority.userinfo is not None and builder.secret_start:
        return Secret(reveal(url), f"{reveal(authority.start[0])}{MASK}")
    return url


def query_rows(request: Request, resolver: Resolver) -> Text:
    """The enabled rows of the query, wholly encoded, a blank as ``%20``."""
    pairs: list[Text] = []
    for index, row in enumerate(request.query):
        if not row.enabled or not (row.name or row.value):
            continue
        if pairs:
            pairs.append("&")
        sides = (("name", row.name), ("value", row.value))
        for key, written in sides:
            place = Place(request.file, ("query", index, key))
            parts = resolver.parts(written, place)
            check_parts(parts, "This query row", place, resolver)
            pairs.extend(transform(part.text, encode_component) for part in parts)
            if key == "name":
                pairs.append("=")
    return concat(pairs)


def encode_component(value: str) -> str:
    """Percent-encodes everything but unreserved characters (RFC 3986 §2.3)."""
    return quote(value, safe="", errors="replace")


def check_parts(parts: Sequence[Part], whole: str, place: Place, resolver: Resolver) -> None:
    """Notes what may not be in a URL: controls anywhere, blanks around a value."""
    for part in parts:
        fault = character_fault(part, whole, place)
        if fault is None and part.name is not None:
            fault = _blank_fault(part, place)
        if fault is not None:
            resolver.note(fault)


def _blank_fault(part: Part, place: Place) -> Fault | None:
    edge = blank_edge(reveal(part.text))
    if not edge:
        return None
    return Fault(
        "blank_edge",
        f"The value of {part.name} {edge}, and is used in {place.dotted}.",
        place,
        "In a URL that is nearly always left over from copying.",
        "Remove it where the value comes from, or write %20 in the URL where it is meant.",
    )


def _check_url(parts: Sequence[Part], written: str, place: Place, resolver: Resolver) -> None:
    check_parts(parts, "The URL", place, resolver)
    if not written.strip():
        resolver.note(
            Fault("url_missing", "The request has no URL.", place, advice="Write one under url.")
        )
    elif edge := blank_edge(written):
        resolver.note(Fault("blank_edge", f"The URL {edge}.", place, advice="Remove the blank."))


def _parameters(request: Request, resolver: Resolver) -> dict[str, Text | None]:
    """The encoded values of the path parameters that the URL names; ``None`` after a fault."""
    found: dict[str, Text | None] = {}
    for name in path_parameters(request.url, request.path):
        place = Place(request.file, ("path", name))
        if name not in request.path:
            resolver.note(_missing_parameter(name, request))
            found[name] = None
            continue
        parts = resolver.parts(request.path[name], place)
        check_parts(parts, f"The path parameter {name}", place, resolver)
        value = concat(part.text for part in parts)
        if any(part.failed for part in parts):
            found[name] = None
        elif not reveal(value):
            resolver.note(_empty_parameter(name, place))
            found[name] = None
        else:
            found[name] = value
    return found


def _missing_parameter(name: str, request: Request) -> Fault:
    known = ", ".join(request.path) or "none"
    return Fault(
        "path_parameter_missing",
        f"The path parameter :{name} has no value.",
        Place(request.file, ("url",)),
        f"A whole segment that begins with a colon is a parameter; the table path has: {known}.",
        f'Add path = {{ {name} = "…" }}, or write %3A{name} for the text itself.',
    )


def _empty_parameter(name: str, place: Place) -> Fault:
    return Fault(
        "path_parameter_empty",
        f"The path parameter :{name} is empty.",
        place,
        "Without it the URL would name another resource.",
        "Give it a value.",
    )


def _no_scheme(parts: Sequence[Part], place: Place) -> Fault:
    first = parts[0].name if parts else None
    if first is not None:
        what = f"The URL starts with the value of {first}, which does not begin with a scheme."
        advice = f"Let {first} begin with https:// or http://."
    else:
        what = "The URL does not begin with a scheme."
        advice = "Begin it with https:// or http://, or with a variable that does."
    return Fault("url_no_scheme", what, place, "Nothing is guessed about where to send.", advice)
