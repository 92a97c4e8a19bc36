"""Adding and removing in what is written in brackets and braces."""

from __future__ import annotations

import re
from typing import Any

from outrider.toml_text.source_map import KeySpan, SourceMap, SpanKind
from outrider.toml_text.toml_values import render

_COMMA_BEHIND = re.compile(r"(?:[ \t\n]|#[^\n]*\n)*,")
_REST_OF_LINE = re.compile(r"[ \t]*(#[^\n]*)?\n")


def elements(layout: SourceMap, array: KeySpan) -> list[KeySpan]:
    """The direct elements of an array, in order."""
    size = len(array.path) + 1
    return [
        span
        for span in layout.below(array.path)
        if len(span.path) == size and span.kind is SpanKind.ELEMENT
    ]


def insert_element(layout: SourceMap, array: KeySpan, index: int, value: Any) -> str:
    """Inserts in front of the element at an index, or behind the last one."""
    text = layout.text
    present = elements(layout, array)
    rendered = render(value, inline=True)
    if not present:
        inside = array.value_start + 1
        return f"{text[:inside]}{rendered}{text[inside:]}"
    if index < len(present):
        at = present[index].start
        indent = _own_line_indent(text, at)
        gap = " " if indent is None else f"\n{indent}"
        return f"{text[:at]}{rendered},{gap}{text[at:]}"
    return _append(text, present[-1], rendered)


def _append(text: str, last: KeySpan, rendered: str) -> str:
    indent = _own_line_indent(text, last.start)
    comma = _COMMA_BEHIND.match(text, last.end)
    behind = comma.end() if comma else last.end
    rest = _REST_OF_LINE.match(text, behind)
    if indent is None or rest is None:
        return f"{text[: last.end]}, {rendered}{text[last.end :]}"
    added = f"{indent}{rendered}{',' if comma else ''}\n"
    sign = "" if comma else ","
    return f"{text[: last.end]}{sign}{text[last.end : rest.end()]}{added}{text[rest.end() :]}"


def _own_line_indent(text: str, at: int) -> str | None:
    """The blanks in front of something that starts a line; ``None`` where it does not."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before if not before.strip() and "\n" in text[:at] else None


def remove_element(layout: SourceMap, element: KeySpan) -> str:
    """Removes an element of an array with its comma; comments around it stay."""
    text = layout.text
    comma = _COMMA_BEHIND.match(text, element.end)
    if comma is None:
        # A comma in front of the closing bracket is allowed, but nobody writes it on one line.
        head = text[: element.start].rstrip(" \t")
        rest = text[element.end :]
        if head.endswith(","):
            return head[:-1] + rest
        return _without_blank_line(text, element.start, element.end)
    kept = text[element.end : comma.end() - 1]
    if "#" in kept:
        return text[: element.start] + kept.lstrip(" \t") + text[comma.end() :]
    return _without_blank_line(text, element.start, comma.end())


def _without_blank_line(text: str, start: int, end: int) -> str:
    """Cuts a stretch; with it the line, if nothing but blanks is left of it."""
    first = text.rfind("\n", 0, start) + 1
    behind = re.compile(r"[ \t]*\n").match(text, end)
    if behind and not text[first:start].strip() and first > 0:
        return text[:first] + text[behind.end() :]
    before, after = text[:start], text[end:]
    bare = after.lstrip(" \t")
    joins = before.rstrip(" \t").endswith((",", "[", "\n"))
    return before + (bare if joins else after)


def remove_inline(layout: SourceMap, pair: KeySpan) -> str:
    """Removes a pair of an inline table with the comma that joins it to the others."""
    text = layout.text
    comma = re.compile(r"\s*,[ \t]*").match(text, pair.end)
    if comma:
        return text[: pair.start] + text[comma.end() :]
    head = text[: pair.start].rstrip()
    if head.endswith(","):
        return head[:-1] + text[pair.end :]
    return text[: pair.start] + text[pair.end :].lstrip(" \t")
