r"""An object that a body wraps once more: as a string of JSON, or as a program prints it.

Servers write an error twice (``"{\"error\": …}"``), or print a value instead of writing it as JSON
(``{'error': …}``). Only refusals are read so: a token response is JSON, or none.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

from outrider.model.message import ResponseMessage
from outrider.oauth.body_text import decoded_text

_LONGEST = 16 * 1024
_LAYERS = 3
_COMMENT = re.compile(r"\A\)\]\}',?\s*|\A(?:while\s*\(1\);|for\s*\(;;\);)\s*")
"""What keeps a browser from running JSON as a script."""


def wrapped_object(reply: ResponseMessage) -> Mapping[str, Any] | None:
    """The members of the object in a body that is not JSON's object itself; ``None`` for none."""
    if len(reply.content) > _LONGEST:
        return None
    value: Any = decoded_text(reply)
    for _ in range(_LAYERS):
        if isinstance(value, bytes):
            value = value.decode(errors="replace")
        if not isinstance(value, str):
            break
        value = _read(value.lstrip("\ufeff").strip())
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        return None
    return {str(name): one for name, one in value.items()}


def _read(text: str) -> Any:
    """What a text is: JSON, else a literal of Python; ``None`` for neither."""
    text = _COMMENT.sub("", text)
    if not text.startswith(("{", "[", '"', "'", "b'", 'b"')):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
