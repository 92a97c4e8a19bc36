"""What an import brings and what became of it, as lines for the shell and the screen.

The lines are made visible and hold no secret.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec import structs

from outrider.engine.import_export.import_consent import asked_before_writing
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.model.trust import TrustNeed
from outrider.visible_text import visible_line

MOST_PLACES = 3
"""Places of one kind of remark that are named, unless all are asked for."""

_NAMES = re.compile(
    r"\"[^\"]*\"|'[^']*'|“[^”]*”|\{\{[^{}]*\}\}|\S*[\d_/\\{}=<>@$`.:-]\S*[^\s.,:;]|\d+"
)
"""What names something in a sentence: quotations, options, paths, numbers."""

NOT_IMPORTED = ImportVerdict.NOT_CARRIED.value.capitalize()
"""The heading of what an import has not brought."""

MOST_REQUESTS = 200
"""Requests that the preview names; the rest is counted."""


def counts_line(imported: ImportResult) -> str:
    """How much there is, in a few words: ``12 requests in 3 folders, 2 environments``."""
    folders = sum(1 for folder in imported.folders if folder.id)
    requests = _count(len(imported.requests), "request")
    words = [f"{requests} in {_count(folders, 'folder')}" if folders else requests]
    words += [_count(len(imported.environments), "environment")] if imported.environments else []
    words += [_count(len(imported.responses), "example")] if imported.responses else []
    return ", ".join(words)


def tree_lines(imported: ImportResult) -> Iterator[str]:
    """The folders and requests as they would stand in the tree, and the environments."""
    yield visible_line(f"{imported.name or 'Import'}: {counts_line(imported)}")
    folders = {folder.id: folder for folder in imported.folders}
    told: set[str] = set()
    for number, request in enumerate(imported.requests):
        if number == MOST_REQUESTS:
            yield f"  … and {len(imported.requests) - number} more requests"
            break
        steps = request.id.split("/")[:-1]
        for depth in range(len(steps)):
            parent = "/".join(steps[: depth + 1])
            if parent not in told:
                told.add(parent)
                name = folders[parent].name if parent in folders else steps[depth]
                yield visible_line(f"{'  ' * (depth + 1)}▾ {name}")
        yield visible_line(f"{'  ' * (len(steps) + 1)}{request.method:<6} {request.name}")
    for one in imported.environments:
        environment = one.environment
        variables = _count(len(environment.variables), "variable")
        secrets = _count(len(environment.secrets), "secret")
        yield visible_line(f"  ● {environment.name}: {variables}, {secrets}")


def report_lines(
    remarks: Sequence[ImportRemark], *, full: bool = False, rest: str = "", lost: str = NOT_IMPORTED
) -> Iterator[str]:
    """What was converted, what was changed, what is missing (``lost`` is its heading), and why.

    Remarks of one kind stand together, with the first three of their places; ``full`` gives all,
    and ``rest`` says how to see those that were left out.
    A file is called by its name, where no other file of the import has the same.
    """
    sources = {remark.source for remark in remarks}
    names = Counter(PurePath(source).name for source in sources)
    short = {
        source: PurePath(source).name for source in sources if names[PurePath(source).name] == 1
    }
    remarks = [
        structs.replace(remark, source=short.get(remark.source, remark.source))
        for remark in remarks
    ]
    for verdict in ImportVerdict:
        found = [remark for remark in remarks if remark.verdict is verdict]
        if verdict is ImportVerdict.CARRIED and not found:
            continue
        yield ""
        head = lost if verdict is ImportVerdict.NOT_CARRIED else verdict.value.capitalize()
        yield f"{head}: {len(found) or 'nothing'}"
        kinds: dict[tuple[str, ...], list[ImportRemark]] = {}
        for remark in found:
            kinds.setdefault(_kind(remark), []).append(remark)
        for kind in kinds.values():
            yield from _kind_lines(kind, len(kind) if full else MOST_PLACES, rest and f"; {rest}")


def need_lines(needs: Sequence[TrustNeed]) -> Iterator[str]:
    """What the user has to agree to: before anything is written, and before it is sent."""
    asked = asked_before_writing(needs)
    later = tuple(need for need in needs if need not in asked)
    for head, found in (("Needs trust", asked), ("Needs trust when sent", later)):
        if found:
            yield ""
            yield f"{head}: {len(found)}"
            for need in found:
                yield visible_line(f"  {need.line}")


def _kind(remark: ImportRemark) -> tuple[str, ...]:
    """What remarks have in common that differ in names and numbers only."""
    return (_NAMES.sub("·", remark.what), remark.advice and remark.why)


def _kind_lines(remarks: Sequence[ImportRemark], most: int, rest: str) -> Iterator[str]:
    """The sentences of one kind with their places, each sentence once, and the reason once."""
    texts: dict[tuple[str, ...], list[str]] = {}
    for remark in remarks:
        text = (remark.what, remark.why, remark.advice)
        texts.setdefault(text, []).append(_place(remark))
    count = 0
    told: tuple[str, ...] = ()
    for (what, *reasons), places in texts.items():
        shown = list(filter(None, places[: max(most - count, 1)]))
        if len(places) == 1:
            yield visible_line(f"  {shown[0]}: {what}" if shown else f"  {what}")
        else:
            yield visible_line(f"  {len(places):,} times: {what}")
            yield from (visible_line(f"    {place}") for place in shown)
            if left := len([*filter(None, places)]) - len(shown):
                yield f"    … and {left:,} more{rest}"
        count += len(places)
        if tuple(reasons) != told:
            yield from (visible_line(f"    {more}") for more in reasons if more)
        told = tuple(reasons)
        if count >= most and len(remarks) > count:
            yield f"  … and {len(remarks) - count:,} more of this kind{rest}"
            return


def _place(remark: ImportRemark) -> str:
    place = remark.place
    if remark.line is not None:
        place = f"{place}, line {remark.line}" if place else f"line {remark.line}"
    return ": ".join(filter(None, (remark.source, place)))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
