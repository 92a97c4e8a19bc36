"""A token request as a script writes it, taken apart into what an auth needs (RFC 6749 §4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote_plus

from msgspec import Struct

from outrider.importers.postman.scripts.basic_credentials import basic_credentials
from outrider.importers.postman.scripts.known_texts import (
    is_percent_encoded,
    known_text,
    pairs_in,
    without_encoding,
)
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ObjectValue,
    PercentEncodedValue,
    Piece,
    TextValue,
    UnknownValue,
    Value,
    template_of,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.importers.postman.scripts.url_objects import url_of_parts
from outrider.oauth.own_headers import is_own_header

GRANT = "client_credentials"
PASSWORD_GRANT = "password"
AUTH_METHOD = "token_endpoint_auth_method"
_PLAIN_HEADERS = frozenset({"content-type", "authorization", "content-length"})
_USUAL = {"accept": ("*/*", "application/json"), "cache-control": ("no-cache",)}
"""Values of header fields that change nothing about a token request."""
_DECIDING = frozenset({"dpop", "host", "proxy-authorization"})
"""Fields that no auth has, and without which a server would answer otherwise."""
_HOLE = re.compile("\0(\\d+)\0")


class ScriptTokenRequest(Struct, frozen=True):
    """What a token request says; every text is a template of Postman's.

    Attributes:
        method: ``client_secret_basic``, ``client_secret_post`` or ``none``.
        parameters: the other parameters, in order.
        basic_encoding: ``raw`` where id and secret stand in Basic as they are.
        username: of the resource owner, where the grant is ``password`` (RFC 6749 §4.3.2).
        encoding: how the script sends the form: ``urlencoded``, ``formdata``, ``json``.
        headers: header fields of its own, in order.
        lost_headers: names of those that a token request has itself.
        encoded: parameters and header fields that arrive percent-encoded, since the script encodes
            what is encoded once more or never decoded; with the values that it encodes.
    """

    endpoint: str
    client_id: str
    client_secret: str
    method: str
    scope: str
    parameters: tuple[tuple[str, str], ...]
    encoding: str
    headers: tuple[tuple[str, str], ...]
    lost_headers: tuple[str, ...] = ()
    basic_encoding: str = ""
    grant: str = GRANT
    username: str = ""
    password: str = ""
    encoded: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> dict[str, str]:
        """What of it is an auth, by the keys of one."""
        method = {} if self.method == "client_secret_basic" else {AUTH_METHOD: self.method}
        known = {
            "grant_type": self.grant if self.grant != GRANT else "",
            "token_endpoint": self.endpoint,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "username": self.username,
            "password": self.password,
            "scope": self.scope,
            "basic_encoding": "raw" if self.basic_encoding == "raw" else "",
            **dict(self.parameters),
            **method,
        }
        return {name: value for name, value in known.items() if value}

    @property
    def names(self) -> set[str]:
        """The variables that it refers to."""
        texts = [self.endpoint, self.client_id, self.client_secret, self.scope]
        texts += [self.username, self.password]
        texts += [value for _, value in (*self.parameters, *self.headers)]
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
        raise UnsupportedScript(f"the request uses {method}; token requests use POST")
    endpoint = endpoint_of(request)
    form, encoding = form_of(request.values.get("body"))
    headers = dict(headers_of(request.values.get("header") or request.values.get("headers")))
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
    # What is undefined is no row of a form.
    rows = [(name, value) for name, value in form if value != NOTHING]
    fields = [(name, known_text(value, f"the parameter {name}")) for name, value in rows]
    known = dict(fields)
    grant = known.pop("grant_type", "")
    if grant not in {GRANT, PASSWORD_GRANT}:
        raise UnsupportedScript(f'its grant_type is "{grant}"' if grant else "it has no grant_type")
    client_id, client_secret = known.pop("client_id", ""), known.pop("client_secret", "")
    method = "client_secret_post" if client_secret else "none"
    basic = basic_credentials(auth, headers)
    if basic is not None:
        client_id, client_secret = basic.client_id, basic.client_secret
        method = "client_secret_basic"
    username, password = "", ""
    if grant == PASSWORD_GRANT:
        username, password = known.pop("username", ""), known.pop("password", "")
        _check_owner(client_id, username, password)
    scope = known.pop("scope", "")
    parameters = tuple((name, value) for name, value in fields if name in known and value)
    others = dict(_known_headers(headers))
    kept = tuple((name, text) for name, text in others.items() if not is_own_header(name))
    sent = [*rows, *((name, one) for name, one in headers.items() if name in others)]
    encoded = tuple(
        (name, known_text(one, name))
        for name, one in sent
        if isinstance(one, TextValue) and is_percent_encoded(one)
    )
    return ScriptTokenRequest(
        endpoint,
        client_id,
        client_secret,
        method,
        scope,
        parameters,
        encoding,
        kept,
        tuple(name for name in others if name not in dict(kept)),
        "" if basic is None else basic.encoding,
        grant,
        username,
        password,
        encoded,
    )


def _known_headers(headers: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The header fields that say more than every token request does.

    Raises:
        UnsupportedScript: one of them is not known, or one that no auth has.
    """
    for name, value in headers.items():
        low = name.lower()
        if low in _PLAIN_HEADERS or value == NOTHING:
            continue
        written = known_text(value, f"the header {name}")
        if low in _DECIDING:
            raise UnsupportedScript(f"its token request has a {name} header of its own")
        if written not in _USUAL.get(low, ()):
            yield name, written


