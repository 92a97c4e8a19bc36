"""posting's collections: a folder of YAML files, one a request, with dotenv files beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct, field, structs

from outrider.errors import ImportRejected
from outrider.importers.building.auth_writing import SENDS_NOTHING
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    RequestBuilder,
)
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.value_writing import ValueWriter
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.posting.posting_reader import TOOL, read_posting_request
from outrider.importers.posting.posting_templates import PostingTemplates, dollar_names
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.url_schemes import SchemeSettler
from outrider.importers.structured_text import read_structured
from outrider.model.import_result import ImportedCollection, ImportResult
from outrider.variables.dotenv_parser import parse_dotenv

_SUFFIXES = (".posting.yaml", ".posting.yml")
_DEFAULT_ENV = "posting.env"
"""The dotenv file that posting reads without being told to."""

_README = "README.md"
_KEY = re.compile(r"^([A-Za-z_$][\w$-]*)[ \t]*:", re.MULTILINE)
_KEYS = frozenset(
    ("name", "description", "method", "url", "body", "auth", "headers", "params", "path_params",
     "options", "scripts", "posting_version", "cookies")
)  # fmt: skip
_METHODS = {"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}


class _File(Struct):
    """A request's file: its path below the collection, and what it says."""

    source: str
    path: PurePosixPath
    data: Mapping[str, Json]
    text: str
    repeated: tuple[str, ...] = ()


class _Collection(Struct):
    """A folder of requests; lone files have no name for what they belong to.

    ``broken`` has the files that cannot be read, and why.
    """

    source: str
    name: str
    files: list[_File] = field(default_factory=list)
    readmes: dict[PurePosixPath, str] = field(default_factory=dict)
    dotenv: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


class PostingImporter:
    """Requests with their folders, auth, parameters and dotenv files."""

    name = "posting"
    summary = "posting collections (folders of *.posting.yaml) and their .env files."

    def recognises(self, text: str) -> bool:
        """Whether its outermost keys are those of a request's file, and no others."""
        if text.lstrip()[:1] in {"{", "["}:
            return False
        keys = set(_KEY.findall(text))
        if "url" not in keys or not keys <= _KEYS:
            return False
        return "posting_version" in keys or "name" in keys or "method" in keys

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether a file in it is called as posting calls them."""
        return any(name.endswith(_SUFFIXES) for name in folder.names())

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads folders and files together.

        Raises:
            ImportRejected: one of them is broken.
        """
        folders = [_read_folder(one) for one in sources if one.is_folder]
        lone = [one for one in sources if not one.is_folder]
        return _PostingImport(folders, _read_files(lone) if lone else None).run()


def _read_folder(source: ImportSource) -> _Collection:
    names = source.folder.names()
    paths = [PurePosixPath(name) for name in names if name.endswith(_SUFFIXES)]
    title = PurePosixPath(source.name.replace("\\", "/")).name
    made = _Collection(source.name, title or TOOL)
    for path in paths:
        try:
            text = source.folder.read(str(path))
            if text is not None:
                made.files.append(_file(source.name, str(path), path, text))
        except ImportRejected as problem:
            made.broken[str(path)] = str(problem)
    for name in names:
        path = PurePosixPath(name)
        if path.name == _README:
            made.readmes[path.parent] = source.folder.read(name) or ""
        elif path.suffix == ".env" and path.stem:
            made.dotenv[name] = source.folder.read(name) or ""
    return made


def _read_files(sources: Sequence[ImportSource]) -> _Collection:
    made = _Collection(sources[0].name, "")
    for one in sources:
        path = PurePosixPath(one.name.replace("\\", "/")).name or "request"
        made.files.append(_file(one.name, one.name, PurePosixPath(path), one.text))
        if beside := one.folder.read(_DEFAULT_ENV):
            made.dotenv[_DEFAULT_ENV] = beside
    return made


def _file(source: str, name: str, path: PurePosixPath, text: str) -> _File:
    found = read_structured(text, name) if text.strip() else None
    data = found.value if found is not None else {}
    if not isinstance(data, Mapping):
        raise ImportRejected(
            f"{name or 'The text'} is not a request of posting.",
            code="unknown_format",
            where=source,
        )
    return _File(source, path, data, text, found.repeated if found is not None else ())


def _stem(path: PurePosixPath) -> str:
    return next(
        (path.name.removesuffix(one) for one in _SUFFIXES if path.name.endswith(one)), path.stem
    )


