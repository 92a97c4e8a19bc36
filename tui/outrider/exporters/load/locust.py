"""Scripts for Locust, which distributes load over processes and machines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

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
from outrider.exporters.load.locust_runtime import IMPORTS, RUNTIME, TOKEN_RUNTIME
from outrider.exporters.load.plain_requests import script_of_entries, script_of_request
from outrider.exporters.load.script_messages import metadata_fields
from outrider.exporters.load.script_notes import connection_notes, head_lines, redirected_fields
from outrider.exporters.load.script_text import (
    Escape,
    ScriptText,
    Slot,
    SlotKind,
    code_of,
    steps_code,
)
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import EVERY_OPTION
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest
from outrider.model.secret import MASK
from outrider.visible_text import visible_line

_OUTSIDE = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/%-]")
_OUTSIDE_QUERY = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")
_FUNCTIONS = {Escape.JSON: "inside_json", Escape.PERCENT: "percent", Escape.FORM: "form_percent"}


class LocustExporter:
    """A module with one user, whose task sends every request once."""

    name = "locust"
    summary = "A Locust script that fetches and renews the token by itself."
    suffix = ".py"
    carries = EVERY_OPTION
    program = "Locust"

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A script with a request that has its credentials."""
        return self.script(script_of_request(outgoing, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """A script that sends all requests again, in order."""
        script = script_of_entries(entries, masking)
        return self.script(script) if script.requests else ""

    def script(self, script: LoadScript) -> str:
        """The script of a folder."""
        lines = [f"# {one}".rstrip() for one in head_lines(script, "Locust", "locust -f FILE")]
        http2 = "Locust speaks HTTP/1.1 only."
        lines += [f"# {visible_line(one)}" for one in connection_notes(script, "", http2)]
        lines += ["", IMPORTS, "", *_settings(script), "", "", RUNTIME, ""]
        lines += ["", "VALUES = {", *_values(script), "}"]
        lines += [
            f"{name} = content_of({python_text(path)})" for path, name in _files(script).items()
        ]
        if script.tokens:
            lines += ["", "TOKENS = {", *_tokens(script.tokens), "}"]
            lines += [f"METADATA_FIELDS = {python_text(list(metadata_fields().items()))}"]
            lines += ["", TOKEN_RUNTIME, ""]
        lines += ["", "class Workspace(HttpUser):", f"    host = {python_text(_host(script))}", ""]
        lines += ["    @task", "    def send_requests(self):", "        captured = {}"]
        for request in script.requests:
            lines += ["", *_request(request, _files(script))]
        return "\n".join([*lines, ""])


def python_text(value: object) -> str:
    """A value as Python writes it."""
    return repr(value)


def _settings(script: LoadScript) -> Iterator[str]:
    settings = script.connection
    verify: object = True if settings is None else settings.verify and (settings.ca_bundle or True)
    proxy = str(settings.proxy) if settings is not None else ""
    proxies = {"http": proxy, "https": proxy} if proxy and MASK not in proxy else None
    yield f"VERIFY = {python_text(verify)}"
    yield f"PROXIES = {python_text(proxies)}"
    yield f"KEEPS_COOKIES = {python_text(script.keeps_cookies)}"


def _values(script: LoadScript) -> Iterator[str]:
    for one in script.values:
        default = f", {python_text(one.value)}" if one.value is not None else ""
        yield f'    "{one.name}": value_of("{one.name}"{default}),'


def _files(script: LoadScript) -> dict[str, str]:
    """The name of the constant for each file, by its path."""
    found: dict[str, str] = {}
    for request in script.requests:
        for piece in request.message.body or ():
            if isinstance(piece, BodyFile):
                found.setdefault(piece.path, f"FILE_{len(found) + 1}")
    return found


def _host(script: LoadScript) -> str:
    """What Locust wants to know, and does not use where URLs are absolute."""
    first = script.requests[0].message.url[:1] if script.requests else ()
    url = first[0] if first and isinstance(first[0], str) else ""
    origin = "/".join(url.split("/")[:3])
    return origin if "://" in origin else "http://localhost"


def _slot(slot: Slot) -> str:
    match slot.kind:
        case SlotKind.VALUE:
            value = f'VALUES["{slot.name}"]'
        case SlotKind.CAPTURE:
            value = f"captured[{python_text(slot.name)}]"
        case SlotKind.DYNAMIC:
            value = f"dynamic({python_text(slot.name)})"
        case SlotKind.TOKEN:
            value = "token"
        case SlotKind.REFRESH_TOKEN:
            value = "refresh_token"
    return steps_code(value, slot.steps, python_text, _FUNCTIONS)


def _text(text: ScriptText) -> str:
    return code_of(text, python_text, _slot, lambda code: f"base64_of({code})")


def _message(message: ScriptMessage, files: dict[str, str], margin: str) -> Iterator[str]:
    yield f"{margin}    {python_text(message.method)},"
    yield f"{margin}    {_text(message.url)},"
    yield f"{margin}    ["
    for name, text in message.headers:
        yield f"{margin}        ({python_text(name)}, {_text(text)}),"
    yield f"{margin}    ],"
    yield f"{margin}    {_body(message.body, files)},"
    yield f"{margin}    {python_text(message.without)},"


def _body(body: tuple[BodyPiece, ...] | None, files: dict[str, str]) -> str:
    if body is None:
        return "None"
    told = [_piece(one, files) for one in body]
    if len(told) == 1:
        return told[0]
    return f"b''.join([{', '.join(told)}])"


def _piece(piece: BodyPiece, files: dict[str, str]) -> str:
    if isinstance(piece, BodyFile):
        return files[piece.path]
    return f"({_text(piece)}).encode()" if isinstance(piece, tuple) else repr(piece)


def _tokens(tokens: Sequence[ScriptToken]) -> Iterator[str]:
    for one in tokens:
        yield f"    {python_text(one.name)}: {{"
        yield f'        "metadata": {python_text(list(one.metadata))},'
        yield f'        "issuer": {python_text(one.issuer)},'
        paths = {name: list(path) for name, path in one.paths.items()}
        yield f'        "paths": {python_text(paths)},'
        yield '        "request": lambda: ('
        yield from _message(one.request, {}, "        ")
        yield "        ),"
        if one.refresh is None:
            yield '        "refresh": None,'
        else:
            yield '        "refresh": lambda refresh_token: ('
            yield from _message(one.refresh, {}, "        ")
            yield "        ),"
        yield "    },"


def _request(request: ScriptRequest, files: dict[str, str]) -> Iterator[str]:
    yield from (f"        # {visible_line(note)}" for note in _notes(request))
    yield "        send("
    yield "            self,"
    yield "            captured,"
    yield f"            {python_text(visible_line(request.name))},"
    yield "            lambda token: ("
    yield from _message(request.message, files, "            ")
    yield "            ),"
    if request.token:
        yield f"            token={python_text(request.token)},"
    if request.needs:
        yield f"            needs={python_text(request.needs)},"
    yield f"            timeout={python_text(request.timeout)},"
    if request.follow_redirects:
        yield "            redirects=True,"
    if request.captures:
        yield "            captures={"
        for capture in request.captures:
            name, looked = python_text(capture.name), _looked(capture.looked)
            yield f"                {name}: lambda response: {looked},"
        yield "            },"
    yield "            checks={"
    for title, check in _titled(request):
        yield f"                {python_text(title)}: lambda response: {_check(check)},"
    yield "            },"
    yield "        )"


def _notes(request: ScriptRequest) -> Iterator[str]:
    yield request.name
    yield from request.notes
    yield from _target_notes(request.message.url)
    yield from redirected_fields(request, "Locust")


def _target_notes(url: ScriptText) -> Iterator[str]:
    """What urllib3 changes in a target that does not follow RFC 3986 to the letter."""
    literal = "".join(piece for piece in url if isinstance(piece, str))
    target = re.sub(r"^[^:/?#]+://[^/?#]*", "", literal.partition("#")[0])
    path, _, query = target.partition("?")
    codes = re.findall(r"%[0-9A-Fa-f]{2}", target)
    changed = {*_OUTSIDE.findall(path), *_OUTSIDE_QUERY.findall(query)}
    if len(codes) != target.count("%"):
        changed.add("%")
    if changed:
        yield f"Locust percent-encodes these characters of the URL: {' '.join(sorted(changed))}"
    if any(one != one.upper() for one in codes):
        yield "Locust writes percent-encodings of the URL in capitals."


def _titled(request: ScriptRequest) -> Iterator[tuple[str, ScriptCheck]]:
    taken: set[str] = set()
    for check in request.checks:
        title, number = visible_line(check.title), 1
        while title in taken:
            number += 1
            title = f"{visible_line(check.title)} ({number})"
        taken.add(title)
        yield title, check


def _looked(looked: LookedAt) -> str:
    match looked.subject:
        case "status":
            return "response.status_code"
        case "header":
            return f"header(response, {python_text(looked.header)})"
        case "json":
            return f"at(response{''.join(f', {python_text(step)}' for step in looked.steps)})"
    return "response.text"


def _check(check: ScriptCheck) -> str:
    value, expected = _looked(check.looked), _plain(check.expected)
    match check.kind:
        case "below_400":
            return "response.status_code < 400"
        case "status":
            return f"has_status(response, {expected})"
        case "equals":
            return f"same({value}, {expected})"
        case "not_equals":
            return f"differs({value}, {expected})"
        case "one_of":
            return f"any(same({value}, one) for one in {expected})"
    return f"is_there({value}) is {expected}"


def _plain(value: Any) -> str:
    """A JSON value as Python, with lists in place of tuples."""
    if isinstance(value, dict):
        return (
            f"{{{', '.join(f'{python_text(key)}: {_plain(one)}' for key, one in value.items())}}}"
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, value))}]"
    return repr(value)
