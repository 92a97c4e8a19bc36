"""TOML text to plain values, with limits, and with mistakes at their line and column."""

from __future__ import annotations

import re
import tomllib
from typing import Any, NoReturn

from outrider.errors import DocumentError, Fault, SourceLocation

MAX_DEPTH = 24
"""Tables and arrays inside each other."""

_INTEGERS = range(-(2**63), 2**63)

# Compiled when there is a fault: start-up time matters.
_POSITION = r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\s*$"
_SECRETIVE = r"(?i)secret|passw|token|key|credential|authorization|cookie|assertion|bearer"
_SECRETS_HEADER = r"\s*\[\s*[\"']?secrets\b"


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The values of a TOML document.

    Raises:
        DocumentError: for a mistake in the syntax, or beyond the limits.
    """
    check_limits(text, file)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, file, str(error)) from None
    except RecursionError:
        _refuse(file, "is nested too deeply")
    except ValueError:
        _refuse(file, "contains a number that is too long", _line_of_long_number(text))
    _check_values(data, text, file)
    return data


def check_limits(text: str, file: str) -> None:
    """Refuses, before parsing, what would take a parser seconds or its whole stack.

    Raises:
        DocumentError: for brackets or dotted keys beyond :data:`MAX_DEPTH`.
    """
    brackets = text.count("[") + text.count("{")
    if brackets <= MAX_DEPTH and text.count(".") <= MAX_DEPTH:
        return
    from outrider.toml_text.source_map import SIGNS

    depth = dots = 0
    for found in SIGNS.finditer(text):
        sign = found.group()
        if sign in {"[", "{"}:
            depth += 1
            dots = 0
        elif sign in {"]", "}"}:
            depth = max(depth - 1, 0)
        elif sign == ".":
            dots += 1
        elif sign in {"=", ",", "\n"}:
            dots = 0
        elif sign in {'"', "'", '"""', "'''"}:
            return  # it is not closed
        if depth > MAX_DEPTH or dots > MAX_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            _refuse(file, f"is nested more than {MAX_DEPTH} levels deep", line)


def _check_values(data: dict[str, Any], text: str, file: str) -> None:
    """Depth through dotted keys and brackets together, and integers beyond TOML's 64 bits."""
    level: list[Any] = [data]
    for _ in range(MAX_DEPTH):
        children: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                children.extend(value.values())
            elif isinstance(value, list):
                children.extend(value)
            elif type(value) is int and value not in _INTEGERS:
                _refuse(file, "contains an integer beyond 64 bits", _line_of_long_number(text))
        level = children
        if not level:
            return
    _refuse(file, f"is nested more than {MAX_DEPTH} levels deep")


def _line_of_long_number(text: str) -> int | None:
    found = re.search(r"[=\[,]\s*[+-]?(?:0x|0o|0b)?[0-9A-Fa-f_]{16,}", text)
    return text.count("\n", 0, found.end()) + 1 if found else None


def _refuse(file: str, what: str, line: int | None = None) -> NoReturn:
    fault = Fault(
        "too_deep" if "nested" in what else "too_large",
        f"{file} {what}.",
        SourceLocation(file, line=line),
        why="This limit protects against malicious files.",
    )
    raise DocumentError.of([fault])


def _syntax_error(text: str, file: str, message: str) -> DocumentError:
    lines = text.replace("\r\n", "\n").split("\n")
    found = re.search(_POSITION, message)
    reason = re.sub(_POSITION, "", message)
    line, column = len(lines), len(lines[-1]) + 1
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    shown = _shown_line(lines, line)
    fault = _duplicate(text, file, line) or Fault(
        "syntax",
        f"Not valid TOML: {_plain(reason)}.",
        SourceLocation(file, line=line, column=column),
        why=f"{line} | {shown}" if shown else "The text ends too early.",
        advice="Quote strings; start tables with [name] on a line of its own.",
    )
    return DocumentError.of([fault])


def _plain(reason: str) -> str:
    """What the parser says, in plain words."""
    if reason == "Illegal character '\\n'":
        return "the string has no end on its line"
    reason = reason.replace("Illegal character", "unexpected character").replace("'", '"')
    return reason[:1].lower() + reason[1:]


def _duplicate(text: str, file: str, line: int) -> Fault | None:
    from outrider.toml_text.source_map import map_source

    layout = map_source(text)
    for path, first, second in layout.duplicates:
        one, other = layout.line_at(first.start), layout.line_at(second.start)
        if other <= line:
            place = SourceLocation(file, path, other)
            return Fault(
                "duplicate_key",
                f"{place.dotted_key} is defined twice: on line {one} and line {other}.",
                place,
                advice="Remove one of the two.",
            )
    return None


def _shown_line(lines: list[str], line: int) -> str:
    """The line for an error text; what may be a secret in it is masked."""
    text = lines[line - 1].strip() if line <= len(lines) else ""
    above = reversed(lines[: line - 1])
    header = next((one for one in above if one.lstrip().startswith("[")), "")
    if re.match(_SECRETS_HEADER, header) or re.search(_SECRETIVE, text):
        name, sign, _ = text.partition("=")
        text = f"{name}{sign} ••••••" if sign else "••••••"
    return text if len(text) <= 120 else f"{text[:119]}…"
