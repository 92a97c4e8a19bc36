"""What expressions of JavaScript come to that are written out; nothing is run.

A text may have what only the script knows, between NUL characters: it becomes a reference.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from msgspec import Struct

from outrider.importers.curl.message_options import FileOfBody
from outrider.importers.curl.shell_command import VARIABLE
from outrider.importers.postman.scripts.literals import fragment, key_of
from outrider.importers.postman.scripts.syntax import SyntaxNode, arguments, text, walk
from outrider.importers.written_numbers import written_float

_NAME = re.compile(r"[A-Za-z_]\w*")
_UNRESERVED = "-_.!~*'()"
_DEEPEST = 100


class JavaScriptTypes(Struct, frozen=True):
    """An object of a class, by its name: ``Headers``, ``URLSearchParams``, ``FormData``."""

    kind: str
    value: Any


class UnknownExpression(Struct, frozen=True):
    """What only a run of the script would show."""

    written: str
    name: str

    @property
    def place(self) -> str:
        """What stands for it in a text."""
        return f"\0({self.name}\0"


class OsVariable(Struct, frozen=True):
    """``process.env.NAME``."""

    name: str

    @property
    def place(self) -> str:
        """What stands for it in a text."""
        return f"\0{self.name}\0"


class LiteralReader:
    """Reads expressions of one script; ``unknown`` has the first line of each that is none.

    Args:
        root: the script, whose constants are known by their names.
    """

    def __init__(self, root: SyntaxNode) -> None:
        self.unknown: dict[str, tuple[str, int]] = {}
        self._constants = dict(_constants(root))
        self._appended = _appended(root)
        self._depth = 0

    def value(self, node: SyntaxNode | None) -> Any:
        """The value of an expression, or an :class:`UnknownExpression`."""
        if node is None:
            return None
        read = getattr(self, f"_{node.type}", None)
        if read is None or self._depth > _DEEPEST:
            return self._not_known(node)
        self._depth += 1
        try:
            return read(node)
        finally:
            self._depth -= 1

    def text(self, value: Any) -> str:
        """A value as the text that a script would make of it."""
        if isinstance(value, UnknownExpression | OsVariable):
            return value.place
        if isinstance(value, JavaScriptTypes):
            if value.kind in {"URLSearchParams", "URL"}:
                return form_text(self.pairs(value)) if value.kind != "URL" else str(value.value)
            return f"[object {value.kind}]"
        if isinstance(value, dict):
            return "[object Object]"
        if isinstance(value, list):
            return ",".join("" if one is None else self.text(one) for one in value)
        return value if isinstance(value, str) else written_json(value)

    def pairs(self, value: Any) -> list[tuple[str, Any]]:
        """The names and values of an object, or of a list of pairs."""
        if isinstance(value, JavaScriptTypes):
            value = value.value
        if isinstance(value, Mapping):
            return list(value.items())
        if isinstance(value, str):
            split = (one.partition("=") for one in value.lstrip("?").split("&") if one)
            return [(name, given) for name, _, given in split]
        rows = value if isinstance(value, list) else []
        return [
            (self.text(one[0]), one[1]) for one in rows if isinstance(one, list) and len(one) > 1
        ]

    def _not_known(self, node: SyntaxNode) -> UnknownExpression:
        written = node.start.split("\n")[0][:80]
        words = re.findall(r"[A-Za-z_]\w*", written)
        name = "_".join(words[:4]) if words else "expression"
        name = name if _NAME.fullmatch(name) else f"value_{name}"
        self.unknown.setdefault(name, (written, node.line))
        return UnknownExpression(written, name)

    def _string(self, node: SyntaxNode) -> str:
        return clean_text("".join(map(fragment, node.children)))

    def _template_string(self, node: SyntaxNode) -> str:
        pieces = []
        for one in node.children:
            if one.type == "template_substitution":
                pieces.append(self.text(self.value(one.children[0] if one.children else None)))
            else:
                pieces.append(clean_text(fragment(one)))
        return "".join(pieces)

    def _number(self, node: SyntaxNode) -> Any:
        written = node.start.replace("_", "").rstrip("n")
        try:
            return json.loads(written, parse_float=written_float)
        except (ValueError, RecursionError):
            return self._not_known(node)

    def _unary_expression(self, node: SyntaxNode) -> Any:
        value = self.value(node.children[0] if node.children else None)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return -value if is_number and "-" in node.words else self._not_known(node)

    def _true(self, _: SyntaxNode) -> bool:
        return True

    def _false(self, _: SyntaxNode) -> bool:
        return False

    def _null(self, _: SyntaxNode) -> None:
        return None

    _undefined = _null

    def _parenthesized_expression(self, node: SyntaxNode) -> Any:
        return self.value(node.children[0] if node.children else None)

    _await_expression = _parenthesized_expression

    def _object(self, node: SyntaxNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in node.children:
            if one.type == "pair":
                key = one.get("key")
                computed = key is not None and key.type == "computed_property_name"
                name = self.text(self.value(key.children[0])) if computed and key else key_of(key)
                found[clean_text(name) if not computed else name] = self.value(one.get("value"))
            elif one.type == "shorthand_property_identifier":
                found[one.text] = self._identifier(one)
            elif one.type == "spread_element":
                inner = self.value(one.children[0])
                if isinstance(inner, Mapping):
                    found |= inner
                else:
                    self._not_known(one.children[0])
            else:
                self._not_known(one)
        return found

    def _array(self, node: SyntaxNode) -> list[Any]:
        return [self.value(one) for one in node.children]

    def _identifier(self, node: SyntaxNode) -> Any:
        if node.text == "undefined":
            return None
        constant = self._constants.get(node.text)
        if constant is None:
            return self._not_known(node)
        value = self.value(constant)
        more = self._appended.get(node.text, [])
        if more and isinstance(value, JavaScriptTypes):
            rows = [[self.value(name), self.value(given)] for name, given in more]
            value = JavaScriptTypes(value.kind, [*map(list, self.pairs(value)), *rows])
        return value

    def _member_expression(self, node: SyntaxNode) -> Any:
        written = node.start
        if match := re.fullmatch(r"(?:process\.env|import\.meta\.env|Deno\.env)\.(\w+)", written):
            return OsVariable(match[1]) if written.startswith("process") else self._not_known(node)
        value = self.value(node.get("object"))
        name = text(node.get("property"))
        if isinstance(value, dict) and name in value:
            return value[name]
        return self._not_known(node)

    def _binary_expression(self, node: SyntaxNode) -> Any:
        left, right = self.value(node.get("left")), self.value(node.get("right"))
        if "+" not in node.words or not any(isinstance(one, str) for one in (left, right)):
            return self._not_known(node)
        return self.text(left) + self.text(right)

    def _new_expression(self, node: SyntaxNode) -> Any:
        kind = text(node.get("constructor"))
        given = [self.value(one) for one in arguments(node)]
        if kind in {"Headers", "URLSearchParams", "FormData", "Request"}:
            return JavaScriptTypes(kind, given if kind == "Request" else given[0] if given else {})
        if kind == "URL" and len(given) == 1:
            return JavaScriptTypes(kind, self.text(given[0]))
        return self._not_known(node)

    def _call_expression(self, node: SyntaxNode) -> Any:
        function = text(node.get("function"))
        given = [self.value(one) for one in arguments(node)]
        if function.endswith(".toString"):
            called = node.get("function")
            return self.text(self.value(called.get("object") if called else None))
        known = _CALLS.get(function)
        found = known(self, given) if known and given else _MISSING
        return self._not_known(node) if found is _MISSING else found


_MISSING = object()
"""What a function gives whose arguments are not known."""


def _stringified(_: LiteralReader, given: list[Any]) -> Any:
    indent = given[2] if len(given) > 2 else None
    return written_json(given[0], indent if isinstance(indent, int | str) else None)


def _encoded(safe: str) -> Callable[[LiteralReader, list[Any]], Any]:
    def encode(reader: LiteralReader, given: list[Any]) -> Any:
        return around_places(reader.text(given[0]), lambda one: quote(one, safe=safe))

    return encode


def _buffer(reader: LiteralReader, given: list[Any]) -> Any:
    value, encoding = [*given, "utf8"][:2]
    if encoding == "base64" and isinstance(value, str) and not VARIABLE.search(value):
        return clean_text(b64decode(value + "==").decode("utf-8", "replace"))
    return reader.text(value) if encoding in {"utf8", "utf-8"} else _MISSING


def _in_base64(_: LiteralReader, given: list[Any]) -> Any:
    value = given[0]
    if not isinstance(value, str) or VARIABLE.search(value):
        return _MISSING
    return b64encode(value.encode("latin-1", "replace")).decode()


def _joined(_: LiteralReader, given: list[Any]) -> Any:
    return JavaScriptTypes("Pieces", given[0]) if isinstance(given[0], list) else _MISSING


def _file(_: LiteralReader, given: list[Any]) -> Any:
    path = given[0]
    return JavaScriptTypes("File", FileOfBody(path)) if isinstance(path, str) else _MISSING


def _timeout(_: LiteralReader, given: list[Any]) -> Any:
    return JavaScriptTypes("Timeout", given[0]) if isinstance(given[0], int) else _MISSING


_CALLS: dict[str, Callable[[LiteralReader, list[Any]], Any]] = {
    "JSON.stringify": _stringified,
    "encodeURIComponent": _encoded(_UNRESERVED),
    "encodeURI": _encoded(f"{_UNRESERVED};/?:@&=+$,#"),
    "String": lambda reader, given: reader.text(given[0]),
    "Buffer.from": _buffer,
    "btoa": _in_base64,
    "Buffer.concat": _joined,
    "readFile": _file,
    "readFileSync": _file,
    "fs.readFileSync": _file,
    "fs.readFile": _file,
    "AbortSignal.timeout": _timeout,
}


def _constants(root: SyntaxNode) -> Iterator[tuple[str, SyntaxNode]]:
    """The names that a script gives a value once."""
    found: dict[str, SyntaxNode | None] = {}
    for node in walk(root):
        target = node.get("name") if node.type == "variable_declarator" else node.get("left")
        value = node.get("value") if node.type == "variable_declarator" else node.get("right")
        if node.type not in {"variable_declarator", "assignment_expression",
                             "augmented_assignment_expression"}:  # fmt: skip
            continue
        name = text(target)
        found[name] = None if name in found else value
    return ((name, value) for name, value in found.items() if value is not None)


def _appended(root: SyntaxNode) -> dict[str, list[tuple[SyntaxNode, SyntaxNode]]]:
    """What ``name.append(a, b)`` adds, by the name."""
    found: dict[str, list[tuple[SyntaxNode, SyntaxNode]]] = {}
    for node in walk(root):
        function = node.get("function") if node.type == "call_expression" else None
        if function is None or text(function.get("property")) not in {"append", "set"}:
            continue
        given = arguments(node)
        if len(given) > 1:
            found.setdefault(text(function.get("object")), []).append((given[0], given[1]))
    return found


def clean_text(written: str) -> str:
    """A text of JavaScript, whose halves of characters belong together, without NUL."""
    whole = written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def around_places(written: str, encode: Any) -> str:
    """A text encoded, but for what stands for something that is not known."""
    pieces = re.split("(\0[^\0]*\0)", written)
    return "".join(piece if index % 2 else encode(piece) for index, piece in enumerate(pieces))


def form_text(pairs: list[tuple[str, Any]]) -> str:
    """As ``URLSearchParams`` writes it (the URL standard, application/x-www-form-urlencoded)."""

    def encode(one: str) -> str:
        return quote_plus(one, safe="*").replace("~", "%7E")

    return "&".join(
        f"{around_places(name, encode)}={around_places(_plain(value), encode)}"
        for name, value in pairs
    )


def _plain(value: Any) -> str:
    if isinstance(value, UnknownExpression | OsVariable):
        return value.place
    return value if isinstance(value, str) else written_json(value)


def written_json(value: Any, indent: int | str | None = None) -> str:
    """As ``JSON.stringify`` writes it."""
    places: list[str] = []

    def keep(one: object) -> Any:
        if isinstance(one, UnknownExpression | OsVariable):
            places.append(one.place)
            return f"\ue000{len(places) - 1}\ue001"
        return getattr(one, "value", str(one))

    separators = (",", ":") if not indent else (",", ": ")
    text = json.dumps(
        value, ensure_ascii=False, separators=separators, indent=indent or None, default=keep
    )
    return re.sub('"\ue000(\\d+)\ue001"', lambda match: places[int(match[1])], text).replace(
        "\\u0000", "\0"
    )
