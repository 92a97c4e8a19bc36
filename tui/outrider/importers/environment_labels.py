"""Environments of one name, which people could not tell apart: each gets a name of its own."""

from __future__ import annotations

import itertools
import unicodedata

from msgspec import structs

from outrider.importers.file_naming import numbered
from outrider.model.import_result import (
    ImportedEnvironment,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)


def with_own_labels(result: ImportResult) -> ImportResult:
    """The import with another name for each environment that is called as one before it; told.

    Its file has another name already; where that says the same, it is what it is called.
    """
    taken: set[str] = set()
    made: list[ImportedEnvironment] = []
    told: list[ImportRemark] = []
    for one in result.environments:
        environment = one.environment
        old = environment.name or environment.id
        new = old
        if _folded(old) in taken:
            own = [environment.id] if environment.id.startswith(f"{old}-") else []
            names = itertools.chain(own, numbered(old, " "))
            new = next(name for name in names if _folded(name) not in taken)
            told.append(
                ImportRemark(
                    ImportVerdict.CHANGED,
                    f'Environment "{old}" was renamed to "{new}".',
                    place=new,
                    why="Another imported environment has that name.",
                )
            )
            environment = structs.replace(environment, name=new)
        taken.add(_folded(new))
        made.append(one if new == old else structs.replace(one, environment=environment))
    if not told:
        return result
    return structs.replace(result, environments=tuple(made), remarks=(*result.remarks, *told))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
