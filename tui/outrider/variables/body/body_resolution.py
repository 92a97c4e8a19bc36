"""The body of a request, and the media type that it is sent with."""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote_plus

from msgspec import Struct

from outrider.errors import Fault, SourceLocation, UsageError
from outrider.home_path import expand_home
from outrider.model.charsets import charset_of
from outrider.model.message import Content, FileContent, MultipartContent, PartContent, TextContent
from outrider.model.secret import MaybeSecret, Secret, join_texts, masked, reveal, transform
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    TextBody,
)
from outrider.variables.body.body_charset import UTF_8, body_codec, check_encodable
from outrider.variables.body.graphql_body import compose_graphql
from outrider.variables.body.json_template import (
    compose_json,
    json_advice,
    json_error,
    unfinished_escape,
)
from outrider.variables.characters import character_fault, surrogate_fault
from outrider.variables.header_resolution import field_value
from outrider.variables.resolver import ResolvedPart as Run
from outrider.variables.resolver import Resolver

MEDIA_TYPES = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "xml": "application/xml",
}
"""What a body of text is sent as, where the user wrote no Content-Type."""

FORM = "application/x-www-form-urlencoded"
OCTETS = "application/octet-stream"


class ResolvedBody(Struct, frozen=True):
    """A body ready to be sent.

    Attributes:
        content: ``None`` sends no body.
        media_type: for Content-Type where the user wrote none; ``None`` without a body.
        files: absolute path and place of each file that the body is read from.
    """

    content: Content | None = None
    media_type: MaybeSecret | None = None
    files: tuple[tuple[str, SourceLocation], ...] = ()


