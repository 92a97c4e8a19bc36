"""What an import brings, as lines for the shell and the screen.

The lines are made visible and hold no secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.engine.import_export.import_consent import asked_before_writing
from outrider.model.import_result import ImportResult
from outrider.model.trust import TrustNeed
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


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
