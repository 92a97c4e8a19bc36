"""What curl sends as a body: ``-d`` and its relatives, ``--json``, ``-F``, ``-T``."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote_plus

from msgspec import Struct

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_forms import multipart_body
from outrider.importers.curl.curl_urls import in_lower_case, url_encode
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.printed_parts import printed_parts
from outrider.importers.curl.shell_command import VARIABLE, template
from outrider.importers.importer import is_json
from outrider.model.import_result import ImportReport
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    NameValueRow,
    TextBody,
)

FORM = "application/x-www-form-urlencoded"
DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")


class CurlBody(Struct, frozen=True):
    """A body, and what curl would say it is, where the command does not; empty for nothing."""

    body: Body | None = None
    media_type: str = ""


def data_text(
    operation: CurlOperation, reader: AtFileReader, *, in_url: bool = False
) -> str | None:
    """All data options as one text, for a body or for the URL; ``None`` without any."""
    joined: str | None = None
    for option in operation.options:
        if option.name not in DATA:
            continue
        piece = _piece(option.name, option.value, reader)
        if in_url and option.name == "data-urlencode":
            piece = in_lower_case(piece)
        if joined is None:
            joined = piece
        else:
            joined += piece if option.name == "json" else f"&{piece}"
    return joined


def _piece(name: str, value: str, reader: AtFileReader) -> str:
    if name == "data-urlencode":
        return url_encoded(value, reader)
    if name != "data-raw" and value.startswith("@"):
        text = reader.text(value[1:])
        if VARIABLE.fullmatch(text):
            return text
        # curl takes line ends out of what it reads as text (its manual, --data).
        if name in {"data-binary", "json"}:
            return text
        # What a command is fed holds the shell's variables, between NUL characters.
        return re.sub("[\r\n]", "", text if reader.is_fed(value[1:]) else text.replace("\0", ""))
    return value


def url_encoded(value: str, reader: AtFileReader) -> str:
    """A value of ``--data-urlencode``: content, perhaps after ``name=``, or ``name@file``."""
    match = re.match("[^=@]*", value)
    end = match.end() if match else 0
    if end == len(value):
        return url_encode(value)
    name, rest = value[:end], value[end + 1 :]
    content: str | bytes = rest
    if value[end] == "@":
        data = reader.data(rest)
        content = reader.unknown(rest) if data is None else data
    return f"{name}={url_encode(content)}" if name else url_encode(content)


def read_curl_body(operation: CurlOperation, reader: AtFileReader, media_type: str) -> CurlBody:
    """The body of an operation whose data does not go into the URL.

    The media type is what the command says that it is; empty where it says nothing.
    """
    parts = [one for one in operation.options if one.name in {"form", "form-string"}]
    if parts:
        return CurlBody(multipart_body(operation, reader, media_type))
    upload = operation.last("upload-file")
    if upload:
        return _upload(upload, reader, media_type)
    fed = [one.value for one in operation.options if one.name in DATA]
    if fed == ["@-"] and operation.last("data-binary") is not None:
        printed = printed_parts(reader.pieces, media_type) if reader.pieces else None
        if printed is not None:
            return CurlBody(printed)
    whole = _whole_file(operation, reader)
    if whole is not None:
        typed = media_type or ("application/json" if operation.last("json") is not None else FORM)
        return CurlBody(FileBody(whole, template(typed)), typed)
    text = data_text(operation, reader)
    if text is None:
        return CurlBody()
    implied = "application/json" if operation.last("json") is not None else FORM
    body = text_body(text, media_type or implied, reader.report)
    return CurlBody(body, "" if media_type else implied)


def _whole_file(operation: CurlOperation, reader: AtFileReader) -> str | None:
    """The file that is sent as it is, where that is all that is sent."""
    data = [one for one in operation.options if one.name in DATA]
    if len(data) != 1 or not data[0].value.startswith("@"):
        return None
    [(name, value)] = [(one.name, one.value[1:]) for one in data]
    path = reader.path(value)
    if not path or reader.is_fed(value):
        return None
    if name == "data-binary" or (
        name in {"data", "data-ascii", "json"} and reader.is_sent_whole(path, name)
    ):
        return template(path)
    return None


def text_body(text: str, media_type: str, report: ImportReport) -> Body | None:
    """A text as a body that is sent as exactly this text.

    Args:
        text: variables of a shell stand between NUL characters.
        media_type: what it is said to be; its parameters do not matter.
        report: takes that nothing is sent, where only blanks are there.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind == FORM and (rows := _form_rows(text)) is not None:
        return FormBody(tuple(rows))
    if not text.strip():
        if text:
            report.changed("A body of only spaces and line breaks is not sent.")
        return None
    if (kind == "application/json" or kind.endswith("+json")) and is_json(VARIABLE.sub("0", text)):
        return TextBody("json", template(text))
    return TextBody("xml" if kind.endswith("xml") else "text", template(text))


def _form_rows(text: str) -> list[NameValueRow] | None:
    """The rows of a form that is sent as exactly this text; ``None`` where none is."""
    if VARIABLE.search(text):
        return None
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return None

    def form_encode(value: str) -> str:
        return quote_plus(value, safe="*", errors="surrogateescape").replace("~", "%7E")

    again = "&".join(f"{form_encode(name)}={form_encode(value)}" for name, value in pairs)
    if again != text or not all(name for name, _ in pairs):
        return None
    return [NameValueRow(template(name), template(value)) for name, value in pairs]


def _upload(upload: str, reader: AtFileReader, media_type: str) -> CurlBody:
    # A single dot is standard input as well, without waiting for it.
    path = reader.path("-" if upload == "." else upload)
    if not path or (upload in {"-", "."} and reader.is_text("-")):
        return CurlBody(TextBody("text", template(reader.text("-"))), media_type)
    return CurlBody(FileBody(template(path), template(media_type) or None), "")
