"""JSON on standard output."""

from __future__ import annotations

import json
import re
import sys
from unicodedata import category

_NOT_ASCII = re.compile(r"[^\x00-\x7e]")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def write_json(value: object) -> None:
    """Writes one document, as :func:`json_document` makes it."""
    sys.stdout.write(json_document(value))
    sys.stdout.flush()


def json_document(value: object) -> str:
    """One document, indented, and a line end.

    What no eye can see is escaped: it means the same to programs, and steers no terminal.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if not text.isascii() or "\x7f" in text:
        text = _NOT_ASCII.sub(_escaped, text)
    return text + "\n"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    # Such characters stand in strings only: outside of them JSON is ASCII.
    return json.dumps(character)[1:-1] if category(character) in _HIDDEN else character
