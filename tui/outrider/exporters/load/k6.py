"""Scripts for k6, which distributes load over processors and machines."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from outrider.exporters.code.code_text import text_of_bytes
from outrider.exporters.code.javascript_fetch import javascript_text
from outrider.exporters.load.k6_runtime import RUNTIME, TOKEN_RUNTIME
from outrider.exporters.load.load_script import (
    BodyFile,
    BodyPiece,
    LoadScript,
    LookedAt,
    ScriptCheck,
    ScriptMessage,
    ScriptRequest,
    ScriptToken,
)
from outrider.exporters.load.plain_requests import script_of_entries, script_of_request
from outrider.exporters.load.script_messages import metadata_fields
from outrider.exporters.load.script_notes import connection_notes, head_lines, redirected_fields
from outrider.exporters.load.script_text import (
    Escape,
    ScriptText,
    Slot,
    SlotKind,
    TextPiece,
    code_of,
    steps_code,
)
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import EVERY_OPTION
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest
from outrider.visible_text import visible_line

_ORIGIN = re.compile(r"[^:/?#]+://[^/?#]*")
_OUTSIDE = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/%\[\]-]|%(?![0-9A-Fa-f]{2})")
_FUNCTIONS = {Escape.JSON: "insideJson", Escape.PERCENT: "percent", Escape.FORM: "formPercent"}


class K6Exporter:
    """A module whose default function sends every request once."""

    name = "k6"
    summary = "A k6 script that fetches and renews the token by itself."
    suffix = ".js"
    carries = EVERY_OPTION
    program = "k6"

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A script with a request that has its credentials."""
        return self.script(script_of_request(outgoing, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """A script that sends all requests again, in order."""
        script = script_of_entries(entries, masking)
        return self.script(script) if script.requests else ""

    def script(self, script: LoadScript) -> str:
        """The script of a folder."""
        files = _files(script)
        lines = [f"// {one}".rstrip() for one in head_lines(script, "k6", "k6 run FILE")]
        notes = [*connection_notes(script, "SSL_CERT_FILE", ""), *_version_notes(script)]
        lines += [f"// {visible_line(one)}" for one in notes]
        lines += ["", *_imports(), "", *_options(script), "", *_values(script)]
        lines += [
            f'const {name} = open({javascript_text(path)}, "b");' for path, name in files.items()
        ]
        lines += ["", RUNTIME]
        if script.tokens:
            lines += _tokens(script.tokens)
            lines += [f"const metadataFields = {_json(metadata_fields())};", "", TOKEN_RUNTIME]
        lines += ["export default function () {", "  const captured = {};"]
        for request in script.requests:
            lines += ["", *_request(request, script, files)]
        return "\n".join([*lines, "}", ""])


def _imports() -> Iterator[str]:
    yield 'import { check } from "k6";'
    yield 'import encoding from "k6/encoding";'
    yield 'import http from "k6/http";'


def _version_notes(script: LoadScript) -> Iterator[str]:
    """Where k6, which negotiates the version of HTTP, may speak another than the workspace says."""
    http = script.connection.http if script.connection is not None else None
    if http is HttpVersion.HTTP1:
        yield "k6 speaks HTTP/2 where a server offers it, unless run with GODEBUG=http2client=0"
    elif http is HttpVersion.HTTP2:
        yield "k6 speaks HTTP/1.1 where a server does not offer HTTP/2"


def _options(script: LoadScript) -> Iterator[str]:
    verifies = script.connection is None or script.connection.verify
    yield "// Pass --vus and --duration or --iterations to k6, or add them here."
    yield "export const options = {"
    if not verifies:
        yield "  insecureSkipTLSVerify: true,"
    yield "};"
    yield ""
    yield f"const keepsCookies = {json.dumps(script.keeps_cookies)};"


def _values(script: LoadScript) -> Iterator[str]:
    if not script.values:
        return
    yield "const values = {"
    for one in script.values:
        default = f", {javascript_text(one.value)}" if one.value is not None else ""
        yield f'  {one.name}: valueOf("{one.name}"{default}),'
    yield "};"


def _files(script: LoadScript) -> dict[str, str]:
    """The name of the constant for each file, by its path."""
    found: dict[str, str] = {}
    for request in script.requests:
        for piece in request.message.body or ():
            if isinstance(piece, BodyFile):
                found.setdefault(piece.path, f"file{len(found) + 1}")
    return found


def _slot(slot: Slot) -> str:
    match slot.kind:
        case SlotKind.VALUE:
            value = f"values.{slot.name}"
        case SlotKind.CAPTURE:
            value = f"captured[{javascript_text(slot.name)}]"
        case SlotKind.DYNAMIC:
            value = f"dynamic({javascript_text(slot.name)})"
        case SlotKind.TOKEN:
            value = "token"
        case SlotKind.REFRESH_TOKEN:
            value = "refreshToken"
    return steps_code(value, slot.steps, javascript_text, _FUNCTIONS)


def _text(text: ScriptText) -> str:
    return code_of(text, javascript_text, _slot, lambda code: f"base64({code})")


def _message(message: ScriptMessage, files: dict[str, str], margin: str) -> Iterator[str]:
    yield f"{margin}method: {javascript_text(message.method)},"
    yield f"{margin}url: {_text(_encoded(message.url)[0])},"
    yield f"{margin}headers: {{"
    for name, value in _single_fields(message):
        yield f"{margin}  {javascript_text(name)}: {value},"
    yield f"{margin}}},"
    yield f"{margin}body: {_body(message.body, files)},"


def _single_fields(message: ScriptMessage) -> Iterator[tuple[str, str]]:
    """The header fields; k6 has one of each name, and a list is the same (RFC 9110 §5.3)."""
    found: dict[str, list[tuple[str, ScriptText]]] = {}
    for name, text in message.headers:
        found.setdefault(name.lower(), []).append((name, text))
    for key, fields in found.items():
        joined = "; " if key == "cookie" else ", "
        values = f" + {javascript_text(joined)} + ".join(_text(text) for _, text in fields)
        yield fields[0][0], values


def _body(body: tuple[BodyPiece, ...] | None, files: dict[str, str]) -> str:
    if body is None:
        return "null"
    told = [_piece(one, files) for one in body]
    if len(told) == 1:
        return told[0]
    return f"joined([{', '.join(told)}])" if told else '""'


def _piece(piece: BodyPiece, files: dict[str, str]) -> str:
    if isinstance(piece, BodyFile):
        return files[piece.path]
    if isinstance(piece, tuple):
        return _text(piece)
    text = text_of_bytes(piece)
    if text is None:
        return f'encoding.b64decode("{b64encode(piece).decode()}")'
    return javascript_text(text)


def _tokens(tokens: Sequence[ScriptToken]) -> Iterator[str]:
    yield "const tokens = {"
    for one in tokens:
        yield f"  {javascript_text(one.name)}: {{"
        yield f"    metadata: {json.dumps(one.metadata)},"
        yield f"    issuer: {javascript_text(one.issuer)},"
        yield f"    paths: {_json(dict(one.paths))},"
        yield "    request: () => ({"
        yield from _message(one.request, {}, "      ")
        yield "    }),"
        if one.refresh is not None:
            yield "    refresh: (refreshToken) => ({"
            yield from _message(one.refresh, {}, "      ")
            yield "    }),"
        yield "  },"
    yield "};"


def _json(value: Any) -> str:
    """A JSON value as JavaScript."""
    if isinstance(value, str):
        return javascript_text(value)
    if isinstance(value, dict):
        # Computed, so that "__proto__" is a name like others.
        members = (f"[{javascript_text(key)}]: {_json(one)}" for key, one in value.items())
        return f"{{ {', '.join(members)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_json, value))}]"
    return json.dumps(value)


def _request(request: ScriptRequest, script: LoadScript, files: dict[str, str]) -> Iterator[str]:
    yield from (f"  // {visible_line(note)}" for note in _notes(request))
    yield f"  send({javascript_text(request.name)}, {{"
    if request.token:
        yield f"    token: {javascript_text(request.token)},"
    yield f"    needs: {_json(request.needs)},"
    yield f'    timeout: "{request.timeout * 1000:.0f}ms",'
    # k6 follows ten where nothing is said.
    yield f"    redirects: {10 if request.follow_redirects else 0},"
    yield "    captured,"
    yield "    message: (token) => ({"
    yield from _message(request.message, files, "      ")
    yield "    }),"
    yield "    captures: {"
    for capture in request.captures:
        yield f"      [{javascript_text(capture.name)}]: (response) => {_looked(capture.looked)},"
    yield "    },"
    yield "    checks: {"
    for title, check in _titled(request):
        yield f"      [{javascript_text(title)}]: (response) => {_check(check)},"
    yield "    },"
    yield "  });"


def _notes(request: ScriptRequest) -> Iterator[str]:
    yield request.name
    yield from request.notes
    names = [name.lower() for name, _ in request.message.headers]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        yield f"k6 sends fields of one name in one line: {', '.join(twice)}."
    if request.message.without:
        yield f"k6 may add header fields of its own: {', '.join(request.message.without)}."
    changed = _encoded(request.message.url)[1]
    if changed:
        yield f"The script percent-encodes these characters of the path: {' '.join(changed)}"
    yield from redirected_fields(request, "k6")


def _encoded(url: ScriptText) -> tuple[ScriptText, list[str]]:
    """A URL whose path Go takes as it is, and the characters that had to be encoded for that.

    It would write a path again in which it finds one of them, escaped slashes included.
    """
    made: list[TextPiece] = []
    changed: set[str] = set()

    def escape(found: re.Match[str]) -> str:
        changed.add(found[0])
        return f"%{ord(found[0]):02X}"

    in_path = True
    for index, piece in enumerate(url):
        if not isinstance(piece, str) or not in_path:
            made.append(piece)
            continue
        origin = _ORIGIN.match(piece) if index == 0 else None
        start = origin.end() if origin is not None else 0
        end = re.search(r"[?#]", piece[start:])
        stop = start + end.start() if end is not None else len(piece)
        in_path = end is None
        made.append(piece[:start] + _OUTSIDE.sub(escape, piece[start:stop]) + piece[stop:])
    return tuple(made), sorted(changed)


def _titled(request: ScriptRequest) -> Iterator[tuple[str, ScriptCheck]]:
    taken: set[str] = set()
    for check in request.checks:
        title, number = f"{request.name}: {visible_line(check.title)}", 1
        while title in taken:
            number += 1
            title = f"{request.name}: {visible_line(check.title)} ({number})"
        taken.add(title)
        yield title, check


def _looked(looked: LookedAt) -> str:
    match looked.subject:
        case "status":
            return "response.status"
        case "header":
            return f"header(response, {javascript_text(looked.header)})"
        case "json":
            return f"at(response, {_json(looked.steps)})"
    return "response.body"


def _check(check: ScriptCheck) -> str:
    value, expected = _looked(check.looked), _json(check.expected)
    match check.kind:
        case "below_400":
            return "response.status > 0 && response.status < 400"
        case "status":
            return f"hasStatus(response, {expected})"
        case "equals":
            return f"same({value}, {expected})"
        case "not_equals":
            return f"differs({value}, {expected})"
        case "one_of":
            return f"{expected}.some((one) => same({value}, one))"
    return f"isThere({value}) === {expected}"
