"""Bodies that are too large for the file of a request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from outrider.credential_shapes import find_credentials
from outrider.model.import_result import ImportReport
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    TextBody,
)
from outrider.variables.body.body_resolution import FORM, MEDIA_TYPES, form_encode
from outrider.variables.reference_grammar import NestedReference, Reference, parse_template

LARGEST = 500_000
"""Bytes of a body that stands in its request's file; that may have a million, with all else."""

_LOOKED_AT = 5_000_000
_SUFFIXES = {"json": ".json", "xml": ".xml"}


class LargeBody(Struct, frozen=True):
    """The file of a body.

    Attributes:
        is_private: it holds what looks like a credential.
    """

    file: str
    data: bytes
    is_private: bool


def body_files(found: Iterable[LargeBody]) -> dict[str, bytes]:
    """The files by their names, and what keeps those with credentials out of git."""
    files: dict[str, bytes] = {}
    for one in found:
        files[one.file] = one.data
        if one.is_private:
            folder, _, name = one.file.rpartition("/")
            ignore = f"{folder}/.gitignore"
            files[ignore] = files.get(ignore, b"") + f"/{name}\n".encode()
    return files


def to_file(
    body: Body | None, file: str, report: ImportReport, *, is_typed: bool = False
) -> tuple[Body | None, list[LargeBody]]:
    """The body, with its text in a file where it is too large; then its files.

    Args:
        body: as it would stand in the request's file.
        file: the name, without a suffix.
        report: takes what changes by it.
        is_typed: a header of the request says what the body is.
    """
    written = _written(body)
    if not _is_large(written):
        return body, []
    match body:
        case TextBody():
            name = file + _SUFFIXES.get(body.type, ".txt")
            made: Body = TextBody(body.type, file=name)
            text, names = _plain(written)
        case GraphQLBody():
            name = f"{file}.json"
            made = FileBody(name, MEDIA_TYPES["json"])
            text, names = _operation(body)
        case MultipartBody(parts) if is_typed or any(one.file and one.enabled for one in parts):
            return _parts_to_files(body, file, report)
        case MultipartBody(parts):
            name = f"{file}.txt"
            text, names, boundary = _multipart(parts)
            made = FileBody(name, f"multipart/form-data; boundary={boundary}")
            _tell_switched_off([one.name for one in parts if not one.enabled], report)
        case FormBody(fields):
            name = f"{file}.txt"
            made = FileBody(name, FORM)
            text = _written(FormBody(tuple(row for row in fields if row.enabled)))
            names = _plain(text)[1]
            _tell_switched_off([row.name for row in fields if not row.enabled], report)
        case _:
            return body, []
    report.changed(f'The body was saved in file "{name}".', why=_TOO_LARGE)
    return made, [_large(name, text, names, report)]


_TOO_LARGE = "It is too large for the request's file."


def _is_large(text: str) -> bool:
    return len(text) * 4 >= LARGEST and len(text.encode("utf-8", "replace")) >= LARGEST


def _large(name: str, text: str, names: list[str], report: ImportReport) -> LargeBody:
    """The file of a text, with what it cannot do told."""
    if names:
        report.lost(
            f"References in the body are sent as text: {', '.join(names)}.",
            why="A file is sent byte for byte.",
            advice=f'Enter their values in file "{name}".',
        )
    is_private = next(find_credentials(text[:_LOOKED_AT]), None) is not None
    if is_private:
        report.lost(
            f'File "{name}", which git ignores, contains what looks like a credential.',
            why="A file is sent byte for byte, so references to secrets do not work in it.",
        )
    return LargeBody(name, text.encode("utf-8", "replace"), is_private)


def _tell_switched_off(names: list[str], report: ImportReport) -> None:
    if names:
        report.lost(
            f"Switched-off fields of the body were not imported: {', '.join(names)[:200]}.",
            why="The file of a body contains only what is sent.",
        )


def _parts_to_files(
    body: MultipartBody, file: str, report: ImportReport
) -> tuple[Body, list[LargeBody]]:
    """The largest texts in files of their own, until the rest is small enough."""
    parts, found = list(body.parts), []
    sizes = {
        index: len((part.value or "").encode("utf-8", "replace"))
        for index, part in enumerate(parts)
    }
    for index in sorted(sizes, key=lambda one: -sizes[one]):
        if not _is_large(_written(MultipartBody(tuple(parts)))):
            break
        part = parts[index]
        name = f"{file}-part-{index + 1}.txt"
        text, names = _plain(part.value or "")
        report.changed(
            f'Part "{part.name}" was saved in file "{name}" and is sent with that file name.',
            why=_TOO_LARGE,
        )
        parts[index] = replace(
            part, value=None, file=name, content_type=part.content_type or "text/plain"
        )
        found.append(_large(name, text, names, report))
    return MultipartBody(tuple(parts)), found


def _multipart(parts: Iterable[MultipartPart]) -> tuple[str, list[str], str]:
    """A body of texts (RFC 7578 §4), the names that it refers to, and its boundary."""
    pieces: list[str] = []
    names: dict[str, None] = {}
    for part in parts:
        if not part.enabled:
            continue
        head = f'Content-Disposition: form-data; name="{_label(part.name, names)}"'
        if part.filename is not None:
            head += f'; filename="{_label(part.filename, names)}"'
        if part.content_type is not None:
            head += f"\r\nContent-Type: {_label(part.content_type, names)}"
        text, more = _plain(part.value or "")
        names |= dict.fromkeys(more)
        pieces.append(f"{head}\r\n\r\n{text}\r\n")
    # From the text, so that a second import gives the same file.
    digest = hashlib.sha256("".join(pieces).encode("utf-8", "replace")).hexdigest()
    boundary = f"outrider-{digest[:32]}"
    lines = (f"--{boundary}\r\n{piece}" for piece in pieces)
    return "".join(lines) + f"--{boundary}--\r\n", list(names), boundary


def _label(written: str, names: dict[str, None]) -> str:
    text, more = _plain(written)
    names |= dict.fromkeys(more)
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _written(body: Body | None) -> str:
    """All that would stand in the request's file, a form encoded."""
    match body:
        case TextBody(_, str(content)):
            return content
        case GraphQLBody(query, variables):
            return query + (variables or "")
        case FormBody(fields):
            return "&".join(f"{_encoded(row.name)}={_encoded(row.value)}" for row in fields)
        case MultipartBody(parts):
            return "".join(one.name + (one.value or "") for one in parts)
        case _:
            return ""


def _encoded(written: str) -> str:
    return "".join(
        form_encode(piece) if isinstance(piece, str) else _reference(piece)
        for piece in parse_template(written)
    )


def _operation(body: GraphQLBody) -> tuple[str, list[str]]:
    query, names = _plain(body.query)
    variables, more = _plain(body.variables or "")
    members = [f'"query":{json.dumps(query)}']
    members += [f'"variables":{variables}'] if variables.strip() else []
    if body.operation_name:
        members.append(f'"operationName":{json.dumps(body.operation_name)}')
    return "{" + ",".join(members) + "}", [*names, *more]


def _plain(written: str) -> tuple[str, list[str]]:
    """A template as a file holds it, and the names that it refers to."""
    pieces = parse_template(written)
    names = dict.fromkeys(
        _reference(piece).strip("{}") for piece in pieces if not isinstance(piece, str)
    )
    text = (piece if isinstance(piece, str) else _reference(piece) for piece in pieces)
    return "".join(text), list(names)


def _reference(piece: Reference | NestedReference) -> str:
    return piece.written if isinstance(piece, NestedReference) else f"{{{{{piece.name}}}}}"
