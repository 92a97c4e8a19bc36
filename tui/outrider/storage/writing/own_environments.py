"""Environments of a document: those that it brought before, or new ones beside what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import structs

from outrider.importers.file_naming import numbered
from outrider.model.import_result import (
    ImportedEnvironment,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.storage.writing.import_environments import workspace_text
from outrider.storage.writing.import_placement import origin_comment


def with_own_environments(imported: ImportResult, root: Path) -> ImportResult:
    """The import with names for its environments that no other environment has.

    An environment of the same name that the user made, or another document brought, would lose
    its addresses.
    """
    origins = [origin_comment(one.origin) for one in imported.collections if one.keeps_edits]
    moves: dict[str, str] = {}
    made: list[ImportedEnvironment] = []
    remarks: list[ImportRemark] = []
    for one in imported.environments:
        old = one.environment.id
        lines = imported.comments.get(f"{ENVIRONMENTS}/{old}", ())
        known = [origin for origin in origins if origin in lines]
        if not known or one.stands_in:
            made.append(one)
            continue
        taken = {each.environment.id for each in made}
        new = next(
            name
            for name in numbered(old, "-")
            if name not in taken and _is_free(root / ENVIRONMENTS / f"{name}.toml", known)
        )
        number = new.removeprefix(old).strip("-")
        name = f"{one.environment.name} {number}" if number else one.environment.name
        file = f"{ENVIRONMENTS}/{new}.toml"
        environment = structs.replace(one.environment, id=new, name=name, file=file)
        made.append(structs.replace(one, environment=environment))
        moves[f"{ENVIRONMENTS}/{old}"] = f"{ENVIRONMENTS}/{new}"
        if number and not (root / file).exists():
            remarks.append(_renamed(one.environment.name, name))
    comments = _moved(imported.comments, moves)
    return structs.replace(
        imported,
        environments=tuple(made),
        comments=comments,
        remarks=(*imported.remarks, *remarks),
    )


def _renamed(old: str, new: str) -> ImportRemark:
    return ImportRemark(
        ImportVerdict.CHANGED,
        f'Environment "{old}" was renamed to "{new}".',
        place=new,
        why="An environment of that name already exists.",
    )


def _is_free(path: Path, origins: Iterable[str]) -> bool:
    """Whether nothing is there, or what one of these documents brought."""
    if not path.exists():
        return True
    text = workspace_text(path)
    return any(
        re.search(rf"^# {re.escape(one)}$", text, re.MULTILINE) is not None for one in origins
    )


def _moved(
    comments: Mapping[str, tuple[str, ...]], moves: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    return {moves.get(file, file): lines for file, lines in comments.items()}
