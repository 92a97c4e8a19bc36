"""The URL of a request: where values may go in it, and how they are encoded there (RFC 3986).

A value never changes scheme, host or port, unless the URL starts with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from outrider.errors import Fault, SourceLocation
from outrider.model.secret import MASK, MaybeSecret, Secret, derive, join_texts, reveal, transform
from outrider.model.workspace import Request
from outrider.variables.characters import blank_edge, character_fault, surrogate_fault
from outrider.variables.resolver import ResolvedPart, Resolver
from outrider.variables.url.path_segments import nearest, path_parameters
from outrider.variables.url.url_authority import Authority, read_authority
from outrider.variables.url.url_builder import UrlBuilder, UrlRegion, encode_component


class ResolvedUrl(Struct, frozen=True):
    """Where a request goes.

    Attributes:
        url: absolute, encoded, without fragment and without userinfo; empty after a fault.
        userinfo: ``user:password`` that was written in the URL, percent-decoded.
    """

    url: MaybeSecret = ""
    userinfo: Secret | None = None


def resolve_url(request: Request, resolver: Resolver) -> ResolvedUrl:
    """The URL with path parameters and query rows in it; faults go to the resolver."""
    place = SourceLocation(request.file, ("url",))
    parts = resolver.parts(request.url, place)
    parameters = _parameters(request, resolver)
    rows = query_rows(request, resolver)
    outside = _outside_query(parts)
    _check_url(outside, request.url, place, resolver)
    for part in parts:
        if part not in outside:
            resolver.add_fault(surrogate_fault(part, "The URL", place))
    if any(part.failed for part in parts) or not request.url.strip():
        return ResolvedUrl()
    builder = UrlBuilder(place, parameters, request.url)
    builder.build(parts)
    for fault in builder.faults:
        resolver.add_fault(fault)
    if builder.faults:
        return ResolvedUrl()
    if builder.region is UrlRegion.SCHEME:
        resolver.add_fault(_no_scheme(parts, place))
        return ResolvedUrl()
    authority = read_authority(builder, place, resolver.add_fault)
    if authority is None or resolver.failed:
        return ResolvedUrl()
    return ResolvedUrl(_whole(builder, authority, rows), authority.userinfo)


def _whole(builder: UrlBuilder, authority: Authority, rows: MaybeSecret) -> MaybeSecret:
    query = join_texts(builder.query)
    separator = ""
    if reveal(rows) and not reveal(query).endswith(("?", "&")):
        separator = "&" if reveal(query) else "?"
    url = join_texts((*authority.prefix, *builder.path, query, separator, rows))
    if authority.userinfo is not None and builder.secret_start:
        return derive(url, str, f"{reveal(authority.prefix[0])}{MASK}")
    return url


def query_rows(request: Request, resolver: Resolver) -> MaybeSecret:
    """The enabled rows of the query, wholly encoded, a blank as ``%20``."""
    pairs: list[MaybeSecret] = []
    for index, row in enumerate(request.query_params):
        if not row.enabled or not (row.name or row.value):
            continue
        if pairs:
            pairs.append("&")
        for key, written in (("name", row.name), ("value", row.value)):
            place = SourceLocation(request.file, ("query", index, key))
            parts = resolver.parts(written, place)
            for part in parts:
                # Percent-encoded, every other character is harmless here.
                resolver.add_fault(surrogate_fault(part, "This query row", place))
            pairs.extend(transform(part.text, encode_component) for part in parts)
            if key == "name":
                pairs.append("=")
    return join_texts(pairs)


def check_characters(
    parts: Sequence[ResolvedPart], whole: str, place: SourceLocation, resolver: Resolver
) -> None:
    """Notes what may not be in a URL: controls anywhere, blanks around a value."""
    for part in parts:
        fault = character_fault(part, whole, place)
        if fault is None and part.name is not None:
            fault = _blank_fault(part, place)
        resolver.add_fault(fault)


def _blank_fault(part: ResolvedPart, place: SourceLocation) -> Fault | None:
    edge = blank_edge(reveal(part.text))
    if not edge:
        return None
    return Fault(
        "blank_edge",
        f'The value of "{part.name}" {edge} and is used in {place.dotted_key}.',
        place,
        "This is usually left over from copying.",
        "Remove the space, or write %20 in the URL if you need it.",
    )


def _outside_query(parts: Sequence[ResolvedPart]) -> list[ResolvedPart]:
    """The parts without the values in the query, which are encoded wholly as query rows are."""
    found: list[ResolvedPart] = []
    in_query = False
    for index, part in enumerate(parts):
        if part.name is None or index == 0:
            text = reveal(part.text)
            in_query = (in_query or "?" in text) and "#" not in text
        if part.name is None or index == 0 or not in_query:
            found.append(part)
    return found


def _check_url(
    parts: Sequence[ResolvedPart], written: str, place: SourceLocation, resolver: Resolver
) -> None:
    check_characters(parts, "The URL", place, resolver)
    if not written.strip():
        resolver.add_fault(
            Fault("url_missing", "The request has no URL.", place, advice="Set url.")
        )
    elif edge := blank_edge(written):
        resolver.add_fault(
            Fault("blank_edge", f"The URL {edge}.", place, advice="Remove the space.")
        )


def _parameters(request: Request, resolver: Resolver) -> dict[str, MaybeSecret | None]:
    """The encoded values of the path parameters that the URL names; ``None`` after a fault."""
    found: dict[str, MaybeSecret | None] = {}
    for name in path_parameters(request.url, request.path_params):
        place = SourceLocation(request.file, ("path", name))
        if name not in request.path_params:
            resolver.add_fault(_missing_parameter(name, request))
            found[name] = None
            continue
        parts = resolver.parts(request.path_params[name], place)
        check_characters(parts, f'Path parameter "{name}"', place, resolver)
        value = join_texts(part.text for part in parts)
        if any(part.failed for part in parts):
            found[name] = None
        elif not reveal(value):
            resolver.add_fault(_empty_parameter(name, place))
            found[name] = None
        else:
            found[name] = value
    return found


def _missing_parameter(name: str, request: Request) -> Fault:
    known = ", ".join(request.path_params)
    known = f"; those with values are {known}" if known else ""
    near = nearest(name, request.path_params)
    return Fault(
        "path_parameter_missing",
        f'Path parameter ":{name}" has no value.',
        SourceLocation(request.file, ("url",)),
        f"A path segment that begins with a colon is a parameter{known}.",
        f"{f'Did you mean :{near}? ' if near else ''}"
        f'Give path parameter "{name}" a value, or write \\:{name} for the text itself.',
    )


def _empty_parameter(name: str, place: SourceLocation) -> Fault:
    return Fault(
        "path_parameter_empty",
        f'Path parameter ":{name}" is empty.',
        place,
        "Without it the URL points to a different resource.",
        "Enter a value.",
    )


def _no_scheme(parts: Sequence[ResolvedPart], place: SourceLocation) -> Fault:
    first = parts[0].name if parts else None
    if first is not None:
        what = f'Variable "{first}" does not start with https:// or http://.'
        advice = f'Set {first} = "https://…".'
    else:
        what = "The URL does not start with https:// or http://."
        advice = "Add the scheme, or start with a variable such as {{base_url}}."
    return Fault("url_no_scheme", what, place, "", advice)
