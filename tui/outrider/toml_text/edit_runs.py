"""Many edits of a TOML text at once: what is set in one table is found and written together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from outrider.toml_text.source_map import SourceMap, SpanKind, map_source
from outrider.toml_text.table_diff import SetKey, TableEdit
from outrider.toml_text.text_edits import (
    add_lines_behind,
    apply_edit,
    has_own_tables,
    is_inside_braces,
    is_written_inline,
)
from outrider.toml_text.toml_values import render, render_key


def apply_all(text: str, steps: Iterable[TableEdit]) -> str:
    """The text after these steps, as one :func:`apply_edit` after the other makes it.

    Raises:
        UneditableLayout: there is no place for one of them.
    """
    for run in _runs(steps):
        changed = _set_together(text, run) if len(run) > 1 else None
        if changed is not None:
            text = changed
            continue
        for step in run:
            text = apply_edit(text, step)
    return text


def laid_out(steps: Iterable[TableEdit]) -> str:
    """The text that these steps make of an empty one: pairs first, then sections.

    It is what one edit after the other makes, without reading all of the text for each.

    Raises:
        UneditableLayout: there is no place for one of them.
    """
    groups: dict[str | int, list[TableEdit]] = {}
    for step in steps:
        groups.setdefault(step.path[0], []).append(step)
    texts = [apply_all("", group) for group in groups.values()]
    pairs = "".join(text for text in texts if not text.startswith("["))
    sections = [text for text in texts if text.startswith("[")]
    return "\n".join(filter(None, [pairs, *sections]))


def _runs(steps: Iterable[TableEdit]) -> Iterator[list[TableEdit]]:
    """The steps in order; those that give different keys of one table a value stand together."""
    run: list[TableEdit] = []
    keys: set[str | int] = set()
    for step in steps:
        joins = run and _is_pair(step) and _is_pair(run[-1]) and step.path[:-1] == run[-1].path[:-1]
        if not joins or step.path[-1] in keys:
            if run:
                yield run
            run, keys = [], set()
        run.append(step)
        keys.add(step.path[-1])
    if run:
        yield run


def _is_pair(step: TableEdit) -> bool:
    """Whether it sets a key of a table whose value stands on its line."""
    if not isinstance(step, SetKey) or any(isinstance(one, int) for one in step.path):
        return False
    if isinstance(step.value, Mapping):
        return is_written_inline(step.path, step.path[:-1])
    return not has_own_tables(step.path, step.value)


def _set_together(text: str, run: Sequence[TableEdit]) -> str | None:
    """The text with all of them; ``None`` where the layout is of another kind."""
    layout = map_source(text)
    steps = [step for step in run if isinstance(step, SetKey)]
    size = len(steps[0].path)
    deeper = {span.path[:size] for span in layout.spans if len(span.path) > size}
    old = [step for step in steps if step.path in layout.by_path]
    new = [step for step in steps if step.path not in layout.by_path]
    if any(layout.by_path[step.path].kind is not SpanKind.PAIR for step in old):
        return None
    if any(step.path in deeper for step in new):
        return None
    text = _replaced(layout, old)
    if not new:
        return text
    text = apply_edit(text, new[0])
    layout = map_source(text)
    first = layout.by_path[new[0].path]
    is_line = first.kind is SpanKind.PAIR and not is_inside_braces(layout, first)
    if not is_line or first.section != first.path[:-1]:
        for step in new[1:]:
            text = apply_edit(text, step)
        return text
    lines = [f"{render_key(str(step.path[-1]))} = {render(step.value)}" for step in new[1:]]
    return add_lines_behind(text, first, lines) if lines else text


def _replaced(layout: SourceMap, steps: Iterable[SetKey]) -> str:
    """The text with other values for keys that it has."""
    text = layout.text
    pieces: list[str] = []
    at = 0
    for span, step in sorted(
        ((layout.by_path[step.path], step) for step in steps), key=lambda pair: pair[0].start
    ):
        inline = is_inside_braces(layout, span)
        value = render(step.value, text[span.value_start : span.end], inline=inline)
        pieces += [text[at : span.value_start], value]
        at = span.end
    return "".join([*pieces, text[at:]])
