"""Texts of a document, in which nothing is a reference to a variable of the workspace."""

from __future__ import annotations

import json
import math
import re

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.written_numbers import WrittenFloat
from outrider.variables.reference_grammar import escape, has_reference

LONGEST_LABEL = 60
"""Characters of a name that is shown in one line."""

_BLANKS = re.compile(r"\s+")


class ReferenceText(str):
    """A text that Outrider itself made, whose references are meant."""

    __slots__ = ()


def sent_as_is(value: Json, report: BuildReport) -> str:
    """A value as text that is sent as it is."""
    text = text_of(value)
    if isinstance(value, ReferenceText) or "{{" not in text:
        return str(text)
    if has_reference(text):
        report.changed(
            f"{_shortened(text)} is sent as text.",
            why="OpenAPI has no references to variables.",
        )
    return escape(text)


def in_one_line(value: Json) -> str:
    """A text without its line breaks."""
    return _BLANKS.sub(" ", text_of(value)).strip()


def prose(value: Json) -> str:
    """A description as it was written, without blanks around it."""
    return text_of(value).strip() if isinstance(value, str | int | float) else ""


def json_lines(value: Json, report: BuildReport, indent: str = "") -> str:
    """A value as JSON in lines, numbers as they were written, texts sent as they are."""
    inner = f"{indent}  "
    if isinstance(value, dict):
        rows = [
            f"{inner}{_quoted(str(key), report)}: {json_lines(one, report, inner)}"
            for key, one in value.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}" if rows else "{}"
    if isinstance(value, list):
        rows = [f"{inner}{json_lines(one, report, inner)}" for one in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]" if rows else "[]"
    if isinstance(value, WrittenFloat) and _is_number(value.written):
        return value.written
    if isinstance(value, str):
        return _quoted(value, report)
    is_infinite = isinstance(value, float) and not math.isfinite(value)
    return "null" if is_infinite else json.dumps(value)


def _quoted(text: str, report: BuildReport) -> str:
    """A text of JSON; a backslash before braces is written after all others."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if isinstance(text, ReferenceText) else sent_as_is(quoted, report)


def _is_number(written: str) -> bool:
    return re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", written) is not None


def _shortened(text: str) -> str:
    line = in_one_line(text)
    return line if len(line) <= LONGEST_LABEL else f"{line[:LONGEST_LABEL]}…"
