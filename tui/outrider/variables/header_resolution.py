"""The header fields of a request: its own and those of the folders above it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.message import FieldLine
from outrider.model.secret import MaybeSecret, Secret, derive, join_texts, masked, reveal
from outrider.model.workspace import Folder, NameValueRow, Request, RequestWithFolders
from outrider.variables.characters import blank_edge, character_fault, is_token, subject
from outrider.variables.resolver import ResolvedPart, Resolver

_BLANKS = " \t"


class EffectiveHeader(Struct, frozen=True):
    """A header row that counts, and where it is written.

    Attributes:
        file: of the request or folder.
        index: in that file's ``headers``, from 0.
    """

    row: NameValueRow
    file: str
    index: int

    def place(self, key: str) -> SourceLocation:
        """Where the row's ``name`` or ``value`` is written."""
        return SourceLocation(self.file, ("headers", self.index, key))


def effective_headers(request: RequestWithFolders) -> tuple[EffectiveHeader, ...]:
    """The rows that are sent: for each name, those of the nearest file that has it.

    Names are compared whatever their case. Disabled rows are left out, and remove what is
    inherited. The outermost folder's rows come first, the request's own last.
    """
    taken: set[str] = set()
    groups: list[list[EffectiveHeader]] = []
    owners: tuple[Request | Folder, ...] = (request.request, *request.folders)
    for owner in owners:
        groups.append(
            [
                EffectiveHeader(row, owner.file, index)
                for index, row in enumerate(owner.headers)
                if row.enabled and row.name.strip().lower() not in taken
            ]
        )
        taken.update(row.name.strip().lower() for row in owner.headers)
    return tuple(row for group in reversed(groups) for row in group)


def resolve_headers(request: RequestWithFolders, resolver: Resolver) -> tuple[FieldLine, ...]:
    """The field lines; what cannot be one is a fault."""
    lines: list[FieldLine] = []
    for header in effective_headers(request):
        if not (header.row.name or header.row.value):
            continue
        name = _field_name(header, resolver)
        value = field_value(
            header.row.value,
            header.place("value"),
            f'Header "{header.row.name}"' if header.row.name else "A header without a name",
            resolver,
        )
        if name is not None and value is not None:
            lines.append(FieldLine(name, value))
    return tuple(lines)


def _field_name(header: EffectiveHeader, resolver: Resolver) -> str | None:
    place = header.place("name")
    parts = resolver.parts(header.row.name, place)
    if any(part.failed for part in parts):
        return None
    name = join_texts(part.text for part in parts)
    if isinstance(name, Secret):
        what, advice = "A header name contains a secret.", "Move the secret to the header's value."
    elif not name:
        what, advice = "A header has no name.", "Enter a name, or switch the row off."
    elif not is_token(name):
        what = "A header name contains a character that is not allowed."
        advice = "Use letters, digits and hyphens."
    else:
        return name
    resolver.add_fault(Fault("header_name", what, place, advice=advice))
    return None


def field_value(
    written: str, place: SourceLocation, whole: str, resolver: Resolver
) -> MaybeSecret | None:
    """The value of a header field; ``None`` after a fault, in which ``whole`` is what it is."""
    parts = resolver.parts(written, place)
    failed = any(part.failed for part in parts)
    faults = [_part_fault(part, whole, place) for part in parts]
    for fault in faults:
        resolver.add_fault(fault)
    if failed or any(faults):
        return None
    value = join_texts(part.text for part in parts)
    trimmed = _trimmed(value)
    if trimmed is not value:
        resolver.add_fault(_edge_warning(parts, whole, place))
    return trimmed


def _trimmed(value: MaybeSecret) -> MaybeSecret:
    """The value without the blanks around it, which HTTP does not carry (RFC 9110 §5.5)."""
    inner = reveal(value).strip(_BLANKS)
    if inner == reveal(value):
        return value
    if isinstance(value, Secret):
        return derive(value, lambda text: text.strip(_BLANKS), masked(value).strip(_BLANKS))
    return inner


def _part_fault(part: ResolvedPart, whole: str, place: SourceLocation) -> Fault | None:
    value = reveal(part.text)
    # A tab may stand inside of a field value (RFC 9110 §5.5).
    fault = character_fault(
        ResolvedPart(value.replace("\t", " "), part.name, part.failed), whole, place
    )
    if fault is not None or value.isascii():
        return fault
    found = next(character for character in value if character > "\x7f")
    return Fault(
        "not_ascii",
        f"{subject(part, whole)} contains a non-ASCII character (U+"
        f"{ord(found):04X}) and is used in {place.dotted_key}.",
        place,
        "Header fields are ASCII; servers read other characters in different ways.",
        "Percent-encode it or write it in ASCII, as the API's documentation says.",
    )


def _edge_warning(parts: Sequence[ResolvedPart], whole: str, place: SourceLocation) -> Fault:
    """Blanks around the whole value, which HTTP does not carry (RFC 9110 §5.5)."""
    edge = blank_edge(reveal(join_texts(part.text for part in parts)))
    filled = [part for part in parts if reveal(part.text)]
    outer = filled[0] if edge.startswith("starts") else filled[-1]
    empty = [part.name for part in parts if part.name is not None and not reveal(part.text)]
    why = f"{', '.join(empty)} is empty." if empty else "HTTP removes spaces around a value."
    return Fault(
        "blank_edge",
        f"{subject(outer, whole)} {edge}, and is sent without it in {place.dotted_key}.",
        place,
        why,
        "Remove the space at its source.",
        Severity.WARNING,
    )
