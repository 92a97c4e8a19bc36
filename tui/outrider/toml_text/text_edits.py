"""Changing a TOML text at one key and nowhere else.

The text is cut at the spans that :mod:`outrider.toml_text.source_map` finds, so that every comment,
blank line, order and spelling that is not the value itself stays byte for byte. A parser that
rebuilds the whole document cannot promise that: tomlkit, for one, reorders interleaved arrays of
tables and moves comments that introduce the next table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from outrider.toml_text.array_edits import insert_element, remove_element, remove_inline
from outrider.toml_text.schema import KeyPath
from outrider.toml_text.source_map import KeySpan, SourceMap, SpanKind, map_source
from outrider.toml_text.table_diff import InsertElement, RemoveKey, TableEdit
from outrider.toml_text.toml_values import render, render_key

_COMMENT = re.compile(r"[ \t]*(#[^\n]*)")
_INLINE = frozenset({"placement", "path"})
"""Tables that are written in braces when they are new."""
_ARRAY_TABLES = frozenset({"capture", "expect"})
"""Arrays at the top whose elements are tables of their own when they are new."""


class UneditableLayout(Exception):
    """The text is laid out in a way in which the edit has no place."""


def apply_edit(text: str, step: TableEdit) -> str:
    """The text after one step.

    Raises:
        UneditableLayout: there is no place for it.
    """
    layout = map_source(text)
    if isinstance(step, RemoveKey):
        return _remove(layout, step.path)
    span = layout.by_path.get(step.path)
    if isinstance(step, InsertElement):
        return _insert_element(layout, step.path, step.value)
    if span is not None and span.kind in {SpanKind.PAIR, SpanKind.ELEMENT}:
        inline = span.kind is SpanKind.ELEMENT or is_inside_braces(layout, span)
        value = render(step.value, text[span.value_start : span.end], inline=inline)
        return text[: span.value_start] + value + text[span.end :]
    if span is not None or next(layout.below(step.path), None) is not None:
        return _insert(map_source(_remove(layout, step.path)), step.path, step.value)
    return _insert(layout, step.path, step.value)


def is_inside_braces(layout: SourceMap, span: KeySpan) -> bool:
    """Whether a pair stands in a table or an array that is written in brackets."""
    parent = layout.by_path.get(span.path[:-1])
    return parent is not None and parent.kind in {SpanKind.PAIR, SpanKind.ELEMENT}


def _insert(layout: SourceMap, path: KeyPath, value: Any) -> str:
    parent = path[:-1]
    span = layout.by_path.get(parent) if parent else None
    if span is not None and span.kind in {SpanKind.PAIR, SpanKind.ELEMENT}:
        return _insert_in_braces(layout, span, str(path[-1]), value)
    dotted = _dotted_sibling(layout, parent)
    if dotted is not None:
        line = _pair(path[len(dotted.section) :], value)
        return _after(layout.text, dotted, line)
    if isinstance(value, Mapping) and not is_written_inline(path, parent):
        return _insert_section(layout, path, value)
    if has_own_tables(path, value):
        return _append_array_tables(layout.text, str(path[-1]), value)
    if parent and span is None:
        return _insert_section(layout, parent, {str(path[-1]): value})
    return _insert_pair(layout, parent, _pair(path[-1:], value))


def is_written_inline(path: KeyPath, parent: KeyPath) -> bool:
    """Whether a new table is written in braces."""
    return path[-1] in _INLINE or parent == ("secrets",)


def has_own_tables(path: KeyPath, value: Any) -> bool:
    """Whether each element of a new array gets a ``[[table]]`` of its own."""
    return len(path) == 1 and path[0] in _ARRAY_TABLES and isinstance(value, list) and bool(value)


def _append_array_tables(text: str, name: str, values: Iterable[Mapping[str, Any]]) -> str:
    gap = "\n" if text.strip() else ""
    tables = "\n\n".join(_array_table(name, value) for value in values)
    return _add_lines(text, len(text), gap + tables)


def _array_table(name: str, value: Mapping[str, Any]) -> str:
    return "\n".join([f"[[{name}]]", *(_pair((key,), item) for key, item in value.items())])


def _pair(path: Sequence[str | int], value: Any) -> str:
    return f"{'.'.join(render_key(str(step)) for step in path)} = {render(value)}"


def _insert_in_braces(layout: SourceMap, span: KeySpan, key: str, value: Any) -> str:
    text = layout.text
    if text[span.value_start] != "{":
        raise UneditableLayout
    children = [s for s in layout.below(span.path) if s.kind is SpanKind.PAIR]
    end = max((s.end for s in children), default=-1)
    pair = f"{render_key(key)} = {render(value, inline=True)}"
    if end < 0:
        return f"{text[: span.value_start]}{{ {pair} }}{text[span.end :]}"
    return f"{text[:end]}, {pair}{text[end:]}"


def _dotted_sibling(layout: SourceMap, parent: KeyPath) -> KeySpan | None:
    """The last pair that is written as ``parent.key = …`` below a header further up."""
    size = len(parent)
    pairs = reversed([*top_pairs(layout)])
    return next((s for s in pairs if len(s.section) < size and s.path[:size] == parent), None)


def top_pairs(layout: SourceMap) -> Iterator[KeySpan]:
    """Pairs that stand on lines of their own, outside of braces and brackets."""
    end = 0
    for span in layout.spans:
        if span.kind is SpanKind.PAIR and span.start >= end:
            yield span
            end = span.end


def _after(text: str, span: KeySpan, line: str) -> str:
    return add_lines_behind(text, span, [line])


def add_lines_behind(text: str, span: KeySpan, lines: Iterable[str]) -> str:
    """Adds lines behind the one where a pair ends, with the pair's indentation."""
    indent = text[_line_start(text, span.start) : span.start]
    written = "\n".join(f"{indent}{line}" for line in lines)
    return _add_lines(text, _line_end(text, span.end), written)