class _PostingImport:
    def __init__(self, folders: Sequence[_Collection], lone: _Collection | None) -> None:
        self._report = PostmanImportReport()
        self._collections = [*folders, *([lone] if lone is not None else [])]
        self._has_lone = lone is not None
        self._values = {
            (collection.source, name): parse_dotenv(text)
            for collection in self._collections
            for name, text in collection.dotenv.items()
        }
        defined = {key for one in self._values.values() for key in one.values}
        texts = (one.text for collection in self._collections for one in collection.files)
        self._report.declared = frozenset(defined)
        self._secrets = SecretNamer(set().union(defined, *map(dollar_names, texts)))
        self._templates = PostingTemplates(self._report, frozenset(defined))

    def run(self) -> ImportResult:
        environments = list(self._environments())
        names = FileNamer()
        several = len(self._collections) > 1
        collections = [self._collection(one, names, several=several) for one in self._collections]
        built = ImportBuilder(self._report, self._secrets, collections, environments)
        SchemeSettler(self._report, built.scopes, TOOL).settle(built.requests)
        built.settle_captured()
        result = built.finish()
        if not self._has_lone:
            return result
        # What is imported file by file belongs to no collection that could come again.
        root = collections[-1].identity
        return structs.replace(
            result,
            name=result.name if several else result.requests[0].name,
            folders=tuple(one for one in result.folders if one.id != root.folder),
            collections=tuple(one for one in result.collections if one != root),
        )

    def _environments(self) -> list[EnvironmentBuilder]:
        names = FileNamer()
        found = []
        for (source, name), parsed in self._values.items():
            self._report.source = source
            report = self._report.at(name)
            for broken in parsed.mistakes:
                self._report.at(name, broken.line).lost(
                    f"A line of the dotenv file was not imported: {broken.what}."
                )
            title = PurePosixPath(name).stem
            values = VariableBuilder()
            # A dollar sign in a value refers to another one.
            writer = ValueWriter(report, self._templates.at(report).body)
            for key, value in parsed.values.items():
                writer.put(values, key, value, local=True)
            found.append(EnvironmentBuilder(names.take("", title, "environment"), title, values))
        if len(found) > 1:
            self._report.at("").changed(
                f"Each dotenv file became an environment: {', '.join(one.name for one in found)}.",
                why="In posting, several can be loaded together; here, one is active.",
            )
        return found

    def _collection(
        self, collection: _Collection, names: FileNamer, *, several: bool
    ) -> CollectionBuilder:
        self._report.source = collection.source
        name = self._report.title(collection.name) or TOOL
        for place, problem in collection.broken.items():
            self._report.at(place).lost(f"The file was not imported. {problem}")
        folder_id = names.take("", name, "collection") if several else ""
        identity = ImportedCollection(folder_id, slug(name, "collection"), name, f"{TOOL}: {name}")
        drafts = CollectionBuilder(identity)
        is_lone = not collection.name
        root = FolderBuilder(folder_id, name, "", auth=SENDS_NOTHING)
        drafts.folders.append(root)
        folders = {PurePosixPath(): root}
        for one in sorted(collection.files, key=_sort_key):
            parent = self._folder(one.path.parent, folders, drafts, names)
            self._request(one, parent, drafts, names, is_lone=is_lone)
        for path, text in collection.readmes.items():
            # Others describe what is no folder of requests.
            if path in folders:
                folders[path].description = text
        return drafts

    def _folder(
        self,
        path: PurePosixPath,
        folders: dict[PurePosixPath, FolderBuilder],
        drafts: CollectionBuilder,
        names: FileNamer,
    ) -> FolderBuilder:
        for part in reversed([path, *path.parents]):
            if part in folders:
                continue
            above = folders[part.parent]
            title = self._report.title(part.name)
            child_id = names.take(above.id, title, "folder-1")
            above.order.append(child_id.rpartition("/")[2])
            place = f"{above.place} / {title}" if above.place else title
            folders[part] = FolderBuilder(child_id, title, place)
            drafts.folders.append(folders[part])
        return folders[path]

    def _request(
        self,
        one: _File,
        parent: FolderBuilder,
        drafts: CollectionBuilder,
        names: FileNamer,
        *,
        is_lone: bool,
    ) -> None:
        self._report.source = one.source
        stem = _stem(one.path)
        title = self._report.title(one.data.get("name")) or self._report.title(stem)
        place = f"{parent.place} / {title}" if parent.place else title
        report = self._report.at(place)
        for key in one.repeated:
            report.changed(f'Key "{report.title(key)}" is there twice; the last value is used.')
        request_id = names.take(parent.id, stem, "request")
        parent.order.append(request_id.rpartition("/")[2])
        draft = RequestBuilder(request_id, title, place)
        read_posting_request(one.data, draft, report, self._secrets, self._templates.at(report))
        if is_lone and draft.auth is None:
            draft.auth = SENDS_NOTHING
        drafts.requests.append(draft)


def _sort_key(one: _File) -> tuple[tuple[str, ...], int, str]:
    """Folder by folder, then as posting shows them: by method, then by name."""
    method = text_of(one.data.get("method")).upper() or "GET"
    return one.path.parent.parts, _METHODS.get(method, 5), text_of(one.data.get("name"))
