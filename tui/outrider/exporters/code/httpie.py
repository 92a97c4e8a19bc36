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
    sent_requests,
)
from outrider.exporters.code.code_text import text_of_bytes
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest

_OWN = ("Accept", "Accept-Encoding", "Connection", "User-Agent")
_DOTS = re.compile(r"/\.{1,2}(?:/|$|[?#])")
_ENCODED = frozenset('[]{}|^`"<>\\')
_READS_ON = re.compile(r"[=@]")
"""What makes another separator of the colon before it: ``Name:=`` and ``Name:@``."""


class HttpieExporter:
    """A command for each request."""

    name = "httpie"
    summary = "An HTTPie command for bash."
    suffix = ".sh"

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
    changed = sorted({*request.url.partition("#")[0].partition("?")[2]} & _ENCODED)
    if changed:
        yield f"HTTPie percent-encodes these characters of the query: {' '.join(changed)}"


def _options(request: CodeRequest) -> Iterator[str]:
    if _DOTS.search(request.url.partition("://")[2]):
        yield "--path-as-is"
    login, settings = request.login, request.connection
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
    for name, value in request.headers:
        if not value:
            yield f"{name};"
        elif _READS_ON.match(value):
            # A blank at its start is no part of a value (RFC 9110 §5.5).
            yield f"{name}: {value}"
        else:
            yield f"{name}:{value}"
    yield from (f"{name}:" for name in _OWN if not request.has(name.lower()))
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
