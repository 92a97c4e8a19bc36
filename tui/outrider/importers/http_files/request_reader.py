"""Requests of one ``.http`` file, on their way to the workspace's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import unquote

from msgspec import Struct

from outrider.errors import ImportRejected
from outrider.importers.building.item_builders import FolderBuilder, RequestBuilder
from outrider.importers.building.loose_values import shown_title
from outrider.importers.file_naming import FileNamer, numbered
from outrider.importers.http_files.authorization_headers import (
    AuthorizationHeaders,
)
from outrider.importers.http_files.body_differences import tell_charset, with_values_as_written
from outrider.importers.http_files.http_request_builder import HttpRequestBuilder
from outrider.importers.http_files.http_sections import HttpSection
from outrider.importers.http_files.placed_tokens import settle_token_place
from outrider.importers.http_files.reference_texts import ReferenceTexts
from outrider.importers.http_files.request_bodies import BodyReader
from outrider.importers.http_files.request_directives import (
    FileContext,
    RequestDirectives,
    request_options,
    unread_line,
)
from outrider.importers.http_files.request_targets import HOST, request_url
from outrider.importers.http_files.response_scripts import ResponseScripts
from outrider.importers.http_files.section_parser import OTHER_PROTOCOLS
from outrider.importers.importer import NO_FOLDER, SourceFolder
from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.workspace import (
    FileBody,
    NameValueRow,
    TextBody,
)

_STATUS = re.compile(r"\s*HTTP/\S+\s+(\d{3})\s*-?\s*(.*?)\s*")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*(.*?)\s*")
_CERTIFICATES = frozenset({"clientcert", "x-clientcert"})


class HttpFile(Struct):
    """One file: its sections, and where its requests go.

    Attributes:
        source: what the report calls it.
        folder: the folder that it stands in, below the one that is imported.
        title: its name without the suffix.
        surroundings: what lies beside it, or below the imported folder.
    """

    source: str
    folder: str
    title: str
    sections: list[HttpSection]
    surroundings: SourceFolder = NO_FOLDER

    def read(self, path: str) -> str | None:
        """The text of a file beside it; ``None`` where there is none that is a text."""
        try:
            return self.surroundings.read(path)
        except ImportRejected:
            return None


class RequestReader:
    """Reads the requests of one file into a folder.

    Args:
        texts: rewrites references of this file.
    """

    def __init__(
        self,
        context: FileContext,
        file: HttpFile,
        root: FolderBuilder,
        names: FileNamer,
        texts: ReferenceTexts,
    ) -> None:
        self._context = context
        self._file = file
        self._root = root
        self._names = names
        self._texts = texts
        self._titles = Counter(one.title for one in file.sections if one.title)
        self._fragments = [one for section in file.sections for one in section.fragments]
        self._untitled: dict[str, Iterator[str]] = {}
        self._directives = RequestDirectives(context, root, texts)
        self.responses: list[ExampleResponse] = []

    def read(self, section: HttpSection, variables: Mapping[str, str]) -> HttpRequestBuilder | None:
        """A request; ``None`` where there is none that can be sent over HTTP.

        Args:
            section: what the file says.
            variables: that only this request has, as the file writes them.
        """
        report = self._context.report
        if not section.target:
            self._directives.of_file(section)
            return None
        title = self._title(section)
        is_alone = len(self._context.files) == 1
        place = title if is_alone else f"{self._file.title} / {title}"
        at = report.at(place, section.line)
        if section.method in OTHER_PROTOCOLS:
            at.lost(f"{section.method} request was not imported.", why="Outrider speaks only HTTP.")
            return None
        if section.method == "CONNECT":
            at.lost("CONNECT request was not imported.", why="It opens a tunnel through a proxy.")
            return None
        text = partial(self._texts.text, place=place, line=section.line)
        self._texts.tokens.clear()
        request_id = self._names.take(self._root.id, title, "request")
        self._root.order.append(request_id.rpartition("/")[2])
        method = "POST" if section.method == "GRAPHQL" else section.method
        request = HttpRequestBuilder(request_id, title, place, method=method)
        request.read_from = self._file.source
        request.called = section.called
        host = section.field("host")
        host_used = section.target[:1] in {"/", "*"} and host is not None
        request.url = request_url(
            section.target,
            host.value if host and host_used else "",
            text,
            at,
            has_host_variable=bool(self._context.variables.named(HOST)),
        )
        body = BodyReader(at, text, self._file.folder, self._file.read, self._fragments).read(
            section
        )
        known = {report.at(place).name(name): value for name, value in variables.items()}
        request.body = with_values_as_written(
            body.body, lambda name: known.get(name) or self._context.variables.value(name), at
        )
        content_type = section.field("content-type")
        tell_charset(request.body, content_type.value if content_type else "", at)
        dropped = set(body.replaces) | ({"host"} if host_used else set())
        self._fields(section, request, dropped)
        if isinstance(request.body, TextBody | FileBody) and not section.field("content-type"):
            request.headers.append(NameValueRow("Content-Type", "", enabled=False))
        if self._texts.tokens and request.auth is None:
            settle_token_place(request, self._texts.tokens, at)
        request.description = "\n".join(section.comments).strip()
        request.variables = {
            report.at(place).name(name): text(value) for name, value in variables.items()
        }
        request.options = request_options(section, at)
        scripts = ResponseScripts(report, text)
        scripts.scripts(section.scripts, request)
        scripts.assertions(section.asserts, request)
        for one in section.directives:
            self._directives.take(one, request, scripts)
        for unread in section.unread:
            report.at(place, unread.line).lost(unread_line(unread.what))
        self._directives.inherit(request)
        self._example(section, request)
        return request

    def _title(self, section: HttpSection) -> str:
        named = section.directive("name", "title")
        title = section.title
        if not title or (named and named.value and self._titles[title] > 1):
            title = named.value.strip("\"'") if named else title
        if not title:
            path = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "", section.target)
            path = re.sub(r"^\{\{[^{}]*\}\}", "", path)
            path = unquote(path.partition("?")[0]) or "/"
            names = self._untitled.setdefault(path, numbered(path, " "))
            title = next(one for one in names if one not in self._titles)
        self._context.report.at(title, section.line).title(title)
        return shown_title(title)

    def _fields(self, section: HttpSection, request: RequestBuilder, dropped: set[str]) -> None:
        for one in section.fields:
            at = self._context.report.at(request.place, one.line)
            text = partial(self._texts.text, place=request.place, line=one.line)
            name = one.name.lower()
            if name in dropped:
                continue
            if name in _CERTIFICATES:
                at.lost(
                    f'Header "{one.name}" was not imported.',
                    why="Client certificates belong to environments: [tls].",
                )
                continue
            if name == "content-length":
                at.changed('Header "Content-Length" was ignored.', why="Outrider counts it.")
                continue
            if name == "authorization" and request.auth is None:
                reader = AuthorizationHeaders(
                    at, text, self._context.secrets, self._context.variables, self._context.auths
                )
                request.auth = reader.read(one.value)
                if request.auth is not None:
                    continue
            request.headers.append(NameValueRow(text(one.name), text(one.value)))

    def _example(self, section: HttpSection, request: RequestBuilder) -> None:
        """An answer that was kept below the request."""
        lines = section.response
        found = _STATUS.fullmatch(lines[0]) if lines else None
        if found is None:
            return
        fields: list[FieldLine] = []
        at = 1
        while at < len(lines) and (field := _FIELD.fullmatch(lines[at].strip())):
            fields.append(FieldLine(field[1], field[2]))
            at += 1
        body = "\n".join(lines[at:]).strip("\n")
        name = f"{found[1]} {found[2]}".strip()
        self.responses.append(
            ExampleResponse(request.id, name, int(found[1]), found[2], tuple(fields), body.rstrip())
        )
