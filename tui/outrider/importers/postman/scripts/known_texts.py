"""Values of a request as the templates that a file can have."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import unquote

from outrider.importers.postman.scripts.request_facts import is_unresolved
from outrider.importers.postman.scripts.script_values import (
    ArrayValue,
    ConstantValue,
    ObjectValue,
    PercentEncodedValue,
    Piece,
    TextValue,
    UnknownValue,
    Value,
    as_text,
    template_of,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript


def known_text(value: Value | None, what: str) -> str:
    """A value as the template that a file can have, without the script's percent-encoding.

    Raises:
        UnsupportedScript: it is not known.
    """
    if isinstance(value, UnknownValue):
        raise UnsupportedScript(f"{what} is not known: {value.what}", value.line)
    if isinstance(value, ConstantValue) and value.value is not None:
        value = as_text(value)
    if isinstance(value, TextValue):
        plain = without_encoding(value)
        if plain is not None and is_unresolved(plain):
            raise UnsupportedScript(f"{what} is taken from the URL or a header of the request")
        if plain is not None:
            return plain
    raise UnsupportedScript(f"{what} is not a known text")


def without_encoding(value: TextValue) -> str | None:
    """A text as a template, what was percent-encoded as it was before; ``None`` for no template."""
    pieces: list[Piece] = []
    for piece in value.pieces:
        pieces += piece.text.pieces if isinstance(piece, PercentEncodedValue) else (piece,)
    return TextValue(tuple(pieces)).template


def is_percent_encoded(value: TextValue) -> bool:
    """Whether a part of a text is percent-encoded by the script."""
    return any(isinstance(piece, PercentEncodedValue) for piece in value.pieces)


def from_base64(written: str) -> str | None:
    """What is encoded with base64 (RFC 4648 §4), padded or not; ``None`` where it is no text."""
    core = written.rstrip("=")
    try:
        return base64.b64decode(core + "=" * (-len(core) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def is_made_of(part: str, whole: str) -> bool:
    """Whether a text was cut, cleaned or decoded out of another one."""
    wanted = _core(part)
    return any(wanted in _core(one) for one in (whole, unquote(whole), from_base64(whole) or ""))


def _core(written: str) -> str:
    return "".join(one for one in written.lower() if one.isalnum())


def pairs_in(value: Value | None) -> Iterator[tuple[str, Value]]:
    """Rows of ``key`` and ``value``, or an object's own.

    Raises:
        UnsupportedScript: a row, or its name, is not known.
    """
    if isinstance(value, ArrayValue):
        for one in value.values:
            if isinstance(one, UnknownValue):
                why = f"a parameter or header of the request is not known: {one.what}"
                raise UnsupportedScript(why, one.line)
            if not isinstance(one, ObjectValue):
                raise UnsupportedScript("a parameter or header of the request is not known")
            if template_of(one.values.get("disabled")) != "true":
                key = one.values.get("key", one.values.get("name"))
                name = known_text(key, "the name of a parameter or header")
                yield name, one.values.get("value") or TextValue(("",))
    elif isinstance(value, ObjectValue):
        yield from value.values.items()
    elif isinstance(value, UnknownValue):
        raise UnsupportedScript(f"the body is not known: {value.what}", value.line)
