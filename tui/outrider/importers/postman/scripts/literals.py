"""What texts, numbers and keys of a script come to."""

from __future__ import annotations

from outrider.importers.postman.scripts.script_values import ConstantValue, Value, unknown_value
from outrider.importers.postman.scripts.syntax import SyntaxNode, unescaped


def fragment(node: SyntaxNode) -> str:
    """A piece of a string: as it is, or an escape sequence."""
    return unescaped(node.text) if node.type == "escape_sequence" else node.text


def number_value(node: SyntaxNode) -> Value:
    """A number, in any of the language's spellings."""
    written = node.start.replace("_", "").rstrip("n").lower()
    try:
        if written[:2] in {"0x", "0o", "0b"}:
            return ConstantValue(float(int(written[:66], 0)))
        return ConstantValue(float(written))
    except (ValueError, OverflowError):
        return unknown_value(node)


def key_of(node: SyntaxNode | None) -> str:
    """What a key of an object is called, in quotes or without."""
    if node is None:
        return ""
    return "".join(map(fragment, node.children)) if node.type == "string" else node.text
