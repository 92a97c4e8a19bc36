"""Texts that are JSON once their references have values."""

from __future__ import annotations

import re

from outrider.importers.importer import is_json

_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_STRING_OR_REFERENCE = re.compile(rf'("(?:\\.|[^"\\])*")|{_REFERENCE.pattern}')


def is_json_template(text: str) -> bool:
    """Whether it is JSON once references have values, in strings and outside of them."""
    filled = [_REFERENCE.sub(value, text) for value in ("0", '"x"', "")]
    # Some may stand in strings and others not.
    filled.append(_STRING_OR_REFERENCE.sub(lambda match: match[1] or "0", text))
    return any(map(is_json, filled))
