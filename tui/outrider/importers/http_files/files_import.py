"""All ``.http`` files of one import, with their environments, on their way to a workspace."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msgspec import structs

from outrider.errors import ImportRejected
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.http_files.authorization_headers import HttpVariables
from outrider.importers.http_files.default_headers import headers_of_all, headers_of_some
from outrider.importers.http_files.detection import SUFFIXES, has_request_line, is_http_file
from outrider.importers.http_files.environment_building import EnvironmentBuilding, put_variable
from outrider.importers.http_files.environment_files import (
    PRIVATE,
    PUBLIC,
    HttpEnvironments,
)
from outrider.importers.http_files.file_variables import FileVariables
from outrider.importers.http_files.http_request_builder import HttpRequestBuilder
from outrider.importers.http_files.reference_texts import ReferenceTexts
from outrider.importers.http_files.request_directives import FileContext, ask_for
from outrider.importers.http_files.request_reader import HttpFile, RequestReader
from outrider.importers.http_files.response_uses import ResponseUses
from outrider.importers.http_files.section_parser import parse_sections
from outrider.importers.http_files.token_requests import (
    drop_unused_captures,
    settle_folder_auths,
    settle_token_requests,
)
from outrider.importers.http_files.variable_places import (
    settle_shadowed,
    tell_shadowed,
    tell_undefined,
)
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportedCollection, ImportResult
from outrider.model.workspace import NameValueRow
from outrider.visible_text import visible_line

_REFERENCE = re.compile(r"\{\{\s*(?:\$(?:dotenv|shared|processEnv)\s+)?[%$]?([\w.-]+)")
_OPENID = re.compile(
    r"^\s*Authorization\s*:\s*(?:openid|oauth2?)\b[ \t]*(?:[a-z_]+)?[ \t]*(\S+)?",
    re.IGNORECASE | re.MULTILINE,
)
_BESIDE = (
    "http-client.env.json", "http-client.private.env.json", "rest-client.env.json",
    "rest-client.private.env.json", "http-client.env.json.user", ".vscode/settings.json",
    ".httpyac.json", ".httpyac.js", "httpyac.config.js", "httpyac.config.json", ".env",
)  # fmt: skip
"""Files beside a file that environments may stand in."""


class HttpFilesImport:
    """One import.

    Args:
        sources: files, or folders with files in them.
    """

    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._sources = [one for one in sources if not _is_environment_file(one)]
        self._given = [one for one in sources if _is_environment_file(one)]
        self._report = BuildReport()
        self._files = [list(self._read_files(one)) for one in self._sources]
        self._every = [one for files in self._files for one in files]
        texts = [one.text for one in self._texts]
        self._names = {name for text in texts for name in _REFERENCE.findall(text)}
        used = set(self._names) | {"host", "aadV2*"}
        for text in texts:
            for prefix in _OPENID.findall(text):
                used |= {"oauth2_*", f"{prefix}_*"} if prefix else {"oauth2_*"}
        self._environments = HttpEnvironments(self._report, used)
        sections = (section for file in self._every for section in file.sections)
        self._requests = {one.called: None for one in sections if one.target and one.called}
        self._uses = ResponseUses(set(self._names))
        self._process_names: set[str] = set()
        self._read: list[HttpRequestBuilder] = []
        self._folder_sources: dict[str, str] = {}

    def run(self) -> ImportResult:
        """Reads everything.

        Raises:
            ImportRejected: a folder cannot be read.
        """
        for source in self._sources:
            self._read_environments(source)
        for source in sorted(self._given, key=_is_private):
            self._environments.read_given(source)
        declared = self._declared()
        self._report.declared = frozenset(declared)
        self._secrets = SecretNamer(self._names | declared | set(self._requests))
        collections = self._collections()
        environments = EnvironmentBuilding(
            self._environments.found,
            self._report,
            self._secrets,
            self._texts_of_environment,
            next(iter(self._environments.read_files), ""),
        )
        builders, shared = environments.build()
        built = ImportBuilder(self._report, self._secrets, collections, builders, shared)
        for request in self._read:
            request.captures += self._uses.captures(request.called)
        settle_token_requests(self._read, built.scopes, self._secrets, self._report)
        drop_unused_captures(self._read, self._uses.names, built.scopes)
        for folder in built.folders:
            below = [one for one in built.requests if one.id.rpartition("/")[0] == folder.id]
            settle_folder_auths(folder, below)
        if self._environments.jetbrains_reads:
            tell_shadowed(built, self._environment_names, self._folder_sources)
        else:
            settle_shadowed(built)
        built.settle_captured()
        tell_undefined(built)
        built.process_names = frozenset(self._process_names | environments.process_names)
        return built.finish()

    # Files.

    @property
    def _texts(self) -> Iterator[ImportSource]:
        for source in self._sources:
            if not source.is_folder:
                yield source
                continue
            for name in _http_names(source):
                text = source.folder.read(name)
                if text is not None:
                    yield structs.replace(source, name=name, text=text)

    def _read_files(self, source: ImportSource) -> Iterator[HttpFile]:
        if not source.is_folder:
            sections = parse_sections(source.text)
            yield HttpFile(source.name, "", _stem(source.name), sections, source.folder)
            return
        for name in _http_names(source):
            self._report.source = name
            try:
                text = source.folder.read(name)
            except ImportRejected as refused:
                self._report.at().lost(f'"{name}" was not imported.', why=str(refused))
                continue
            if text is None:
                self._report.at().lost(f'"{name}" was not imported.', why="It is a link.")
            elif not (is_http_file(text) or has_request_line(text)):
                self._report.at().lost(f'"{name}" was not imported.', why="It has no request line.")
            else:
                sections, folder = parse_sections(text), posixpath.dirname(name)
                yield HttpFile(name, folder, _stem(name), sections, source.folder)

    def _read_environments(self, source: ImportSource) -> None:
        if source.is_folder:
            names = source.folder.names()
        else:
            names = [one for one in _beside(source) if source.folder.read(one) is not None]
        self._environments.read(source.name, source.folder, names)

    # Variables.

    def _declared(self) -> set[str]:
        found = {
            name
            for one in self._environments.found.values()
            for name in (*one.variables, *one.secrets)
        }
        for file in self._every:
            for section in file.sections:
                found |= {one.name for one in section.variables}
        return found

    # Collections.

    def _collections(self) -> list[CollectionBuilder]:
        names = FileNamer()
        found: list[CollectionBuilder] = []
        for source, files in zip(self._sources, self._files, strict=True):
            title = _collection_title(source)
            several = len(self._sources) > 1
            folder = names.take("", title, "collection") if several else ""
            identity = ImportedCollection(folder, slug(title, "collection"), title, title)
            drafts = CollectionBuilder(identity)
            root = FolderBuilder(folder, title, "")
            self._folder_sources[root.id] = source.name
            drafts.folders.append(root)
            folders = {"": root}
            for file in files:
                above = self._folder(drafts, folders, names, "" if len(files) == 1 else file.folder)
                if len(files) > 1:
                    above = self._child(drafts, names, above, file.title)
                self._folder_sources[above.id] = file.source
                self._file(file, above, drafts, names)
            headers = headers_of_all(self._environments.found)
            root.headers += [NameValueRow(name, value) for name, value in headers.items()]
            found.append(drafts)
        self._tell_headers()
        return found

    def _tell_headers(self) -> None:
        """Tells the default headers of single environments: a folder's are those of all."""
        for place, names in headers_of_some(self._environments.found).items():
            several = len(names) > 1
            self._report.at(place).lost(
                f"{'Default headers were' if several else 'A default header was'} not imported: "
                f"{', '.join(visible_line(one) for one in names)}.",
                why="Folders have headers, environments have none.",
                advice=f"Add {'them' if several else 'it'} to headers of folder.toml, with a "
                "variable that has a value in each environment.",
            )

    def _folder(
        self,
        drafts: CollectionBuilder,
        folders: dict[str, FolderBuilder],
        names: FileNamer,
        path: str,
    ) -> FolderBuilder:
        if path not in folders:
            above, _, last = path.rpartition("/")
            parent = self._folder(drafts, folders, names, above)
            folders[path] = self._child(drafts, names, parent, last)
        return folders[path]

    def _child(
        self, drafts: CollectionBuilder, names: FileNamer, parent: FolderBuilder, title: str
    ) -> FolderBuilder:
        child_id = names.take(parent.id, title, "folder-1")
        parent.order.append(child_id.rpartition("/")[2])
        child = FolderBuilder(child_id, title, title)
        drafts.folders.append(child)
        return child

    def _file(
        self, file: HttpFile, root: FolderBuilder, drafts: CollectionBuilder, names: FileNamer
    ) -> None:
        self._report.source = file.source
        variables = FileVariables(file.sections, self._report)
        known = {one.name for section in file.sections for one in section.variables}
        texts = ReferenceTexts(
            self._report,
            self._uses,
            self._requests,
            known | self._environment_names,
            partial(ask_for, root.values),
        )
        constants = {name: one.value for name, one in variables.shared.items()}
        for environment in self._environments.found.values():
            constants |= {key: str(value) for key, value in environment.variables.items()}
        context = FileContext(
            self._report,
            self._secrets,
            HttpVariables({*known, *self._environment_names}, constants),
            {name for one in self._environments.found.values() for name in one.security},
            {posixpath.basename(one.source) for one in self._every},
            self._requests,
        )
        reader = RequestReader(context, file, root, names, texts)
        for name, one in variables.shared.items():
            text = texts.text(one.value, "", one.line)
            put_variable(root.values, self._report.at("", one.line).name(name), text)
        notes: list[str] = []
        for section in file.sections:
            own = variables.of_request(section)
            request = reader.read(section, own)
            if request is None:
                notes += [] if section.target else filter(None, section.comments)
                continue
            drafts.requests.append(request)
            self._read.append(request)
        root.description = "\n".join(notes)
        drafts.responses += reader.responses
        self._process_names |= texts.process_names

    # Environments.

    @property
    def _environment_names(self) -> set[str]:
        return {
            name
            for one in self._environments.found.values()
            for name in (*one.variables, *one.secrets)
        }

    def _texts_of_environment(self) -> ReferenceTexts:
        return ReferenceTexts(
            self._report, self._uses, self._requests, self._environment_names, lambda _: None
        )


