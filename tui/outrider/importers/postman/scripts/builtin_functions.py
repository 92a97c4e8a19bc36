"""What the language's and the sandbox's own operations give for values that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outrider.importers.postman.scripts.script_values import (
    Base64Value,
    ObjectValue,
    PercentEncodedValue,
    ResponseBodyValue,
    ResponsePartValue,
    ResponseValue,
    TextValue,
    TokenValue,
    UnknownValue,
    Value,
    template_of,
    text_value,
)
from outrider.importers.postman.scripts.syntax import line, start

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES = ("environment", "variables", "collectionVariables", "globals", "iterationData", "vault")
GETTERS = frozenset(
    (*(f"pm.{scope}.get" for scope in _SCOPES), "postman.getEnvironmentVariable",
     "postman.getGlobalVariable")
)  # fmt: skip
REPLACERS = frozenset((*(f"pm.{scope}.replaceIn" for scope in _SCOPES), "postman.replaceVariables"))
OLD_SCOPES = frozenset({"environment", "globals", "data"})
"""Objects of Postman's first sandbox, whose members are variables."""
_ENCODERS = frozenset({"encodeURIComponent", "encodeURI", "escape"})
_KEEPERS = frozenset({"trim", "valueOf", "normalize"})
_BASE64 = frozenset({"btoa", "CryptoJS.enc.Base64.stringify", "pm.btoa"})
_SAME = frozenset(
    {"CryptoJS.enc.Utf8.parse", "CryptoJS.enc.Latin1.parse", "Buffer.from", "Buffer", "String",
     "unescape", "JSON.stringify"}
)  # fmt: skip
_UTF8 = frozenset({"utf8", "utf-8", "latin1", "binary", "ascii"})


def unknown_value(node: Node) -> UnknownValue:
    """What cannot be known: where it stands, and what it is."""
    written = " ".join(start(node).split())
    return UnknownValue(line(node), written if len(written) <= 60 else written[:59] + "…")


def variable(name: str) -> TextValue:
    """What a variable of Postman's holds."""
    return text_value("{{" + name + "}}")


def member(value: Value, name: str, node: Node) -> Value:
    """``value.name``."""
    match value:
        case ResponseBodyValue():
            return text_value(TokenValue()) if name == "access_token" else ResponsePartValue()
        case ResponseValue():
            return ResponseBodyValue() if name in {"body", "stream"} else ResponsePartValue()
        case ResponsePartValue():
            return ResponsePartValue()
        case ObjectValue(values):
            return values.get(name, unknown_value(node))
        case _:
            return unknown_value(node)


def joined(first: Value, second: Value, node: Node) -> Value:
    """Two values as one text."""
    if isinstance(first, UnknownValue):
        return first
    if isinstance(second, UnknownValue):
        return second
    if isinstance(first, ResponsePartValue) or isinstance(second, ResponsePartValue):
        return ResponsePartValue()
    if not isinstance(first, TextValue) or not isinstance(second, TextValue):
        return unknown_value(node)
    return first.followed_by(second)


def call_builtin(name: str, first: Value, encoding: Value | None) -> Value | None:
    """What a function gives for its argument; ``None`` for one that is not known.

    It is called by its path: ``CryptoJS.enc.Base64.stringify``. The encoding is its second
    argument.
    """
    if name in {"Buffer.from", "Buffer"} and encoding is not None:
        return first if template_of(encoding) in _UTF8 else None
    if name in _ENCODERS and isinstance(first, TextValue):
        return text_value(PercentEncodedValue(first))
    if name in _BASE64 and isinstance(first, TextValue):
        return text_value(Base64Value(first))
    if name == "JSON.parse":
        is_answer = isinstance(first, ResponseValue | ResponsePartValue | ResponseBodyValue)
        return ResponseBodyValue() if is_answer else None
    return first if name in _SAME else None


def text_method(value: TextValue, name: str, argument: str | None, *, given: bool) -> Value | None:
    """What a method of a text gives; ``None`` for one that is not known.

    Its argument, if one is given, is a text, or a path such as ``CryptoJS.enc.Base64``.
    """
    if name in _KEEPERS:
        return value
    if name == "toString":
        if not given or argument in _UTF8 or argument == "CryptoJS.enc.Utf8":
            return value
        if argument in {"base64", "CryptoJS.enc.Base64"}:
            return text_value(Base64Value(value))
    return None
