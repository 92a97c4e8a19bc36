"""HTTPie commands for bash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.exporters.bash_quoting import bash_word, printf_bytes, printf_command
from outrider.exporters.code.code_request import (
    CodeRequest,
    FilePiece,
    Piece,
    code_request,
    method_note,
    redirect_notes,
    sent_requests,
)
from outrider.exporters.code.code_text import text_of_bytes
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import OPTIONS_OF_SENDING
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest

_OWN = ("Accept", "Accept-Encoding", "Connection", "User-Agent")
_OF_BODY = frozenset({"content-length", "transfer-encoding"})
"""Fields that HTTPie sets by itself, of a body that it reads from its input."""
_DOTS = re.compile(r"/\.{1,2}(?:/|$|[?#])")
_ENCODED = frozenset('[]{}|^`"<>\\')
_OCTET = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
"""Percent-encodings of characters that need none (RFC 3986 §2.3)."""
_READS_ON = re.compile(r"[=@]")
"""What makes another separator of the colon before it: ``Name:=`` and ``Name:@``."""


class HttpieExporter:
    """A command for each request."""

    name = "httpie"
    summary = "An HTTPie command for bash."
    suffix = ".sh"
    carries = OPTIONS_OF_SENDING

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """The command for a request."""
        return _command(code_request(outgoing, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The commands for all requests that were sent, in order."""
        return "\n".join(map(_command, sent_requests(entries, masking)))


def _command(request: CodeRequest) -> str:
    before = ""
    options = list(_options(request))
    if request.body is None:
        options.append("--ignore-stdin")
    else:
        before = f"{_printed(request.body)} | "
    words = [f"{before}http {' '.join(options)} {bash_word(request.method)}"]
    words += [bash_word(request.url), *map(bash_word, _items(request))]
    notes = "".join(f"# {note}\n" for note in _notes(request))
    return notes + " \\\n  ".join(words) + "\n"


def _notes(request: CodeRequest) -> Iterator[str]:
    if request.login is not None and request.login.scheme != "digest":
        yield "The signature of AWS (Version 4) is not in this command."
    yield from method_note(request.method, "HTTPie")
    yield from _url_notes(request.url)
    if request.timeout is not None:
        yield "HTTPie counts the timeout for each step: the whole may take longer."
    yield from redirect_notes(request, "HTTPie", gets=True)
    settings = request.connection
    if settings is not None and settings.http in {HttpVersion.HTTP2, HttpVersion.AUTO}:
        yield "HTTPie sends HTTP/1.1."


def _url_notes(url: str) -> Iterator[str]:
    """What requests and urllib3 write in another way than it is sent here."""
    rest, mark, query = url.partition("#")[0].partition("://")[2].partition("?")
    target = rest.partition("/")[2] + mark + query
    changed = {*target} & _ENCODED
    octets = _OCTET.findall(target)
    if len(octets) != target.count("%"):
        changed.add("%")
    if changed:
        yield f"HTTPie percent-encodes these characters of the URL: {' '.join(sorted(changed))}"
    if needless := dict.fromkeys(_UNRESERVED.findall(target)):
        yield f"HTTPie decodes these percent-encodings of the URL: {' '.join(needless)}"
    if any(one != one.upper() for one in octets):
        yield "HTTPie writes percent-encodings of the URL in capitals."
    if mark and not query:
        yield "HTTPie sends no question mark without a query."


def _limits(request: CodeRequest) -> Iterator[str]:
    if request.redirects:
        yield f"--follow --max-redirects {request.redirects}"
    if request.timeout is not None:
        yield f"--timeout {request.timeout:g}"


def _options(request: CodeRequest) -> Iterator[str]:
    yield from _limits(request)
    if _DOTS.search(request.url.partition("://")[2]):
        yield "--path-as-is"
    login, settings = request.login, request.connection
    if request.body is not None and request.has("transfer-encoding"):
        yield "--chunked"
    if login is not None and login.scheme == "digest":
        yield f"--auth-type digest --auth {bash_word(f'{login.user}:{login.password}')}"
    if request.proxy:
        yield f"--proxy {bash_word(f'all:{request.proxy}')}"
    if settings is None or not request.is_secure:
        return
    if not settings.verify:
        yield "--verify no"
    elif settings.ca_bundle:
        yield f"--verify {bash_word(settings.ca_bundle)}"
    if settings.client_certificate:
        yield f"--cert {bash_word(settings.client_certificate)}"
        if settings.client_key:
            yield f"--cert-key {bash_word(settings.client_key)}"
        if request.key_password:
            yield f"--cert-key-pass {bash_word(request.key_password)}"


def _items(request: CodeRequest) -> Iterator[str]:
    for name, value in request.fields:
        if request.body is not None and name.lower() in _OF_BODY:
            continue
        if not value:
            yield f"{name};"
        elif _READS_ON.match(value):
            # A blank at its start is no part of a value (RFC 9110 §5.5).
            yield f"{name}: {value}"
        else:
            yield f"{name}:{value}"
    named = {name.lower() for name, _ in request.fields}
    yield from (f"{name}:" for name in _OWN if name.lower() not in named)
    if request.body is not None and not request.has("content-type"):
        yield "Content-Type:"


def _printed(pieces: Sequence[Piece]) -> str:
    commands = [_piece(one) for one in pieces] or ["printf ''"]
    return commands[0] if len(commands) == 1 else f"{{ {'; '.join(commands)}; }}"


def _piece(piece: Piece) -> str:
    if isinstance(piece, FilePiece):
        return f"cat {bash_word(piece.path)}"
    text = text_of_bytes(piece)
    return printf_bytes(piece) if text is None else printf_command(text)
