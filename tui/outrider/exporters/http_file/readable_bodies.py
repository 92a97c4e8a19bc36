"""Which texts a reader of ``.http`` files sends as they are written.

Readers differ; a line that means something to one of them does not stay in the file.
"""

from __future__ import annotations

import re

METHODS = frozenset(
    ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "PROPPATCH",
     "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "CHECKOUT", "CHECKIN", "REPORT", "MERGE",
     "MKACTIVITY", "MKWORKSPACE", "VERSION-CONTROL", "BASELINE-CONTROL", "MKCALENDAR", "ACL",
     "SEARCH")
)  # fmt: skip
"""Methods that every reader knows, or httpyac at least."""

_SWALLOWED = re.compile(
    r"^[ \t]*(?:#|//|/\*|@|<(?:[\s@>{]|$)|>(?:[\s>{!]|$)|\?\?|\{\{(?:[@+]\w*)?[ \t]*$"
    r"|HTTP/|HTTP[ \t]|[A-Z][A-Z-]+[ \t]+\S|(?:query|mutation|subscription|fragment|gql)\b"
    r"|<--->|\*/)|===[ \t]*(?:wait-for-server)?[ \t]*$",
    re.MULTILINE,
)
_ODD = re.compile(r"[\r\0\v\f\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]")
"""Line ends that readers see where the file has none, and what no file can hold."""


def is_readable_body(text: str, *, in_part: bool = False) -> bool:
    """Whether readers send a text as it is written below the headers.

    Args:
        text: without references.
        in_part: it is a part of a multipart body: its line ends are CRLF.
    """
    if in_part:
        if "\n" in text.replace("\r\n", ""):
            return False
        text = text.replace("\r\n", "\n")
    if not text or text != text.strip("\n") or not text.split("\n")[-1].strip():
        return False
    if not text.split("\n")[0].strip():
        return False
    return (
        _SWALLOWED.search(text) is None
        and _ODD.search(text) is None
        and "{{" not in text
        and "\\{\\{" not in text
    )
