"""Makes one import of what sources of several formats bring. Pure.

Each format knows nothing of the others: names that are its own may be those of another as well.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import structs

from outrider.importers.file_naming import numbered
from outrider.importers.item_moving import moved_items
from outrider.importers.secret_names import base_name, brought_value, with_names
from outrider.model.import_result import ImportedEnvironment, ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Folder, Request

_REFERENCE = re.compile(r"(?<!\\)\{\{([\w.-]+)\}\}")


def joined(parts: Sequence[ImportResult]) -> ImportResult:
    """All that the parts bring, none of it under a name of another; the first one names it."""
    if len(parts) == 1:
        return parts[0]
    parts = _with_all_secrets(_with_own_environments(_with_own_secrets(parts)))
    parts = _with_own_folder(parts)
    comments: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for file, lines in part.comments.items():
            comments[file] = comments.get(file, ()) + lines
    return ImportResult(
        name=next((part.name for part in parts if part.name), ""),
        folders=tuple(folder for part in parts for folder in part.folders),
        requests=tuple(request for part in parts for request in part.requests),
        environments=tuple(one for part in parts for one in part.environments),
        variables={name: value for part in parts for name, value in part.variables.items()},
        responses=tuple(one for part in parts for one in part.responses),
        secrets={name: value for part in parts for name, value in part.secrets.items()},
        comments=comments,
        remarks=tuple(remark for part in parts for remark in part.remarks),
        collections=tuple(one for part in parts for one in part.collections),
        literals=tuple(dict.fromkeys(name for part in parts for name in part.literals)),
        files={file: data for part in parts for file, data in part.files.items()},
        pasted={name: value for part in parts for name, value in part.pasted.items()},
    )


def _with_own_secrets(parts: Sequence[ImportResult]) -> list[ImportResult]:
    """The parts with names for literals that mean nothing else in the others."""
    meanings = [_meanings(part) for part in parts]
    given: dict[str, Secret | None] = {}
    made = []
    for index, part in enumerate(parts):
        others = set().union(*(one for at, one in enumerate(meanings) if at != index))
        own = meanings[index] | {*part.literals}
        names: dict[str, str] = {}
        for name in dict.fromkeys(part.literals):
            value = brought_value(part, name)
            names[name] = next(
                one
                for one in itertools.chain([name], numbered(base_name(name), "_"))
                if one not in others and given.get(one, value) == value
                if one == name or one not in own
            )
            own.add(names[name])
            given[names[name]] = value
        changed = {old: new for old, new in names.items() if old != new}
        made.append(with_names(part, changed) if changed else part)
    return made


def _meanings(part: ImportResult) -> set[str]:
    """Names that mean something in a part, but for those of its literals."""
    items: tuple[Folder | Request, ...] = (*part.folders, *part.requests)
    found: set[str] = {*part.variables, *part.secrets}
    for item in items:
        found.update(item.variables)
    for one in part.environments:
        found.update(one.environment.variables, one.environment.secrets)
    for value in (*items, *part.environments, part.variables):
        found.update(_REFERENCE.findall(_told(value)))
    return found - {*part.literals}


def _told(value: object) -> str:
    """What a value says, the tables of its auths too: these do not show themselves."""
    if isinstance(value, Folder | Request):
        return f"{value!r}{dict(value.auth.table) if value.auth is not None else ''}"
    if isinstance(value, ImportedEnvironment):
        tables = [dict(one.table) for one in value.environment.auths.values()]
        return f"{value.environment!r}{tables}"
    return repr(value)


def _with_own_environments(parts: Iterable[ImportResult]) -> list[ImportResult]:
    """The parts with environments whose files are of no other part."""
    given: set[str] = set()
    made = []
    for part in parts:
        names: dict[str, str] = {}
        own = {_folded(one.environment.id) for one in part.environments}
        for one in part.environments:
            old = one.environment.id
            others = given | own - {_folded(old)} | set(map(_folded, names.values()))
            names[old] = next(name for name in numbered(old, "-") if _folded(name) not in others)
        given.update(map(_folded, names.values()))
        moved = {old: new for old, new in names.items() if old != new}
        made.append(_with_environments(part, moved) if moved else part)
    return made


def _with_environments(part: ImportResult, names: Mapping[str, str]) -> ImportResult:
    def called(one: ImportedEnvironment) -> ImportedEnvironment:
        old = one.environment
        new = names.get(old.id, old.id)
        file = old.file.replace(f"/{old.id}.toml", f"/{new}.toml")
        return structs.replace(one, environment=structs.replace(old, id=new, file=file))

    def told(text: str) -> str:
        for old, new in names.items():
            text = text.replace(f'nvironment "{old}"', f'nvironment "{new}"')
            text = text.replace(f"environments/{old}.", f"environments/{new}.")
        return text

    def place(file: str) -> str:
        folder, _, name = file.rpartition("/")
        return f"{folder}/{names[name]}" if folder == "environments" and name in names else file

    return structs.replace(
        part,
        environments=tuple(map(called, part.environments)),
        comments={place(file): lines for file, lines in part.comments.items()},
        remarks=tuple(
            structs.replace(one, what=told(one.what), advice=told(one.advice))
            for one in part.remarks
        ),
    )


def _with_own_folder(parts: Sequence[ImportResult]) -> list[ImportResult]:
    """The parts with their only collection in a folder, where requests of none come along."""
    taken = {_folded(one.id) for part in parts if not part.collections for one in part.requests}
    whole = [part for part in parts if _is_whole(part)]
    if len(whole) < 2:
        return [_in_folder(part, taken, is_only_one=True) if taken else part for part in parts]
    taken |= {_folded(one.folder) for part in parts for one in part.collections if one.folder}
    made = []
    for part in parts:
        own = _in_folder(part, taken, is_only_one=False)
        taken |= {_folded(one.folder) for one in own.collections}
        made.append(own)
    return made


def _is_whole(part: ImportResult) -> bool:
    """Whether a part is one collection that would have all of ``requests/``."""
    return len(part.collections) == 1 and not part.collections[0].folder


def _in_folder(part: ImportResult, taken: Collection[str], *, is_only_one: bool) -> ImportResult:
    if not _is_whole(part):
        return part
    names = numbered(part.collections[0].folder_name, "-")
    moved = moved_items(part, {"": next(one for one in names if _folded(one) not in taken)})
    only = structs.replace(moved.collections[0], is_only_one=is_only_one)
    return structs.replace(moved, collections=(only,))


def _with_all_secrets(parts: Sequence[ImportResult]) -> list[ImportResult]:
    """The parts with environments that know the literals of all: requests are sent in any."""
    made = []
    for index, part in enumerate(parts):
        others: dict[str, Secret] = {}
        for other in (one for at, one in enumerate(parts) if at != index and one.environments):
            values = {name: brought_value(other, name) for name in other.literals}
            others.update({name: one for name, one in values.items() if one is not None})
        environments = [one.with_secrets(others) if others else one for one in part.environments]
        made.append(structs.replace(part, environments=tuple(environments)))
    return made


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
