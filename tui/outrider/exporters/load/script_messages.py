"""Prepared requests with marks in them, as messages of a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outrider.exporters.ascii_url import wire_url
from outrider.exporters.load.load_script import BodyFile, BodyPiece, ScriptMessage
from outrider.exporters.load.markers import Markers, UnknownEncoding
from outrider.exporters.load.script_text import (
    Escape,
    EscapeStep,
    ScriptText,
    TextPiece,
    merged_text,
)
from outrider.exporters.load.value_names import ScriptValues
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import (
    Content,
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    TextContent,
    default_fields,
)
from outrider.model.secret import MASK, MaybeSecret

_JSON = (EscapeStep(Escape.JSON),)
_FORM = (EscapeStep(Escape.FORM, "*-._"),)
_URL = (EscapeStep(Escape.PERCENT, "-._~"),)


def metadata_fields() -> dict[str, str]:
    """The header fields with which a script asks for an issuer's metadata (RFC 8414 §3.1)."""
    asked = (FieldLine("Accept", "application/json"),)
    added = default_fields(RequestMessage("GET", "", asked))
    return {line.name: str(line.value) for line in (*asked, *added)}


class MessageWriter:
    """Turns messages into those of a script.

    Args:
        markers: whose marks become slots.
        values: takes the credentials that are written out.
        masking: how credentials are told that have no mark.
    """

    def __init__(self, markers: Markers, values: ScriptValues, masking: MaskingPolicy) -> None:
        self._markers = markers
        self._values = values
        self._masking = masking
        self._clear = MaskingPolicy(masking.redactor, reveals=True)
        self.notes: list[str] = []
        """What could not be written, of the last message."""

    def message(self, message: RequestMessage) -> ScriptMessage:
        """A message, with the fields that are sent although nobody wrote them."""
        self.notes = []
        url = wire_url(self._clear.url(message.url), keeps_mask=True)
        told = wire_url(self._masking.url(message.url), keeps_mask=True)
        return ScriptMessage(
            message.method,
            self._text(url, told, "url", "URL", _URL),
            tuple(
                (line.name, self._field(line))
                for line in (*message.headers, *default_fields(message))
            ),
            None
            if message.content is None
            else tuple(_joined(self._body(message.content, _media_type(message)))),
            tuple(sorted(message.without)),
        )

    def _field(self, line: FieldLine) -> ScriptText:
        value = self._clear.field(line.name, line.value)
        told = self._masking.field(line.name, line.value)
        return self._text(value, told, line.name, "header", ())

    def _text(
        self, clear: str, told: str, key: str, where: str, unmarked: tuple[EscapeStep, ...]
    ) -> ScriptText:
        if clear != told:
            clear = self._values.lifted(clear, told, key, where, self._markers)
        try:
            return self._markers.pieces(clear, unmarked)
        except UnknownEncoding:
            self.notes.append(
                f"A secret or a captured value in the {where} is inside another encoding: "
                f'the script sends "{MASK}" in place of the {where}.'
            )
            return (MASK,)

    def _body(self, content: Content, media_type: str) -> Iterator[BodyPiece]:
        match content:
            case FileContent(path):
                yield BodyFile(path)
            case TextContent():
                yield self._whole(content, media_type)
            case MultipartContent(parts, boundary):
                for part in parts:
                    yield from self._part(part, boundary)
                yield (f"--{boundary}--\r\n",)

    def _whole(
        self, content: TextContent, media_type: str = "", part: MaybeSecret = ""
    ) -> BodyPiece:
        text = content.text
        clear = self._clear.body(text)
        told = self._masking.body(text) if not part else self._masking.form_value(part, text)
        key = self._clear.body(part) if part else "body"
        pieces = self._text(clear, told, key, "body", _unmarked(media_type))
        if content.codec.replace("_", "-").lower() in {"utf-8", "ascii"}:
            return pieces
        if all(isinstance(one, str) for one in pieces):
            return content.encoded("".join(map(str, pieces)))
        self.notes.append(f"The body is sent in UTF-8, and not in {content.codec}.")
        return pieces

    def _part(self, part: PartContent, boundary: str) -> Iterator[BodyPiece]:
        """A part as the transport writes it (RFC 7578 §4)."""
        head: list[TextPiece] = [f'--{boundary}\r\nContent-Disposition: form-data; name="']
        head += self._name(part.name)
        head.append('"')
        if part.filename is not None:
            head += ['; filename="', *self._name(part.filename), '"']
        if part.content_type is not None:
            clear = self._clear.body(part.content_type)
            told = self._masking.body(part.content_type)
            head += ["\r\nContent-Type: ", *self._text(clear, told, "content_type", "body", ())]
        yield merged_text([*head, "\r\n\r\n"])
        if isinstance(part.content, FileContent):
            yield BodyFile(part.content.path)
        else:
            yield self._whole(part.content, part=part.name)
        yield ("\r\n",)

    def _name(self, text: MaybeSecret) -> ScriptText:
        clear = self._clear.body(text)
        if not self._markers.is_in(clear) and clear == self._masking.body(text):
            clear = clear.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            return self._text(clear, clear, "name", "body", ())
        return self._text(clear, self._masking.body(text), "name", "body", ())


def _unmarked(media_type: str) -> tuple[EscapeStep, ...]:
    """How marks are encoded that do not say it."""
    if "json" in media_type:
        return _JSON
    return _FORM if media_type == "application/x-www-form-urlencoded" else ()


def _media_type(message: RequestMessage) -> str:
    for line in message.headers:
        if line.name.lower() == "content-type":
            return re.split(r"[;\s]", str(line.value), maxsplit=1)[0].lower()
    return ""


def _joined(pieces: Iterable[BodyPiece]) -> Iterator[BodyPiece]:
    """The pieces with texts that follow each other in one."""
    held: list[TextPiece] = []
    for piece in pieces:
        if isinstance(piece, tuple):
            held += piece
            continue
        if held:
            yield merged_text(held)
        held = []
        yield piece
    if held:
        yield merged_text(held)
