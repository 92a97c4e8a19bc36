"""Python programs with httpx."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from outrider.exporters.code.code_request import (
    CodeRequest,
    FilePiece,
    Piece,
    code_request,
    redirect_notes,
    sent_requests,
)
from outrider.exporters.code.code_text import text_of_bytes
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import OPTIONS_OF_SENDING
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest

_KEPT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%\[\]-]*")
"""Characters of a target that httpx leaves as they are."""

_DOTS = re.compile(r"/\.{1,2}(?:/|$|[?#])")
_TIMEOUT = 60
"""Seconds; httpx gives up after five of silence."""


class PythonExporter:
    """A program for each request, or one for several."""

    name = "python"
    summary = "A Python program with httpx."
    suffix = ".py"
    carries = OPTIONS_OF_SENDING

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """The program for a request."""
        return _program([code_request(outgoing, masking)])

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """One program that sends all requests again, in order."""
        return _program(list(sent_requests(entries, masking)))


def _program(requests: Sequence[CodeRequest]) -> str:
    if not requests:
        return ""
    blocks = ["\n".join(_block(one)) for one in requests]
    text = "\n\n".join(blocks)
    imports = ["import httpx"]
    if "ssl." in text:
        imports.insert(0, "import ssl")
    if "Path(" in text:
        imports.insert(0, "from pathlib import Path")
        imports.sort(key=lambda line: line.startswith("from"))
    standard = [line for line in imports if "httpx" not in line]
    head = "\n".join(standard) + "\n\n" if standard else ""
    return f"{head}import httpx\n\n{text}\n"


def _block(request: CodeRequest) -> Iterator[str]:
    yield from _notes(request)
    yield from _context(request)
    yield f"with httpx.Client({', '.join(_client(request))}) as client:"
    yield "    request = httpx.Request("
    yield f"        {request.method!r},"
    yield f"        {request.url!r},"
    if request.fields:
        yield "        headers=["
        yield from (f"            ({name!r}, {value!r})," for name, value in request.fields)
        yield "        ],"
    if request.body is not None:
        content = _content(request.body)
        # Of bytes, httpx says the length as well, which a body in chunks has not (RFC 9112 §6.2).
        content = f"iter([{content}])" if request.has("transfer-encoding") else content
        yield f"        content={content},"
    target = _target(request.url)
    if _DOTS.search(target) or not _KEPT.fullmatch(target):
        yield f"        extensions={{'target': {target.encode()!r}}},"
    yield "    )"
    if request.method != request.method.upper():
        yield f"    request.method = {request.method!r}"
    follows = ", follow_redirects=True" if request.redirects else ""
    yield f"    response = client.send(request{_login(request)}{follows})"
    yield "    print(response.status_code, response.text)"


def _target(url: str) -> str:
    """Path and query, as they stand in the request line (RFC 9112 §3.2.1)."""
    rest = url.partition("://")[2].partition("#")[0]
    at = re.search(r"[/?]", rest)
    target = rest[at.start() :] if at else ""
    return target if target.startswith("/") else f"/{target}"


def _notes(request: CodeRequest) -> Iterator[str]:
    if request.login is not None and request.login.scheme != "digest":
        yield "# The signature of AWS (Version 4) is not in this program: sign it with botocore."
    if request.timeout is not None:
        yield "# httpx counts the timeout for each step: the whole may take longer."
    notes = redirect_notes(request, "httpx", gets=True, describes=True)
    yield from (f"# {note}" for note in notes)


def _login(request: CodeRequest) -> str:
    login = request.login
    if login is None or login.scheme != "digest":
        return ""
    return f", auth=httpx.DigestAuth({login.user!r}, {login.password!r})"


def _context(request: CodeRequest) -> Iterator[str]:
    settings = request.connection
    if settings is None or not request.is_secure or not settings.verify:
        return
    if settings.ca_bundle or settings.client_certificate:
        yield "context = ssl.create_default_context()"
    if settings.ca_bundle:
        yield f"context.load_verify_locations({settings.ca_bundle!r})"
    if settings.client_certificate:
        yield f"context.load_cert_chain({', '.join(_certificate(request))})"


def _certificate(request: CodeRequest) -> Iterable[str]:
    settings = request.connection
    assert settings is not None
    found = [repr(settings.client_certificate)]
    if settings.client_key:
        found.append(repr(settings.client_key))
    if request.key_password:
        found.append(f"password={request.key_password!r}")
    return found


def _client(request: CodeRequest) -> Iterator[str]:
    settings = request.connection
    yield f"timeout={_TIMEOUT if request.timeout is None else format(request.timeout, 'g')}"
    if request.redirects:
        yield f"max_redirects={request.redirects}"
    if settings is None:
        return
    if settings.http is HttpVersion.HTTP2:
        yield "http1=False"
    if settings.http in {HttpVersion.HTTP2, HttpVersion.AUTO}:
        yield "http2=True"
    if request.is_secure and not settings.verify:
        yield "verify=False"
        if settings.client_certificate:
            yield f"cert=({', '.join(_certificate(request))})"
    elif request.is_secure and (settings.ca_bundle or settings.client_certificate):
        yield "verify=context"
    if request.proxy:
        yield f"proxy={request.proxy!r}"


def _content(pieces: Sequence[Piece]) -> str:
    told = [_piece(one) for one in pieces]
    if len(told) == 1:
        return told[0]
    return f"b''.join([{', '.join(told)}])" if told else "b''"


def _piece(piece: Piece) -> str:
    if isinstance(piece, FilePiece):
        return f"Path({piece.path!r}).read_bytes()"
    text = text_of_bytes(piece)
    return repr(piece) if text is None or text.isascii() else f"{text!r}.encode()"
