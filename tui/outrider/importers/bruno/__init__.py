"""Bruno's collections: its own files, their form in YAML (OpenCollection), and its JSON export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from outrider.importers.bruno.bruno_checks import BRUNO_SANDBOX
from outrider.importers.bruno.bruno_documents import (
    BrunoCollection,
    looks_like_bruno,
    read_documents,
    stem,
)
from outrider.importers.bruno.bruno_folders import is_bruno_folder
from outrider.importers.bruno.bruno_reader import BrunoCollectionReader
from outrider.importers.bruno.bruno_report import BrunoImportReport
from outrider.importers.bruno.bruno_settings import read_config
from outrider.importers.bruno.bruno_variables import (
    object_values,
    read_bruno_environments,
    read_bruno_values,
)
from outrider.importers.bruno.folder_variables import give_folder_variables
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import CollectionBuilder, ItemBuilder
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.same_secrets import names_by_value
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.shadowed_auths import settle_shadowed_auths
from outrider.importers.file_naming import FileNamer, numbered
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.postman.response_test_conversion import ResponseTestConverter
from outrider.importers.postman.script_comments import comment_script
from outrider.importers.postman.url_schemes import SchemeSettler
from outrider.model.import_result import ImportResult
from outrider.model.secret import Secret

_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
_PROCESS = re.compile(r"\{\{process\.env\.([^{}]+)\}\}")
_SET = re.compile(r"\bbru\.set\w+\(\s*[\"'`]([^\"'`\\]+)")


class BrunoImporter:
    """Collections with auth of every level, environments, variables, checks and examples."""

    name = "bruno"
    summary = "Bruno collections: folders, single files, YAML (OpenCollection), JSON export."

    def recognises(self, text: str) -> bool:
        """Whether a text looks like one of Bruno's files."""
        return looks_like_bruno(text)

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether a folder has ``bruno.json``, ``opencollection.yml`` or ``.bru`` files."""
        return is_bruno_folder(folder)

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads collections, with the environments and requests that are given by themselves.

        Raises:
            ImportRejected: one of them is broken, or has nothing to import.
        """
        documents = [one for source in sources for one in read_documents(source)]
        return _BrunoImport(_joined(documents)).run()


def _joined(documents: Sequence[BrunoCollection]) -> list[BrunoCollection]:
    """The collections, and what was given by itself as one more."""
    found = [one for one in documents if not one.is_loose]
    loose = [one for one in documents if one.is_loose]
    if loose:
        whole = BrunoCollection(loose[0].source, stem(loose[0].source), is_loose=True)
        whole.items = [
            {**item, "pathname": f"/{one.source}"} for one in loose for item in one.items
        ]
        whole.environments = [each for one in loose for each in one.environments]
        found.append(whole)
    return found


