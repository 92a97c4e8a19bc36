"""PowerShell commands: ``Invoke-WebRequest`` of version 7, for 5.1 without its newer switches."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from math import ceil

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
from outrider.visible_text import visible_text

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "MERGE", "PATCH"})
_JOINED = {"cookie": "; "}
"""What stands between the values of several fields (RFC 9113 §8.2.3); else a comma."""

_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
"""PowerShell takes curly ones for straight ones."""

_OWN_OPTIONS = {
    "content-type": "-ContentType",
    "user-agent": "-UserAgent",
    "transfer-encoding": "-TransferEncoding",
}
_DOTS = re.compile(r"(?i:/((?:\.|%2e){1,2})(?=/|$))")
_REWRITTEN = re.compile(
    r"%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])"
    r"|%(?![0-9A-Fa-f]{2})"
    r"|[\\\"<>^`{|}]"
)
"""Octets of unreserved characters, percent signs that begin none, what RFC 3986 does not allow."""


class PowerShellExporter:
    """A command for each request."""

    name = "powershell"
    summary = "A PowerShell command (Invoke-WebRequest)."
    suffix = ".ps1"
    carries = OPTIONS_OF_SENDING

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """The command for a request."""
        return _command(code_request(outgoing, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The commands for all requests that were sent, in order."""
        return "\n".join(map(_command, sent_requests(entries, masking)))


def powershell_text(text: str) -> str:
    """A text in single quotes, in which nothing but a quote means anything."""
    return "'" + _QUOTES.sub(lambda match: match[0] * 2, text) + "'"


def _command(request: CodeRequest) -> str:
    notes = [f"# {note}\n" for note in _notes(request)]
    return "".join(notes) + " `\n  ".join(_options(request)) + "\n"


def _notes(request: CodeRequest) -> Iterator[str]:
    yield from method_note(request.method, "PowerShell")
    yield from _url_notes(request.url)
    names = [name.lower() for name, _ in request.headers]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        yield f"PowerShell sends fields of one name in one line: {', '.join(twice)}."
    if "accept-encoding" not in names:
        yield "PowerShell asks for the content codings that it decodes."
    if request.timeout is not None:
        yield "PowerShell counts whole seconds, up to the header of the response."
    yield from redirect_notes(request, "PowerShell")
    if request.login is not None:
        yield f"The signature ({request.login.scheme}) is not in this command."
    settings = request.connection
    if settings is not None and request.is_secure:
        if settings.verify and settings.ca_bundle:
            yield f"Its CA has to be trusted by the system: {visible_text(settings.ca_bundle)}"
        if settings.client_certificate:
            yield f"Pass -Certificate for {visible_text(settings.client_certificate)}"


def _url_notes(url: str) -> Iterator[str]:
    rest, _, query = url.partition("#")[0].partition("://")[2].partition("?")
    path = "/" + rest.partition("/")[2]
    found = dict.fromkeys([*_DOTS.findall(path), *_REWRITTEN.findall(path + "?" + query)])
    if found:
        yield f".NET may send these parts of the URL in another way: {' '.join(found)}"


def _options(request: CodeRequest) -> Iterator[str]:
    yield f"Invoke-WebRequest -UseBasicParsing -Uri {powershell_text(request.url)}"
    name = "-Method" if request.method in _METHODS else "-CustomMethod"
    yield f"{name} {powershell_text(request.method)}"
    values: dict[str, tuple[str, list[str]]] = {}
    for field, value in request.fields:
        if (field, value) in request.added and field == "Accept-Encoding":
            continue
        values.setdefault(field.lower(), (field, []))[1].append(value)
    for key, option in _OWN_OPTIONS.items():
        if key in values:
            yield f"{option} {powershell_text(values.pop(key)[1][-1])}"
    values.pop("content-length", None)
    if values:
        rows = "; ".join(
            f"{powershell_text(field)} = {powershell_text(_JOINED.get(key, ', ').join(found))}"
            for key, (field, found) in values.items()
        )
        yield f"-Headers @{{ {rows} }}"
    if request.body is not None:
        yield f"-Body {_body(request.body)}"
    yield from _settings(request)
    if request.timeout is not None:
        yield f"-TimeoutSec {ceil(request.timeout)}"
    yield f"-MaximumRedirection {request.redirects} -SkipHeaderValidation -SkipHttpErrorCheck"


def _settings(request: CodeRequest) -> Iterator[str]:
    settings = request.connection
    if settings is not None and request.is_secure and not settings.verify:
        yield "-SkipCertificateCheck"
    if settings is not None and settings.http in {HttpVersion.HTTP2, HttpVersion.AUTO}:
        # Of version 7.3.
        yield "-HttpVersion 2.0"
    if request.proxy:
        yield f"-Proxy {powershell_text(request.proxy)}"


def _body(pieces: Sequence[Piece]) -> str:
    """Bytes: a text would be sent in the encoding that the version of PowerShell prefers."""
    told = [_piece(one) for one in pieces]
    if not told:
        return "([byte[]]@())"
    return f"([byte[]]({' + '.join(told)}))" if len(told) > 1 else f"({told[0]})"


def _piece(piece: Piece) -> str:
    if isinstance(piece, FilePiece):
        return f"[IO.File]::ReadAllBytes({powershell_text(piece.path)})"
    text = text_of_bytes(piece)
    # A script's line ends may be changed on the way, and what is not seen gets lost.
    if text is None or "\r" in text or visible_text(text) != text:
        return f"[Convert]::FromBase64String('{b64encode(piece).decode()}')"
    return f"[Text.Encoding]::UTF8.GetBytes({powershell_text(text)})"
