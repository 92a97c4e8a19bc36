"""A workspace as what other tools import: its tree, its environments, auth made plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import structs

from outrider.auth.definitions import DEFAULT, merged_table, named_table
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import WorkspaceError
from outrider.exporters.portable_hosts import portable_host, portable_variables
from outrider.exporters.postman.auth_writer import SECRETS
from outrider.exporters.postman.export_report import ExportReport
from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
)
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.import_result import ImportReport
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.workspace import (
    AuthTable,
    Collection,
    Environment,
    Folder,
    Request,
    Scalar,
    WorkspaceSettings,
    scalar_text,
)
from outrider.storage.reading.collection_walk import sort_children
from outrider.storage.writing.saved_responses import load_examples
from outrider.toml_text.table_diff import strictly_equal
from outrider.variables.reference_grammar import has_reference

Json: TypeAlias = dict[str, Any]

_KIND = ("type", "grant_type")
_FIXED = (*_KIND, "token_endpoint_auth_method")
"""Keys of an auth that no variable can stand for in Postman."""


WITHOUT_ENVIRONMENT = "One request is exported without its environment."
"""Why what an environment says of connections is not in an export."""


def tell_connection(environment: Environment, report: ImportReport, why: str) -> None:
    """Tells what an environment says of how its requests are sent."""
    for what, is_there in (
        ("The TLS settings were", environment.tls != type(environment.tls)()),
        ("The proxy was", environment.proxy is not None),
        ("The HTTP version was", environment.options.http is not None),
    ):
        if is_there:
            report.lost(f"{what} not exported.", environment.name, why)


class WorkspaceExport:
    """Puts together what is exported.

    An environment has auth here, and none in Postman: its default auth becomes the collection's.
    What differs between the environments becomes a variable of each, named after the auth and the
    key: ``default_scope``.

    Args:
        environments: every one of them, the one first whose auth has the say.
    """

    def __init__(
        self,
        root: Path,
        settings: WorkspaceSettings,
        collection: Collection,
        environments: Sequence[Environment],
        words: ExportReport,
    ) -> None:
        self._root = root
        self._settings = settings
        self._collection = collection
        self._environments = environments
        self._words = words
        self._lifted: dict[str, dict[str, MaybeSecret]] = {one.id: {} for one in environments}
        self._plain: dict[str, AuthTable] = {}
        self._used: set[str] = {DEFAULT}
        self._children: dict[str, list[str]] = {}
        for name in (*collection.folders, *collection.requests):
            if name:
                parent, _, last = name.rpartition("/")
                self._children.setdefault(parent, []).append(last)

    def folder_tree(self, only: str = "") -> ExportedFolder:
        """Everything below ``requests/``, or ``only`` one request with the folders above it."""
        found = self._folder("", only)
        variables = {**portable_variables(self._settings.variables), **dict(found.folder.variables)}
        auth = found.folder.auth
        if auth is None and any(DEFAULT in one.auths for one in self._environments):
            auth = self._named(DEFAULT)
        return structs.replace(
            found, folder=structs.replace(found.folder, variables=variables, auth=auth)
        )

    def environment(
        self, environment: Environment, opened: Mapping[str, Secret]
    ) -> ExportedEnvironment:
        """An environment with what its auth needs; call it after :meth:`folder_tree`.

        Secrets that are not among the ``opened`` ones stay empty.
        """
        variables: dict[str, Scalar] = {
            name: one.value for name, one in portable_variables(environment.variables).items()
        }
        secrets: dict[str, MaybeSecret] = {
            name: opened.get(name, "") for name in environment.secrets
        }
        for name, value in self._lifted[environment.id].items():
            if isinstance(value, Secret):
                secrets[name] = value if self._words.reveals else ""
            else:
                variables[name] = value
        return ExportedEnvironment(environment.name, variables, secrets)

    def tell_environment(self, environment: Environment) -> None:
        """Tells what an environment has that Postman's cannot hold."""
        why = f"{self._words.target} environments contain only variables."
        tell_connection(environment, self._words, why)
        if environment.protected:
            self._words.lost("The protection was not exported.", environment.name, why)
        self._tell_unused(environment)

    # The tree.

    def _folder(self, folder_id: str, only: str) -> ExportedFolder:
        folder = self._collection.folders.get(folder_id) or Folder(
            folder_id, folder_id.rpartition("/")[2], ""
        )
        children: list[ExportedItem] = []
        for name in sort_children(folder.order, self._children.get(folder_id, ())):
            child_id = f"{folder_id}/{name}" if folder_id else name
            leads_there = not only or only.startswith(f"{child_id}/")
            if child_id in self._collection.folders and leads_there:
                children.append(self._folder(child_id, only))
            request = self._collection.requests.get(child_id)
            if request is not None and only in {"", child_id}:
                children.append(self._request(request))
        auth = self._own(folder.auth, folder.id)
        made = structs.replace(folder, auth=auth, variables=portable_variables(folder.variables))
        return ExportedFolder(made, tuple(children))

    def _request(self, request: Request) -> ExportedRequest:
        auth = self._own(request.auth, request.id)
        examples = tuple(load_examples(self._root, request.id))
        variables = portable_variables(request.variables)
        url = portable_host(request.url)
        return ExportedRequest(
            structs.replace(request, auth=auth, url=url, variables=variables), examples
        )

    # Auth.

    def _own(self, auth: AuthTable | None, owner: str) -> AuthTable | None:
        """An auth of a folder or a request, with neither ``use`` nor ``extends``."""
        if auth is None:
            return None
        used, parent = auth.table.get("use"), auth.table.get("extends")
        if isinstance(used, str):
            return self._named(used)
        if isinstance(parent, str):
            self._used.add(parent)
            return self._lift(owner or "requests", lambda one: merged_table(auth, one))
        return AuthTable(merged_table(auth, None), {}, UNKNOWN_LOCATION)

    def _named(self, name: str) -> AuthTable:
        """An auth of the environments."""
        self._used.add(name)
        if name not in self._plain:
            self._plain[name] = self._lift(name, lambda one: named_table(one, name))
        return self._plain[name]

    def _lift(self, name: str, table_of: Callable[[Environment], Mapping[str, Any]]) -> AuthTable:
        """One auth for all environments, what differs between them lifted into variables.

        Where there is none, nothing is sent: to inherit would send another credential.
        """
        tables: dict[str, Mapping[str, Any]] = {}
        for environment in self._environments:
            try:
                tables[environment.id] = table_of(environment)
            except WorkspaceError as error:
                self._words.lost(
                    f'Auth definition "{name}" was not exported: {error.what}', environment.name
                )
        if not tables:
            self._words.lost(
                f'Auth definition "{name}" was not exported.', "", "No environment has it."
            )
            return AuthTable({"type": "none"}, {}, UNKNOWN_LOCATION)
        first = next(iter(tables.values()))
        alike = {key: one for key, one in tables.items() if self._is_alike(one, first, name, key)}
        return AuthTable(self._common(list(alike.items()), name), {}, UNKNOWN_LOCATION)

    def _tell_unused(self, environment: Environment) -> None:
        """Says which auths nothing refers to, not even through one that extends them."""
        used = set(self._used)
        for name in [*used]:
            above: object = name
            while isinstance(above, str) and above in environment.auths:
                above = environment.auths[above].table.get("extends")
                if not isinstance(above, str) or above in used:
                    break
                used.add(above)
        for name in environment.auths:
            if name not in used:
                self._words.lost(
                    f'Auth definition "{name}" was not exported: no request uses it.',
                    environment.name,
                )

    def _is_alike(
        self, table: Mapping[str, Any], first: Mapping[str, Any], name: str, environment: str
    ) -> bool:
        """Whether the collection's auth can serve an environment too, but for its variables."""
        for key in _FIXED:
            if table.get(key) != first.get(key):
                self._words.lost(
                    f'Auth definition "{name}": {key} differs between environments.',
                    environment,
                    f"A {self._words.target} collection has one auth for all environments.",
                )
        return all(table.get(key) == first.get(key) for key in _KIND)

    def _common(self, tables: Sequence[tuple[str, Mapping[str, Any]]], prefix: str) -> Json:
        """One table for all: as written where they agree, variables where they do not."""
        common: Json = {}
        keys = dict.fromkeys(key for _, table in tables for key in table)
        for key in keys:
            values = [(environment, table.get(key)) for environment, table in tables]
            some = next(value for _, value in values if value is not None)
            same = all(strictly_equal(value, some) for _, value in values)
            if isinstance(some, Mapping):
                inner = [
                    (one, value if isinstance(value, Mapping) else {}) for one, value in values
                ]
                common[key] = self._common(inner, f"{prefix}_{key}")
            elif key in _FIXED:
                if values[0][1] is not None:
                    common[key] = values[0][1]
            elif isinstance(some, list | tuple) or key == "in":
                common[key] = some
                # Postman knows no hosts anyway.
                if key != "hosts" and not same:
                    self._words.lost(
                        f"{key} of the auth differs between environments; one value was exported."
                    )
            elif same and (key not in SECRETS or has_reference(str(some))):
                common[key] = some
            else:
                common[key] = self._variable(f"{prefix}_{key}", key, values)
        return common

    def _variable(self, name: str, key: str, values: Sequence[tuple[str, object]]) -> str:
        name = re.sub(r"\W", "_", name)
        for environment, value in values:
            written = scalar_text(value) if isinstance(value, str | int | float | bool) else ""
            hidden = key in SECRETS and not has_reference(written)
            self._lifted[environment][name] = Secret(written) if hidden else written
        self._words.changed(
            f'{key} of the auth became variable "{name}" of every environment.',
            "",
            "It differs between them, or is a credential.",
        )
        return "{{" + name + "}}"


def file_names(titles: Sequence[str], suffix: str) -> Iterator[str]:
    """A name of a file for each title, all different."""
    from outrider.importers.file_naming import FileNamer

    names = FileNamer()
    for title in titles:
        yield names.take("", title, "postman") + suffix


async def opened_secrets(
    opener: SecretOpener, snapshot: WorkspaceSnapshot, words: ExportReport
) -> Mapping[str, Secret]:
    """The secrets of the snapshot's environment; one that cannot be opened is told, and missing.

    Nobody is asked: what would have to be typed is kept nowhere, so there is nothing to write.
    """
    environment = snapshot.environment
    assert environment is not None
    found: dict[str, Secret] = {}
    for name, ref in environment.secrets.items():
        if ref.provider == "prompt":
            continue
        opened, faults = await opener.open([name], snapshot)
        for fault in faults:
            words.lost(
                f'Secret "{name}" was exported without a value: {fault.what}', environment.name
            )
        found |= opened
    return found
