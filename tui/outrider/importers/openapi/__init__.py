"""OpenAPI 3.0, 3.1 and Swagger 2.0, in JSON and YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import CollectionBuilder
from outrider.importers.building.scope_builders import EnvironmentBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import FileNamer, numbered, slug
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.openapi.document_reader import DocumentReader
from outrider.importers.openapi.openapi_documents import (
    OpenApiDocument,
    documents_in,
    is_openapi,
    read_openapi,
)
from outrider.model.import_result import ImportResult


class OpenApiImporter:
    """Documents with their servers, security schemes and operations."""

    name = "openapi"
    summary = "OpenAPI 3.0 and 3.1, Swagger 2.0, as JSON or YAML."

    def recognises(self, text: str) -> bool:
        """Whether its outermost table says so, of whatever version."""
        return is_openapi(text)

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether a file in it is called ``openapi`` or ``swagger``."""
        return bool(documents_in(folder))

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads documents, each with the files of its folder that it refers to.

        Raises:
            ImportRejected: one of them is broken, or of a version that is not read.
        """
        documents = [one for source in sources for one in read_openapi(source)]
        return _OpenApiImport(documents).run()


class _OpenApiImport:
    def __init__(self, documents: Sequence[OpenApiDocument]) -> None:
        self._report = BuildReport()
        self._documents = documents
        self._names = FileNamer()
        self._secrets: dict[str, None] = {}

    def run(self) -> ImportResult:
        collections: list[CollectionBuilder] = []
        environments: dict[str, EnvironmentBuilder] = {}
        several = len(self._documents) > 1
        for document in self._documents:
            self._report.source = document.name
            reader = DocumentReader(document, self._report, self._names)
            folder = self._names.take("", reader.title, "collection") if several else ""
            collections.append(reader.read(folder))
            for one in reader.environments:
                made = _named(one, reader.title, environments) if several else one
                environments[made.id] = made
            self._secrets |= reader.secrets
        built = ImportBuilder(
            self._report,
            SecretNamer(_taken(collections, environments, self._secrets)),
            collections,
            list(environments.values()),
        )
        return built.finish()


def _named(
    one: EnvironmentBuilder, title: str, others: Mapping[str, EnvironmentBuilder]
) -> EnvironmentBuilder:
    """The environment of one document beside those of others."""
    one.name = f"{title}: {one.name}"
    base = slug(one.name, "default")
    one.id = next(name for name in numbered(base, "-") if name not in others)
    return one


def _taken(
    collections: Sequence[CollectionBuilder],
    environments: Mapping[str, EnvironmentBuilder],
    secrets: Mapping[str, None],
) -> set[str]:
    """Names that mean something already, so that no literal credential gets one of them."""
    taken = set(secrets)
    for one in environments.values():
        taken |= one.values.variables.keys() | one.values.secrets.keys()
    for collection in collections:
        for request in collection.requests:
            taken |= request.variables.keys()
    return taken
