"""A workspace as ``.http`` files: which there are, the auth of each request, environments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs

from outrider.auth.definitions import DEFAULT, merged_table, named_table
from outrider.errors import WorkspaceError
from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.exporters.http_file.http_export_tree import (
    HttpAuth,
    HttpExportedEnvironment,
    HttpExportedFile,
    HttpExportedRequest,
)
from outrider.exporters.http_file.inlined_variables import with_inlined_variables
from outrider.exporters.http_file.security_writer import security_tables
from outrider.exporters.portable_hosts import portable_host, portable_variables
from outrider.exporters.postman.auth_writer import SECRETS
from outrider.exporters.postman.literal_masking import LiteralMasking
from outrider.importers.file_naming import slug
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import (
    AuthTable,
    Collection,
    Environment,
    Folder,
    NameValueRow,
    Request,
    RequestWithFolders,
    Scalar,
    WorkspaceSettings,
    scalar_text,
)
from outrider.storage.reading.collection_walk import sort_children
from outrider.variables.reference_grammar import has_reference


class HttpWorkspaceExport:
    """Puts together what is exported.

    Args:
        environments: every one of them.
        opened: secrets by environment, where they are to be revealed.
    """

    def __init__(
        self,
        settings: WorkspaceSettings,
        collection: Collection,
        environments: Sequence[Environment],
        opened: Mapping[str, Mapping[str, Secret]],
        words: HttpExportReport,
    ) -> None:
        self._settings = settings
        self._collection = collection
        self._environments = environments
        self._words = words
        masking = LiteralMasking(words)
        for one in environments:
            words.know({name: each.value for name, each in one.variables.items()})
            words.know({name: opened.get(one.id, {}).get(name, Secret("")) for name in one.secrets})
        self.environments = {
            one.id: self._environment(one, opened.get(one.id, {}), masking) for one in environments
        }
        self._auths: dict[str, HttpAuth | None] = {}

    def files(self, only: str = "") -> Iterator[HttpExportedFile]:
        """A file for each folder that has requests.

        Args:
            only: a request or a folder; empty for all.
        """
        placed: dict[str, list[RequestWithFolders]] = {}
        for one in self._collection.placed_requests():
            request_id = one.request.id
            if not only or request_id == only or request_id.startswith(f"{only}/"):
                placed.setdefault(request_id.rpartition("/")[0], []).append(one)
        root = slug(self._settings.name, "requests")
        while root in placed:
            root += "-2"
        for folder_id, found in placed.items():
            folder = self._collection.folders.get(folder_id) or Folder(folder_id, folder_id, "")
            order = sort_children(
                folder.order, [one.request.id.rpartition("/")[2] for one in found]
            )
            found.sort(key=lambda one: order.index(one.request.id.rpartition("/")[2]))
            variables: dict[str, Scalar] = {
                name: one.value
                for name, one in portable_variables(self._settings.variables).items()
            }
            for above in reversed(found[0].folders):
                of_folder = portable_variables(above.variables)
                variables |= {name: one.value for name, one in of_folder.items()}
            self._words.know(variables)
            yield HttpExportedFile(
                folder_id or root,
                folder,
                variables,
                tuple(map(self._request, found)),
            )

    def _request(self, one: RequestWithFolders) -> HttpExportedRequest:
        request = structs.replace(
            one.request,
            headers=_headers(one),
            url=portable_host(one.request.url),
            variables=portable_variables(one.request.variables),
        )
        options = structs.replace(request.options, http=one.http)
        return HttpExportedRequest(
            structs.replace(request, auth=None, options=options), self._auth(one)
        )

    # Auth.

    def _auth(self, one: RequestWithFolders) -> HttpAuth | None:
        # What a request's auth refers to is of its own file.
        own = with_inlined_variables(one.request)
        if own.auth is not None:
            return self._known(own, own.auth)
        for folder in one.folders:
            if folder.auth is not None:
                return self._known(folder, folder.auth)
        if any(DEFAULT in environment.auths for environment in self._environments):
            return self._named(DEFAULT)
        return None

    def _known(self, holder: Request | Folder, auth: AuthTable) -> HttpAuth | None:
        used, parent = auth.table.get("use"), auth.table.get("extends")
        if isinstance(used, str):
            return self._named(used)
        name = slug(holder.id.replace("/", " ") or self._settings.name, "auth")
        key = holder.file
        if key not in self._auths:
            free = name
            while free in {one.name for one in self._auths.values() if one is not None}:
                free += "-2"
            if isinstance(parent, str):
                self._auths[key] = self._made(free, lambda one: merged_table(auth, one))
            else:
                table = merged_table(auth, None)
                self._auths[key] = self._made(free, lambda _: table, table)
        return self._auths[key]

    def _named(self, name: str) -> HttpAuth | None:
        key = f"[auth.{name}]"
        if key not in self._auths:
            self._auths[key] = self._made(name, lambda one: named_table(one, name))
        return self._auths[key]

    def _made(
        self,
        name: str,
        table_of: Callable[[Environment], Mapping[str, Any]],
        otherwise: Mapping[str, Any] | None = None,
    ) -> HttpAuth | None:
        """The auth of a name: one of OAuth 2.0 is of each environment, another of the request."""
        tables: dict[str, Mapping[str, Any]] = {}
        for environment in self._environments:
            try:
                tables[environment.id] = table_of(environment)
            except WorkspaceError as error:
                self._words.lost(
                    f'Auth definition "{name}" was not exported: {error.what}', environment.name
                )
        first = next(iter(tables.values()), otherwise)
        if first is None:
            self._words.lost(
                f'Auth definition "{name}" was not exported.', "", "No environment has it."
            )
            return None
        if first.get("type") != "oauth2":
            return HttpAuth(name, self._common(name, tables, first))
        if not self._environments:
            self.environments.setdefault("default", HttpExportedEnvironment("default"))
            tables = {"default": first}
        for environment_id, table in tables.items():
            target = self.environments[environment_id]
            if table.get("type") != "oauth2":
                self._tell_other(name, target.name)
                continue
            public, private = security_tables(name, table, self._words, target.name)
            target.security[name] = public
            if private:
                target.private_security[name] = private
        return HttpAuth(name, first)

    def _tell_other(self, name: str, environment: str) -> None:
        self._words.lost(
            f'Auth definition "{name}": type differs between environments.',
            environment,
            "A request of this format has one auth for all environments.",
        )

    def _common(
        self, name: str, tables: Mapping[str, Mapping[str, Any]], first: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """One table for all environments: what differs, or is a credential, as a variable."""
        alike = {key: one for key, one in tables.items() if one.get("type") == first.get("type")}
        for key in tables.keys() - alike.keys():
            self._tell_other(name, self.environments[key].name)
        common = dict(first)
        for key, value in first.items():
            if not isinstance(value, str) or key == "type":
                continue
            differs = any(one.get(key) != value for one in alike.values())
            is_secret = key in SECRETS and not has_reference(value)
            if not differs and not (is_secret and alike):
                continue
            variable = re.sub(r"\W", "_", f"{name}_{key}")
            common[key] = "{{" + variable + "}}"
            for environment_id, table in alike.items():
                target = self.environments[environment_id]
                written = scalar_text(table.get(key, ""))
                if key in SECRETS and not has_reference(written):
                    target.secrets[variable] = written if self._words.reveals else ""
                    self._words.know({variable: Secret(target.secrets[variable])})
                else:
                    target.variables[variable] = self._words.text(written, target.name)
                    self._words.know({variable: written})
        return common

    # Environments.

    def _environment(
        self, one: Environment, opened: Mapping[str, Secret], masking: LiteralMasking
    ) -> HttpExportedEnvironment:
        made = HttpExportedEnvironment(one.name or one.id)
        for name, variable in portable_variables(one.variables).items():
            value = masking.variable(name, variable.value, made.name)
            made.variables[name] = (
                self._words.text(value, made.name) if isinstance(value, str) else value
            )
        made.secrets = {name: reveal(opened.get(name, Secret(""))) for name in one.secrets}
        if empty := [name for name, value in made.secrets.items() if not value]:
            self._words.tell_empty(empty, made.name)
        if not one.tls.verify:
            made.tls["verifyHostCertificate"] = False
        if one.tls.client_certificate:
            made.tls["clientCertificate"] = one.tls.client_certificate
        if one.tls.client_key:
            made.tls["clientCertificateKey"] = one.tls.client_key
        for what, is_there in (
            ("ca_bundle", one.tls.ca_bundle),
            ("The proxy", one.proxy),
            ("The HTTP version", one.options.http),
            ("The protection", one.protected),
        ):
            if is_there:
                self._words.lost(f"{what} was not exported.", made.name)
        return made


def _headers(one: RequestWithFolders) -> tuple[NameValueRow, ...]:
    """The rows that a request is sent with: the nearest file counts for each name."""
    rows = one.request.headers
    for folder in one.folders:
        names = {row.name.strip().lower() for row in rows}
        rows = (*(row for row in folder.headers if row.name.strip().lower() not in names), *rows)
    return rows
