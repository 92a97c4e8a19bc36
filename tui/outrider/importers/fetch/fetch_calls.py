"""``fetch(…)`` as an operation of curl (the Fetch standard, §5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from outrider.importers.curl.message_options import (
    FileOfBody,
    header_option,
    multipart_options,
)
from outrider.importers.curl.operations import CurlOperation, CurlOption
from outrider.importers.empty_file_parts import tell_empty_file_parts
from outrider.importers.fetch.literal_values import (
    JavaScriptTypes,
    LiteralReader,
    OsVariable,
    UnknownExpression,
    form_text,
)
from outrider.importers.importer import without_credentials
from outrider.importers.postman.scripts.syntax import SyntaxNode, arguments, text, walk
from outrider.model.import_result import ImportReport

_FUNCTIONS = frozenset(("fetch", "window.fetch", "globalThis.fetch", "self.fetch"))
_CLIENTS = re.compile(
    r"(axios|got|ky|superagent|XMLHttpRequest|navigator\.sendBeacon|\$|jQuery)"
    r"(?:\.(?:request|get|post|put|patch|delete|head|options|ajax|getJSON))?"
)
_UPPER = frozenset(("get", "post", "put", "delete", "head", "options"))
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:|\0")
_OF_BROWSERS = frozenset(("mode", "cache", "priority", "keepalive", "integrity", "referrerPolicy",
                          "duplex", "window", "referrer", "credentials"))  # fmt: skip
_READ = frozenset(("method", "headers", "body", "redirect", "signal"))


def fetch_calls(root: SyntaxNode) -> Iterator[SyntaxNode]:
    """The calls of a script, in order."""
    for node in walk(root):
        if node.type == "call_expression" and text(node.get("function")) in _FUNCTIONS:
            yield node


def other_clients(root: SyntaxNode) -> Iterator[tuple[str, int]]:
    """Calls of other libraries that send requests, with the line of each."""
    for node in walk(root):
        found = (
            _CLIENTS.fullmatch(text(node.get("function")))
            if node.type == "call_expression"
            else _CLIENTS.fullmatch(text(node.get("constructor")))
            if node.type == "new_expression"
            else None
        )
        if found and (found[0] != "$" and found[0] != "jQuery"):
            yield found[1], node.line


class FetchCall:
    """One call; what it does not carry over is told."""

    def __init__(self, node: SyntaxNode, reader: LiteralReader, report: ImportReport) -> None:
        self._reader = reader
        self._report = report
        given = [reader.value(one) for one in arguments(node)]
        url = given[0] if given else None
        self._members: dict[str, Any] = {}
        if isinstance(url, JavaScriptTypes) and url.kind == "Request":
            inner = list(url.value)
            url = inner[0] if inner else None
            self._take(inner[1] if len(inner) > 1 else None)
        self._take(given[1] if len(given) > 1 else None)
        self._url = "" if url is None else reader.text(url)

    def _take(self, members: Any) -> None:
        if isinstance(members, dict):
            self._members |= members
        elif members is not None:
            self._report.lost(
                "The options of a fetch call were not imported.",
                why="They are computed; the import does not run scripts.",
            )

    def operation(self) -> CurlOperation:
        """What it sends."""
        url = self._url
        if not _SCHEME.match(url):
            self._report.changed(
                f"URL {without_credentials(url)} is relative; reference {{{{base_url}}}} is before "
                "it.",
                why="A browser adds the page's origin.",
                advice='Define variable "base_url" before sending.',
            )
            url = f"\0(base_url\0{'' if url.startswith('/') else '/'}{url}"
        headers = [
            (name, self._reader.text(value))
            for name, value in self._reader.pairs(self._members.get("headers"))
        ]
        method = self._reader.text(self._members.get("method") or "GET")
        method = method.upper() if method.lower() in _UPPER else method
        body = list(self._body(headers))
        if body and method in {"GET", "HEAD"}:
            self._report.changed(f"The body is sent with {method}, which fetch refuses.")
        options = [
            CurlOption("globoff"),
            *(header_option(name, value) for name, value in headers),
            *self._referrer({name.lower() for name, _ in headers}),
            *body,
            *self._rest(),
        ]
        options.append(
            CurlOption("head") if method == "HEAD" and not body else CurlOption("request", method)
        )
        return CurlOperation(tuple(options), (url,), program="fetch")

    def _body(self, headers: list[tuple[str, str]]) -> Iterator[CurlOption]:
        body = self._members.get("body")
        typed = next((value for name, value in headers if name.lower() == "content-type"), "")
        implied = ""
        if body is None:
            return
        if isinstance(body, JavaScriptTypes) and body.kind == "FormData":
            headers[:] = [one for one in headers if one[0].lower() != "content-type"]
            for name, value in self._reader.pairs(body):
                yield self._field(name, value)
            return
        pieces = self._pieces(body)
        if pieces is not None:
            parts = multipart_options(pieces, typed)
            if parts is not None:
                headers[:] = [one for one in headers if one[0].lower() != "content-type"]
                yield from parts
                return
            if len(pieces) == 1 and isinstance(pieces[0], FileOfBody):
                yield CurlOption("data-binary", f"@{pieces[0].path}")
                if not typed:
                    headers.append(("Content-Type", "application/octet-stream"))
                return
            self._report.lost(
                "Files in the body were not imported.",
                why="The body consists of several files and texts.",
                advice="Save it in a file, and use that file as the body.",
            )
            written = "".join(one for one in pieces if isinstance(one, str))
        elif isinstance(body, JavaScriptTypes) and body.kind == "URLSearchParams":
            written = form_text(self._reader.pairs(body))
            implied = "application/x-www-form-urlencoded;charset=UTF-8"
        else:
            written = self._reader.text(body)
            implied = "text/plain;charset=UTF-8"
        if not typed and implied:
            headers.append(("Content-Type", implied))
        tell_empty_file_parts(written, self._report)
        yield CurlOption("data-raw", written)

    def _pieces(self, body: Any) -> list[str | FileOfBody] | None:
        """Of a body that is made of texts and files; ``None`` for another."""
        if not isinstance(body, JavaScriptTypes) or body.kind not in {"Pieces", "File"}:
            return None
        found: list[str | FileOfBody] = []
        for one in body.value if body.kind == "Pieces" else [body]:
            is_file = isinstance(one, JavaScriptTypes) and one.kind == "File"
            found.append(one.value if is_file else self._reader.text(one))
        return found

    def _field(self, name: str, value: Any) -> CurlOption:
        if isinstance(value, UnknownExpression):
            self._report.changed(
                f'Part "{without_credentials(name)}" is text; it may be a file.',
                why=f"{without_credentials(value.written)} is known only when the script runs.",
            )
        return CurlOption("form-string", f"{name}={self._reader.text(value)}")

    def _referrer(self, given: set[str]) -> Iterator[CurlOption]:
        referrer = self._members.get("referrer")
        policy = self._members.get("referrerPolicy")
        is_url = isinstance(referrer, str) and referrer.startswith(("http://", "https://"))
        if is_url and policy != "no-referrer" and "referer" not in given:
            self._members.pop("referrer")
            yield CurlOption("referer", str(referrer))

    def _rest(self) -> Iterator[CurlOption]:
        redirect = self._members.get("redirect") or "follow"
        if redirect == "follow":
            yield CurlOption("location")
        elif redirect != "manual":
            shown = without_credentials(self._reader.text(redirect))
            self._report.changed(f'Option redirect = "{shown}" was imported as manual.')
        signal = self._members.get("signal")
        if isinstance(signal, JavaScriptTypes) and signal.kind == "Timeout":
            yield CurlOption("max-time", f"{max(signal.value, 1) / 1000:g}")
        elif signal is not None and not isinstance(signal, OsVariable):
            self._report.lost("signal was not imported.", why="A request has a timeout instead.")
        if self._members.get("credentials") == "include":
            self._report.lost(
                "Cookies are not in the fetch call.",
                why="With credentials: include, the browser adds those that it has.",
                advice="Add header Cookie, or copy the request as cURL.",
            )
        ignored = [name for name in self._members if name in _OF_BROWSERS]
        others = [name for name in self._members if name not in _OF_BROWSERS | _READ]
        if ignored:
            self._report.carried(f"Settings of the browser were ignored: {', '.join(ignored)}.")
        if others:
            self._report.lost(f"Options of fetch were not imported: {', '.join(others)}.")
