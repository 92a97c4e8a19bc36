"""A token request as a script writes it, taken apart into what an auth needs (RFC 6749 §4.4)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_plus

from msgspec import Struct

from outrider.importers.postman.scripts.script_values import (
    ArrayValue,
    Base64Value,
    ObjectValue,
    PercentEncodedValue,
    Piece,
    TextValue,
    UnknownValue,
    Value,
    template_of,
)

GRANT = "client_credentials"
_PLAIN_HEADERS = frozenset(
    {"content-type", "accept", "cache-control", "authorization", "content-length"}
)
_HOLE = re.compile("\0(\\d+)\0")


class UnsupportedScript(Exception):
    """A script is not, or not surely, one that fetches a token.

    Attributes:
        line: 1-based; 0 where no line is to blame.
        why: a sentence's end: "the URL is not known: getUrl()".
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


class ScriptTokenRequest(Struct, frozen=True):
    """What a token request says; every text is a template of Postman's.

    Attributes:
        method: ``client_secret_basic``, ``client_secret_post`` or ``none``.
        parameters: the other parameters, in order.
        encoding: how the script sends the form: ``urlencoded``, ``formdata``, ``json``.
        headers: fields that no token request carries here.
    """

    endpoint: str
    client_id: str
    client_secret: str
    method: str
    scope: str
    parameters: tuple[tuple[str, str], ...]
    encoding: str
    headers: tuple[str, ...]

    @property
    def names(self) -> set[str]:
        """The variables that it refers to."""
        texts = [self.endpoint, self.client_id, self.client_secret, self.scope]
        texts += [value for _, value in self.parameters]
        return set().union(*(TextValue((one,)).names for one in texts))


def read_request(request: Value) -> ScriptTokenRequest:
    """Takes the argument of ``pm.sendRequest`` apart.

    Raises:
        UnsupportedScript: a part of it is not known, or it asks for something else.
    """
    if isinstance(request, UnknownValue):
        raise UnsupportedScript(f"the request is not known: {request.what}", request.line)
    if not isinstance(request, ObjectValue):
        raise UnsupportedScript("the request is not written as an object")
    method = template_of(request.values.get("method")) or "GET"
    if method.upper() != "POST":
        raise UnsupportedScript(f"the request is a {method}, and tokens are asked for with POST")
    url = request.values.get("url")
    if isinstance(url, ObjectValue):
        url = url.values.get("raw")
    endpoint = _known(url, "the URL")
    form, encoding = _form(request.values.get("body"))
    headers = dict(_headers(request.values.get("header") or request.values.get("headers")))
    return build_token_request(endpoint, form, encoding, headers, request.values.get("auth"))


def build_token_request(
    endpoint: str,
    form: Sequence[tuple[str, Value]],
    encoding: str,
    headers: dict[str, Value],
    auth: Value | None,
) -> ScriptTokenRequest:
    """The parts of a token request, wherever they were found.

    Raises:
        UnsupportedScript: it asks for another grant, or a credential is not known.
    """
    fields = [(name, _known(value, f"the parameter {name}")) for name, value in form]
    known = dict(fields)
    grant = known.pop("grant_type", "")
    if grant != GRANT:
        raise UnsupportedScript(
            f"it asks with grant_type {grant}" if grant else "it names no grant_type"
        )
    client_id, client_secret = known.pop("client_id", ""), known.pop("client_secret", "")
    method = "client_secret_post" if client_secret else "none"
    basic = _basic(auth) or _basic_header(headers)
    if basic is not None:
        client_id, client_secret = basic
        method = "client_secret_basic"
    scope = known.pop("scope", "")
    parameters = tuple((name, value) for name, value in fields if name in known and value)
    others = tuple(name for name in headers if name.lower() not in _PLAIN_HEADERS)
    return ScriptTokenRequest(
        endpoint, client_id, client_secret, method, scope, parameters, encoding, others
    )


def _known(value: Value | None, what: str) -> str:
    if isinstance(value, UnknownValue):
        raise UnsupportedScript(f"{what} is not known: {value.what}", value.line)
    if isinstance(value, TextValue):
        # A form encodes by itself what the script encodes by hand.
        plain = _without_encoding(value)
        if plain is not None:
            return plain
    raise UnsupportedScript(f"{what} is not a text that can be known")


def _without_encoding(value: TextValue) -> str | None:
    pieces: list[Piece] = []
    for piece in value.pieces:
        pieces += piece.text.pieces if isinstance(piece, PercentEncodedValue) else (piece,)
    return TextValue(tuple(pieces)).template


def _pairs(value: Value | None) -> Iterator[tuple[str, Value]]:
    """Rows of ``key`` and ``value``, or an object's own."""
    if isinstance(value, ArrayValue):
        for one in value.values:
            if not isinstance(one, ObjectValue):
                raise UnsupportedScript("a row of the request is not known")
            if template_of(one.values.get("disabled")) != "true":
                name = _known(one.values.get("key"), "the name of a row")
                yield name, one.values.get("value") or TextValue(("",))
    elif isinstance(value, ObjectValue):
        yield from value.values.items()
    elif isinstance(value, UnknownValue):
        raise UnsupportedScript(f"the body is not known: {value.what}", value.line)


