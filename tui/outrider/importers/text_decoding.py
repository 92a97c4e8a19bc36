"""The bytes of a file to import as text: UTF-8, or UTF-16 and UTF-32 with a byte order mark."""

from __future__ import annotations

from outrider.body_views.charset import BYTE_ORDER_MARKS
from outrider.errors import ImportRejected
from outrider.importers.foreign_formats import name_foreign_format

MAX_FILE = 100_000_000
"""Bytes of a file that is imported."""


def decode(data: bytes, name: str) -> str:
    """The text of a file, which errors call by its name.

    Raises:
        ImportRejected: it is no text.
    """
    coding, rest = "utf-8", data
    for mark, named in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            coding, rest = named, data[len(mark) :]
            break
    else:
        # A text in a Latin script without a mark shows by its zeros which half comes first.
        if data[1:2] == b"\0" and data[:1] != b"\0":
            coding = "utf-16-le"
        elif data[:1] == b"\0" and data[1:2] != b"\0":
            coding = "utf-16-be"
    try:
        return rest.decode(coding)
    except UnicodeDecodeError as error:
        looks, advice = name_foreign_format(data[:64].decode("latin-1"))
        looks = looks or f"not valid {coding.upper()} at byte {error.start}"
        raise ImportRejected(
            f"{name} is not text: it is {looks}.",
            code="not_text",
            where=name,
            advice=advice or "Save it as UTF-8, then import it again.",
        ) from None
