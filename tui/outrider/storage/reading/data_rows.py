"""Rows of data for a run: CSV, JSON and JSON Lines, as texts by column."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.errors import DocumentError, Fault, SourceLocation
from outrider.json_words import json_complaint

_LONGEST_FIELD = 10_000_000
_DELIMITERS = ",;\t"


class ParsedRow(Struct, frozen=True):
    """A row, as it is in the file.

    Attributes:
        number: from 1 on.
        line: where it begins; 0 where that is not known.
        values: texts by column: of JSON, numbers are spelled as in the file, and what is neither
            a text nor a number is JSON.
        json: columns whose values are JSON, where the others are texts; ``None`` for CSV, whose
            columns have no types.
    """

    number: int
    line: int
    values: Mapping[str, str]
    json: frozenset[str] | None = None


class _Number(str):
    """A number of JSON in its own digits."""

    __slots__ = ()


def csv_rows(text: str, file: str) -> list[ParsedRow]:
    """The rows of CSV (RFC 4180); its first line names the columns.

    Columns are separated by commas, or by semicolons or tabs where the first line has no comma.

    Raises:
        DocumentError: a row has other columns than the first line, or a quote is not closed.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    names: list[str] | None = None
    rows: list[ParsedRow] = []
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise _error(file, line, f"This is not CSV: {error}.") from None
        if fields is None:
            return rows
        if not fields:
            continue
        if names is None:
            names = [name.strip() for name in fields]
            _require_names(names, file, line)
            continue
        if len(fields) != len(names):
            values = "value" if len(fields) == 1 else "values"
            what = f"{len(fields)} {values} in {len(names)} columns."
            raise _error(file, line, what, "Quote values that contain the separator.")
        rows.append(ParsedRow(len(rows) + 1, line, dict(zip(names, fields, strict=True))))


def json_rows(text: str, file: str) -> list[ParsedRow]:
    """The rows of a JSON array of objects.

    Raises:
        DocumentError: it is no JSON, or something else.
    """
    found = _json(text, file, 1)
    if not isinstance(found, list):
        raise _error(file, 1, "The JSON is not an array of objects.")
    return [_row(one, file, 0, at) for at, one in enumerate(found, 1)]


def json_lines_rows(text: str, file: str) -> list[ParsedRow]:
    """The rows of JSON Lines: an object on each line.

    Raises:
        DocumentError: a line is no JSON object.
    """
    rows: list[ParsedRow] = []
    # Other line ends of Unicode may stand within a text of JSON.
    for line, written in enumerate(text.split("\n"), 1):
        if written.strip():
            rows.append(_row(_json(written, file, line), file, line, len(rows) + 1))
    return rows


FORMATS: Mapping[str, Callable[[str, str], list[ParsedRow]]] = {
    ".csv": csv_rows,
    ".tsv": csv_rows,
    ".json": json_rows,
    ".jsonl": json_lines_rows,
    ".ndjson": json_lines_rows,
}
"""What reads a file, by the end of its name."""


def rows_of_text(text: str, file: str) -> list[ParsedRow]:
    """The rows of a text whose format is not known by a name: by how it begins.

    Raises:
        DocumentError: it cannot be read as what it seems to be.
    """
    start = text.lstrip()[:1]
    read = json_rows if start == "[" else json_lines_rows if start == "{" else csv_rows
    return read(text, file)


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((one for one in _DELIMITERS if one in first), ",")


def _require_names(names: list[str], file: str, line: int) -> None:
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise _error(file, line, f'Column "{twice}" is there more than once.', "Rename one.")


def _json(text: str, file: str, line: int) -> Any:
    try:
        return json.loads(text, parse_int=_Number, parse_float=_Number, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        found = json_complaint(error)
        what = f"This is not JSON: {found.what}, column {found.column}."
        raise _error(file, line + found.line - 1, what) from None
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise _error(file, line, f"This is not JSON: {why}.") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON")


def _row(row: Any, file: str, line: int, number: int) -> ParsedRow:
    if not isinstance(row, dict):
        where = "" if line else f" {number}"
        raise _error(file, line, f"Row{where} is not a JSON object.")
    values = {name: _text(value) for name, value in row.items()}
    others = (name for name, value in row.items() if _is_no_text(value))
    return ParsedRow(number, line, values, frozenset(others))


def _is_no_text(value: Any) -> bool:
    return isinstance(value, _Number) or not isinstance(value, str)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    return "".join(_json_pieces(value))


def _json_pieces(value: Any) -> Iterator[str]:
    """A value as JSON on one line, its numbers in their own digits."""
    if isinstance(value, _Number):
        yield str(value)
    elif isinstance(value, dict):
        for at, (name, one) in enumerate(value.items()):
            yield f"{', ' if at else '{'}{json.dumps(name, ensure_ascii=False)}: "
            yield from _json_pieces(one)
        yield "}" if value else "{}"
    elif isinstance(value, list):
        yield "["
        for at, one in enumerate(value):
            yield ", " if at else ""
            yield from _json_pieces(one)
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False)


def _error(file: str, line: int, what: str, advice: str = "") -> DocumentError:
    place = SourceLocation(file, (), line or None)
    return DocumentError.of([Fault("data", what, place, advice=advice)])
