"""Makes the message of a request: every reference replaced, every fault noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.message import (
    FieldLine,
    HeaderFields,
    MultipartContent,
    RequestMessage,
    header_value,
)
from outrider.model.secret import MaybeSecret, Secret, join_texts, reveal
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    NameValueRow,
    Request,
    RequestWithFolders,
    TextBody,
)
from outrider.variables.body.body_resolution import BodyResolver, ResolvedBody
from outrider.variables.characters import is_token
from outrider.variables.header_resolution import effective_headers, resolve_headers
from outrider.variables.resolver import Resolver
from outrider.variables.url.path_segments import path_parameters, unused_parameters
from outrider.variables.url.url_resolution import resolve_url

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_BOUNDARY = lazy_pattern(r";\s*boundary=(?:\"([^\"]+)\"|([^\s;\"]+))", re.IGNORECASE)


class AssembledMessage(Struct, frozen=True):
    """A request without references, before its auth is applied.

    Attributes:
        message: ready to be sent; meaningless where the resolver noted an error.
        body_files: absolute path and place of each file that the body is read from.
        userinfo: ``user:password`` that was written in the URL, percent-decoded: it goes into
            Basic, unless the user wrote an Authorization row.
    """

    message: RequestMessage
    body_files: tuple[tuple[str, SourceLocation], ...] = ()
    userinfo: Secret | None = None


def assemble_message(
    request: RequestWithFolders, resolver: Resolver, *, root: str, boundary: Callable[[], str]
) -> AssembledMessage:
    """The request with its references replaced; faults are in ``resolver.faults``.

    Args:
        request: with the folders above it.
        resolver: in the request's scope.
        root: absolute path of the workspace, where relative paths start.
        boundary: makes a multipart boundary that no part can hold.
    """
    saved = request.request
    _check_method(saved, resolver)
    for warning in request_warnings(saved):
        resolver.add_fault(warning)
    address = resolve_url(saved, resolver)
    fields = resolve_headers(request, resolver)
    declared = _declared_type(request, fields)
    body = BodyResolver(saved.file, resolver, root, boundary, declared).resolve(saved.body)
    without = fields_without(saved.headers, *(folder.headers for folder in request.folders))
    if "content-type" not in without:
        fields, body = _with_content_type(fields, body)
    message = RequestMessage(saved.method, address.url, fields, body.content, without)
    return AssembledMessage(message, body.files, address.userinfo)


def request_warnings(request: Request) -> Iterator[Fault]:
    """What a request says that is sent, and probably is not meant."""
    yield from unused_parameters(request)
    usual = request.method.upper()
    if request.method != usual and usual in _METHODS:
        yield Fault(
            "method_case",
            f'Method "{request.method}" is sent as written.',
            SourceLocation(request.file, ("method",)),
            f"Methods are case-sensitive (RFC 9110 §9.1); most servers accept only {usual}.",
            f"Use {usual}.",
            Severity.WARNING,
        )


def request_templates(request: RequestWithFolders) -> list[tuple[str, SourceLocation]]:
    """Every text of a request in which references count, and its place.

    Disabled rows are left out, and so are inherited headers that a nearer file replaces.
    """
    saved = request.request
    templates = [(saved.url, SourceLocation(saved.file, ("url",)))]
    templates += [
        (saved.path_params[name], SourceLocation(saved.file, ("path", name)))
        for name in path_parameters(saved.url, saved.path_params)
        if name in saved.path_params
    ]
    for index, row in enumerate(saved.query_params):
        if row.enabled:
            templates.append((row.name, SourceLocation(saved.file, ("query", index, "name"))))
            templates.append((row.value, SourceLocation(saved.file, ("query", index, "value"))))
    for header in effective_headers(request):
        templates.append((header.row.name, header.place("name")))
        templates.append((header.row.value, header.place("value")))
    templates += [
        (written, SourceLocation(saved.file, ("body", *key)))
        for written, key in _body_texts(saved.body)
    ]
    return [(written, place) for written, place in templates if written]


def _body_texts(body: Body | None) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    match body:
        case TextBody(_, content, file):
            if file is not None:
                yield file, ("file",)
            else:
                yield content or "", ("content",)
        case FileBody(file, content_type):
            yield file, ("file",)
            yield content_type or "", ("content_type",)
        case FormBody(fields):
            for index, row in enumerate(fields):
                if row.enabled:
                    yield row.name, ("fields", index, "name")
                    yield row.value, ("fields", index, "value")
        case GraphQLBody(query, variables, operation_name):
            yield query, ("query",)
            yield variables or "", ("variables",)
            yield operation_name or "", ("operation_name",)
        case MultipartBody(parts):
            for index, part in enumerate(parts):
                if not part.enabled:
                    continue
                source = "value" if part.file is None else "file"
                for key in ("name", "filename", "content_type", source):
                    yield getattr(part, key) or "", ("parts", index, key)


def _check_method(request: Request, resolver: Resolver) -> None:
    """A method is a token and nothing else; no reference is replaced in it."""
    if is_token(request.method):
        return
    resolver.add_fault(
        Fault(
            "method",
            f'Method "{request.method}" is not valid.'
            if request.method
            else "The request has no method.",
            SourceLocation(request.file, ("method",)),
            "A reference is not allowed here: the question before a send depends on the method.",
            "Use GET, POST, PUT, PATCH, DELETE or another single word.",
        )
    )


def _declared_type(
    request: RequestWithFolders, fields: HeaderFields
) -> tuple[MaybeSecret, SourceLocation] | None:
    """The Content-Type that the user wrote, and where."""
    value = header_value(fields, "content-type")
    if value is None:
        return None
    rows = effective_headers(request)
    named = [row.place("value") for row in rows if row.row.name.strip().lower() == "content-type"]
    return value, named[0] if named else SourceLocation(request.request.file, ("headers",))


def fields_without(*files: Sequence[NameValueRow]) -> frozenset[str]:
    """Fields that a row without a value, switched off, takes away, in lower case.

    They are not sent by themselves either: ``Content-Type``, ``Accept``, ``User-Agent``.

    Args:
        files: the rows of a request and of the folders above it, nearest first; for each name
            the nearest file counts.
    """
    known: set[str] = set()
    found: set[str] = set()
    for rows in files:
        named = {row.name.strip().lower() for row in rows}
        on = {row.name.strip().lower() for row in rows if row.enabled}
        off = {row.name.strip().lower() for row in rows if not row.enabled and not row.value}
        found |= off - on - known
        known |= named
    return frozenset(found)


def _with_content_type(
    fields: HeaderFields, body: ResolvedBody
) -> tuple[HeaderFields, ResolvedBody]:
    """Adds Content-Type where the user wrote none, and makes a multipart boundary agree."""
    if body.content is None or body.media_type is None:
        return fields, body
    written = header_value(fields, "content-type")
    if written is None:
        return (*fields, FieldLine("Content-Type", body.media_type)), body
    if not isinstance(body.content, MultipartContent):
        return fields, body
    own = _BOUNDARY.search(reveal(written))
    if own is not None:
        content = MultipartContent(body.content.parts, own[1] or own[2])
        return fields, ResolvedBody(content, body.media_type, body.files)
    if not reveal(written).lower().startswith("multipart/"):
        return fields, body
    return _add_boundary(fields, body.content.boundary), body


def _add_boundary(fields: HeaderFields, boundary: str) -> HeaderFields:
    """Without it nobody could read the parts."""
    suffix: MaybeSecret = f"; boundary={boundary}"
    return tuple(
        FieldLine(line.name, join_texts((line.value, suffix)))
        if line.name.lower() == "content-type"
        else line
        for line in fields
    )
