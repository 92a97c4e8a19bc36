r"""Credentials that are written out within a text, and references in their place.

What is sent means the same: a credential is hidden whole and decoded, and encoded anew where its
reference stands, which may spell it otherwise (``%2b`` as ``%2B``, ``\/`` as ``/``). Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from outrider.credential_shapes import FoundCredential, find_credentials
from outrider.lazy_pattern import lazy_pattern
from outrider.variables.body.json_template import json_escape
from outrider.variables.characters import forbidden
from outrider.variables.reference_grammar import (
    Reference,
    TemplatePiece,
    parse_template,
    template_text,
)
from outrider.variables.url.url_builder import encode_component, encode_in_path, encode_literal
from outrider.variables.variable_scope import ACCESS_TOKEN

Hide: TypeAlias = Callable[[str, str, bool], str | None]
"""Given a name, a credential, and whether it will be spelled otherwise where it is sent: what is
written in its place; ``None`` leaves it there."""

FindSpans: TypeAlias = Callable[[str], Iterable[FoundCredential]]
"""The credentials in a text, decoded; in order, none within another."""

_PERCENT = r"%[0-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])+"


class TextPlace(Struct, frozen=True):
    """How a text is written where it stands.

    Attributes:
        units: what is decoded together.
        decode: what one of them stands for; itself, where it is broken.
        encode: what becomes of a value there.
        in_url: values with controls, or with blanks at their ends, are refused there.
        kept: units that stay as they are written, for readers differ on what they mean.
    """

    units: re.Pattern[str]
    decode: Callable[[str], str]
    encode: Callable[[str], str]
    in_url: bool = False
    kept: str = ""


def _from_percent(unit: str) -> str:
    if len(unit) == 1:
        return unit
    try:
        return unquote_to_bytes(unit).decode()
    except UnicodeDecodeError:
        return unit


def _from_form(unit: str) -> str:
    return " " if unit == "+" else _from_percent(unit)


def _from_json(unit: str) -> str:
    if len(unit) == 1:
        return unit
    try:
        return str(json.loads(f'"{unit}"'))
    except ValueError:
        return unit


def _same(text: str) -> str:
    return text


def _before_host(text: str) -> str:
    # A value in front of a host may hold nothing that could decide where the host begins.
    return "" if re.search(r"[/?#@:\\]", text) else encode_component(text)


_URL_UNITS = lazy_pattern(rf"{_PERCENT}|.", re.DOTALL)
PLAIN = TextPlace(re.compile(r".", re.DOTALL), _same, _same)
URL_PATH = TextPlace(_URL_UNITS, _from_percent, encode_in_path, in_url=True)
# A plus sign is a blank in a form, and itself in a signature: neither %20 nor %2B is the same.
URL_QUERY = TextPlace(_URL_UNITS, _from_form, encode_component, in_url=True, kept="+")
USERINFO = TextPlace(_URL_UNITS, _from_percent, _before_host, in_url=True)
PROXY_USERINFO = TextPlace(_URL_UNITS, _from_percent, encode_component, in_url=True)
FORM_TEXT = TextPlace(_URL_UNITS, _from_form, _same)
"""A form that stands in a text: it is encoded, and what is put into it is not."""
JSON_STRING = TextPlace(
    re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[0-9A-Fa-f]{4}|\\.|.", re.DOTALL),
    _from_json,
    json_escape,
)


def whole(name: str) -> FindSpans:
    """All of a text as one credential of this name."""
    return lambda text: (FoundCredential(0, len(text), name),) if text else ()


def meant(name: str) -> FindSpans:
    """As :func:`whole`, unless nothing of it opens anything: ``Bearer `` before a reference."""

    def find(text: str) -> Iterable[FoundCredential]:
        return () if not any(map(str.isalnum, text)) else whole(name)(text)

    return find


_SHORTEST_BESIDE_TOKEN = 8
"""Characters from which on a text beside the token of the auth may be a credential itself.

