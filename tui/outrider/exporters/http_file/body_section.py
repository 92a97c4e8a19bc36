"""The body of a request in an ``.http`` file, and the files for what no line can hold."""

from __future__ import annotations

import json
from collections.abc import Callable

from msgspec import Struct, field

from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.exporters.http_file.readable_bodies import is_readable_body
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

_SUFFIXES = {"json": ".json", "xml": ".xml"}
_BOUNDARY = "outrider-boundary"


class BodySection(Struct):
    """What stands below the headers.

    Attributes:
        text: empty where the request has no body.
        media_type: for Content-Type, where no header says it.
        files: bodies that stand in files of their own, by name.
        replaces_type: the media type counts whatever a header says.
    """

    text: str = ""
    media_type: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    replaces_type: bool = False


class BodySectionWriter:
    """Writes the body of one request.

    Args:
        name: for files of its own, without a suffix, from the folder of the ``.http`` file.
        path: gives the path of a file of the workspace, from where the file stands.
    """

    def __init__(
        self, words: HttpExportReport, place: str, name: str, path: Callable[[str], str]
    ) -> None:
        self._words = words
        self._place = place
        self._name = name
        self._path = path
        self._files: dict[str, bytes] = {}

    def write(self, body: Body | None) -> BodySection:
        """The body, with the files that it needs."""
        made = BodySection()
        match body:
            case TextBody(kind, str(content)) if content.strip():
                made = BodySection(self._text(content, _SUFFIXES.get(kind, ".txt")))
                made.media_type = MEDIA_TYPES.get(kind, MEDIA_TYPES["text"])
            case TextBody(kind, None, str(file)):
                made = BodySection(f"< {self._path(file)}", MEDIA_TYPES[kind])
            case FileBody(file, content_type):
                kind = "application/octet-stream" if content_type is None else content_type
                made = BodySection(f"< {self._path(file)}", self._words.text(kind, self._place))
            case FormBody(fields):
                rows = [
                    f"{self._encoded(row.name)}={self._encoded(row.value)}"
                    for row in fields
                    if row.enabled
                ]
                self._tell_off([row.name for row in fields if not row.enabled])
                made = BodySection("&".join(rows), FORM)
            case MultipartBody(parts):
                made = self._multipart([one for one in parts if one.enabled])
                self._tell_off([one.name for one in parts if not one.enabled])
            case GraphQLBody():
                made = BodySection(self._text(_operation(body), ".json"), MEDIA_TYPES["json"])
        made.files = self._files
        return made

    def _text(self, written: str, suffix: str) -> str:
        """A text below the headers, or the line that names its file."""
        pieces = self._words.pieces(written, self._place)
        # A name in the place of a reference: what is put in there is nobody's line.
        plain = "".join("x" if is_reference else text for is_reference, text in pieces)
        text = "".join(text for _, text in pieces)
        if is_readable_body(plain):
            return text
        return self._in_file(written, text, suffix, any(is_one for is_one, _ in pieces))

    def _in_file(self, written: str, text: str, suffix: str, has_references: bool) -> str:
        name = f"{self._name}.body{suffix}"
        self._files[name] = text.encode("utf-8", "replace")
        self._words.changed(
            f'The body was exported as file "{name}".',
            self._place,
            "Readers of this format do not send these lines as they are.",
        )
        if has_references and any(
            not is_one and "{{" in piece
            for is_one, piece in self._words.pieces(written, self._place)
        ):
            self._words.lost(
                f'The text "{{{{" in file "{name}" is read as a reference by other programs.',
                self._place,
                "The file has references too, and braces cannot be escaped.",
            )
        if has_references:
            self._words.lost(
                f'References in file "{name}" are not read by every program.',
                self._place,
                "JetBrains' HTTP Client sends a file as it is.",
            )
        return f"{'<@' if has_references else '<'} ./{name}"

    def _encoded(self, written: str) -> str:
        return self._words.encoded(written, self._place, form_encode)

    def _tell_off(self, names: list[str]) -> None:
        if names:
            self._words.lost(
                f"Switched-off fields of the body were not exported: {', '.join(names)[:200]}.",
                self._place,
            )

    def _multipart(self, parts: list[MultipartPart]) -> BodySection:
        written = "\n".join(one.value or "" for one in parts)
        boundary = _BOUNDARY
        while f"--{boundary}" in written:
            boundary += "-"
        lines: list[str] = []
        for number, one in enumerate(parts, 1):
            lines.append(f"--{boundary}")
            head = f'Content-Disposition: form-data; name="{self._label(one.name)}"'
            if one.filename is not None:
                head += f'; filename="{self._label(one.filename)}"'
            elif one.file is not None:
                head += f'; filename="{self._label(one.file.rpartition("/")[2])}"'
            lines.append(head)
            kind = one.content_type
            if kind is None and one.file is not None:
                kind = "application/octet-stream"
            if kind is not None:
                lines.append(f"Content-Type: {self._words.text(kind, self._place)}")
            lines.append("")
            lines += self._part(one, number)
        lines.append(f"--{boundary}--")
        kind = f"multipart/form-data; boundary={boundary}"
        return BodySection("\n".join(lines), kind, replaces_type=True)

    def _part(self, one: MultipartPart, number: int) -> list[str]:
        if one.file is not None:
            return [f"< {self._path(one.file)}"]
        pieces = self._words.pieces(one.value or "", self._place)
        plain = "".join("x" if is_reference else text for is_reference, text in pieces)
        text = "".join(text for _, text in pieces)
        if not text:
            return [""]
        if is_readable_body(plain, in_part=True):
            return text.replace("\r\n", "\n").split("\n")
        name = f"{self._name}.part-{number}.txt"
        self._files[name] = text.encode("utf-8", "replace")
        self._words.changed(
            f'Part "{one.name}" was exported as file "{name}".',
            self._place,
            "Readers of this format do not send these lines as they are.",
        )
        has_references = any(is_reference for is_reference, _ in pieces)
        return [f"{'<@' if has_references else '<'} ./{name}"]

    def _label(self, written: str) -> str:
        text = self._words.text(written, self._place)
        return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _operation(body: GraphQLBody) -> str:
    """The JSON that is sent, as a template (GraphQL over HTTP §5.4)."""
    members = [f'"query":{json.dumps(body.query, ensure_ascii=False)}']
    if (body.variables or "").strip():
        members.append(f'"variables":{body.variables}')
    if body.operation_name:
        members.append(f'"operationName":{json.dumps(body.operation_name, ensure_ascii=False)}')
    return "{" + ",".join(members) + "}"