def _form(body: Value | None) -> tuple[list[tuple[str, Value]], str]:
    if isinstance(body, UnknownValue):
        raise UnsupportedScript(f"the body is not known: {body.what}", body.line)
    if isinstance(body, TextValue):
        return written_form(body), "urlencoded"
    if not isinstance(body, ObjectValue):
        raise UnsupportedScript("the request has no body")
    mode = template_of(body.values.get("mode")) or ""
    content = body.values.get(mode)
    if content is None and "raw" in body.values:
        # Scripts that Postman itself once showed write the media type here.
        mode, content = "raw", body.values["raw"]
    if mode in {"urlencoded", "formdata"}:
        if isinstance(content, TextValue):
            return written_form(content), mode
        return list(_pairs(content)), mode
    if mode == "raw":
        if isinstance(content, ObjectValue) and template_of(content.values.get("mode")):
            return _form(content)
        if isinstance(content, ObjectValue):
            return list(content.values.items()), "json"
        if isinstance(content, TextValue):
            first = content.pieces[0] if content.pieces else ""
            is_json = isinstance(first, str) and _is_object(first)
            return written_form(content), "json" if is_json else "urlencoded"
    raise UnsupportedScript(f"the body's mode is {mode or 'not known'}")


def written_form(whole: TextValue) -> list[tuple[str, Value]]:
    """A form or JSON as text: ``"grant_type=…&scope=" + scope`` taken apart.

    Raises:
        UnsupportedScript: it is broken JSON, or JSON that is no object.
    """
    holes: list[Piece] = []
    line = ""
    for piece in whole.pieces:
        if isinstance(piece, str):
            line += piece
        else:
            holes.append(piece)
            line += f"\0{len(holes) - 1}\0"
    if _is_object(line):
        return _written_json(line, holes)
    pairs: list[tuple[str, Value]] = []
    for part in filter(None, line.strip().split("&")):
        name, _, value = part.partition("=")
        pairs.append((_filled(name, holes).template or "", _filled(value, holes)))
    return pairs


def _is_object(written: str) -> bool:
    """Whether a text begins as JSON does; a reference begins otherwise."""
    start = written.lstrip()
    return start.startswith("{") and not start.startswith("{{")


def _written_json(line: str, holes: list[Piece]) -> list[tuple[str, Value]]:
    import json

    try:
        data = json.loads(line)
    except ValueError:
        raise UnsupportedScript("the body is neither a form nor JSON") from None
    if not isinstance(data, dict):
        raise UnsupportedScript("the body is JSON, but no object")
    return [(name, _filled(str(value), holes)) for name, value in data.items()]


def _filled(written: str, holes: list[Piece]) -> TextValue:
    pieces = (
        holes[int(piece)] if index % 2 else unquote_plus(piece)
        for index, piece in enumerate(_HOLE.split(written))
    )
    return TextValue(tuple(piece for piece in pieces if piece != ""))


def _headers(value: Value | None) -> Iterator[tuple[str, Value]]:
    if isinstance(value, TextValue):
        for row in (value.template or "").splitlines():
            name, _, rest = row.partition(":")
            yield name.strip(), TextValue((rest.strip(),))
    elif isinstance(value, ArrayValue):
        for one in value.values:
            if isinstance(one, TextValue):
                yield _header_line(one)
            else:
                yield from _pairs(ArrayValue((one,)))
    elif value is not None:
        yield from _pairs(value)


def _header_line(line: TextValue) -> tuple[str, Value]:
    """``"Authorization: Basic " + …`` as a name and its value."""
    first = line.pieces[0] if line.pieces else ""
    if not isinstance(first, str) or ":" not in first:
        raise UnsupportedScript("a header of the request is not known")
    name, _, rest = first.partition(":")
    return name.strip(), TextValue(
        tuple(one for one in (rest.lstrip(), *line.pieces[1:]) if one != "")
    )


def _basic(auth: Value | None) -> tuple[str, str] | None:
    if auth is None:
        return None
    if isinstance(auth, UnknownValue):
        raise UnsupportedScript(f"the auth is not known: {auth.what}", auth.line)
    if not isinstance(auth, ObjectValue):
        raise UnsupportedScript("the auth is not written as an object")
    kind = template_of(auth.values.get("type")) or ""
    if kind in {"", "noauth"}:
        return None
    if kind != "basic":
        raise UnsupportedScript(f"the auth is of type {kind}")
    rows = dict(_pairs(auth.values.get("basic")))
    return (
        _known(rows.get("username"), "the user name"),
        _known(rows.get("password"), "the password"),
    )


def _basic_header(headers: dict[str, Value]) -> tuple[str, str] | None:
    value = next((one for name, one in headers.items() if name.lower() == "authorization"), None)
    if value is None:
        return None
    if isinstance(value, UnknownValue):
        raise UnsupportedScript(f"the Authorization header is not known: {value.what}", value.line)
    if isinstance(value, TextValue) and len(value.pieces) == 2:
        start, inner = value.pieces
        is_basic = isinstance(start, str) and start.strip().lower() == "basic"
        if is_basic and isinstance(inner, Base64Value):
            return _split(inner.text)
    written = template_of(value) or ""
    scheme, _, rest = written.strip().partition(" ")
    if scheme.lower() == "basic" and (decoded := _decoded(rest.strip())) is not None:
        return _split(TextValue((decoded,)))
    raise UnsupportedScript("the Authorization header is not made of an id and a secret")


def _decoded(written: str) -> str | None:
    try:
        return base64.b64decode(written, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _split(credentials: TextValue) -> tuple[str, str]:
    """Id and secret at the colon between them."""
    whole = _without_encoding(credentials)
    if whole is None or ":" not in re.sub(r"\{\{[^{}]*\}\}", "", whole):
        raise UnsupportedScript("the credentials are not an id and a secret with a colon between")
    match = re.match(r"((?:\{\{[^{}]*\}\}|[^:])*):(.*)", whole, re.DOTALL)
    assert match is not None
    return match[1], match[2]
