"""HTTP Archives (HAR 1.2), as browsers, mitmproxy, ZAP, Fiddler, Charles and Insomnia write them.

What is not as the format says is read as far as it can be: a member that is missing or of another
type counts as not there.
"""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any, ClassVar
from urllib.parse import quote_plus

from outrider.errors import ImportRejected
from outrider.json_words import json_complaint
from outrider.model.message import (
    Content,
    FieldLine,
    MultipartContent,
    PartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
    header_value,
)
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, reveal

MOST_ENTRIES = 100_000


class HarEntry(SafeRepr, frozen=True):
    """An entry of an archive.

    Attributes:
        response: ``None`` where none came.
        problem: why none came, in the words of the program that wrote the archive.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"request"})

    request: RequestMessage
    response: ResponseMessage | None
    problem: str = ""


def is_har(text: str) -> bool:
    """Whether a text looks like an archive: JSON with a ``log`` at its top; cheap, never raises."""
    start = text[:4096].lstrip("\ufeff \t\r\n")
    return start[:1] == "{" and start[1:].lstrip()[:5] == '"log"'


def read_har(text: str, name: str) -> list[Any]:
    """The entries of an archive, not looked at yet.

    Args:
        text: of the file, without a byte order mark.
        name: of the file, for errors.

    Raises:
        ImportRejected: it is no archive.
    """
    try:
        document = json.loads(text)
    except RecursionError:
        raise _refused(f"{name} is not a HAR file: it is nested too deeply.", name) from None
    except ValueError as error:
        what = f"{name} is not a HAR file: it is not valid JSON"
        where = (
            f" (line {json_complaint(error).line})"
            if isinstance(error, json.JSONDecodeError)
            else ""
        )
        raise _refused(f"{what}{where}.", name) from None
    log = _table(_table(document).get("log"))
    entries = log.get("entries")
    if not isinstance(entries, list):
        raise _refused(f"{name} is not a HAR file: it has no log.entries.", name)
    return entries[:MOST_ENTRIES]


def har_pairs(value: Any) -> list[tuple[str, str]]:
    """The names and values of ``headers``, ``queryString`` or ``cookies``."""
    return _pairs(value)


def har_entry(entry: Any, name: str, number: int) -> HarEntry:
    """One entry; ``number`` counts from 1.

    Raises:
        ImportRejected: it has no request with a method and a URL.
    """
    table = _table(entry)
    asked, answered = _table(table.get("request")), _table(table.get("response"))
    method, url = _text(asked.get("method")), _text(asked.get("url"))
    if not method or not url:
        raise _refused(f"Entry {number} of {name} has no request with a method and a URL.", name)
    headers = tuple(FieldLine(one, value) for one, value in _pairs(asked.get("headers")))
    request = RequestMessage(method, url, headers, _content(_table(asked.get("postData")), headers))
    error = _text(answered.get("_error")) or _text(table.get("_error"))
    return HarEntry(request, _response(answered), error)


def _refused(what: str, name: str) -> ImportRejected:
    return ImportRejected(
        what,
        code="har",
        where=name,
        advice="Export the traffic again as HAR 1.2 (HTTP Archive).",
    )


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int:
    # A boolean is a number to Python; infinity is one to its JSON.
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if is_number and abs(value) < 1 << 60 else 0


def _pairs(value: Any) -> list[tuple[str, str]]:
    rows = map(_table, value if isinstance(value, list) else [])
    return [(_text(row.get("name")), _loose(row.get("value"))) for row in rows if row.get("name")]


def _loose(value: Any) -> str:
    """The text of a value; programs write numbers where the format has text."""
    return json.dumps(value) if isinstance(value, int | float) else _text(value)


def _content(data: dict[str, Any], headers: tuple[FieldLine, ...]) -> Content | None:
    """The body of a request: its text, or what its ``params`` say where there is no text."""
    if not data:
        return None
    kind = _text(data.get("mimeType")) or reveal(header_value(headers, "content-type") or "")
    text = _text(data.get("text"))
    if text:
        decoded = _decoded(text) if data.get("encoding") == "base64" else None
        if decoded is not None:
            return TextContent(decoded.decode("latin-1"), "latin_1")
        return TextContent(text)
    params = [_table(one) for one in _list(data.get("params"))]
    if not params:
        return TextContent("") if "text" in data else None
    if kind[:10].lower() == "multipart/":
        return MultipartContent(tuple(map(_part, params)), "")
    # Browsers keep values as they were encoded, others decode them.
    is_encoded = not any(set(" +&=") & set(_text(one.get("value"))) for one in params)
    has_escape = any("%" in _text(one.get("value")) for one in params)
    keeps = is_encoded and has_escape
    pairs = (
        "=".join(
            text if keeps else quote_plus(text, safe="*-._")
            for text in (_text(one.get("name")), _text(one.get("value")))
        )
        for one in params
    )
    return TextContent("&".join(pairs))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _part(param: dict[str, Any]) -> PartContent:
    def told(key: str) -> MaybeSecret | None:
        value = param.get(key)
        return value if isinstance(value, str) else None

    text = TextContent(_text(param.get("value")))
    return PartContent(_text(param.get("name")), text, told("fileName"), told("contentType"))


def _decoded(text: str) -> bytes | None:
    try:
        return b64decode(text)
    except (Base64Error, ValueError):
        return None


def _response(data: dict[str, Any]) -> ResponseMessage | None:
    """A response; a status of 0 says that none came."""
    status = _number(data.get("status"))
    if not 100 <= status <= 999:
        return None
    content = _table(data.get("content"))
    text = _text(content.get("text"))
    body = _decoded(text) if content.get("encoding") == "base64" else None
    if body is None:
        body = text.encode("utf-8", "surrogatepass")
    size = max(_number(content.get("size")), 0)
    headers = _pairs(data.get("headers"))
    kind = _text(content.get("mimeType"))
    if kind and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))
    # Chrome and others count the size of the decoded body, some of the one on the wire.
    is_cut = not text and size > 0
    return ResponseMessage(
        status,
        _text(data.get("statusText")),
        _text(data.get("httpVersion")),
        tuple(headers),
        body,
        size if is_cut else len(body),
        truncated=is_cut,
    )
