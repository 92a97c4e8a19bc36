"""Postman's collections (v2.0, v2.1), environments and globals, read together."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import (
    CollectionBuilder,
)
from outrider.importers.building.loose_values import shown_title
from outrider.importers.building.same_secrets import names_by_value
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import FileNamer
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.postman.collection_reader import CollectionReader
from outrider.importers.postman.declared_names import names_given_values, names_in, set_names
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.postman_auth import NONE
from outrider.importers.postman.postman_documents import (
    PostmanDocument,
    read_document,
    with_switches,
)
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.postman_variables import read_environments, read_values
from outrider.importers.postman.script_conversion import ScriptConverter
from outrider.importers.postman.url_schemes import SchemeSettler
from outrider.importers.postman.url_values import UrlValues
from outrider.model.import_result import ImportResult


class PostmanImporter:
    """Collections with their auth, folders, variables, bodies and token scripts."""

    name = "postman"
    summary = "Postman collections v2.0 and v2.1, environments and globals."

    def recognises(self, text: str) -> bool:
        """Whether it is JSON that looks like one of Postman's files."""
        start = text.lstrip()[:1]
        if start == "[":
            return '"key"' in text and '"value"' in text
        if start != "{":
            return False
        if '"item"' in text and ('"info"' in text or '"request"' in text):
            return True
        if '"_postman_variable_scope"' in text or (
            '"values"' in text and ('"key"' in text or '"name"' in text)
        ):
            return True
        # Version 1 is known so that it can be refused with advice.
        return '"requests"' in text and '"order"' in text

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads collections with the environments and globals that belong to them.

        Raises:
            ImportRejected: one of them is broken, or of a version that is not read.
        """
        return _PostmanImport([read_document(source) for source in sources]).run()


class _PostmanImport:
    def __init__(self, documents: Sequence[PostmanDocument]) -> None:
        self._report = PostmanImportReport()
        self._documents = documents
        self._report.declared = frozenset().union(
            *(names_given_values(one.data) for one in self._documents)
        )
        names = (names_in(one.source.text, one.data) for one in self._documents)
        self._secrets = SecretNamer(set().union(*names))
        self._filled: set[str] = set()
        self._noted: set[str] = set()

    def run(self) -> ImportResult:
        environments = list(read_environments(self._of("environment"), self._report))
        shared = self._globals()
        self._know_variables([one.values for one in environments], shared)
        given: dict[str, frozenset[str]] = {}
        for document in self._documents:
            given |= document.source.given
        collections = self._collections(ImportedScopes(environments, shared, given))
        built = ImportBuilder(self._report, self._secrets, collections, environments, shared)
        every = built.scopes
        SchemeSettler(self._report, every).settle(built.requests)
        self._drop_filled(every)
        built.settle_captured()
        self._drop_empty(every)
        sources = [one.source.name for one in self._of("collection")]
        UrlValues(self._report, every, self._secrets.values).settle(
            zip(sources, collections, strict=True)
        )
        return built.finish()

    def _know_variables(
        self, environments: Sequence[VariableBuilder], shared: VariableBuilder
    ) -> None:
        """Before anything is made of the documents, which may have the same value as a literal."""
        aside = PostmanImportReport()
        collections = [
            read_values(one.data.get("variable"), aside) for one in self._of("collection")
        ]
        changed = set().union(*(set_names(one.source.text) for one in self._documents))
        self._secrets.know(names_by_value(environments, shared, collections), changed)

    def _of(self, kind: str) -> list[PostmanDocument]:
        return [one for one in self._documents if one.kind == kind]

    def _globals(self) -> VariableBuilder:
        found = VariableBuilder()
        for document in self._of("globals"):
            self._report.source = document.source.name
            rows = with_switches(document.data.get("values"))
            values = read_values(rows, self._report.at("globals"))
            found.variables |= values.variables
            found.secrets |= values.secrets
        return found

    def _collections(self, imported: ImportedScopes) -> list[CollectionBuilder]:
        documents = self._of("collection")
        names = FileNamer()
        found: list[CollectionBuilder] = []
        for document in documents:
            # One collection is the workspace; of several, each gets a folder.
            several = len(documents) > 1
            folder = names.take("", shown_title(document.title), "collection") if several else ""
            drafts = CollectionReader(self._report, self._secrets, names).read(document, folder)
            converter = ScriptConverter(drafts, self._report, self._secrets, imported)
            self._filled |= converter.run()
            self._noted |= converter.noted
            if drafts.folders[0].auth is None:
                # In Postman nothing stands around a collection, so it inherits nothing here.
                drafts.folders[0].auth = NONE
            found.append(drafts)
        return found

    def _drop_filled(self, scopes: Sequence[VariableBuilder]) -> None:
        """Leaves out variables that scripts filled: their values are old, and would win."""
        dropped: set[str] = set()
        for name in self._filled:
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
                f'Variable "{name}" was removed: only the replaced script used it.'
            )

    def _drop_empty(self, scopes: Sequence[VariableBuilder]) -> None:
        """Leaves out what waits for a script to fill it, so that a send says so."""
        for name in sorted(self._noted):
            for values in scopes:
                if values.variables.get(name) == "":
                    del values.variables[name]
                if name in values.secrets and not values.secrets[name]:
                    del values.secrets[name]