def _is_environment_file(source: ImportSource) -> bool:
    return not source.is_folder and _base(source.name) in {*PUBLIC, *PRIVATE}


def _is_private(source: ImportSource) -> bool:
    return _base(source.name) in PRIVATE


def _base(name: str) -> str:
    return re.split(r"[\\/]", name)[-1]


def _http_names(source: ImportSource) -> Iterable[str]:
    return [one for one in source.folder.names() if one.lower().endswith(SUFFIXES)]


def _beside(source: ImportSource) -> Iterator[str]:
    """Names of files beside a file that may hold its environments."""
    yield from _BESIDE
    try:
        names = source.folder.names()
    except ImportRejected:
        return
    for name in names:
        folder, _, base = name.rpartition("/")
        is_env = re.fullmatch(r"\.env\.[\w-]+|[\w-]+\.env|\.env", base) is not None
        if (is_env and folder in {"", "env"} and name != ".env") or (
            not folder and base.endswith(".code-workspace")
        ):
            yield name


def _stem(name: str) -> str:
    base = _base(name)
    for suffix in SUFFIXES:
        if base.lower().endswith(suffix):
            base = base[: -len(suffix)]
    return base or "requests"


def _collection_title(source: ImportSource) -> str:
    return _stem(source.name.rstrip("/\\")) if source.name not in {"", "-"} else "requests"
