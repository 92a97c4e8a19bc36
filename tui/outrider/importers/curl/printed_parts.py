"""A multipart body that a shell puts together of texts and files (RFC 2046 §5.1, RFC 7578 §4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from outrider.importers.curl.shell_command import template
from outrider.model.workspace import MultipartBody, MultipartPart

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^\s;"]+))', re.IGNORECASE)
_FILE = re.compile("\0#(\\d+)\0")
_DISPOSITION = re.compile(
    r'form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?', re.IGNORECASE
)


def printed_parts(pieces: Sequence[tuple[str, str]], media_type: str) -> MultipartBody | None:
    """The parts that the texts and files are; ``None`` where it is not exactly such a body.

    Args:
        pieces: each a text and no file, or a file and no text.
        media_type: what the command says that the body is.
    """
    boundary = _BOUNDARY.search(media_type)
    if boundary is None or not media_type.lower().startswith("multipart/form-data"):
        return None
    files = [file for _, file in pieces if file]
    numbers = iter(range(len(files)))
    whole = "".join(f"\0#{next(numbers)}\0" if file else text for text, file in pieces)
    mark = f"--{boundary[1] or boundary[2]}"
    if not whole.startswith(f"{mark}\r\n") or not whole.endswith(f"\r\n{mark}--\r\n"):
        return None
    inner = whole[len(mark) + 2 : -len(mark) - 6]
    parts = [_part(one, files) for one in inner.split(f"\r\n{mark}\r\n")]
    known = [one for one in parts if one is not None]
    return MultipartBody(tuple(known)) if len(known) == len(parts) else None


def _part(written: str, files: Sequence[str]) -> MultipartPart | None:
    head, separator, content = written.partition("\r\n\r\n")
    rows = [row.partition(": ") for row in head.split("\r\n")]
    fields = {name.lower(): value for name, _, value in rows}
    disposition = _DISPOSITION.fullmatch(fields.pop("content-disposition", ""))
    media_type = fields.pop("content-type", None)
    if disposition is None or fields or not separator or len(rows) > 2:
        return None
    name, filename = disposition.groups()
    file = _FILE.fullmatch(content)
    if file is None and (_FILE.search(content) or not _is_text(content)):
        return None
    return MultipartPart(
        template(_plain(name)),
        template(content) if file is None else None,
        template(files[int(file[1])]) if file is not None else None,
        None if filename is None else template(_plain(filename)),
        None if media_type is None else template(media_type),
    )


def _is_text(content: str) -> bool:
    """Whether no byte of it is outside of UTF-8."""
    return not any("\udc80" <= one <= "\udcff" for one in content)


def _plain(name: str) -> str:
    """A name without what browsers encode in it, and nothing else (RFC 7578 §2)."""
    return re.sub("%(?:22|0D|0A)", lambda match: unquote(match[0]), name)
