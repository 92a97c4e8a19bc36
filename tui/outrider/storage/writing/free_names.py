"""Names for an import's secrets in a workspace that has names of its own.

What the import brought before it updates; what belongs to anything else keeps name and value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec import structs

from outrider.errors import OutriderError
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.model.workspace import Environment, Folder, Request
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.held_secrets import HeldSecret
from outrider.storage.writing.import_environments import (
    workspace_items,
    workspace_text,
    written_variables,
)
from outrider.storage.writing.import_names import NamesInUse, renamed_secrets
from outrider.storage.writing.import_placement import CollectionPlacement
from outrider.storage.writing.joined_secrets import with_joined_secrets
from outrider.storage.writing.parted_variables import with_parted_variables

_REFERENCE = re.compile(r"\{\{([\w.-]+)\}\}")


def with_free_names(
    imported: ImportResult,
    reader: WorkspaceReader,
    placement: CollectionPlacement,
    held: Iterable[HeldSecret] = (),
    taking: Collection[str] = (),
) -> ImportResult:
    """The import with secrets, and variables of requests, that mean nothing else in the workspace.

    Args:
        imported: each thing where it goes.
        reader: reads the workspace.
        placement: knows what is of the import's collections.
        held: what the local files of the workspace have.
        taking: ids of the environments that take the import's secrets.
    """
    imported = with_parted_variables(imported, reader)
    if not imported.literals and not any(one.environment.secrets for one in imported.environments):
        return imported
    used = _names_in_use(imported, reader, placement)
    items: tuple[Folder | Request, ...] = (*imported.folders, *imported.requests)
    own: set[str] = set().union(*(one.variables for one in items))
    taken = {*used.variables, *imported.variables, *own}
    imported = with_joined_secrets(imported, held, taking, taken)
    renamed, names = renamed_secrets(imported, used)
    if not names:
        return imported
    there = {name for one in used.environments for name in one.secrets}
    new = {old: name for old, name in names.items() if name not in used.own}
    remarks = [
        ImportRemark(
            ImportVerdict.CHANGED,
            f'Secret "{old}" keeps its value; the imported one was named "{name}".',
            why="Something else in the workspace uses it.",
        )
        for old, name in new.items()
        if old in there
    ]
    other = [old for old in new if old not in there]
    if other:
        remarks.append(
            ImportRemark(
                ImportVerdict.CHANGED,
                f"Imported secrets were renamed: {', '.join(other)}.",
                why="The workspace uses these names for something else.",
            )
        )
    return structs.replace(renamed, remarks=(*renamed.remarks, *remarks))


def names_of_request(root: Path, request_id: str) -> set[str]:
    """What the file of a request refers to, and no other file of the workspace does."""
    own: set[str] = set()
    others = {*_references(root / MARKER)}
    for path in (root / ENVIRONMENTS).rglob("*.toml"):
        others.update(_references(path))
    for item, path in workspace_items(root):
        (own if item == request_id else others).update(_references(path))
    return own - others


def _names_in_use(
    imported: ImportResult, reader: WorkspaceReader, placement: CollectionPlacement
) -> NamesInUse:
    variables = set(written_variables(reader.root / MARKER)) - imported.variables.keys()
    requests = {one.id for one in imported.requests}
    environments = {one.environment.file for one in imported.environments if not one.stands_in}
    own: dict[str, list[str]] = {}
    replaced: dict[str, list[str]] = {}
    elsewhere: set[str] = set()
    left_over: set[str] = set()

    def note(path: Path, item: str, *, known: bool) -> None:
        for name in _references(path):
            if known:
                own.setdefault(name, []).append(item)
            else:
                elsewhere.add(name)

    for item, path in workspace_items(reader.root):
        if placement.belongs(item):
            note(path, item, known=True)
            if path.name != "folder.toml" and item not in requests:
                # The collection has it no longer, and its file stays.
                left_over.update(_references(path))
        elif item in requests:
            for name in _references(path):
                replaced.setdefault(name, []).append(item)
        else:
            note(path, item, known=False)
            variables |= written_variables(path).keys()
    note(reader.root / MARKER, MARKER, known=bool(imported.variables))
    for path in (reader.root / ENVIRONMENTS).rglob("*.toml"):
        file = path.relative_to(reader.root).as_posix()
        note(path, file, known=file in environments)
    # Nothing but its requests says what a file without a collection brought.
    own |= {name: items for name, items in replaced.items() if name not in elsewhere | own.keys()}
    targets = {one.environment.id for one in imported.environments}
    every = reader.environment_ids()
    wanted = [one for one in every if one in targets] if imported.collections else every
    others = _environments(reader, (one for one in every if one not in targets))
    held = {name for one in others for name in one.secrets}
    pinned = (left_over | elsewhere | held) & own.keys()
    return NamesInUse(variables, tuple(_environments(reader, wanted)), own, pinned)


def _references(path: Path) -> Iterator[str]:
    return (found[1] for found in _REFERENCE.finditer(workspace_text(path)))


def _environments(reader: WorkspaceReader, names: Iterable[str]) -> Iterator[Environment]:
    for name in names:
        try:
            yield reader.environment(name)
        except OutriderError:
            # What is wrong with it is told where it would be edited.
            continue
