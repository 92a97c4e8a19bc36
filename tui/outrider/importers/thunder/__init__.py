"""Thunder Client's collections and environments: exports, and the files of its Git sync."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import CollectionBuilder
from outrider.importers.building.loose_values import shown_title, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.undefined_references import UndefinedReferences
from outrider.importers.building.value_writing import ValueWriter
from outrider.importers.file_naming import FileNamer
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.url_schemes import SchemeSettler
from outrider.importers.thunder.thunder_documents import (
    ThunderEnvironment,
    is_of_thunder,
    read_thunder,
)
from outrider.importers.thunder.thunder_reader import TOOL, ThunderReader
from outrider.importers.thunder.thunder_templates import ThunderTemplates, braced_names
from outrider.model.import_result import ImportResult
from outrider.variables.dotenv_parser import parse_dotenv

_LOCAL = "(Local Env)"
"""What Thunder Client keeps on the machine, and out of the folder of its Git sync."""

_CLIENT = re.compile(r'"client(?:Name)?"\s*:\s*"Thunder Client"')


class ThunderImporter:
    """Collections with their folders, settings, tests, and environments with dotenv files."""

    name = "thunder"
    summary = "Thunder Client collections and environments, and thunder-tests folders."

    def recognises(self, text: str) -> bool:
        """Whether it is JSON with names that only Thunder Client gives."""
        if text.lstrip()[:1] not in {"{", "["}:
            return False
        if _CLIENT.search(text) or '"colName"' in text:
            return True
        if '"containerId"' in text and '"colId"' in text:
            return True
        return '"sortNum"' in text and '"data"' in text and '"default"' in text

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether a file in it is called as Thunder Client calls its own."""
        return any(map(is_of_thunder, folder.names()))

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads collections and environments together.

        Raises:
            ImportRejected: one of them is broken.
        """
        return _ThunderImport(sources).run()


class _ThunderImport:
    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._report = PostmanImportReport()
        self._documents = read_thunder(sources)
        declared = {
            text_of(row.get("name"))
            for one in self._documents.environments
            for row in tables(one.data.get("data", one.data.get("variables")))
        }
        self._report.declared = frozenset(declared)
        asked = set().union(*map(braced_names, self._documents.texts))
        self._secrets = SecretNamer(declared | asked)
        self._templates = ThunderTemplates(self._report, UndefinedReferences(declared | asked))

    def run(self) -> ImportResult:
        for (source, name), problem in self._documents.broken.items():
            self._report.source = source
            self._report.at(name).lost(f"The file was not imported. {problem}")
        for source, name in self._documents.beside:
            self._report.source = source
            self._report.at(name).carried("The file beside it was imported as well.")
        for source, key in self._documents.repeated:
            self._report.source = source
            self._report.at("").changed(
                f'Key "{self._report.title(key)}" is there twice; the last value is used.'
            )
        shared = VariableBuilder()
        environments = list(self._environments(shared))
        collections = self._collections()
        built = ImportBuilder(self._report, self._secrets, collections, environments, shared)
        SchemeSettler(self._report, built.scopes, TOOL).settle(built.requests)
        built.settle_captured()
        return built.finish()

    def _environments(self, shared: VariableBuilder) -> Iterator[EnvironmentBuilder]:
        """Those that can be chosen; what is always active goes to the shared variables."""
        names = FileNamer()
        for one in self._documents.environments:
            self._report.source = one.source
            written = one.data.get("name") or one.data.get("environmentName")
            name = self._report.title(written) or "environment"
            always = one.data.get("global") is True or name in {"(Global Env)", _LOCAL}
            values = shared if always else VariableBuilder()
            self._values(one, name, values, is_local=name == _LOCAL)
            if not always:
                taken = names.take("", name, "environment")
                yield EnvironmentBuilder(taken, name, values)

    def _values(
        self, one: ThunderEnvironment, name: str, values: VariableBuilder, *, is_local: bool
    ) -> None:
        report = self._report.at(name)
        writer = ValueWriter(report, self._templates.at(report).text)
        rows = tables(one.data.get("data", one.data.get("variables")))
        if file := text_of(one.data.get("envFile")):
            if one.dotenv is None:
                report.lost(
                    f'Dotenv file "{report.title(file)}" of the environment was not found.',
                    advice="Import the folder that contains it.",
                )
            else:
                own = {text_of(row.get("name")) for row in rows if not row.get("isDisabled")}
                parsed = parse_dotenv(one.dotenv)
                for broken in parsed.mistakes:
                    self._report.at(file, broken.line).lost(
                        f"A line of the dotenv file was not imported: {broken.what}."
                    )
                for key, value in parsed.values.items():
                    if key not in own:
                        writer.put(values, key, value, local=True)
        for row in rows:
            writer.put(
                values,
                text_of(row.get("name")),
                row.get("value", ""),
                secret=row.get("isSecret") is True,
                local=is_local,
                enabled=not row.get("isDisabled"),
            )

    def _collections(self) -> list[CollectionBuilder]:
        names = FileNamer()
        several = len(self._documents.collections) > 1
        found: list[CollectionBuilder] = []
        ordered = sorted(
            self._documents.collections, key=lambda one: _number(one.data.get("sortNum"))
        )
        for collection in ordered:
            title = shown_title(collection.name) or TOOL
            folder = names.take("", title, "collection") if several else ""
            reader = ThunderReader(self._report, self._secrets, names, self._templates)
            found.append(reader.read(collection, folder))
        return found


def _number(value: object) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
