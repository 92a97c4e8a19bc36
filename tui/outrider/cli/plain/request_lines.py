"""A request as lines that are read out: a word for what it is, its name, its value."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.engine.editing.edit_buffers import RequestBuffer
from outrider.model.units import span_text
from outrider.model.workspace import (
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
)


def request_lines(buffer: RequestBuffer) -> Iterator[str]:
    """The whole request, as it is edited."""
    request = buffer.current
    unsaved = ", unsaved" if buffer.dirty else ""
    yield f"{request.name}, {request.file or 'not in a file yet'}{unsaved}"
    if request.description:
        yield f"description: {request.description}"
    yield f"method: {request.method}"
    yield f"url: {request.url}"
    for name, text in request.path_params.items():
        yield f"path {name}: {text}"
    yield from (_row("param", row) for row in request.query_params)
    yield from (_row("header", row) for row in request.headers)
    for name, variable in request.variables.items():
        yield f"variable {name}: {variable.value}"
    yield f"auth: {_auth(request)}"
    yield f"timeout: {span_text(request.options.timeout)}"
    yield from _body(request)


def _row(kind: str, row: NameValueRow) -> str:
    return f"{kind} {row.name}: {row.value}{'' if row.enabled else ' (off)'}"


def _auth(request: Request) -> str:
    if request.auth is None:
        return "of the folder or the environment"
    table = request.auth.table
    words = (table.get("type"), table.get("use"))
    return ", ".join(str(word) for word in words if word) or "of the request"


def _body(request: Request) -> Iterator[str]:
    match request.body:
        case None:
            yield "body: none"
        case TextBody(kind, content, file):
            yield f"body: {kind}{f', from {file}' if file else ''}"
            yield from (content or "").splitlines()
        case FormBody(fields):
            yield "body: form"
            yield from (_row("field", row) for row in fields)
        case MultipartBody(parts):
            yield "body: multipart"
            yield from map(_part, parts)
        case FileBody(file):
            yield f"body: file {file}"
        case GraphQLBody(query, variables):
            yield "body: graphql"
            yield from query.splitlines()
            if variables:
                yield "variables:"
                yield from variables.splitlines()


def _part(part: MultipartPart) -> str:
    value = f"file {part.file}" if part.file is not None else part.value or ""
    return f"part {part.name}: {value}{'' if part.enabled else ' (off)'}"
