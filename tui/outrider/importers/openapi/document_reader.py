"""One document: its servers, security schemes and operations, on their way to the workspace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
)
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder
from outrider.importers.file_naming import FileNamer, numbered, secret_name, slug
from outrider.importers.openapi.document_members import DocumentMembers
from outrider.importers.openapi.document_operations import (
    FoundOperation,
    MessageDialect,
    OpenApi3,
    OperationRequests,
    walk_operations,
)
from outrider.importers.openapi.example_values import ExampleReader
from outrider.importers.openapi.literal_text import LONGEST_LABEL, in_one_line, prose
from outrider.importers.openapi.openapi_documents import OpenApiDocument
from outrider.importers.openapi.references import References
from outrider.importers.openapi.schema_samples import SchemaSampler
from outrider.importers.openapi.security_requirements import (
    OperationSecurity,
    ScopeSettler,
    SecurityChooser,
)
from outrider.importers.openapi.security_schemes import SchemeReader, environment_auth
from outrider.importers.openapi.server_urls import BASE_URL, ServerReader
from outrider.importers.openapi.swagger2 import Swagger2, upgraded, upgraded_scheme
from outrider.importers.openapi.tag_folders import TagFolders, path_groups
from outrider.model.import_result import ImportedCollection
from outrider.model.secret import Secret
from outrider.visible_text import visible_line

_NEWEST = (3, 1)


class DocumentReader:
    """Reads one document.

    Attributes:
        environments: one a server.
        secrets: names that the user is asked for, in every environment.
    """

    def __init__(self, document: OpenApiDocument, report: BuildReport, names: FileNamer) -> None:
        self._document = document
        self._report = report
        self._names = names
        self.environments: list[EnvironmentBuilder] = []
        self.secrets: dict[str, None] = {}
        self.title = in_one_line(document.title)[:LONGEST_LABEL] or "API"
        self._references = References(document, report)
        sampler = SchemaSampler(self._references, report, self._password)
        self._examples = ExampleReader(self._references, sampler, report)
        self._schemes = SchemeReader(report)

    def read(self, folder: str) -> CollectionBuilder:
        """The collection, below a folder of the workspace: empty for ``requests/`` itself."""
        self._tell_document()
        data = self._data
        self._schemes.read(self._scheme_tables())
        self.secrets |= self._schemes.prompts
        title = self._report.title(self.title)
        identity = ImportedCollection(
            folder, slug(title, "collection"), title, f"OpenAPI: {title}", keeps_edits=True
        )
        root = FolderBuilder(folder, title, "", self._description())
        collection = CollectionBuilder(identity, [root])
        servers = ServerReader(self._report, {BASE_URL, *self.secrets})
        self.environments = servers.environments(data.get("servers"), title)
        operations = self._walk()
        if not operations:
            self._report.at().changed("No requests were created: the document has no operations.")
        chooser = SecurityChooser(self._schemes.found, data.get("security"))
        security = [chooser.choose(one.table, self._report.at(one.place)) for one in operations]
        whole = chooser.choose({}, BuildReport())
        scopes = ScopeSettler(self._schemes.found, security, whole)
        root.auth = scopes.common
        reader = OperationRequests(
            self._dialect(), self._examples, servers, self._names, self._report
        )
        folders = TagFolders(collection, data.get("tags"), self._names, self._report)
        for operation, chosen, parent in self._placed(operations, security, folders):
            request = reader.read(operation, parent, chosen)
            request.auth = scopes.own(chosen)
            collection.requests.append(request)
        self._tell_left_out(reader.left_out, data)
        self._tell_unknown(operations)
        self._finish_environments(scopes, title)
        return collection

    @property
    def _data(self) -> Mapping[str, Json]:
        """The outermost table, in the words of OpenAPI 3."""
        if self._document.is_swagger:
            return upgraded(self._document.data, self._report)
        return self._document.data

    def _dialect(self) -> MessageDialect:
        if self._document.is_swagger:
            return Swagger2(self._document.data, self._examples)
        return OpenApi3(self._examples)

    def _scheme_tables(self) -> dict[str, Mapping[str, Json]]:
        if self._document.is_swagger:
            written = self._document.data.get("securityDefinitions")
        else:
            written = self._references.table(self._document.data.get("components")).get(
                "securitySchemes"
            )
        every = written if isinstance(written, Mapping) else {}
        found = {name: self._references.table(one) for name, one in every.items()}
        if self._document.is_swagger:
            return {name: upgraded_scheme(one) for name, one in found.items()}
        return found

    def _walk(self) -> Sequence[FoundOperation]:
        paths = self._references.table(self._document.data.get("paths"))
        return list(walk_operations(paths, self._examples, self._report))

    def _placed(
        self,
        operations: Sequence[FoundOperation],
        security: Sequence[OperationSecurity],
        folders: TagFolders,
    ) -> Iterator[tuple[FoundOperation, OperationSecurity, FolderBuilder]]:
        """Each with its folder: that of its first tag, else of others whose paths begin alike."""
        folders.make_declared(one.tags[0] for one in operations if one.tags)
        groups = path_groups(dict.fromkeys(one.path for one in operations if not one.tags))
        for operation, chosen in zip(operations, security, strict=True):
            tags = operation.tags
            folder = (
                folders.folder_of(tags[0])
                if tags
                else folders.folder_for_path(groups[operation.path])
            )
            yield operation, chosen, folder

    def _password(self, name: str) -> str:
        """A secret for what a body has of a password."""
        base = secret_name(name)
        own = self._schemes.prompts
        found = next(one for one in numbered(base, "_") if one not in own)
        self.secrets[found] = None
        return "{{" + found + "}}"

    def _description(self) -> str:
        info = self._document.data.get("info")
        table: Mapping[str, Json] = info if isinstance(info, Mapping) else {}
        version = in_one_line(table.get("version"))
        words = [f"Version {version}" if version else "", prose(table.get("description"))]
        return "\n\n".join(filter(None, words))

    def _tell_document(self) -> None:
        version = ".".join(map(str, self._document.version))
        if self._document.version[0] == 3 and self._document.version > _NEWEST:
            self._report.at().changed(
                f"OpenAPI {version} was read as OpenAPI 3.1.",
                why="What only newer versions have was not imported.",
            )
        written = self._document.data.get("openapi")
        if written is not None and not isinstance(written, str):
            self._report.at().changed(
                f"The version {text_of(written)} is a number in the document.",
                why="It is a text (OpenAPI §4.8.1): other programs refuse a number.",
                advice=f'Set it in quotes: openapi: "{text_of(written)}.0".',
            )
        for key in self._document.repeated[:20]:
            self._report.at().changed(
                f'Key "{in_one_line(key)[:60]}" is in one table more than once: the last was used.'
            )

    def _tell_left_out(self, counts: Counter[str], data: Mapping[str, Json]) -> None:
        report = self._report.at()
        webhooks = data.get("webhooks", data.get("x-webhooks"))
        if isinstance(webhooks, Mapping) and webhooks:
            names = ", ".join(f'"{report.title(name)}"' for name in list(webhooks)[:20])
            report.lost(f"Webhooks were not imported: {names}.", why="The API sends them.")
        if counts["callbacks"]:
            report.lost(
                f"Callbacks were not imported: {counts['callbacks']}.", why="The API sends them."
            )
        if counts["links"]:
            report.lost(f"Links were not imported: {counts['links']}.")
        if counts["responses"]:
            report.lost(
                f"Responses were not imported: {counts['responses']}.",
                why="The first one of success is a comment of its request.",
            )

    def _tell_unknown(self, operations: Sequence[FoundOperation]) -> None:
        members = DocumentMembers(is_swagger=self._document.is_swagger)
        members.tell_document(self._document.data, self._report.at())
        for path, item in {one.path: one.item for one in operations}.items():
            members.tell_path(item, self._report.at(in_one_line(path)))
        for one in operations:
            members.tell_operation(one.table, self._report.at(one.place))

    def _finish_environments(self, scopes: ScopeSettler, title: str) -> None:
        has_certificate = any(one.kind == "tls" for one in self._schemes.found.values())
        for one in self.environments:
            base_url = str(one.values.variables[BASE_URL])
            for written, auth in self._schemes.found.items():
                if auth.table is not None:
                    one.auths[auth.name] = environment_auth(auth, scopes.scope(written), base_url)
            one.values.secrets |= {name: Secret("") for name in self.secrets}
            one.values.comments.append(f"Imported from: OpenAPI: {visible_line(title).strip()}")
            if has_certificate:
                one.values.comments += ["[tls]", 'client_certificate = "certs/client.pem"']