def _insert_pair(layout: SourceMap, section: KeyPath, line: str) -> str:
    text = layout.text
    pairs = [span for span in top_pairs(layout) if span.section == section]
    if pairs:
        return _after(text, pairs[-1], line)
    header = layout.by_path.get(section) if section else None
    if header is not None:
        return _add_lines(text, _line_end(text, header.end), line)
    first = next(
        (s for s in layout.spans if s.kind in {SpanKind.TABLE, SpanKind.ARRAY_TABLE}), None
    )
    if first is None:
        return _add_lines(text, len(text), line)
    at = _introduction(text, _line_start(text, first.start))
    return f"{text[:at]}{line}\n\n{text[at:]}"


def _introduction(text: str, at: int) -> int:
    """The start of the comment lines right above an offset."""
    while at > 0:
        above = _line_start(text, at - 1)
        if not text[above:at].lstrip(" \t").startswith("#"):
            break
        at = above
    return at


def _insert_section(layout: SourceMap, path: KeyPath, value: Mapping[str, Any]) -> str:
    text = layout.text
    name = ".".join(render_key(step) for step in path if isinstance(step, str))
    flat = {k: v for k, v in value.items() if not _own_section(path, k, v)}
    blocks = [f"[{name}]", *(_pair((key,), item) for key, item in flat.items())]
    for key, item in value.items():
        if _own_section(path, key, item):
            blocks += ["", f"[{name}.{render_key(key)}]"]
            blocks += [_pair((inner,), element) for inner, element in item.items()]
    if not flat and len(blocks) > 1:
        blocks = blocks[2:]
    parent = path[:-1]
    relatives = [s.end for s in layout.spans if parent and s.path[: len(parent)] == parent]
    at = _line_end(text, max(relatives)) if relatives else len(text)
    gap = "\n" if text[:at].strip() else ""
    return _add_lines(text, at, gap + "\n".join(blocks))


def _own_section(path: KeyPath, key: str, value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and not is_written_inline((*path, key), path)


def _add_lines(text: str, at: int, lines: str) -> str:
    """Adds lines at the start of a line; a text without a final line end stays without."""
    before, behind = text[:at], text[at:]
    if before and not before.endswith("\n"):
        return f"{before}\n{lines}{behind}"
    return f"{before}{lines}\n{behind}"


def _insert_element(layout: SourceMap, path: KeyPath, value: Any) -> str:
    array, index = path[:-1], path[-1]
    assert isinstance(index, int)
    span = layout.by_path.get(array)
    if span is not None and span.kind in {SpanKind.PAIR, SpanKind.ELEMENT}:
        return insert_element(layout, span, index, value)
    return _insert_array_table(layout, array, index, value)


def _insert_array_table(layout: SourceMap, array: KeyPath, index: int, value: Any) -> str:
    """Adds a ``[[table]]`` behind the one before it, or in front of the first."""
    text = layout.text
    if (*array, 0) not in layout.by_path or not isinstance(value, Mapping):
        raise UneditableLayout
    name = ".".join(render_key(step) for step in array if isinstance(step, str))
    block = _array_table(name, value)
    if index == 0:
        first = layout.by_path[*array, 0]
        at = _introduction(text, _line_start(text, first.start))
        return f"{text[:at]}{block}\n\n{text[at:]}"
    before = (*array, index - 1)
    ends = [span.end for span in layout.spans if span.path[: len(before)] == before]
    if not ends:
        raise UneditableLayout
    return _add_lines(text, _line_end(text, max(ends)), f"\n{block}")


def _remove(layout: SourceMap, path: KeyPath) -> str:
    span = layout.by_path.get(path)
    if span is not None and span.kind is SpanKind.ELEMENT:
        return remove_element(layout, span)
    if span is not None and span.kind is SpanKind.PAIR and is_inside_braces(layout, span):
        return remove_inline(layout, span)
    text = layout.text
    doomed = list(_lines_of(layout, path))
    if not doomed:
        raise UneditableLayout
    for start, end in reversed(doomed):
        text = _cut_lines(text, start, end)
    return text


def _lines_of(layout: SourceMap, path: KeyPath) -> Iterator[tuple[int, int]]:
    """Spans of the pairs, and of the tables with all that they hold, at or below a path."""
    size = len(path)
    pairs = list(top_pairs(layout))
    for span in layout.spans:
        if span.path[:size] != path:
            continue
        if span.kind in {SpanKind.TABLE, SpanKind.ARRAY_TABLE}:
            inside = [pair.end for pair in pairs if pair.section == span.path]
            yield span.start, max(inside, default=span.end)
        elif span in pairs and span.section[:size] != path:
            yield span.start, span.end


def _cut_lines(text: str, start: int, end: int) -> str:
    """Removes whole lines; a comment at the end of the last one stays, on a line of its own."""
    first, last = _line_start(text, start), _line_end(text, end)
    comment = _COMMENT.match(text, end)
    kept = f"{comment[1]}\n" if comment else ""
    before, behind = text[:first], text[last:]
    if not kept and behind.startswith("\n") and (not before or before.endswith("\n\n")):
        behind = behind[1:]
    elif not kept and not behind.strip() and before.endswith("\n\n"):
        before = before[:-1]
    if not text.endswith("\n") and not behind:
        return (before + kept).removesuffix("\n")
    return before + kept + behind


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """The offset behind the line end that follows, or the end of the text."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