class _BrunoImport:
    def __init__(self, documents: Sequence[BrunoCollection]) -> None:
        self._report = BrunoImportReport()
        self._documents = documents
        texts = list(_all_texts(documents))
        rows = [*_variable_rows(documents)]
        self._report.declared = frozenset(text_of(row.get("name")) for row in rows)
        self._report.objects = dict(object_values(rows))
        used = {name for text in texts for name in _REFERENCE.findall(text)}
        used |= {name for text in texts for name in _SET.findall(text)}
        self._secrets = SecretNamer(used | self._report.declared)
        self._sources: dict[str, str] = {}
        self._process = {name for text in texts for name in _PROCESS.findall(text)}

    def run(self) -> ImportResult:
        self._read_dotenv()
        environments = self._environments()
        self._know_variables(environments)
        collections = self._collections()
        built = ImportBuilder(
            self._report,
            self._secrets,
            collections,
            environments,
            process_names=frozenset(self._report.os_variables),
        )
        self._settle_config(environments)
        self._add_members(built)
        self._convert_scripts(built)
        built.secret_parter.part_folders(
            folder.values for one in collections for folder in one.folders[1:]
        )
        give_folder_variables(built, self._report)
        for one in collections:
            settle_shadowed_auths(one, one.folders[1:], environments, built.scopes)
        SchemeSettler(self._report, built.scopes, "Bruno").settle(built.requests)
        for name in sorted(self._report.asked):
            self._secrets.values.setdefault(name, Secret(""))
        built.settle_captured()
        return self._placed(built.finish())

    def _placed(self, result: ImportResult) -> ImportResult:
        """What was given by itself belongs to no collection, and has no folder of its own."""
        if any(not one.is_loose for one in self._documents):
            return result
        return structs.replace(result, collections=(), folders=())

    # What stands around the requests.

    def _read_dotenv(self) -> None:
        """Secrets of what ``.env`` gives values, where something refers to it."""
        for document in self._documents:
            for name in sorted(self._process & document.dotenv.keys()):
                if name in self._report.dotenv or not document.dotenv[name]:
                    continue
                taken = self._report.declared | self._secrets.values.keys()
                known = self._report.name(name)
                known = next(one for one in numbered(known, "_") if one not in taken)
                self._secrets.values[known] = Secret(document.dotenv[name])
                self._report.dotenv[name] = known
                self._report.source = f"{document.source}/.env"
                self._report.changed(
                    f'process.env.{name} became secret "{known}".', why="Its value is in .env."
                )
            if unused := sorted(document.dotenv.keys() - self._process):
                self._report.source = f"{document.source}/.env"
                self._report.changed(
                    f"Lines of .env were not imported: {', '.join(unused)}.",
                    why="No reference reads them.",
                )

    def _environments(self) -> list[EnvironmentBuilder]:
        found = [one for document in self._documents for one in document.environments]
        return list(read_bruno_environments(found, self._report))

    def _know_variables(self, environments: Sequence[EnvironmentBuilder]) -> None:
        """Before anything is made of requests, which may have the same value as a literal."""
        aside = BrunoImportReport()
        collections = [read_bruno_values(_variables(one.root), aside) for one in self._documents]
        changed = {name for text in _all_texts(self._documents) for name in _SET.findall(text)}
        # What such a name says depends on where a literal stands.
        for document in self._documents:
            changed |= {self._report.name(text_of(row.get("name"))) for row in _item_rows(document)}
        values = [one.values for one in environments]
        self._secrets.know(names_by_value(values, VariableBuilder(), collections), changed)

    def _settle_config(self, environments: Sequence[EnvironmentBuilder]) -> None:
        for document in self._documents:
            self._report.source = document.source
            read_config(document.config, environments, self._report.at(), self._secrets)

    def _add_members(self, built: ImportBuilder) -> None:
        """Members of objects that texts refer to, beside each variable that holds the object."""
        for name, (head, value) in self._report.members.items():
            known = self._report.name(head)
            made = VariableBuilder()
            made.variables |= read_bruno_values(
                [{"name": name, "value": value, "enabled": True}], BrunoImportReport()
            ).variables
            for scope in built.scopes:
                if known in scope.variables:
                    scope.variables |= made.variables
            for request in built.requests:
                if known in request.variables:
                    request.variables = {**request.variables, **made.variables}

    # The collections.

    def _collections(self) -> list[CollectionBuilder]:
        names = FileNamer()
        found: list[CollectionBuilder] = []
        several = len([one for one in self._documents if not one.is_loose]) > 1
        for document in self._documents:
            title = shown_title(document.name)
            # One collection is the workspace; of several, each gets a folder.
            has_own = several and not document.is_loose
            folder = names.take("", title, "collection") if has_own else ""
            self._tell_files(document)
            reader = BrunoCollectionReader(self._report, self._secrets, names)
            found.append(reader.read(document, folder))
            self._sources |= reader.sources
        return found

    def _tell_files(self, document: BrunoCollection) -> None:
        for file, why in document.broken:
            self._report.source = f"{document.source}/{file}"
            self._report.lost(f"File {file} was not imported: {why}.")
        self._report.source = document.source
        if document.is_part:
            self._report.changed(
                "The folder has no bruno.json or opencollection.yml; its requests inherit nothing.",
                advice="Import the folder of the whole collection.",
            )
        if document.others:
            shown = ", ".join(document.others[:10])
            more = f" and {len(document.others) - 10} more" if len(document.others) > 10 else ""
            self._report.lost(
                f"Files that are not requests were not imported: {shown}{more}.",
                advice="Copy what requests send into the workspace folder.",
            )

    def _convert_scripts(self, built: ImportBuilder) -> None:
        names = {name for scope in built.scopes for name in (*scope.variables, *scope.secrets)}
        for drafts in built.collections:
            tests = ResponseTestConverter(drafts, self._report, BRUNO_SANDBOX)
            for draft in (*drafts.folders, *drafts.requests):
                self._report.source = self._sources.get(draft.file, "")
                for script in draft.scripts:
                    if script.listen == "test" and tests.read(draft, script):
                        continue
                    label = "test script" if script.listen == "test" else "pre-request script"
                    comment_script(draft, script, label)
                    self._tell_script(draft, label, converted=tests.has_read(script))
            own = {name for one in drafts.requests for name in one.variables}
            tests.give(frozenset(names | own))
            drafts.files |= tests.files

    def _tell_script(self, draft: ItemBuilder, label: str, *, converted: bool) -> None:
        if not converted:
            self._report.at(draft.place).lost(
                f"The {label} was not converted; it was kept as a comment.",
                why="Outrider runs no scripts.",
            )


def _variables(root: Mapping[str, Json]) -> Json:
    request = root.get("request")
    found = request.get("vars") if isinstance(request, Mapping) else None
    return found.get("req") if isinstance(found, Mapping) else ()


def _variable_rows(documents: Sequence[BrunoCollection]) -> Iterator[Mapping[str, Json]]:
    """Every row that gives a variable a value."""
    for document in documents:
        yield from tables(_variables(document.root))
        for environment in document.environments:
            yield from tables(environment.data.get("variables"))
        yield from _item_rows(document)


def _item_rows(document: BrunoCollection) -> Iterator[Mapping[str, Json]]:
    """Those of folders and requests, which win over environments."""
    left: list[Mapping[str, Json]] = list(document.items)
    while left:
        item = left.pop()
        yield from tables(_variables(item))
        root = item.get("root")
        yield from tables(_variables(root if isinstance(root, Mapping) else {}))
        left += tables(item.get("items"))


def _all_texts(documents: Sequence[BrunoCollection]) -> Iterator[str]:
    left: list[Json] = []
    for one in documents:
        left += [one.root, one.items, one.config, *(each.data for each in one.environments)]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            left += value.values()
        elif isinstance(value, list | tuple):
            left += value
