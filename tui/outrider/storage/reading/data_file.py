"""The file with the rows of a run."""

from __future__ import annotations

import codecs
from pathlib import Path

from outrider.errors import DocumentError, Fault, SourceLocation
from outrider.home_path import expand_home
from outrider.model.units import size_text
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular
from outrider.storage.reading.data_rows import FORMATS, ParsedRow, rows_of_text

MAX_BYTES = 100_000_000
"""Bytes of such a file."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def read_data_file(file: str, root: Path = Path()) -> list[ParsedRow]:
    """The rows of a file: CSV, JSON or JSON Lines by its name, else by how it begins.

    The text is UTF-8, or what its byte order mark says.

    Args:
        file: absolute, or relative to ``root``.
        root: the current folder without it.

    Raises:
        DocumentError: it cannot be read, or has no rows.
    """
    path = root / expand_home(file)
    text = _text(path, file)
    if not text.strip():
        raise _fault(file, "The file is empty.")
    rows = FORMATS.get(Path(file).suffix.lower(), rows_of_text)(text, file)
    if not rows:
        raise _fault(file, "The file has no rows.")
    return rows


def _text(path: Path, file: str) -> str:
    try:
        data, _ = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise _unreadable(file, error.strerror or "") from None
    except NotARegularFile as error:
        raise _unreadable(file, f"It is {error}") from None
    except FileTooLarge:
        raise _unreadable(file, f"It is larger than {size_text(MAX_BYTES)}") from None
    mark = next((one for one in _MARKS if data.startswith(one)), b"")
    coding = _MARKS.get(mark, "utf-8")
    try:
        return data[len(mark) :].decode(coding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _fault(file, f"Line {line} is not UTF-8.", advice="Save it as UTF-8.") from None


def _unreadable(file: str, reason: str) -> DocumentError:
    return _fault(file, f'File "{file}" cannot be read.', f"{reason}." if reason else "")


def _fault(file: str, what: str, why: str = "", advice: str = "") -> DocumentError:
    return DocumentError.of([Fault("data", what, SourceLocation(file), why, advice)])