What is shorter marks the token: ``v2.{{access_token}}``.
"""

_SHORTEST_BESIDE = 4
"""Letters and digits from which on a text beside any other reference may: not ``v{{version}}``."""


def hide_in_template(written: str, place: TextPlace, find: FindSpans, hide: Hide) -> str:
    """A text as a file has it, with references in the place of its credentials.

    References that stand there already stay; ``find`` is asked about what is between them.
    """
    is_plain = place is PLAIN or (place is JSON_STRING and "\\" not in written)
    if is_plain and "{{" not in written and not any(True for _ in find(written)):
        # Most of what stands in a large document, by far.
        return written
    pieces: list[TemplatePiece] = []
    parsed = parse_template(written)
    has_reference = any(not isinstance(one, str) for one in parsed)
    has_token = any(isinstance(one, Reference) and one.name == ACCESS_TOKEN for one in parsed)
    for piece in parsed:
        if not isinstance(piece, str) or (
            (has_token and len(piece) < _SHORTEST_BESIDE_TOKEN)
            or (has_reference and sum(map(str.isalnum, piece)) < _SHORTEST_BESIDE)
        ):
            pieces.append(piece)
        else:
            pieces += _hidden(piece, place, find, hide)
    # Blanks within braces, say, are nobody's business here.
    if template_text(pieces) == template_text(parsed):
        return written
    return template_text(pieces)


def hide_everywhere(written: str, place: TextPlace, hide: Hide) -> str:
    """As :func:`hide_in_template`, for whatever in a text of any kind looks like a credential."""
    return hide_in_template(written, place, find_credentials, hide)


def _hidden(text: str, place: TextPlace, find: FindSpans, hide: Hide) -> Iterable[TemplatePiece]:
    """Literal text, as pieces that say the same once what is hidden is put in again."""
    units = [text] if place is PLAIN else place.units.findall(text)
    decoded = [text] if place is PLAIN else [place.decode(unit) for unit in units]
    spans = list(find("".join(decoded)))
    if not spans:
        yield text
        return
    if place is PLAIN:
        units = decoded = list(text)
    at = offset = 0
    for span in spans:
        start = at
        while at < len(units) and offset < span.start:
            offset += len(decoded[at])
            at += 1
        yield "".join(units[start:at])
        start = at
        while at < len(units) and offset < span.end:
            offset += len(decoded[at])
            at += 1
        yield from _credential(units[start:at], decoded[start:at], span.name, place, hide)
    yield "".join(units[at:])


def _credential(
    units: list[str], decoded: list[str], name: str, place: TextPlace, hide: Hide
) -> Iterable[TemplatePiece]:
    """A credential, hidden whole; only what no value can stand for there stays as it is."""
    at = 0
    while at < len(units):
        start = at
        while at < len(units) and _can_be_put_in(units[at], decoded[at], place):
            at += 1
        end = at
        # A secret with blanks around it is refused as one that was copied wrongly.
        while start < end and decoded[start].isspace():
            yield units[start]
            start += 1
        while start < end and decoded[end - 1].isspace():
            end -= 1
        value, written = "".join(decoded[start:end]), "".join(units[start:end])
        hidden = None
        if any(character.isalnum() for character in value):
            sent = encode_literal(written) if place.in_url else written
            hidden = hide(name, value, place.encode(value) != sent)
        yield from parse_template(hidden) if hidden else [written]
        yield "".join(units[end : at + 1])
        at += 1


def _can_be_put_in(unit: str, decoded: str, place: TextPlace) -> bool:
    # Half a character cannot be sent, nor can a NUL be kept; other bytes are no text.
    if decoded == "\0" or "\ud800" <= decoded[:1] <= "\udfff" or decoded == unit != unit[:1]:
        return False
    if unit in place.kept:
        return False
    encoded = place.encode(decoded)
    if not place.in_url:
        return True
    # Of what is percent-encoded, a path's own characters would mean something else bare.
    bare = unit[0] == "%" and encoded == decoded and not decoded.isalnum()
    return bool(encoded) and not forbidden(decoded) and not (bare and decoded not in "-._~")
