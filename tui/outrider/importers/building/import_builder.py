"""All that an import of collections brings, on its way to values of the workspace."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from msgspec import Struct, field

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.captured_names import CapturedNames
from outrider.importers.building.colon_names import tell_colon
from outrider.importers.building.inert_references import with_inert_references
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    RequestBuilder,
)
from outrider.importers.building.literal_hiding import LiteralHiding
from outrider.importers.building.parted_secrets import SecretParter
from outrider.importers.building.scope_builders import (
    EnvironmentBuilder,
    VariableBuilder,
    environment,
    variables,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.secret_settling import SecretSettler
from outrider.importers.building.sendable_requests import leave_out_unsendable
from outrider.importers.building.size_limits import limit_texts, limit_values
from outrider.importers.building.token_tables_settling import settle_token_tables
from outrider.importers.large_bodies import LargeBody, body_files, to_file
from outrider.model.import_result import ImportResult
from outrider.model.workspace import Folder, Request


class ImportBuilder(Struct):
    """What every format makes alike of what it has read.

    Attributes:
        report: takes what changes on the way.
        secrets: names for literal credentials; it knows every name that the sources have.
        shared: variables that every environment sees, of the whole workspace.
        captured: names that requests capture, once they are settled.
        process_names: OS environment variables that texts refer to, as references name them: the
            source's own program reads them as well.
    """

    report: BuildReport
    secrets: SecretNamer
    collections: list[CollectionBuilder] = field(default_factory=list)
    environments: list[EnvironmentBuilder] = field(default_factory=list)
    shared: VariableBuilder = field(default_factory=VariableBuilder)
    captured: frozenset[str] = frozenset()
    process_names: frozenset[str] = frozenset()

    @property
    def folders(self) -> list[FolderBuilder]:
        """Of all collections."""
        return [one for collection in self.collections for one in collection.folders]

    @property
    def requests(self) -> list[RequestBuilder]:
        """Of all collections."""
        return [one for collection in self.collections for one in collection.requests]

    @property
    def outer_scopes(self) -> list[VariableBuilder]:
        """The variables around the environments' ones."""
        return [self.shared, *(folder.values for folder in self.folders)]

    @property
    def scopes(self) -> list[VariableBuilder]:
        """The variables of environments, then those around them."""
        return [*(one.values for one in self.environments), *self.outer_scopes]

    @property
    def secret_parter(self) -> SecretParter:
        """What gives secrets of one name that stand in several places names of their own."""
        return SecretParter(self.report, self.secrets, self.environments, self.outer_scopes)

    def settle_captured(self) -> None:
        """Takes what requests capture out of variables and secrets."""
        leave_out_unsendable(self.collections, self.report)
        captured = CapturedNames(self.report, self.requests)
        captured.settle(self.scopes)
        self.captured = captured.names

    def finish(self) -> ImportResult:
        """The values: bodies and texts within their limits, credentials kept apart.

        No text is a reference that it was not in its source: a format writes what it sends as
        text with a backslash before its braces.
        """
        leave_out_unsendable(self.collections, self.report)
        files = body_files(chain.from_iterable(map(self._large_bodies, self.requests)))
        for drafts in self.collections:
            files |= drafts.files
        self._limit_values()
        self._settle_auths()
        hiding = LiteralHiding(self.report, self.secrets)
        own = [one.values for one in self.environments]
        hiding.variables(self.scopes, own if len(own) > 1 else [])
        hiding.environments(self.environments)
        hiding.items([*self.folders, *self.requests])
        hiding.titles()
        examples = chain.from_iterable(drafts.responses for drafts in self.collections)
        responses = tuple(map(hiding.example, examples))
        for item in (*self.folders, *self.requests):
            tell_colon(item.auth, self.report.at(item.place))
            limit_texts(item, self.report.at(item.place))
        self.secrets.named -= self.captured
        self.secret_parter.part_requests(self.requests)
        name = next((drafts.name for drafts in self.collections), "")
        SecretSettler(self.report, self.secrets, self.environments, self.outer_scopes).settle(
            name or "default"
        )
        comments = {one.file: one.comments for one in self.folders}
        comments |= {one.file: [*one.notes, *one.comments] for one in self.requests}
        comments |= {f"environments/{one.id}": one.values.comments for one in self.environments}
        imported = ImportResult(
            name=name,
            folders=tuple(map(_folder, self.folders)),
            requests=tuple(map(_request, self.requests)),
            environments=tuple(environment(one, self.secrets.values) for one in self.environments),
            variables=variables(self.shared.variables),
            responses=responses,
            comments={file: tuple(lines) for file, lines in comments.items() if lines},
            collections=tuple(drafts.identity for drafts in self.collections),
            literals=self.secrets.hidden,
            files=files,
        )
        return with_inert_references(imported, self.report, self.process_names)

    def _settle_auths(self) -> None:
        """Leaves out what no token request can have."""
        for item in (*self.folders, *self.requests):
            if item.auth is not None:
                item.auth = settle_token_tables(item.auth, self.report.at(item.place))
        for one in self.environments:
            here = self.report.at(one.name)
            one.auths = {name: settle_token_tables(auth, here) for name, auth in one.auths.items()}

    def _limit_values(self) -> None:
        for one in self.environments:
            limit_values(one.values, self.report.at(one.name))
        limit_values(self.shared, self.report.at("globals"))
        for folder in self.folders:
            limit_values(folder.values, self.report.at(folder.place))

    def _large_bodies(self, request: RequestBuilder) -> Iterable[LargeBody]:
        is_typed = any(
            row.enabled and row.name.lower() == "content-type" for row in request.headers
        )
        request.body, found = to_file(
            request.body,
            f"bodies/{request.id}",
            self.report.at(request.place),
            is_typed=is_typed,
        )
        return found


def _folder(draft: FolderBuilder) -> Folder:
    return Folder(
        draft.id,
        draft.name,
        f"{draft.file}.toml",
        description=draft.description,
        order=tuple(draft.order),
        headers=tuple(draft.headers),
        auth=draft.auth,
        variables=variables(draft.values.variables),
    )


def _request(draft: RequestBuilder) -> Request:
    return Request(
        draft.id,
        draft.name,
        f"{draft.file}.toml",
        method=draft.method,
        url=draft.url,
        description=draft.description,
        query_params=draft.query,
        headers=tuple(draft.headers),
        path_params=draft.path,
        auth=draft.auth,
        variables=variables(draft.variables),
        options=draft.options,
        body=draft.body,
        captures=tuple(draft.captures),
        expectations=tuple(draft.expectations),
    )
