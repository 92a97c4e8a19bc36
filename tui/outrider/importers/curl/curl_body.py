"""What curl sends as a body: ``-d`` and its relatives, ``--json``, ``-F``, ``-T``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote_plus

from msgspec import Struct
from msgspec.structs import replace

from outrider.importers.curl.curl_urls import in_lower_case, url_encode
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_words import VARIABLE, ShellCommand, template
from outrider.importers.importer import ReadFile, is_json, no_file, without_credentials
from outrider.model.import_result import ImportReport
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

FORM = "application/x-www-form-urlencoded"
FILE_TYPES = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}
"""What curl takes a part's file for by its name's end; anything else is octets."""

DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")


class CurlBody(Struct, frozen=True):
    """A body, and what curl would say it is, where the command does not; empty for nothing."""

    body: Body | None = None
    media_type: str = ""


class AtFileReader:
    """Reads what ``@file`` names, for one command.

    Args:
        command: what ``-`` reads from.
        read: the bytes of a file; ``None`` where it is not to be had.
        report: told of what cannot be read.
    """

    def __init__(self, command: ShellCommand, read: ReadFile, report: ImportReport) -> None:
        self._command = command
        self._read = read
        self.report = report

    def is_fed(self, name: str) -> bool:
        """Whether a name stands for a text that the script itself holds."""
        return name == "-" and self._command.stdin is not None

    def path(self, name: str) -> str:
        """The file that a name stands for; empty where it is what the command is fed."""
        return self._command.stdin_file if name == "-" else name

    def data(self, name: str) -> bytes | None:
        """The bytes of ``@name``; ``None`` where they are not to be had."""
        if name == "-" and self._command.stdin is not None:
            return self._command.stdin.encode("utf-8", "surrogateescape")
        path = self.path(name)
        if (written := self._command.texts.get(path)) is not None:
            return written.encode("utf-8", "surrogateescape")
        return self._read(path) if path and not VARIABLE.search(path) else None

    def text(self, name: str) -> str:
        """The text of ``@name``; a reference without a value where there is none, which is told."""
        data = self.data(name)
        if data is None:
            return self.unknown(name)
        try:
            return data.decode()
        except UnicodeDecodeError:
            if self.is_fed(name):
                return data.decode("utf-8", "surrogateescape")
            return self.unknown(name, "is not text")

    def is_text(self, name: str) -> bool:
        """Whether ``@name`` can be read, and is text."""
        data = self.data(name)
        try:
            return data is not None and data.decode() is not None
        except UnicodeDecodeError:
            return False

    def shown(self, word: str) -> str:
        """A word as the command has it, for a report."""
        for note in self._command.notes:
            word = word.replace(f"\0({note.name}\0", note.written) if note.written else word
        return without_credentials(word)

    def is_sent_whole(self, path: str, option: str) -> bool:
        """Whether a file that is no text is sent as it is: with nothing in it to take out."""
        if self.is_text(path):
            return False
        data = self.data(path)
        return data is not None and (option == "json" or not set(b"\r\n\0") & set(data))

    def unknown(self, name: str, problem: str = "") -> str:
        """What stands for the content of ``@name``: a reference that nothing has a value for."""
        path = self.path(name)
        if path.startswith("\0(") and VARIABLE.fullmatch(path):
            # What stands for the output of a command is told by itself.
            return path
        word = re.sub(r"[^A-Za-z0-9]+", "_", posixpath.basename(path.replace("\0", ""))).strip("_")
        reference = f"content_of_{word or 'file'}" if path else "standard_input"
        what = f'File "{template(path)}"' if path else "Standard input"
        is_paste = self._read is no_file
        problem = problem or ("was not read" if is_paste else "could not be read")
        self.report.lost(
            f"{what} {problem}; reference {{{{{reference}}}}} replaces it.",
            why="Pasted commands do not read files." if is_paste and path else "",
            advice=f'Define variable "{reference}" before sending.',
        )
        return f"\0({reference}\0"


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
        return _multipart(operation, reader, media_type)
    upload = operation.last("upload-file")
    if upload:
        return _upload(upload, reader, media_type)
    whole = _whole_file(operation, reader)
    if whole is not None:
        typed = media_type or ("application/json" if operation.last("json") is not None else FORM)
        return CurlBody(FileBody(whole, template(typed)), typed)
    text = data_text(operation, reader)
    if text is None:
        return CurlBody()
    implied = "application/json" if operation.last("json") is not None else FORM
    body = _text_body(text, media_type or implied, reader.report)
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


def _text_body(text: str, media_type: str, report: ImportReport) -> Body | None:
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


def _multipart(operation: CurlOperation, reader: AtFileReader, media_type: str) -> CurlBody:
    parts: list[MultipartPart] = []
    for option in operation.options:
        if option.name == "form-string":
            name, _, value = option.value.partition("=")
            parts.append(MultipartPart(template(name), template(value)))
        elif option.name == "form":
            parts += _form_parts(option.value, reader)
    if media_type:
        reader.report.changed("The boundary of a multipart body is generated for each request.")
    return CurlBody(MultipartBody(tuple(parts)))


def _form_parts(written: str, reader: AtFileReader) -> Iterator[MultipartPart]:
    name, separator, rest = written.partition("=")
    if not separator:
        reader.report.lost('A form field without "=" was not imported: curl rejects it.')
        return
    content, settings = _settings(rest)
    filename = settings.get("filename")
    kind = settings.get("type")
    if others := settings.keys() - {"filename", "type"}:
        reader.report.lost(f"-F {name}: {', '.join(sorted(others))} was not imported.")
    label = template(filename) if filename is not None else None
    typed = template(kind) if kind is not None else None
    if not name:
        reader.report.changed(
            "A form field without a name is sent with an empty name.",
            why="The command sends it without a name.",
        )
    if content.startswith("@"):
        files = content[1:].split(",")
        if len(files) > 1:
            reader.report.changed(
                f"-F {template(name)}: each of the {len(files)} files became its own form field.",
                why="The command sends them as one field of type multipart/mixed.",
            )
        for file in files:
            path = reader.path(file)
            part = MultipartPart(template(name), filename=label, content_type=typed)
            if path:
                guess = _file_type(filename or "") or _file_type(path)
                yield replace(part, file=template(path), content_type=typed or guess)
            else:
                value = template(reader.text(file))
                yield replace(part, value=value, filename=label or "-")
    elif content.startswith("<"):
        # What comes from a file without its name has its type, but for plain text.
        guess = _file_type(reader.path(content[1:]))
        typed = typed or (guess if guess != "text/plain" else None)
        yield MultipartPart(template(name), template(reader.text(content[1:])), content_type=typed)
    else:
        typed = typed or _file_type(filename or "")
        yield MultipartPart(template(name), template(content), filename=label, content_type=typed)


def _file_type(name: str) -> str | None:
    return FILE_TYPES.get(posixpath.splitext(name)[1].lower())


def _settings(rest: str) -> tuple[str, dict[str, str]]:
    """The content of a form field, and ``;type=`` and the like behind it."""
    pieces = re.findall(r'"(?:[^"\\]|\\.)*"|[^;"]+|;|"', rest)
    fields: list[str] = [""]
    for piece in pieces:
        if piece == ";":
            fields.append("")
        else:
            fields[-1] += piece
    content, known = fields[0], {}
    for index, field in enumerate(fields[1:], 1):
        key, separator, value = field.strip().partition("=")
        if separator and key in {"type", "filename", "encoder", "headers"}:
            known[key] = _unquoted(value)
        elif "type" in known and index > 1:
            known["type"] += f";{field}"
        else:
            content += f";{field}"
    start = content[:1] if content[:1] in {"@", "<"} else ""
    # curl takes blanks off around what is not quoted.
    return start + _unquoted(content[len(start) :].strip(" \t\n\v\f\r")), known


def _unquoted(text: str) -> str:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text