def _check_owner(client_id: str, username: str, password: str) -> None:
    known = {"client_id": client_id, "username": username, "password": password}
    missing = [name for name, value in known.items() if not value]
    if missing:
        raise UnsupportedScript(f"its token request has no {missing[0]}")


def endpoint_of(request: ObjectValue) -> str:
    """The URL of a request.

    Raises:
        UnsupportedScript: it is not known.
    """
    url = request.values.get("url")
    if isinstance(url, ObjectValue):
        if url.values.get("host"):
            return url_of_parts(url)
        url = url.values.get("raw")
    return known_text(url, "the URL")


def form_of(body: Value | None) -> tuple[list[tuple[str, Value]], str]:
    """The rows of a body, and how it is encoded.

    Raises:
        UnsupportedScript: they are not known.
    """
    if isinstance(body, UnknownValue):
        raise UnsupportedScript(f"the body is not known: {body.what}", body.line)
    if isinstance(body, TextValue):
        return written_form(body), "urlencoded"
    if isinstance(body, ObjectValue) and body.is_form:
        return list(body.values.items()), "urlencoded"
    if not isinstance(body, ObjectValue):
        raise UnsupportedScript("the request has no body")
    mode = template_of(body.values.get("mode")) or ""
    content = body.values.get(mode)
    if content is None and "raw" in body.values:
        # Scripts that Postman itself once showed write the media type here.
        mode, content = "raw", body.values["raw"]
    if mode in {"urlencoded", "formdata"}:
        if isinstance(content, TextValue):
            # Postman splits the text and encodes each part of it as it is.
            return written_form(content, is_encoded=False), mode
        return list(pairs_in(content)), mode
    if isinstance(content, UnknownValue):
        raise UnsupportedScript(f"the body is not known: {content.what}", content.line)
    if mode == "raw" and isinstance(content, ObjectValue | TextValue):
        return _raw(content)
    raise UnsupportedScript(f"the body's mode is {mode or 'not known'}")


def _raw(content: ObjectValue | TextValue) -> tuple[list[tuple[str, Value]], str]:
    if isinstance(content, TextValue):
        first = content.pieces[0] if content.pieces else ""
        is_json = isinstance(first, str) and _is_object(first)
        return written_form(content), "json" if is_json else "urlencoded"
    if template_of(content.values.get("mode")):
        return form_of(content)
    return list(content.values.items()), "urlencoded" if content.is_form else "json"


def written_form(whole: TextValue, *, is_encoded: bool = True) -> list[tuple[str, Value]]:
    """A form or JSON as text: ``"grant_type=…&scope=" + scope`` taken apart.

    Args:
        whole: the text.
        is_encoded: it is sent as it is, so that a server decodes what stands in it.

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
        known, held = (_filled(one, holes, is_encoded=is_encoded) for one in (name, value))
        pairs.append((without_encoding(known) or "", held))
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
        raise UnsupportedScript("the body is JSON, but not an object")
    return [(name, _filled(str(value), holes, is_encoded=False)) for name, value in data.items()]


def _filled(written: str, holes: list[Piece], *, is_encoded: bool) -> TextValue:
    found: list[Piece] = []
    for index, text in enumerate(_HOLE.split(written)):
        piece: Piece = holes[int(text)] if index % 2 else unquote_plus(text) if is_encoded else text
        if is_encoded and isinstance(piece, PercentEncodedValue):
            found += piece.text.pieces
        else:
            found.append(piece)
    return TextValue(tuple(piece for piece in found if piece != ""))


def headers_of(value: Value | None) -> Iterator[tuple[str, Value]]:
    """The header fields of a request: rows, lines, an object or a text.

    Raises:
        UnsupportedScript: one of them is not known.
    """
    if isinstance(value, TextValue):
        yield from (_header_line(row) for row in _lines(value) if row.template != "")
    elif isinstance(value, ArrayValue):
        for one in value.values:
            if isinstance(one, TextValue):
                yield _header_line(one)
            elif isinstance(one, UnknownValue) and ":" in one.begins:
                # What the value of the field is nobody knows, but which field it is.
                yield one.begins.partition(":")[0].strip(), one
            else:
                yield from pairs_in(ArrayValue([one]))
    elif isinstance(value, UnknownValue) and ":" in value.begins:
        yield from headers_of(ArrayValue([value]))
    elif value is not None:
        yield from pairs_in(value)


def _lines(whole: TextValue) -> Iterator[TextValue]:
    """The lines of a text of several pieces."""
    pieces: list[Piece] = []
    for piece in whole.pieces:
        first, *rest = piece.splitlines() if isinstance(piece, str) and piece else [piece]
        pieces.append(first)
        for one in rest:
            yield TextValue(tuple(pieces))
            pieces = [one]
        if isinstance(piece, str) and piece.endswith("\n"):
            yield TextValue(tuple(pieces))
            pieces = []
    yield TextValue(tuple(one for one in pieces if one != ""))


def _header_line(line: TextValue) -> tuple[str, Value]:
    """``"Authorization: Basic " + …`` as a name and its value."""
    first = line.pieces[0] if line.pieces else ""
    if not isinstance(first, str) or ":" not in first:
        raise UnsupportedScript("a header of the request is not known")
    name, _, rest = first.partition(":")
    return name.strip(), TextValue(
        tuple(one for one in (rest.lstrip(), *line.pieces[1:]) if one != "")
    )
