"""The file name that is proposed for a body."""

from __future__ import annotations

import re

from outrider.model.message import ResponseMessage

_ENDINGS = {
    "application/json": ".json",
    "application/xml": ".xml",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/xml": ".xml",
}
_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 60


def suggest_file_name(request_id: str, response: ResponseMessage) -> str:
    """``list-orders.json``: from the request's id and the content type; never a path.

    What the server proposes (RFC 6266) is not asked: it must not choose where a file goes.
    """
    stem = _STRANGE.sub("-", request_id.rpartition("/")[2])[:_LONGEST].strip("-.") or "response"
    kind = (response.header("content-type") or "").partition(";")[0].strip().lower()
    ending = _ENDINGS.get(kind, "")
    if not ending:
        suffix = kind.rpartition("+")[2]
        ending = f".{suffix}" if kind.count("+") and suffix in {"json", "xml"} else ""
    return stem + ending
