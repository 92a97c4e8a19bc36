"""Variables of an import that have the name of a secret of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from msgspec import structs

from outrider.errors import OutriderError
from outrider.importers.file_naming import numbered
from outrider.importers.secret_names import with_names
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.model.workspace import Folder, Request
from outrider.storage.reading.workspace_reader import WorkspaceReader

_T = TypeVar("_T")


def with_parted_variables(imported: ImportResult, reader: WorkspaceReader) -> ImportResult:
    """The import with other names for variables of its folders and requests that are secrets here.

    A variable cannot have the name of a secret of the environment that is active. Whatever the
    import has under such a name is renamed, in all that refers to it; the workspace's secret stays.
    """
    items: tuple[Folder | Request, ...] = (*imported.folders, *imported.requests)
    own = dict.fromkeys(name for item in items for name in item.variables)
    there = _secret_names(reader) if own else set()
    clashing = [name for name in own if name in there]
    if not clashing:
        return imported
    taken = there | own.keys() | imported.variables.keys()
    for one in imported.environments:
        taken |= {*one.environment.variables, *one.environment.secrets}
    names: dict[str, str] = {}
    for name in clashing:
        names[name] = next(one for one in numbered(f"{name}_value", "_") if one not in taken)
        taken.add(names[name])

    def keys(values: Mapping[str, _T]) -> dict[str, _T]:
        return {names.get(name, name): value for name, value in values.items()}

    made = with_names(imported, names)
    remark = ImportRemark(
        ImportVerdict.CHANGED,
        f"Imported variables were renamed: "
        f"{', '.join(f'{old} is {new}' for old, new in names.items())}.",
        why="The workspace has secrets of these names, and a variable cannot have one.",
    )
    return structs.replace(
        made,
        variables=keys(made.variables),
        folders=tuple(structs.replace(one, variables=keys(one.variables)) for one in made.folders),
        requests=tuple(
            structs.replace(one, variables=keys(one.variables)) for one in made.requests
        ),
        environments=tuple(
            structs.replace(
                one,
                environment=structs.replace(
                    one.environment, variables=keys(one.environment.variables)
                ),
            )
            for one in made.environments
        ),
        remarks=(*made.remarks, remark),
    )


def _secret_names(reader: WorkspaceReader) -> set[str]:
    found: set[str] = set()
    for name in reader.environment_ids():
        try:
            found |= reader.environment(name).secrets.keys()
        except OutriderError:
            # What is wrong with it is told where it would be edited.
            continue
    return found
