"""JavaScript programs with fetch (the Fetch standard), as Node runs them; browsers nearly so."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

from outrider.errors import UnsupportedConfiguration
from outrider.exporters.code.code_request import (
    CodeRequest,
    FilePiece,
    Piece,
    code_request,
    method_note,
    redirect_notes,
    sent_requests,
)
from outrider.exporters.code.code_text import escaped, text_of_bytes
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import OPTIONS_OF_SENDING
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest
from outrider.model.secret import MASK

_OWN = ("accept", "accept-encoding", "accept-language", "sec-fetch-mode", "user-agent")
"""Fields that fetch adds where the program has none."""

_NOT_SENT = frozenset(
    ("connection", "content-length", "cookie2", "expect", "host", "keep-alive", "te", "trailer",
     "transfer-encoding", "upgrade")
)  # fmt: skip
"""Fields that fetch sets by itself (its §2.2.2), which Node refuses or leaves out."""

_NORMALIZED = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
"""Methods that fetch writes in capitals (its §2.2.1): PATCH is none of them."""

_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?=/|$)", re.IGNORECASE)
_ENCODED_IN_PATH = frozenset('"<>^`{}')
_ENCODED_IN_QUERY = frozenset("\"'<>")
"""Characters that a URL's path and query are written without (URL standard §1.3)."""

_NAMED = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
    "\u2028": "\\u2028", "\u2029": "\\u2029",
}  # fmt: skip


class FetchExporter:
    """A module for each request, or one for several."""

    name = "fetch"
    summary = "A JavaScript module with fetch, for Node and browsers."
    suffix = ".mjs"
    carries = OPTIONS_OF_SENDING

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """The module for a request.

        Raises:
            UnsupportedConfiguration: fetch cannot send it.
        """
        return _module([code_request(outgoing, masking)])

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """One module that sends all requests again, in order.

        Raises:
            UnsupportedConfiguration: fetch cannot send one of them.
        """
        return _module(list(sent_requests(entries, masking)))


def javascript_text(text: str) -> str:
    """A text as a literal, in which no script element of a page ends or begins."""
    told = escaped(text, _NAMED, _number)
    return '"' + told.replace("</", "\\x3c/").replace("<!", "\\x3c!") + '"'


def _number(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"


def _module(requests: Sequence[CodeRequest]) -> str:
    if not requests:
        return ""
    text = "\n\n".join("\n".join(_call(one)) for one in requests)
    reads = 'import { readFile } from "node:fs/promises";\n\n' if "readFile(" in text else ""
    return f"{reads}{text}\n"


def _call(request: CodeRequest) -> Iterator[str]:
    _check(request)
    yield from (f"// {note}" for note in _notes(request))
    yield "{"
    yield f"  const response = await fetch({javascript_text(request.url)}, {{"
    yield f"    method: {javascript_text(request.method)},"
    fields = [one for one in request.fields if one[0].lower() not in _NOT_SENT]
    if fields:
        yield "    headers: ["
        for name, value in fields:
            yield f"      [{javascript_text(name)}, {javascript_text(value)}],"
        yield "    ],"
    if request.body is not None:
        yield f"    body: {_body(request)},"
    if not request.redirects:
        yield '    redirect: "manual",'
    if request.timeout is not None:
        yield f"    signal: AbortSignal.timeout({request.timeout * 1000:.0f}),"
    yield "  });"
    yield "  console.log(response.status, await response.text());"
    yield "}"


def _check(request: CodeRequest) -> None:
    host = request.url.partition("://")[2].partition("/")[0]
    if request.body is not None and request.method.upper() in {"GET", "HEAD"}:
        what = f"fetch sends no body with {request.method}."
    elif "@" in host:
        what = "fetch takes no URL with a user name or password."
    elif request.method.upper() in {"CONNECT", "TRACE", "TRACK"}:
        what = f"fetch does not send {request.method}."
    else:
        return
    raise UnsupportedConfiguration(
        what,
        code="export_unsupported",
        where=request.url,
        advice="Choose another format.",
    )


def _notes(request: CodeRequest) -> Iterator[str]:
    named = {name.lower() for name, _ in request.fields}
    missing = [name for name in _OWN if name not in named]
    if missing:
        yield f"fetch adds header fields of its own: {', '.join(missing)}."
    lost = [name for name, _ in request.headers if name.lower() in _NOT_SENT]
    if lost:
        yield f"fetch sets these header fields by itself: {', '.join(lost)}."
    names = [name.lower() for name, _ in request.headers]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        yield f"fetch sends fields of one name in one line: {', '.join(twice)}."
    yield from method_note(request.method, "fetch", only=_NORMALIZED)
    yield from _url_notes(request.url)
    if request.login is not None:
        yield f"The signature ({request.login.scheme}) is not in this program: fetch has none."
    yield from redirect_notes(request, "fetch")
    yield from _connection(request)


def _url_notes(url: str) -> Iterator[str]:
    """What the URL standard writes in another way than it is sent here."""
    rest, mark, query = url.partition("#")[0].partition("://")[2].partition("?")
    path = "/" + rest.partition("/")[2]
    changed = sorted({*path} & _ENCODED_IN_PATH | {*query} & _ENCODED_IN_QUERY)
    if changed:
        yield f"fetch percent-encodes these characters of the URL: {' '.join(changed)}"
    if "\\" in rest:
        yield "fetch sends / for each backslash of the path."
    if _DOTS.search(path.replace("\\", "/")):
        yield "fetch removes the segments . and .. of the path, and what .. leads out of."
    if mark and not query:
        yield "fetch sends no question mark without a query."


def _connection(request: CodeRequest) -> Iterator[str]:
    settings = request.connection
    if settings is None:
        return
    if request.is_secure and not settings.verify:
        yield "TLS was not verified: run it with NODE_TLS_REJECT_UNAUTHORIZED=0."
    elif request.is_secure and settings.ca_bundle:
        yield f"Run it with NODE_EXTRA_CA_CERTS={_line(settings.ca_bundle)}."
    if request.is_secure and settings.client_certificate:
        yield "fetch has no option for the client certificate."
    if settings.http in {HttpVersion.HTTP2, HttpVersion.AUTO}:
        yield "fetch chooses the HTTP version by itself: Node sends HTTP/1.1."
    if request.proxy:
        yield f"Run it with NODE_USE_ENV_PROXY=1 (Node 24) and the proxy {_line(request.proxy)}."


def _line(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).strip('"')


def _body(request: CodeRequest) -> str:
    pieces = request.body or ()
    whole = text_of_bytes(pieces[0]) if len(pieces) == 1 and isinstance(pieces[0], bytes) else None
    if not pieces:
        return '""' if request.has("content-type") else "new Uint8Array()"
    if whole is not None and (request.has("content-type") or MASK in whole):
        return javascript_text(whole)
    # Of bytes, fetch says no type of its own.
    told = [_piece(one) for one in pieces]
    return told[0] if len(told) == 1 else f"Buffer.concat([{', '.join(told)}])"


def _piece(piece: Piece) -> str:
    if isinstance(piece, FilePiece):
        return f"await readFile({javascript_text(piece.path)})"
    text = text_of_bytes(piece)
    if text is None:
        return f'Buffer.from("{b64encode(piece).decode()}", "base64")'
    return f"Buffer.from({javascript_text(text)})"
