"""One request as a ``.bru`` file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.exporters.bruno.body_blocks import WrittenBody, body_blocks, tell_headers
from outrider.exporters.bruno.bru_text import (
    BruRow,
    NotWritable,
    blocks,
    on_one_line,
    text_block,
    value_text,
)
from outrider.exporters.bruno.bru_urls import WrittenUrl, bruno_url
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.bruno.check_blocks import assertion_rows, capture_rows
from outrider.model.import_result import ExampleResponse
from outrider.model.secret import masked
from outrider.model.workspace import (
    DEFAULT_TIMEOUT,
    GraphQLBody,
    NameValueRow,
    Request,
    scalar_text,
)

_METHODS = frozenset(
    ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT")
)


def request_file(
    request: Request,
    mode: str,
    auth: Sequence[str],
    examples: Sequence[ExampleResponse],
    seq: int,
    words: BrunoExportReport,
    place: str,
) -> str:
    """The file; ``mode`` and ``auth`` are what it says of its auth."""
    url = bruno_url(request, words, place)
    body = body_blocks(request.body, words, place)
    tell_headers(request.headers, request.body, words, place)
    kind = "graphql" if isinstance(request.body, GraphQLBody) else "http"
    meta = f"meta {{\n  name: {on_one_line(request.name)}\n  type: {kind}\n  seq: {seq}\n}}\n"
    variables = [
        BruRow(name, words.text(scalar_text(one.value), place), kind=_kind(one.value))
        for name, one in request.variables.items()
    ]
    found = [
        meta,
        _method(request, url, body, mode, words, place),
        words.block("params:query", url.query, place),
        words.block("params:path", url.path, place),
        words.block("headers", words.rows(_with_type(request.headers, body), place), place),
        *auth,
        *body.blocks,
        words.block("vars:pre-request", variables, place),
        words.block("vars:post-response", capture_rows(request, words, place), place),
        _assertions(request, words, place),
        _settings(request, url, words, place),
        text_block("docs", request.description),
        *(_example(one, url.url, request, words, place) for one in examples),
    ]
    return blocks(found)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else ""


def _method(
    request: Request,
    url: WrittenUrl,
    body: WrittenBody,
    mode: str,
    words: BrunoExportReport,
    place: str,
) -> str:
    method = words.text(request.method, place)
    if method != method.upper():
        words.changed(
            f'Method "{method}" is sent as "{method.upper()}".',
            place,
            "Bruno sends methods in upper case.",
        )
    is_known = method.upper() in _METHODS
    lines = [] if is_known else [f"  method: {method}"]
    lines += [f"  url: {url.url}", f"  body: {body.mode}", f"  auth: {mode}"]
    return f"{method.lower() if is_known else 'http'} {{\n" + "\n".join(lines) + "\n}\n"


def _with_type(rows: Sequence[NameValueRow], body: WrittenBody) -> Iterator[NameValueRow]:
    yield from (row for row in rows if row.enabled or row.value)
    given = any(row.enabled and row.name.strip().lower() == "content-type" for row in rows)
    if body.media_type and not given:
        yield NameValueRow("Content-Type", body.media_type)


def _assertions(request: Request, words: BrunoExportReport, place: str) -> str:
    """The block of assertions, whose names are not quoted."""
    lines = []
    for row in assertion_rows(request, words, place):
        try:
            value = value_text(row.value)
        except NotWritable as reason:
            words.lost(f"Expectation `{row.name}` was not exported: {reason}.", place)
            continue
        if row.description:
            quoted = row.description.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'  @description("{on_one_line(quoted)}")')
        lines.append(f"  {'' if row.enabled else '~'}{row.name}: {value}")
    return "assert {\n" + "\n".join(lines) + "\n}\n" if lines else ""


def _settings(request: Request, url: WrittenUrl, words: BrunoExportReport, place: str) -> str:
    options = request.options
    for name, value in (("max_body", options.max_body), ("http", options.http)):
        if value is not None:
            words.lost(f"{name} was not exported.", place, "Bruno has no such setting.")
    timeout = 0 if options.timeout == DEFAULT_TIMEOUT else round(options.timeout * 1000)
    rows = [
        f"  encodeUrl: {'true' if url.encodes else 'false'}",
        f"  timeout: {timeout}",
        f"  followRedirects: {'true' if options.follow_redirects else 'false'}",
    ]
    return "settings {\n" + "\n".join(rows) + "\n}\n"


def _example(
    one: ExampleResponse, url: str, request: Request, words: BrunoExportReport, place: str
) -> str:
    if "'''" in one.body:
        words.lost(
            f'Example "{on_one_line(one.name)}" was not exported.',
            place,
            "Bruno's language cannot write ''' in it.",
        )
        return ""
    headers = [f"{field.name}: {on_one_line(masked(field.value))}" for field in one.fields]
    kind = "json" if one.body.lstrip()[:1] in {"{", "["} else "text"
    lines = [
        f"name: {on_one_line(one.name)}",
        "",
        "request: {",
        f"  url: {url}",
        f"  method: {request.method}",
        "  mode: none",
        "}",
        "",
        "response: {",
        *(["  headers: {", *(f"    {row}" for row in headers), "  }", ""] if headers else []),
        "  status: {",
        *([f"    code: {one.status}"] if one.status is not None else []),
        *([f"    text: {on_one_line(one.reason)}"] if one.reason else []),
        "  }",
        "",
        "  body: {",
        f"    type: {kind}",
        "    content: '''",
        *(f"      {line}" for line in one.body.replace("\r\n", "\n").split("\n")),
        "    '''",
        "  }",
        "}",
    ]
    return "example {\n" + "\n".join(f"  {line}".rstrip() for line in lines) + "\n}\n"
