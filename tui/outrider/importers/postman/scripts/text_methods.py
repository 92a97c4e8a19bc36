"""Methods of a script's texts: computed where the text is known, and never taken for the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.operators import number_of
from outrider.importers.postman.scripts.regexes import match_of
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    Base64Value,
    BuiltinValue,
    ConstantValue,
    Piece,
    RegexValue,
    TextValue,
    Value,
    as_text,
    joined_texts,
    template_of,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode

_UTF8 = frozenset({"utf8", "utf-8", "latin1", "binary", "ascii"})
_MOST_ITEMS = 2_000
_SPACES = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""White space and ends of lines (ECMA-262 §12.2 and §12.3)."""
_REFERENCES = re.compile(r"(\{\{[^{}]*\}\})")


def call_text_method(
    evaluator: Machine, value: TextValue, name: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    """What a method of a text gives; ``None`` for one that is not known."""
    match name:
        case "valueOf":
            return value
        case "concat":
            return _concatenated(evaluator, value, given, node)
        case "toString":
            return _to_string(value, given)
        case "match" if len(given) == 1 and isinstance(given[0], RegexValue):
            return _matched(evaluator, value, given[0], node)
        case "replace" | "replaceAll" if len(given) > 1:
            return _replaced(evaluator, value, name, given, node)
        case _ if name in _STRIPPED and _is_token(value):
            # A token is sent as it comes: JSON has no white space around it.
            return value
    literal = known_literal(evaluator, value) if name in _COMPUTED else value.literal
    if literal is None:
        return unknown_value(node, value, *given)
    return _of_literal(value, literal, name, given, node)


def _matched(evaluator: Machine, value: TextValue, regex: RegexValue, node: SyntaxNode) -> Value:
    """What a regular expression finds in a text: the whole, and its groups."""
    literal = known_literal(evaluator, value)
    found = True if literal is None else match_of(regex, literal)
    if isinstance(found, bool):
        return unknown_value(node, value) if found else NOTHING
    groups = (NOTHING if one is None else text_value(one) for one in found.groups())
    return ArrayValue([text_value(found[0]), *groups])


def known_literal(evaluator: Machine, value: TextValue) -> str | None:
    """What a text holds; ``None`` where nobody knows, as of a secret whose value is left out."""
    literal = evaluator.state.known_text(value)
    return literal or value.literal


def settled(value: TextValue, before: str, after: str) -> TextValue:
    """A changed text; with its references as they were, where nothing in it is changed."""
    return value if before == after else text_value(after)


def _is_token(value: TextValue) -> bool:
    return not value.names and any(not isinstance(one, str) for one in value.pieces)


def _concatenated(
    evaluator: Machine, value: TextValue, given: list[Value], node: SyntaxNode
) -> Value:
    texts = [as_text(one) for one in given]
    known = [one for one in texts if one is not None]
    evaluator.state.count(node, value.size + sum(one.size for one in known))
    if len(known) < len(texts):
        return unknown_value(node, *given)
    return joined_texts([value, *known], "")


def _to_string(value: TextValue, given: list[Value]) -> Value | None:
    argument = given[0] if given else NOTHING
    encoding = argument.path if isinstance(argument, BuiltinValue) else template_of(argument)
    if argument == NOTHING or encoding in _UTF8 or encoding == "CryptoJS.enc.Utf8":
        return value
    if encoding in {"base64", "CryptoJS.enc.Base64"}:
        return text_value(Base64Value(value))
    return None


def _replaced(
    evaluator: Machine, value: TextValue, name: str, given: list[Value], node: SyntaxNode
) -> Value:
    """A text in whose plain pieces a word is replaced by another text, once or everywhere."""
    word, by = evaluator.state.known_text(given[0]), as_text(given[1])
    if not word or by is None or "{{" in word or "$" in "".join(_plain(by)):
        return unknown_value(node, value, *given)
    whole = text_value()
    left = 1 if name == "replace" else _MOST_ITEMS
    for piece in _parts(value):
        held = _held(evaluator, piece)
        if left and (held is None or (piece != held and word in held)):
            return _replaced_in_known(evaluator, value, word, by, left, node)
        parts = piece.split(word, left) if piece == held and left else [piece]
        left -= len(parts) - 1
        evaluator.state.count(node, whole.size + by.size * len(parts))
        for index, part in enumerate(parts):
            whole = whole.followed_by(by) if index else whole
            whole = whole.followed_by(text_value(part))
    literal = known_literal(evaluator, value)
    if value.names and (literal is None or word in literal) and whole == value:
        # The word may begin in one variable and end behind it.
        return unknown_value(node, value, *given)
    return whole


def _replaced_in_known(
    evaluator: Machine, value: TextValue, word: str, by: TextValue, most: int, node: SyntaxNode
) -> Value:
    literal = known_literal(evaluator, value)
    if literal is None:
        return unknown_value(node, value, by)
    parts = literal.split(word, most)
    evaluator.state.count(node, (len(literal) // 64 + by.size) * len(parts))
    if len(parts) == 1:
        return value
    whole = text_value(parts[0])
    for part in parts[1:]:
        whole = whole.followed_by(by).followed_by(text_value(part))
    return whole


def _plain(value: TextValue) -> list[str]:
    return [one for one in value.pieces if isinstance(one, str)]


def _parts(value: TextValue) -> list[Piece]:
    """The pieces of a text, each reference by itself."""
    found: list[Piece] = []
    for piece in value.pieces:
        found += filter(None, _REFERENCES.split(piece)) if isinstance(piece, str) else [piece]
    return found


def _held(evaluator: Machine, piece: Piece) -> str | None:
    return known_literal(evaluator, text_value(piece)) if isinstance(piece, str) else None


def _of_literal(
    value: TextValue, literal: str, name: str, given: list[Value], node: SyntaxNode
) -> Value:
    first = template_of(given[0]) if given else None
    change = _CHANGES.get(name)
    if change is not None and not given:
        return settled(value, literal, change(literal))
    if first is not None and "{{" not in first and len(given) == 1:
        if name in _QUESTIONS:
            return ConstantValue(_QUESTIONS[name](literal, first))
        if name == "split" and first:
            return ArrayValue([text_value(one) for one in literal.split(first, _MOST_ITEMS)])
    numbers = [number_of(one) for one in given]
    bounds = [int(one) for one in numbers if one is not None and abs(one) < 1e9]
    cut = _CUTS.get(name)
    # JavaScript counts what lies beyond the basic plane twice.
    if cut is not None and len(bounds) == len(numbers) in {1, 2} and max(literal, default="") < "𐀀":
        return settled(value, literal, cut(literal, *bounds))
    return unknown_value(node, text_value(literal), *given)


def _substring(text: str, *bounds: int) -> str:
    first, last = sorted(max(one, 0) for one in (*bounds, len(text))[:2])
    return text[first:last]


def _substr(text: str, *bounds: int) -> str:
    rest = text[bounds[0] :]
    return rest[: max(bounds[1], 0)] if len(bounds) > 1 else rest


def _slice(text: str, *bounds: int) -> str:
    return text[bounds[0] : bounds[1] if len(bounds) > 1 else None]


_CUTS: Mapping[str, Callable[..., str]] = {
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
}
_STRIPPED: Mapping[str, Callable[[str], str]] = {
    "trim": lambda text: text.strip(_SPACES),
    "trimStart": lambda text: text.lstrip(_SPACES),
    "trimLeft": lambda text: text.lstrip(_SPACES),
    "trimEnd": lambda text: text.rstrip(_SPACES),
    "trimRight": lambda text: text.rstrip(_SPACES),
}
_CHANGES: Mapping[str, Callable[[str], str]] = {
    **_STRIPPED,
    "toUpperCase": str.upper,
    "toLocaleUpperCase": str.upper,
    "toLowerCase": str.lower,
    "toLocaleLowerCase": str.lower,
    "normalize": lambda text: unicodedata.normalize("NFC", text),
}
_QUESTIONS: Mapping[str, Callable[[str, str], int]] = {
    "includes": lambda text, word: word in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "indexOf": str.find,
}
_COMPUTED = frozenset({"split", *_CUTS, *_CHANGES, *_QUESTIONS})
