"""Insomnia's exports (formats 3, 4 and 5), and the folder of its old Git sync."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from outrider.importers.building.auth_writing import SENDS_NOTHING
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import CollectionBuilder, RequestBuilder
from outrider.importers.building.loose_values import shown_title, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.shadowed_auths import settle_shadowed_auths
from outrider.importers.building.shadowed_variables import ShadowSettler
from outrider.importers.building.undefined_references import UndefinedReferences
from outrider.importers.file_naming import FileNamer
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.insomnia.insomnia_documents import (
    FOLDER,
    read_insomnia,
)
from outrider.importers.insomnia.insomnia_environments import (
    is_private,
    names_in_environment,
    read_environment,
    read_scope,
)
from outrider.importers.insomnia.insomnia_reader import TOOL, InsomniaReader
from outrider.importers.insomnia.insomnia_templates import (
    FoundTags,
    InsomniaTemplates,
    names_asked,
)
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.script_conversion import ScriptConverter
from outrider.importers.postman.token_usage import names_in_request
from outrider.importers.postman.url_schemes import SchemeSettler
from outrider.model.import_result import ImportResult

_V4 = re.compile(r"[\"']?__export_format[\"']?\s*:")
_V5 = re.compile(r"^type:\s*[\"']?[\w.]*insomnia[\w.]*/5\.\d", re.MULTILINE)
_V5_JSON = re.compile(r"\"type\"\s*:\s*\"[\w.]*insomnia[\w.]*/5\.\d")
_GIT = re.compile(r"^_id:\s*[\"']?(?:req|wrk|fld|env|spc)_", re.MULTILINE)
_GIT_TYPE = re.compile(
    r"^type:\s*[\"']?(?:Request|Workspace|RequestGroup|Environment|ApiSpec)\b", re.MULTILINE
)
_HEAD = 20_000


class InsomniaImporter:
    """Workspaces with their folders, environments, authentication and template tags."""

    name = "insomnia"
    summary = "Insomnia exports (formats 3, 4 and 5) and Git folders (.insomnia)."

    def recognises(self, text: str) -> bool:
        """Whether it says that it is an export, or a file of the Git sync."""
        head = text[:_HEAD]
        if _V4.search(head):
            return True
        if head.lstrip()[:1] == "{":
            return _V5_JSON.search(head) is not None
        return _V5.search(head) is not None or (
            _GIT.search(head) is not None and _GIT_TYPE.search(text) is not None
        )

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether there is the folder of the Git sync in it, with resources."""
        return any(f"/{FOLDER}/" in f"/{name}" for name in folder.names())

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads exports together: environments of one may be those of all.

        Raises:
            ImportRejected: one of them is broken, or of a version that is not read.
        """
        return _InsomniaImport(sources).run()


class _InsomniaImport:
    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._report = PostmanImportReport()
        self._documents = [read_insomnia(one) for one in sources]
        self._workspaces = [one for document in self._documents for one in document.workspaces]
        declared = {
            name
            for workspace in self._workspaces
            for one in (*workspace.base, *workspace.environments)
            for name in names_in_environment(one)
        }
        titles: dict[str, str] = {}
        for workspace in self._workspaces:
            for node in workspace.root.walk():
                declared |= names_in_environment(node.data, "environment")
                if node.kind == "request" and node.id:
                    titles[node.id] = text_of(node.data.get("name"))
        self._report.declared = frozenset(declared)
        asked = frozenset().union(*(names_asked(one.text) for one in self._documents))
        taken = declared | asked
        self._secrets = SecretNamer(taken)
        self._tags = FoundTags(titles)
        self._templates = InsomniaTemplates(
            self._report, self._secrets, self._tags, UndefinedReferences(set(taken)), asked
        )
        self._requests: dict[str, RequestBuilder] = {}
        self._owners: dict[str, str] = {}

    def run(self) -> ImportResult:
        for document in self._documents:
            self._report.source = document.source.name
            for place, problem in document.broken.items():
                self._report.at(place).lost(f"The file was not imported. {problem}")
            for key in document.repeated:
                self._report.at().changed(
                    f'Key "{self._report.title(key)}" is there twice; the last value is used.'
                )
        environments = self._environments()
        shared = self._shared()
        given: dict[str, frozenset[str]] = {}
        for document in self._documents:
            given |= document.source.given
        imported = ImportedScopes(environments, shared, given)
        collections = self._collections(imported)
        self._report.source = ""
        for name, found in self._tags.captures.items():
            request = self._requests.get(found.request_id)
            if request is not None:
                secret = found.capture.secret or name in self._secrets.named
                request.captures.append(structs.replace(found.capture, secret=secret))
        built = ImportBuilder(self._report, self._secrets, collections, environments, shared)
        built.secret_parter.part_folders(
            folder.values for one in collections for folder in one.folders[1:]
        )
        settler = ShadowSettler(self._report, environments, built.scopes, names_in_request)
        for one in collections:
            # What the base environment has, every other one wins over.
            settler.settle(one.folders[1:], one.requests)
            settle_shadowed_auths(one, one.folders[1:], environments, built.scopes)
        self._tell_shadows(collections, environments)
        SchemeSettler(self._report, built.scopes, TOOL).settle(built.requests)
        built.settle_captured()
        return built.finish()

    def _environments(self) -> list[EnvironmentBuilder]:
        names = FileNamer()
        found = []
        for workspace in self._workspaces:
            self._report.source = workspace.source.name
            for one in workspace.environments:
                taken = names.take("", shown_title(one.get("name")), "environment")
                made = read_environment(one, taken, self._report, self._templates)
                if workspace.is_shared:
                    self._report.at(made.name).changed(
                        "The environment is global in Insomnia, where one of a collection is "
                        "active beside it.",
                        why="One environment is active at a time.",
                    )
                found.append(made)
                self._owners[made.id] = workspace.root.id
        return found

    def _tell_shadows(
        self, collections: Sequence[CollectionBuilder], environments: Sequence[EnvironmentBuilder]
    ) -> None:
        """Tells of environments of one workspace that have variables of another one."""
        for drafts in collections if len(collections) > 1 else ():
            root = drafts.folders[0]
            for one in environments:
                names = [name for name in root.values.variables if name in one.values.variables]
                if names and self._owners[one.id] != drafts.identity.origin:
                    self._report.at(drafts.name).changed(
                        f'Environment "{one.name}" of another collection also has '
                        f"{', '.join(names)}.",
                        why="While it is active, its values take precedence here as well.",
                    )

    def _shared(self) -> VariableBuilder:
        """The variables that all collections see."""
        found = VariableBuilder()
        for workspace in self._workspaces:
            if not workspace.is_shared:
                continue
            self._report.source = workspace.source.name
            for base in workspace.base:
                here = self._report.at(self._report.title(base.get("name")))
                templates = self._templates.at(here)
                values = read_scope(base, "data", here, templates, local=is_private(base))
                found.variables |= values.variables
                found.secrets |= values.secrets
        return found

    def _collections(self, imported: ImportedScopes) -> list[CollectionBuilder]:
        workspaces = [one for one in self._workspaces if not one.is_shared]
        names = FileNamer()
        found: list[CollectionBuilder] = []
        for workspace in workspaces:
            several = len(workspaces) > 1
            title = shown_title(workspace.root.data.get("name")) or TOOL
            folder = names.take("", title, "collection") if several else ""
            reader = InsomniaReader(self._report, self._secrets, names, self._templates)
            drafts = reader.read(workspace, folder)
            self._requests |= {**reader.requests, **self._requests}
            ScriptConverter(drafts, self._report, self._secrets, imported).run(rows_win=True)
            if drafts.folders[0].auth is None:
                # Nothing stands around a workspace, so it inherits nothing here.
                drafts.folders[0].auth = SENDS_NOTHING
            found.append(drafts)
        return found
