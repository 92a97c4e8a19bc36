"""What an import brings and what became of it, as lines for the shell and the screen.

The lines are made visible and hold no secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.visible_text import visible_line

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


def report_lines(remarks: Sequence[ImportRemark]) -> Iterator[str]:
    """What was carried over as it is, what was changed, what was not carried, and why."""
    for verdict in ImportVerdict:
        found = [remark for remark in remarks if remark.verdict is verdict]
        if verdict is ImportVerdict.CARRIED and not found:
            continue
        yield ""
        yield f"{verdict.value.capitalize()}: {len(found) or 'nothing'}"
        for remark in found:
            yield from remark_lines(remark)


def remark_lines(remark: ImportRemark) -> Iterator[str]:
    """One line of the report, with its reason and what to do below it."""
    place = remark.place
    if remark.line is not None:
        place = f"{place}, line {remark.line}" if place else f"line {remark.line}"
    where = ": ".join(filter(None, (remark.source, place)))
    yield visible_line(f"  {where}: {remark.what}" if where else f"  {remark.what}")
    for more in (remark.why, remark.advice):
        if more:
            yield visible_line(f"    {more}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
