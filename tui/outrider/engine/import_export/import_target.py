"""The workspace that an import goes into, and where it keeps the secrets that come along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType

from msgspec import Struct, structs

from outrider.engine.workspace.open_workspace import open_workspace
from outrider.errors import OutriderError
from outrider.importers.file_naming import slug
from outrider.model.import_result import (
    ImportedEnvironment,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.model.secret import Secret
from outrider.model.workspace import Environment
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.table_decoding import LITERAL
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, folder_file, is_workspace
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.import_environments import reference_list, written_variables

NO_NAME = "curl"
"""The environment for secrets of what has no file, where there is none."""


class ImportTarget(Struct, frozen=True):
    """Where an import goes.

    Attributes:
        environment: the one whose overlay takes the secrets of what brings none; empty where the
            file's name says it.
        exists: whether that environment is there already.
        taken: names that mean something there, with the secret that each stands for; an empty
            one for anything else.
        given: names that have a value there, by the environment that gives it; those that every
            environment sees under the empty name.
    """

    environment: str = ""
    exists: bool = False
    taken: Mapping[str, Secret] = MappingProxyType({})
    given: Mapping[str, frozenset[str]] = MappingProxyType({})

    @classmethod
    def find(cls, root: Path, process: Mapping[str, str], asked: str | None = None) -> ImportTarget:
        """What is known of a folder, which may be no workspace yet.

        The environment is the one asked for, else ``OUTRIDER_ENV``, the default, the only one.

        Raises:
            WorkspaceError: ``outrider.toml`` is broken.
        """
        if not is_workspace(root):
            return cls(asked or "")
        reader = open_workspace(str(root), process).reader
        known = reader.environment_ids()
        wanted = (process.get("OUTRIDER_ENV"), reader.settings().default_environment)
        only = known[0] if len(known) == 1 else ""
        return cls.of(reader, asked or next((one for one in wanted if one and one in known), only))

    @classmethod
    def of(cls, reader: WorkspaceReader, environment: str) -> ImportTarget:
        """A workspace that is open, with the environment that takes secrets.

        Raises:
            WorkspaceError: ``outrider.toml`` is broken.
        """
        known = list(_environments(reader))
        taken, given = _taken(reader, known), _given(reader, known)
        return cls(environment, environment in reader.environment_ids(), taken, given)

    def place(self, imported: ImportResult, files: tuple[str, ...]) -> ImportResult:
        """What was read with its secrets where they go: an overlay of this environment.

        Without one they go into a new environment, named after the first of the files.
        """
        names = tuple(imported.secrets)
        if not names:
            return imported
        if imported.environments:
            # Every environment that comes along has to know what the requests refer to.
            environments = tuple(
                one.with_secrets(imported.secrets) for one in imported.environments
            )
            ids = [one.environment.id for one in environments]
            return _told(
                structs.replace(imported, environments=environments, secrets={}), ids, names
            )
        if self.exists:
            return _told(imported, [self.environment], names)
        stem = PurePath(files[0]).name.partition(".")[0] if files else ""
        name = self.environment or slug(stem, NO_NAME)
        made = Environment(name, name, f"{ENVIRONMENTS}/{name}.toml")
        environment = ImportedEnvironment(made).with_secrets(imported.secrets)
        placed = structs.replace(imported, environments=(environment,), secrets={})
        return _told(placed, [name], names)


NOWHERE = ImportTarget()
"""For what is read and not written."""


def _told(imported: ImportResult, environments: list[str], names: tuple[str, ...]) -> ImportResult:
    files = [f"{ENVIRONMENTS}/{name}{OVERLAY_SUFFIX}.toml" for name in environments]
    remark = ImportRemark(
        ImportVerdict.CHANGED,
        f"Secrets go into {', '.join(files)}: {reference_list(names)}.",
        why="Git ignores local files; the requests refer to the secrets.",
    )
    return structs.replace(imported, remarks=(*imported.remarks, remark))


def _environments(reader: WorkspaceReader) -> Iterator[Environment]:
    for environment_id in reader.environment_ids():
        try:
            yield reader.environment(environment_id)
        except OutriderError:
            # Whoever sends with it is told; an import need not.
            continue


def _taken(reader: WorkspaceReader, known: Iterable[Environment]) -> dict[str, Secret]:
    """Every name of the workspace; those of a secret only where it is the same everywhere."""
    found: dict[str, Secret] = {name: Secret("") for name in reader.settings().variables}
    for environment in known:
        found.update(dict.fromkeys(environment.variables, Secret("")))
        for name, ref in environment.secrets.items():
            value = ref.options.get("value") if ref.provider == LITERAL else None
            secret = value if isinstance(value, Secret) else Secret("")
            found[name] = secret if found.get(name, secret) == secret else Secret("")
    return found


def _given(reader: WorkspaceReader, known: Iterable[Environment]) -> dict[str, frozenset[str]]:
    """What has a value: in the workspace, around all of its requests, in each environment."""
    around = written_variables(reader.root / folder_file(""))
    shared = {name for name, one in reader.settings().variables.items() if one.value != ""}
    shared |= {name for name, value in around.items() if value != ""}
    found = {"": frozenset(shared)}
    for one in known:
        names = {name for name, each in one.variables.items() if each.value != ""}
        found[one.id] = frozenset(names | one.secrets.keys())
    return found
