"""Requests of a workspace as the sections of an ``.http`` file."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from outrider.exporters.foreign_charsets import foreign_charset
from outrider.exporters.http_file.body_section import BodySection, BodySectionWriter
from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.exporters.http_file.http_export_tree import (
    HttpAuth,
    HttpExportedFile,
    HttpExportedRequest,
)
from outrider.exporters.http_file.inlined_variables import with_inlined_variables
from outrider.exporters.http_file.readable_bodies import METHODS
from outrider.exporters.http_file.response_script_writer import response_script
from outrider.exporters.overridden_auth import is_overridden
from outrider.exporters.postman.auth_writer import SECRETS
from outrider.exporters.postman.literal_masking import LiteralMasking
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.connection import HttpVersion
from outrider.model.secret import MASK
from outrider.model.workspace import (
    DEFAULT_TIMEOUT,
    AuthTable,
    MultipartBody,
    NameValueRow,
    Request,
    scalar_text,
)
from outrider.variables.reference_grammar import has_reference
from outrider.variables.url.path_segments import path_marks
from outrider.variables.url.url_builder import (
    encode_component,
    encode_in_cookie,
    encode_in_path,
    encode_segment,
)
from outrider.variables.url.url_parts import UrlPart, percent_encoded, spans_of_url
from outrider.visible_text import visible_line

_NOT_IN_FIELD = re.compile(r"[\r\n\0]")


class WrittenHttpFile(Struct):
    """An ``.http`` file, and bodies by their paths from the folder that it stands in."""

    text: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)


class _AuthLines(Struct):
    """What an auth adds to a request."""

    headers: list[str] = field(default_factory=list)
    query: list[str] = field(default_factory=list)


class HttpRequestWriter:
    """Writes the files of one export.

    Args:
        words: writes texts, and takes remarks.
        path: gives the path of a file of the workspace, from the folder of an exported file.
    """

    def __init__(self, words: HttpExportReport, path: Callable[[str, str], str]) -> None:
        self._words = words
        self._path = path
        self._masking = LiteralMasking(words)

    def file(self, one: HttpExportedFile) -> WrittenHttpFile:
        """A file: variables first, then each request."""
        made = WrittenHttpFile()
        place = one.folder.name
        lines = [f"# {line}".rstrip() for line in _comment(one.folder.description)]
        for name, value in one.variables.items():
            shown = self._masking.variable(name, value, place)
            text = self._words.text(scalar_text(shown), place)
            if _NOT_IN_FIELD.search(text) or text != text.strip() or not text:
                self._words.lost(
                    f'Variable "{name}" was not exported.',
                    place,
                    "A variable of this format is one line without spaces at its ends.",
                )
                continue
            lines.append(f"@{name} = {text}")
        sections = ["\n".join(lines)] if lines else []
        for request in one.requests:
            sections.append("\n".join(self._section(request, one, made.bodies)))
        made.text = "\n\n".join(sections) + "\n"
        return made

    def _section(
        self, one: HttpExportedRequest, file: HttpExportedFile, bodies: dict[str, bytes]
    ) -> Iterator[str]:
        place = f"{file.folder.name} / {one.request.name}" if file.folder.id else one.request.name
        request = with_inlined_variables(self._masking.request(one.request, place))
        auth = one.auth
        is_oauth = auth is not None and auth.table.get("type") == "oauth2"
        self._words.token = f'{{{{$auth.token("{auth.name}")}}}}' if auth and is_oauth else ""
        added = self._auth(auth, request, place)
        yield f"### {visible_line(request.name)}"
        for line in _comment(request.description):
            yield f"# {line}".rstrip()
        if request.options.max_body is not None:
            self._words.lost("max_body was not exported.", place)
        yield from _options(request)
        if any(line.lower().startswith("cookie:") for line in added.headers) or any(
            row.enabled and row.name.strip().lower() == "cookie" for row in request.headers
        ):
            # httpyac keeps what a request sends, and sends it with all that follow.
            yield "# @no-cookie-jar"
        method = request.method
        if method not in METHODS:
            self._words.lost(
                f'Method "{method}" was exported, but other programs do not know it.', place
            )
        version = " HTTP/2" if request.options.http is HttpVersion.HTTP2 else ""
        yield f"{method} {self._url(request, added.query, place)}{version}"
        folder, _, base = file.name.rpartition("/")
        writer = BodySectionWriter(
            self._words,
            place,
            f"bodies/{base}/{request.id.rpartition('/')[2]}",
            lambda path: self._path(path, folder),
        )
        body = writer.write(request.body)
        if named := foreign_charset(request.headers, request.body):
            self._words.lost(
                f"The body is encoded in {named}; other programs encode it in UTF-8.",
                place,
                advice="Use a file as the body.",
            )
        bodies |= body.files
        yield from self._fields(request, body, place)
        yield from added.headers
        if body.text:
            yield ""
            yield body.text
        if script := response_script(request, self._words, place):
            yield ""
            yield from script

    def _fields(self, request: Request, body: BodySection, place: str) -> Iterator[str]:
        typed = False
        for row in request.headers:
            low = row.name.strip().lower()
            if not row.enabled:
                typed |= low == "content-type"
                continue
            if low == "content-type":
                typed = True
                if body.replaces_type:
                    continue
            yield self._field(row, place)
        if body.text and body.media_type and (body.replaces_type or not typed):
            yield f"Content-Type: {body.media_type}"
        if isinstance(request.body, MultipartBody) and not body.text:
            self._words.lost("The multipart body has no parts.", place)

    def _field(self, row: NameValueRow, place: str) -> str:
        name, value = self._words.text(row.name, place), self._words.text(row.value, place)
        return f"{name.strip()}: {_NOT_IN_FIELD.sub(' ', value).strip()}".rstrip()

    # The URL.

    def _url(self, request: Request, added: list[str], place: str) -> str:
        for span, part in spans_of_url(request.url, self._words.written):
            if part is not None:
                encode = encode_in_path if part is UrlPart.PATH else encode_component
                self._words.tell_raw(span.name, place, encode)
        url = self._with_parameters(request, place)
        pieces = [
            f"{self._encoded(row.name, place)}={self._encoded(row.value, place)}"
            for row in request.query_params
            if row.enabled
        ]
        off = [row.name for row in request.query_params if not row.enabled]
        off += [row.name for row in request.headers if not row.enabled and row.value]
        if off:
            self._words.lost(f"Switched-off rows were not exported: {', '.join(off)[:200]}.", place)
        for piece in [*pieces, *added]:
            url += f"{'&' if '?' in url else '?'}{piece}"
        return url

    def _with_parameters(self, request: Request, place: str) -> str:
        """The URL with values in the place of ``:name``, and what no line can hold encoded."""
        marks = deque(path_marks(request.url, frozenset(request.path_params)))
        made, at, counted = "", 0, 0
        pieces = [(is_one, text) for is_one, text in self._words.pieces(request.url, place)]
        for is_reference, text in pieces:
            if is_reference:
                made += text
                counted += 1
                continue
            end = counted + len(text)
            at = counted
            while marks and marks[0].start < end:
                mark = marks.popleft()
                made += _plain(text[at - counted : mark.start - counted])
                made += self._parameter(request, mark.name, place) if mark.name else ":"
                at = mark.end
            made += _plain(text[at - counted :])
            counted = end
        return made

    def _parameter(self, request: Request, name: str, place: str) -> str:
        value = request.path_params.get(name)
        if value is None:
            self._words.lost(f'Path parameter ":{name}" has no value.', place)
            return f":{name}"
        return self._words.encoded(value, place, encode_segment)

    def _encoded(self, written: str, place: str) -> str:
        return self._words.encoded(written, place, encode_component)

    # Auth.

    def _auth(self, auth: HttpAuth | None, request: Request, place: str) -> _AuthLines:
        added = _AuthLines()
        if auth is None or is_overridden(
            AuthTable(auth.table, {}, UNKNOWN_LOCATION), request.headers
        ):
            return added
        table = auth.table
        match table.get("type"):
            case "none":
                pass
            case "oauth2":
                self._put(added, table, self._words.token, "Bearer", place)
            case "bearer":
                self._put(added, {}, self._key(table, "token", place), "Bearer", place)
            case "api_key":
                value = self._key(table, "value", place, _encoding(table))
                self._put(added, table, value, "", place)
            case "command":
                self._words.changed(
                    'The auth of type "command" was exported as a bearer token.',
                    place,
                    "Other programs do not run programs.",
                    "Set variable access_token in the environment.",
                )
                self._put(added, table, "{{access_token}}", "Bearer", place)
            case "basic" | "digest" as kind:
                user, password = (self._key(table, key, place) for key in ("username", "password"))
                if not user or re.search(r"\s", re.sub(r"\{\{.*?\}\}", "", user)):
                    self._words.lost(
                        f"{kind} auth was not exported: its user name has a space or is empty.",
                        place,
                    )
                else:
                    pair = f"{user} {password}" if password else f"{user}:"
                    added.headers.append(f"Authorization: {kind.capitalize()} {pair}")
            case "aws_sigv4":
                names = ("access_key_id", "secret_access_key")
                words = ["AWS", *(self._key(table, one, place) for one in names)]
                for key, label in (
                    ("session_token", "token"), ("region", "region"), ("service", "service"),
                ):  # fmt: skip
                    if table.get(key):
                        words.append(f"{label}:{self._key(table, key, place)}")
                added.headers.append(f"Authorization: {' '.join(words)}")
            case kind:
                self._words.lost(f'Auth of type "{kind}" was not exported.', place)
        return added

    def _key(
        self,
        table: Mapping[str, Any],
        key: str,
        place: str,
        encode: Callable[[str], str] | None = None,
    ) -> str:
        written = scalar_text(table.get(key, ""))
        if key in SECRETS and written and not has_reference(written):
            written = self._words.masked(f"{key} of the auth", written, place)
            if written == MASK:
                return written
        if encode is not None:
            return self._words.encoded(written, place, encode)
        return self._words.text(written, place)

    def _put(
        self, added: _AuthLines, table: Mapping[str, Any], value: str, prefix: str, place: str
    ) -> None:
        """A credential in its place."""
        found = table.get("placement")
        placement: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        default = "X-Api-Key" if table.get("type") == "api_key" else "Authorization"
        where = str(placement.get("in", "header"))
        name = self._words.text(
            str(placement.get("name", "access_token" if where == "query" else default)), place
        )
        prefix = self._words.text(str(placement.get("prefix", prefix)), place)
        whole = f"{prefix} {value}" if prefix and where == "header" else value
        if where == "query":
            added.query.append(f"{name}={value}")
        elif where == "cookie":
            added.headers.append(f"Cookie: {name}={value}")
        elif where == "header":
            added.headers.append(f"{name}: {whole}")
        else:
            self._words.lost(f'placement in = "{where}" was not exported.', place)


def _options(request: Request) -> Iterator[str]:
    if not request.options.follow_redirects:
        yield "# @no-redirect"
    if request.options.timeout != DEFAULT_TIMEOUT:
        yield f"# @timeout {request.options.timeout:g} s"


def _encoding(table: Mapping[str, Any]) -> Callable[[str], str] | None:
    """What encodes a credential for its place; nothing does in a header."""
    found = table.get("placement")
    where = found.get("in") if isinstance(found, Mapping) else None
    return {"query": encode_component, "cookie": encode_in_cookie}.get(str(where))


def _plain(text: str) -> str:
    """Literal text of a URL: what would end it, or begin a reference, encoded."""
    encoded = percent_encoded(text.replace("{{", "%7B%7B").replace("}}", "%7D%7D"), "")
    return "".join(
        one if one.isprintable() or not one.isascii() else encode_component(one) for one in encoded
    )


def _comment(text: str) -> Iterator[str]:
    """Lines of words for people; none of them begins as a directive does."""
    for line in text.splitlines():
        shown = visible_line(line.rstrip())
        yield f"- {shown}" if shown.lstrip().startswith("@") else shown
