"""Texts of two or four bytes a character within bytes that are no text: UTF-16 and UTF-32.

A file of a database, a document or a log of Windows holds them, and nothing says where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from outrider.model.secret import MASK
from outrider.redaction.secret_spellings import SHORTEST

_CODECS = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_RUNS = tuple(
    (re.compile(b"(?:%s){%d,}" % (unit, SHORTEST)), codec)
    for unit, codec in zip(
        (rb"[^\0]\0\0\0", rb"\0\0\0[^\0]", rb"[^\0]\0", rb"\0[^\0]"), _CODECS, strict=True
    )
)
"""Runs of characters below U+0100, each with how its bytes are read."""


def mask_wide_text(data: bytes, mask: Callable[[str], str], secrets: Iterable[str]) -> bytes:
    """The bytes with what such texts in them tell masked; time linear in their length.

    Args:
        data: the bytes.
        mask: masks what is secret in a text.
        secrets: looked for as they are too, where they have characters that no run has.
    """
    if b"\0" not in data:
        return data
    for pattern, codec in _RUNS:
        data = pattern.sub(lambda run, codec=codec: _masked(run[0], codec, mask), data)  # type: ignore[misc]  # bound here
    for secret in secrets:
        if max(secret) > "\xff":
            for codec in _CODECS:
                data = data.replace(secret.encode(codec, "surrogatepass"), MASK.encode(codec))
    return data


def _masked(run: bytes, codec: str, mask: Callable[[str], str]) -> bytes:
    text = run.decode(codec)
    told = mask(text)
    return run if told == text else told.encode(codec, "surrogatepass")
