"""The credentials that the files of a workspace's environments have, by their names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from outrider.credential_shapes import find_credentials, is_credential, is_placeholder
from outrider.model.import_result import ImportResult
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.import_environments import workspace_text
from outrider.storage.writing.kept_secrets import overlay_file


class HeldSecret(Struct, frozen=True):
    """A credential that is written out in a file of an environment.

    Attributes:
        name: what holds it is called.
        value: as the file has it.
        environment: id of the environment that the file belongs to.
        is_secret: a reference to the name gives it.
    """

    name: str
    value: str
    environment: str
    is_secret: bool


def held_secrets(reader: WorkspaceReader) -> tuple[HeldSecret, ...]:
    """Those of all environments, in the order of these.

    All credentials of local files count, and the secrets of the files beside them.
    """
    return tuple(one for name in reader.environment_ids() for one in _held(reader.root, name))


def environment_paths(root: Path, environment_ids: Iterable[str]) -> Iterator[Path]:
    """The files that :func:`held_secrets` reads."""
    for name in environment_ids:
        yield root / overlay_file(name)
        yield root / f"{ENVIRONMENTS}/{name}.toml"


def _held(root: Path, environment_id: str) -> Iterator[HeldSecret]:
    local, shared = map(workspace_text, environment_paths(root, [environment_id]))
    own = set()
    for name, value, is_secret in local_credentials(local):
        own |= {name} if is_secret else set()
        yield HeldSecret(name, value, environment_id, is_secret)
    for name, value, is_secret in local_credentials(shared) if "secrets" in shared else ():
        if is_secret and name not in own:
            yield HeldSecret(name, value, environment_id, is_secret)


def local_credentials(text: str) -> Iterator[tuple[str, str, bool]]:
    """Names and values in the text of a local file, and whether each is one of its secrets."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    secrets = table.pop("secrets", {})
    for name, source in secrets.items() if isinstance(secrets, Mapping) else ():
        value = source.get("value") if isinstance(source, Mapping) else source
        if isinstance(value, str) and not is_placeholder(value):
            yield name, value, True
    for name, value in _members(table):
        if is_credential(name, value):
            yield name, value, False
        else:
            for one in find_credentials(value):
                yield one.name or name, value[one.start : one.end], False


def environments_with_secrets(
    imported: ImportResult, reader: WorkspaceReader, overlay: str
) -> tuple[str, ...]:
    """Ids of the environments that take the secrets of an import; none where nothing says it."""
    brought = tuple(one.environment.id for one in imported.environments)
    return brought or tuple(one for one in reader.environment_ids() if one == overlay)


def _members(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _members(one, str(key))
    elif isinstance(value, list):
        for one in value:
            yield from _members(one, name)
