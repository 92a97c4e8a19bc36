"""Bodies as blocks of Bruno's."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Sequence

from msgspec import Struct

from outrider.exporters.bruno.bru_text import BruRow, text_block
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.foreign_charsets import foreign_charset
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)
from outrider.variables.body.body_resolution import MEDIA_TYPES, OCTETS
from outrider.visible_text import visible_line


class WrittenBody(Struct, frozen=True):
    """A body of Bruno's.

    Attributes:
        mode: what the line of the method says.
        media_type: the Content-Type that has to be written for it; empty where Bruno adds it.
    """

    mode: str = "none"
    blocks: tuple[str, ...] = ()
    media_type: str = ""


def body_blocks(body: Body | None, words: BrunoExportReport, place: str) -> WrittenBody:
    """The body of a request."""
    match body:
        case TextBody():
            return _text(body, words, place)
        case FormBody():
            block = words.block("body:form-urlencoded", words.rows(body.fields, place), place)
            return WrittenBody("formUrlEncoded", (block,))
        case MultipartBody():
            rows = list(_parts(body.parts, words, place))
            return WrittenBody("multipartForm", (words.block("body:multipart-form", rows, place),))
        case FileBody():
            return _file(body.file, words.text(body.content_type or OCTETS, place), words, place)
        case GraphQLBody():
            return _graphql(body, words, place)
    return WrittenBody()


def tell_headers(
    rows: Sequence[NameValueRow], body: Body | None, words: BrunoExportReport, place: str
) -> None:
    """Says which rows do something else in Bruno."""
    if named := foreign_charset(rows, body):
        words.lost(
            f"The body is encoded in {named}; Bruno encodes it in UTF-8.",
            place,
            advice="In Bruno, use a file as the body.",
        )
    names: set[str] = set()
    for row in reversed(rows):
        name = row.name.strip().lower()
        if row.enabled and name in names:
            words.lost(
                _not_sent(row),
                place,
                "Of headers with one name it sends the last.",
            )
        if row.enabled:
            names.add(name)
    for row in rows:
        name = row.name.strip().lower()
        is_typed = row.enabled and name == "content-type"
        if is_typed and isinstance(body, MultipartBody | FileBody):
            words.lost(
                _not_sent(row),
                place,
                "It sends the media type of the body instead.",
            )
        if not row.enabled and not row.value:
            words.lost(
                f'Bruno may send header "{visible_line(row.name)}", which this request removes.',
                place,
                "A row of Bruno's that is switched off removes nothing.",
            )


def _not_sent(row: NameValueRow) -> str:
    return f'Bruno does not send header "{visible_line(row.name)}: {visible_line(row.value)}".'


def _text(body: TextBody, words: BrunoExportReport, place: str) -> WrittenBody:
    media_type = MEDIA_TYPES.get(body.type, MEDIA_TYPES["text"])
    if body.file is not None:
        return _file(body.file, media_type, words, place)
    content = body.content or ""
    if not content.strip():
        return WrittenBody()
    if "\r" in content:
        words.changed(
            "Line breaks of the body were exported as \\n.", place, "Bruno has no other ones."
        )
    block = text_block(f"body:{body.type}", words.text(content, place))
    return WrittenBody(body.type, (block,), media_type if body.type == "text" else "")


def _parts(
    parts: Sequence[MultipartPart], words: BrunoExportReport, place: str
) -> Iterator[BruRow]:
    for part in parts:
        # Of a file without one, Bruno would guess it from the name.
        kind = words.text(part.content_type or (OCTETS if part.file is not None else ""), place)
        suffix = f" @contentType({kind})" if kind else ""
        if part.file is None:
            value = words.text(part.value or "", place)
            if not kind and value.rstrip().endswith(")") and "@contentType(" in value:
                words.lost(
                    f'Part "{visible_line(part.name)}" is read in another way by Bruno.',
                    place,
                    "Its value ends with @contentType(…).",
                )
        else:
            _tell_file(part.file, words, place)
            value = f"@file({words.text(part.file, place)})"
        named = part.filename is not None and part.filename != os.path.basename(part.file or "")  # noqa: PTH119 - a name, not a file
        if named:
            words.lost(
                f'File name "{visible_line(part.filename or "")}" of part '
                f'"{visible_line(part.name)}" was not exported.',
                place,
                "Bruno sends the file's own name.",
            )
        yield BruRow(words.text(part.name, place), f"{value}{suffix}", part.enabled)


def _file(file: str, kind: str, words: BrunoExportReport, place: str) -> WrittenBody:
    _tell_file(file, words, place)
    row = BruRow("file", f"@file({words.text(file, place)}) @contentType({kind})")
    return WrittenBody("file", (words.block("body:file", [row], place),))


def _tell_file(file: str, words: BrunoExportReport, place: str) -> None:
    words.changed(
        f'File "{visible_line(file)}" is not included in the collection.',
        place,
        advice="Copy it into the folder of the collection.",
    )


def _graphql(body: GraphQLBody, words: BrunoExportReport, place: str) -> WrittenBody:
    if body.operation_name:
        words.lost(
            f'operation_name "{visible_line(body.operation_name)}" was not exported.',
            place,
            "Bruno sends none.",
        )
    found = (
        text_block("body:graphql", words.text(body.query, place)),
        text_block("body:graphql:vars", words.text(body.variables or "", place)),
    )
    return WrittenBody("graphql", found)
