"""Bodies of text in an encoding that other programs do not write."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.model.charsets import charset_of, text_codec
from outrider.model.workspace import Body, FileBody, NameValueRow


def foreign_charset(rows: Sequence[NameValueRow], body: Body | None) -> str:
    """The charset that a request names for its body of text; empty for UTF-8 and ASCII.

    A body of type "file" is sent as it is, whatever is said of it.
    """
    if body is None or isinstance(body, FileBody):
        return ""
    for row in rows:
        if row.enabled and row.name.strip().lower() == "content-type":
            named = charset_of(row.value)
            if named and text_codec(named) not in {"utf_8", "ascii"}:
                return named
    return ""
