"""Bodies that are too large for the file of a request."""

from __future__ import annotations

from outrider.credential_shapes import find_credentials
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import Body, TextBody
from outrider.variables.reference_grammar import Reference, parse_template

LARGEST = 500_000
"""Bytes of a body that stands in its request's file; that may have a million, with all else."""

_LOOKED_AT = 5_000_000
_SUFFIXES = {"json": ".json", "xml": ".xml"}


def to_file(
    body: Body | None, file: str, report: PostmanImportReport
) -> tuple[Body | None, tuple[str, bytes] | None]:
    """The body, with its text in a file where it is too large; then the file's name and bytes.

    Args:
        body: as it would stand in the request's file.
        file: the name, without a suffix.
        report: takes what changes by it.
    """
    if not isinstance(body, TextBody) or not body.content or len(body.content) * 4 < LARGEST:
        return body, None
    if len(body.content.encode("utf-8", "replace")) < LARGEST:
        return body, None
    name = file + _SUFFIXES.get(body.type, ".txt")
    pieces = parse_template(body.content)
    text = "".join(
        piece
        if isinstance(piece, str)
        else f"{{{{{piece.name}}}}}"
        if isinstance(piece, Reference)
        else piece.written
        for piece in pieces
    )
    report.changed(
        f"The body is in the file {name}.", why="It is too large for the request's own file."
    )
    names = dict.fromkeys(piece.name for piece in pieces if isinstance(piece, Reference))
    if names:
        report.lost(
            f"References in the body are sent as they are written: {', '.join(names)}.",
            why="A file is sent byte for byte.",
            advice=f"Write the values into {name}.",
        )
    if next(find_credentials(text[:_LOOKED_AT]), None) is not None:
        report.lost(
            f"What looks like a credential stands in {name}.",
            why="A file is sent byte for byte, so it cannot refer to a secret.",
            advice="Let git ignore the file.",
        )
    return TextBody(body.type, file=name), (name, text.encode("utf-8", "replace"))
