"""Hoppscotch's collections and environments, of any version, read together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from outrider.errors import ImportRejected
from outrider.importers.building.auth_writing import SENDS_NOTHING
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import CollectionBuilder
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.shadowed_auths import settle_shadowed_auths
from outrider.importers.building.shadowed_variables import ShadowSettler
from outrider.importers.file_naming import FileNamer
from outrider.importers.hoppscotch.hoppscotch_reader import (
    TOOL,
    HoppscotchReader,
    put_variables,
)
from outrider.importers.hoppscotch.hoppscotch_templates import (
    HoppscotchTemplates,
    bracketed_names,
)
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.script_conversion import ScriptConverter
from outrider.importers.postman.token_usage import names_in_request
from outrider.importers.structured_text import read_structured
from outrider.model.import_result import ImportResult

_VERSION = re.compile(r'"v"\s*:\s*"?\d')


class HoppscotchImporter:
    """Collections with their folders, auth, headers, variables, scripts, and environments."""

    name = "hoppscotch"
    summary = "Hoppscotch collections and environments."

    def recognises(self, text: str) -> bool:
        """Whether it is JSON with a version, and what a collection, request or environment has."""
        if text.lstrip()[:1] not in {"{", "["} or not _VERSION.search(text):
            return False
        if '"folders"' in text and '"requests"' in text:
            return '"colName"' not in text and '"collectionName"' not in text
        if '"endpoint"' in text and '"method"' in text:
            return True
        return '"variables"' in text and '"key"' in text and '"name"' in text

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads collections and environments together.

        Raises:
            ImportRejected: one of them is broken.
        """
        return _HoppscotchImport(sources).run()


def _with_request(data: Mapping[str, Json]) -> Mapping[str, Json]:
    """A request that is saved by itself as a collection; anything else stays."""
    if "endpoint" not in data or "requests" in data:
        return data
    return {"name": data.get("name"), "folders": [], "requests": [data]}


class _HoppscotchImport:
    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._report = PostmanImportReport()
        self._sources = sources
        self._collections: list[tuple[ImportSource, Mapping[str, Json]]] = []
        self._found: list[tuple[ImportSource, Mapping[str, Json]]] = []
        for source in sources:
            for data in self._documents(source):
                is_environment = "requests" not in data and "folders" not in data
                (self._found if is_environment else self._collections).append((source, data))
        declared = set().union(*(_declared(data) for _, data in (*self._collections, *self._found)))
        self._report.declared = frozenset(declared)
        asked = set().union(*(bracketed_names(one.text) for one in sources))
        self._secrets = SecretNamer(declared | asked)

    def _documents(self, source: ImportSource) -> list[Mapping[str, Json]]:
        found = read_structured(source.text, source.name)
        self._report.source = source.name
        for key in found.repeated:
            self._report.changed(
                f'Key "{self._report.title(key)}" is there twice; the last value is used.'
            )
        documents = tables(found.value)
        if not documents:
            raise ImportRejected(
                f"{source.name or 'The text'} is not a collection or environment of {TOOL}.",
                code="unknown_format",
                where=source.name,
            )
        return [_with_request(one) for one in documents]

    def run(self) -> ImportResult:
        shared = VariableBuilder()
        environments = list(self._environments(shared))
        given: dict[str, frozenset[str]] = {}
        for source in self._sources:
            given |= source.given
        imported = ImportedScopes(environments, shared, given)
        collections = self._read_collections(imported)
        built = ImportBuilder(self._report, self._secrets, collections, environments, shared)
        built.secret_parter.part_folders(one.values for one in built.folders)
        settler = ShadowSettler(self._report, environments, built.scopes, names_in_request)
        self._report.source = ""
        for one in collections:
            settler.settle(one.folders, one.requests)
            settle_shadowed_auths(one, one.folders, environments, built.scopes)
        built.settle_captured()
        return built.finish()

    def _environments(self, shared: VariableBuilder) -> Iterator[EnvironmentBuilder]:
        names = FileNamer()
        for source, data in self._found:
            self._report.source = source.name
            name = self._report.title(data.get("name")) or "environment"
            report = self._report.at(name)
            rows = data.get("variables", data.get("values"))
            templates = HoppscotchTemplates(report)
            if "Global" in (data.get("name"), data.get("id")):
                put_variables(rows, shared, report, templates)
                continue
            values = VariableBuilder()
            put_variables(rows, values, report, templates)
            yield EnvironmentBuilder(names.take("", name, "environment"), name, values)

    def _read_collections(self, imported: ImportedScopes) -> list[CollectionBuilder]:
        names = FileNamer()
        found: list[CollectionBuilder] = []
        for source, data in self._collections:
            self._report.source = source.name
            several = len(self._collections) > 1
            title = shown_title(data.get("name")) or TOOL
            folder = names.take("", title, "collection") if several else ""
            drafts = HoppscotchReader(self._report, self._secrets, names).read(data, folder)
            ScriptConverter(drafts, self._report, self._secrets, imported).run(rows_win=True)
            if drafts.folders[0].auth is None:
                # Nothing stands around a collection, so it inherits nothing here.
                drafts.folders[0].auth = SENDS_NOTHING
            found.append(drafts)
        return found


def _declared(data: Mapping[str, Json]) -> set[str]:
    """Every name that a document gives a value."""
    found: set[str] = set()
    left = [data]
    while left:
        one = left.pop()
        for rows in (one.get("variables"), one.get("values"), one.get("requestVariables")):
            found |= {text_of(row.get("key")) for row in tables(rows)}
        left += [*tables(one.get("folders")), *tables(one.get("requests"))]
    return found
