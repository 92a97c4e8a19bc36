"""What an import adds to environments that are there already."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import structs

from outrider.model.import_result import (
    ImportedEnvironment,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, SecretRef, TlsTable
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.table_decoding import LITERAL
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, REQUESTS
from outrider.storage.reading.workspace_reader import WorkspaceReader

_PROMPT = "prompt"


def in_known_environment(
    imported: ImportResult, reader: WorkspaceReader, asked: str
) -> ImportResult:
    """The import with its secrets in an environment that the workspace has.

    Files that bring environments keep theirs. Where the workspace has none, or has several and
    nothing chooses, the one that was made for the secrets stays, under the name that was asked
    for.
    """
    made = [one for one in imported.environments if one.stands_in]
    if not made:
        return imported
    known = reader.environment_ids()
    chosen = asked or reader.settings().default_environment or ""
    if chosen not in known and not asked:
        chosen = known[0] if len(known) == 1 else ""
    names = reference_list(name for one in made for name in one.values)
    why = "Secrets belong to an environment; their values are in its local file."
    if chosen in known:
        what = f'Environment "{chosen}" contains the imported secrets: {names}.'
    else:
        labels = chosen or ", ".join(one.environment.name for one in made)
        what = f'Environment "{labels}" was created for the imported secrets: {names}.'
    remark = ImportRemark(ImportVerdict.CHANGED, what, why=why)
    environments = tuple(
        _called(one, chosen) if chosen and one.stands_in else one for one in imported.environments
    )
    return structs.replace(imported, environments=environments, remarks=(*imported.remarks, remark))


def reference_list(names: Iterable[str]) -> str:
    """Secrets as files refer to them, in a sentence; another name is put in there as well."""
    return ", ".join("{{" + name + "}}" for name in dict.fromkeys(names))


def _called(one: ImportedEnvironment, name: str) -> ImportedEnvironment:
    file = f"{ENVIRONMENTS}/{name}.toml"
    return structs.replace(
        one, environment=structs.replace(one.environment, id=name, name=name, file=file)
    )


def merged_environment(there: Environment, brought: Environment) -> Environment:
    """The environment that is there, with what an import adds; nothing in it is loosened.

    A variable that is a secret there stays one.
    """
    secrets = {**dict(brought.secrets), **dict(there.secrets)}
    variables = {
        name: one
        for name, one in {**dict(there.variables), **dict(brought.variables)}.items()
        if name not in there.secrets and (name in brought.variables or name not in secrets)
    }
    return structs.replace(
        there,
        variables=variables,
        secrets={name: one for name, one in secrets.items() if name not in variables},
        auths={**dict(there.auths), **dict(brought.auths)},
        tls=there.tls if brought.tls == TlsTable() else brought.tls,
        proxy=brought.proxy or there.proxy,
    )


def may_hold(secret: SecretRef | None) -> bool:
    """Whether an overlay may get a literal for it: not where it is to be had elsewhere."""
    return secret is None or secret.provider in {LITERAL, _PROMPT}


def literal_of(secret: SecretRef) -> Secret | None:
    """The value that is written out in a file; ``None`` where it is to be had elsewhere."""
    value = secret.options.get("value") if secret.provider == LITERAL else None
    return value if isinstance(value, Secret) else None


def with_trimmed_secrets(imported: ImportResult) -> ImportResult:
    """The import with secrets that a send can use: with blanks at its ends each is refused."""
    trimmed: list[str] = []

    def trim(values: Mapping[str, Secret]) -> dict[str, Secret]:
        made = dict(values)
        for name, value in values.items():
            text = value.reveal()
            bare = text.strip()
            if bare and bare != text:
                made[name] = Secret(bare)
                trimmed.append(name)
        return made

    environments = tuple(
        structs.replace(one, values=trim(one.values)) for one in imported.environments
    )
    secrets = trim(imported.secrets)
    if not trimmed:
        return imported
    remark = ImportRemark(
        ImportVerdict.CHANGED,
        "Spaces and line breaks at the ends of secrets were removed: "
        f"{', '.join(dict.fromkeys(trimmed))}.",
        why="They are usually left over from copying, and servers reject them.",
    )
    remarks = (*imported.remarks, remark)
    return structs.replace(imported, environments=environments, secrets=secrets, remarks=remarks)


def workspace_items(root: Path) -> Iterator[tuple[str, Path]]:
    """The files of all folders and requests, each with the id of what it belongs to."""
    requests = root / REQUESTS
    for path in sorted(requests.rglob("*.toml")):
        item = path.relative_to(requests).as_posix().removesuffix(".toml")
        yield ("" if item == "folder" else item.removesuffix("/folder")), path


def workspace_text(path: Path) -> str:
    """What a file says; nothing where it cannot be read."""
    try:
        return read_regular(path)[0].decode("utf-8", "replace")
    except (OSError, UnusualFile):
        return ""


def written_variables(path: Path) -> Mapping[str, Any]:
    """The variables of a workspace's file; none where it cannot be read."""
    text = workspace_text(path)
    if "variables" not in text:
        return {}
    try:
        found = tomllib.loads(text).get("variables")
    except tomllib.TOMLDecodeError:
        return {}
    return found if isinstance(found, Mapping) else {}
