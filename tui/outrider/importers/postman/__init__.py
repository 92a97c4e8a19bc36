"""Postman's collections (v2.0, v2.1), environments and globals, read together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.importer import ImportSource
from outrider.importers.postman.collection_reader import (
    CollectionBuilder,
    CollectionReader,
    FolderBuilder,
    RequestBuilder,
)
from outrider.importers.postman.postman_documents import (
    DocumentKind,
    PostmanDocument,
    read_document,
    recognises,
)
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.postman_urls import NO_SCHEME, host_variable
from outrider.importers.postman.postman_variables import (
    EnvironmentBuilder,
    VariableBuilder,
    environment,
    move_to_secrets,
    read_environments,
    read_values,
    variables,
)
from outrider.importers.postman.script_conversion import ScriptConverter
from outrider.importers.postman.secret_naming import SecretNamer
from outrider.importers.postman.token_usage import names_in_request
from outrider.model.import_result import ImportedEnvironment, ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Folder, Request, Scalar


class PostmanImporter:
    """Collections with their auth, folders, variables, bodies and token scripts."""

    name = "postman"
    summary = "Postman collections v2.0 and v2.1, environments and globals."

    def recognises(self, text: str) -> bool:
        """Whether it is JSON that looks like one of Postman's files."""
        return recognises(text)

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads collections with the environments and globals that belong to them.

        Raises:
            ImportRefused: one of them is broken, or of a version that is not read.
        """
        return _PostmanImport([read_document(source) for source in sources]).run()


class _PostmanImport:
    def __init__(self, documents: Sequence[PostmanDocument]) -> None:
        self._documents = documents
        self._report = PostmanImportReport()
        self._secrets = SecretNamer()
        self._fetched: set[str] = set()
        self._bookkeeping: set[str] = set()

    def run(self) -> ImportResult:
        environments = list(read_environments(self._of(DocumentKind.ENVIRONMENT), self._report))
        shared = self._globals()
        scopes = [shared.variables, *(one.values.variables for one in environments)]
        collections = self._collections(scopes)
        folders = [folder for drafts in collections for folder in drafts.folders]
        requests = [request for drafts in collections for request in drafts.requests]
        values = [shared, *(folder.values for folder in folders)]
        self._settle_schemes(requests, [*(one.values for one in environments), *values])
        self._drop_fetched([*(one.values for one in environments), *values])
        self._settle_secrets(environments, values, collections)
        return ImportResult(
            name=next((drafts.name for drafts in collections), ""),
            folders=tuple(map(_folder, folders)),
            requests=tuple(map(_request, requests)),
            environments=tuple(self._environments(environments)),
            variables=variables(shared.variables),
            responses=tuple(one for drafts in collections for one in drafts.responses),
            comments=dict(_comments(folders, requests, environments)),
            remarks=tuple(self._report.remarks),
        )

    def _of(self, kind: DocumentKind) -> list[PostmanDocument]:
        return [one for one in self._documents if one.kind is kind]

    def _globals(self) -> VariableBuilder:
        found = VariableBuilder({}, {}, [])
        for document in self._of(DocumentKind.GLOBALS):
            self._report.source = document.source.name
            values = read_values(document.data.get("values"), self._report.at("globals"))
            found.variables |= values.variables
            found.secrets |= values.secrets
        return found

    def _collections(self, scopes: Sequence[Mapping[str, Scalar]]) -> list[CollectionBuilder]:
        documents = self._of(DocumentKind.COLLECTION)
        names = FileNamer()
        found: list[CollectionBuilder] = []
        for document in documents:
            info = document.data.get("info")
            title = str(info.get("name") or "") if isinstance(info, dict) else ""
            title = title or str(document.data.get("name") or "")
            # One collection is the workspace; of several, each gets a folder.
            folder = names.take("", title, "collection") if len(documents) > 1 else ""
            drafts = CollectionReader(self._report, self._secrets, names).read(document, folder)
            native = ScriptConverter(drafts, self._report, self._secrets, scopes)
            native.run()
            self._fetched |= native.fetched
            self._bookkeeping |= native.bookkeeping
            found.append(drafts)
        return found

    def _settle_schemes(
        self, requests: Sequence[RequestBuilder], scopes: Sequence[VariableBuilder]
    ) -> None:
        """Postman sends to http where a variable gives a URL no scheme."""
        plain = [one.variables for one in scopes]
        starts = {request.id: host_variable(request.url, plain) for request in requests}
        elsewhere = set().union(
            *(
                names_in_request(structs.replace(request, url=_after(request.url)))
                if starts[request.id]
                else names_in_request(request)
                for request in requests
            )
        )
        for name in dict.fromkeys(filter(None, starts.values())):
            if name in elsewhere:
                continue
            for values in plain:
                if values.get(name):
                    values[name] = f"http://{values[name]}"
            self._report.source = ""
            self._report.changed(
                f"The variable {name} begins with http:// now, since URLs begin with it.",
                why="Postman sends to http where a URL has no scheme.",
            )
        for request in requests:
            if starts[request.id] in elsewhere:
                request.url = f"http://{request.url}"
                self._report.at(request.place).changed(NO_SCHEME)

    def _drop_fetched(self, scopes: Sequence[VariableBuilder]) -> None:
        """Leaves out variables that scripts filled: their values are old, and would win."""
        dropped: set[str] = set()
        for name in self._fetched | self._bookkeeping:
            for values in scopes:
                plain = values.variables.get(name)
                if plain is not None and "{{access_token}}" not in str(plain):
                    del values.variables[name]
                    dropped.add(name)
                if values.secrets.pop(name, None) is not None:
                    dropped.add(name)
        for name in sorted(dropped):
            self._report.source = ""
            self._report.carried(
                f"The variable {name} is not kept: a script filled it, and no send needs that now."
            )

    def _settle_secrets(
        self,
        environments: list[EnvironmentBuilder],
        scopes: Sequence[VariableBuilder],
        collections: Sequence[CollectionBuilder],
    ) -> None:
        """Sees to it that every secret is one everywhere, and that some environment holds it."""
        for values in [*(one.values for one in environments), *scopes]:
            move_to_secrets(values, self._secrets.named)
        names = {name for one in environments for name in one.values.secrets}
        for values in scopes:
            move_to_secrets(values, names)
            for name, secret in values.secrets.items():
                self._secrets.values.setdefault(name, secret)
                self._report.source = ""
                self._report.changed(
                    f"The variable {name} of a collection is a secret of every environment now.",
                    why="Only environments hold secrets; its value stands in their overlays.",
                )
            values.secrets.clear()
        if self._secrets.values and not environments:
            title = collections[0].name if collections else "default"
            label = title or "default"
            environments.append(
                EnvironmentBuilder(slug(label, "default"), label, VariableBuilder({}, {}, []))
            )
            self._report.changed(
                f"The environment {label} was made for what is secret in the collection.",
                why="Secrets belong to an environment; their values stand in its overlay.",
            )
        every = names | self._secrets.values.keys()
        for one in environments:
            move_to_secrets(one.values, set(every))

    def _environments(self, drafts: list[EnvironmentBuilder]) -> Iterator[ImportedEnvironment]:
        for one in drafts:
            shared: dict[str, Secret] = {
                name: value
                for name, value in self._secrets.values.items()
                if name not in one.values.variables
            }
            yield environment(one, shared)


def _after(url: str) -> str:
    """A URL without the variable that it begins with."""
    return url.partition("}}")[2]


def _folder(draft: FolderBuilder) -> Folder:
    file = f"requests/{draft.id}/folder.toml" if draft.id else "requests/folder.toml"
    return Folder(
        draft.id,
        draft.name,
        file,
        description=draft.description,
        order=tuple(draft.order),
        auth=draft.auth,
        variables=variables(draft.values.variables),
    )


def _request(draft: RequestBuilder) -> Request:
    return Request(
        draft.id,
        draft.name,
        f"requests/{draft.id}.toml",
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
    )


def _comments(
    folders: Sequence[FolderBuilder],
    requests: Sequence[RequestBuilder],
    environments: Sequence[EnvironmentBuilder],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for folder in folders:
        if folder.comments:
            name = f"requests/{folder.id}/folder" if folder.id else "requests/folder"
            yield name, tuple(folder.comments)
    for request in requests:
        if request.comments:
            yield f"requests/{request.id}", tuple(request.comments)
    for one in environments:
        if one.values.comments:
            yield f"environments/{one.id}", tuple(one.values.comments)