class BodyResolver:
    """Resolves the body of one request.

    Relative paths start at ``root``, the absolute path of the workspace; ``boundary`` makes one
    of a multipart body; ``declared`` is the user's own Content-Type and its place.
    """

    def __init__(
        self,
        file: str,
        resolver: Resolver,
        root: str,
        boundary: Callable[[], str],
        declared: tuple[MaybeSecret, SourceLocation] | None = None,
    ) -> None:
        self.file = file
        self._declared = declared
        self.resolver = resolver
        self.root = root
        self.boundary = boundary
        self.files: list[tuple[str, SourceLocation]] = []

    def resolve(self, body: Body | None) -> ResolvedBody:
        """The content, and what it is; faults go to the resolver."""
        content: Content | None
        media_type: MaybeSecret
        match body:
            case None:
                return ResolvedBody()
            case TextBody():
                content, media_type = self._text(body)
            case FormBody():
                content, media_type = self._form(body), FORM
            case MultipartBody():
                boundary = self.boundary()
                content = self._multipart(body, boundary)
                media_type = f"multipart/form-data; boundary={boundary}"
            case FileBody():
                content = self._file(body.file, self._place("file"))
                media_type = self._media_type(body.content_type, self._place("content_type"))
            case GraphQLBody():
                content, media_type = self._graphql(body), MEDIA_TYPES["json"]
        if content is None:
            return ResolvedBody()
        return ResolvedBody(content, media_type, tuple(self.files))

    def _place(self, *key: str | int) -> SourceLocation:
        return SourceLocation(self.file, ("body", *key))

    def _graphql(self, body: GraphQLBody) -> TextContent | None:
        text = compose_graphql(body, self.file, self.resolver, self._runs)
        return None if text is None else self._coded(text, self._place("query"))

    def _text(self, body: TextBody) -> tuple[Content | None, str]:
        media_type = MEDIA_TYPES.get(body.type, MEDIA_TYPES["text"])
        if body.file is not None:
            return self._file(body.file, self._place("file")), media_type
        written = body.content or ""
        if not written.strip():
            return None, media_type
        place = self._place("content")
        runs = self._runs(written, place, "The body")
        text = compose_json(runs) if body.type == "json" else join_texts(run.text for run in runs)
        if body.type == "json" and not any(run.failed for run in runs):
            self._check_json(runs, reveal(text), place)
        return self._coded(text, place), media_type

    def _check_json(self, runs: tuple[Run, ...], text: str, place: SourceLocation) -> None:
        mistake = unfinished_escape(runs) or json_error(text)
        if mistake is None:
            return
        after = " after substitution" if any(run.name is not None for run in runs) else ""
        usual = 'Fix the JSON, or use type = "text" with a Content-Type header.'
        self.resolver.add_fault(
            Fault(
                "json_invalid",
                f"The body is not valid JSON{after}{mistake.where}: {mistake.what}.",
                place,
                "The server would not be able to read it.",
                json_advice(runs, usual),
            )
        )

    def _runs(self, written: str, place: SourceLocation, whole: str) -> tuple[Run, ...]:
        runs = self.resolver.parts(written, place)
        for run in runs:
            self.resolver.add_fault(surrogate_fault(run, whole, place))
        return runs

    def _codec(self) -> str:
        """What the user's Content-Type row says about the encoding."""
        if self._declared is None:
            return UTF_8
        return body_codec(*self._declared, self.resolver)

    def _coded(self, text: MaybeSecret, place: SourceLocation) -> TextContent:
        codec = self._codec()
        check_encodable(text, codec, place, self.resolver)
        return TextContent(text, codec)

    def _form(self, body: FormBody) -> TextContent | None:
        codec = self._codec()
        # As browsers do, which write no form in an encoding that is not like ASCII.
        codec = UTF_8 if codec.startswith(("utf_16", "utf_32")) else codec
        pairs: list[MaybeSecret] = []
        for index, row in enumerate(body.fields):
            if not row.enabled or not (row.name or row.value):
                continue
            if pairs:
                pairs.append("&")
            for key, written in (("name", row.name), ("value", row.value)):
                runs = self._runs(written, self._place("fields", index, key), "This field")
                for run in runs:
                    check_encodable(
                        run.text, codec, self._place("fields", index, key), self.resolver
                    )
                    pairs.append(transform(run.text, partial(form_encode, codec=codec)))
                if key == "name":
                    pairs.append("=")
        if body.fields and not pairs:
            # Every row is switched off: there is no body, and no media type of one.
            return None
        return TextContent(join_texts(pairs))

    def _multipart(self, body: MultipartBody, boundary: str) -> MultipartContent | None:
        parts = [
            resolved
            for index, part in enumerate(body.parts)
            if part.enabled and (resolved := self._part(part, index)) is not None
        ]
        # A multipart body has at least one part (RFC 2046 §5.1.1).
        return MultipartContent(tuple(parts), boundary) if parts else None

    def _part(self, part: MultipartPart, index: int) -> PartContent | None:
        name = self._label(part.name, self._place("parts", index, "name"))
        filename = self._label(part.filename, self._place("parts", index, "filename"))
        content_type: MaybeSecret | None = None
        if part.content_type is not None:
            place = self._place("parts", index, "content_type")
            content_type = self._media_type(part.content_type, place)
        if part.file is None:
            place = self._place("parts", index, "value")
            runs = self._runs(part.value or "", place, "This part")
            text = join_texts(run.text for run in runs)
            kind_place = self._place("parts", index, "content_type")
            named = content_type is not None and charset_of(masked(content_type))
            codec = body_codec(content_type, kind_place, self.resolver) if named else self._codec()
            check_encodable(text, codec, place, self.resolver)
            return PartContent(name or "", TextContent(text, codec), filename, content_type)
        content = self._file(part.file, self._place("parts", index, "file"))
        if content is None:
            return None
        if filename is None:
            filename = os.path.basename(content.path)  # noqa: PTH119  # a name, not a file
        return PartContent(name or "", content, filename, content_type or OCTETS)

    def _label(self, written: str | None, place: SourceLocation) -> MaybeSecret | None:
        """A name or file name, which stands in a header of its part."""
        if written is None:
            return None
        runs = self.resolver.parts(written, place)
        for run in runs:
            self.resolver.add_fault(character_fault(run, "This text", place))
        return join_texts(run.text for run in runs)

    def _media_type(self, written: str | None, place: SourceLocation) -> MaybeSecret:
        if not written:
            return OCTETS
        return field_value(written, place, "The media type", self.resolver) or OCTETS

    def _file(self, written: str, place: SourceLocation) -> FileContent | None:
        path = file_path(written, place, self.resolver, self.root)
        if path is None:
            return None
        self.files.append((path, place))
        return FileContent(path)


def form_encode(text: str, codec: str = UTF_8) -> str:
    """As the WHATWG's application/x-www-form-urlencoded serializer does: ``+`` for a blank."""
    return quote_plus(text, safe="*", encoding=codec, errors="replace").replace("~", "%7E")


def file_path(written: str, place: SourceLocation, resolver: Resolver, root: str) -> str | None:
    """The absolute path that is meant; ``None`` after a fault. Looks at no file.

    A relative path starts at ``root``, ``~`` at the home directory.
    """
    parts = resolver.parts(written, place)
    if any(part.failed for part in parts):
        return None
    path = join_texts(part.text for part in parts)
    if isinstance(path, Secret):
        what, advice = (
            "A file path contains a secret.",
            "File paths appear in the console. Use a variable instead.",
        )
    elif not path.strip():
        what, advice = "No file is chosen.", "Enter a path relative to the workspace folder."
    elif re.search("[\x00-\x1f\x7f\ud800-\udfff]", path):
        what, advice = "The file path contains a control character.", "Remove it."
    else:
        try:
            return os.path.join(root, expand_home(path, resolver.values.process.get("HOME")))  # noqa: PTH118
        except UsageError as error:
            what, advice = error.what, error.advice
    resolver.add_fault(Fault("file_path", what, place, advice=advice))
    return None
