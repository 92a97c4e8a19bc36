"""Bodies that are too large for the file of a request."""

from __future__ import annotations

import json
from collections.abc import Iterable

from msgspec import Struct

from outrider.credential_shapes import find_credentials
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import Body, FileBody, FormBody, GraphQLBody, TextBody
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
    body: Body | None, file: str, report: PostmanImportReport
) -> tuple[Body | None, LargeBody | None]:
    """The body, with its text in a file where it is too large; then that file.

    Args:
        body: as it would stand in the request's file.
        file: the name, without a suffix.
        report: takes what changes by it.
    """
    written = _written(body)
    if len(written) * 4 < LARGEST or len(written.encode("utf-8", "replace")) < LARGEST:
        return body, None
    match body:
        case TextBody():
            name = file + _SUFFIXES.get(body.type, ".txt")
            made: Body = TextBody(body.type, file=name)
            text, names = _plain(written)
        case GraphQLBody():
            name = f"{file}.json"
            made = FileBody(name, MEDIA_TYPES["json"])
            text, names = _operation(body)
        case _:
            name = f"{file}.txt"
            made = FileBody(name, FORM)
            text, names = written, _plain(written)[1]
    report.changed(
        f"The body is in the file {name}.", why="It is too large for the request's own file."
    )
    if names:
        report.lost(
            f"References in the body are sent as they are written: {', '.join(names)}.",
            why="A file is sent byte for byte.",
            advice=f"Write the values into {name}.",
        )
    is_private = next(find_credentials(text[:_LOOKED_AT]), None) is not None
    if is_private:
        report.lost(
            f"What looks like a credential stands in {name}, which git ignores.",
            why="A file is sent byte for byte, so it cannot refer to a secret.",
        )
    return made, LargeBody(name, text.encode("utf-8", "replace"), is_private)


def _written(body: Body | None) -> str:
    """All that would stand in the request's file, or what would be sent of it."""
    match body:
        case TextBody(_, str(content)):
            return content
        case GraphQLBody(query, variables):
            return query + (variables or "")
        case FormBody(fields):
            return "&".join(
                f"{_encoded(row.name)}={_encoded(row.value)}" for row in fields if row.enabled
            )
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
