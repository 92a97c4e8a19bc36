"""Postman's v3: a folder of YAML files, made collections of v2.1 for the reader of these."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import structs

from outrider.credential_shapes import without_shaped
from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.postman import PostmanImporter
from outrider.importers.postman_v3.v3_folders import FolderReader, is_of_v3
from outrider.importers.postman_v3.v3_items import v2_environment, v2_folder, v2_request
from outrider.importers.structured_text import read_structured
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult

_KIND = re.compile(
    r"^[\"']?\$kind[\"']?[ \t]*:[ \t]*[\"']?(?:http-request|graphql-request|collection)\b",
    re.MULTILINE,
)
_JSON_KIND = re.compile(r'"\$kind"\s*:\s*"(?:http|graphql)-request"')
_VALUES = re.compile(
    r"^values[ \t]*:[ \t]*(?:\[\]|\r?\n[ \t]*-[ \t]+(?:key|value|enabled)\b)", re.MULTILINE
)
_NAME = re.compile(r"^name[ \t]*:", re.MULTILINE)
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_LONE = "postman-v3:"
"""By what the collection of lone requests is known while it is read."""


class PostmanV3Importer:
    """Collections in a file for each request, with their environments."""

    name = "postman_v3"
    summary = "Postman v3 folders (.request.yaml files) with their environments."

    def recognises(self, text: str) -> bool:
        """Whether it is YAML that says its kind, an environment, or a request in JSON."""
        start = text.lstrip()[:1]
        if start in {"{", "["}:
            return start == "{" and '"url"' in text and _JSON_KIND.search(text) is not None
        return _KIND.search(text) is not None or (
            _VALUES.search(text) is not None and _NAME.search(text) is not None
        )

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether files in it are called as Postman calls them."""
        return any(map(is_of_v3, folder.names()))

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads folders and files together.

        Raises:
            ImportRejected: one of them is broken.
        """
        return _V3Import(sources).run()


class _V3Import:
    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._sources = sources
        self._report = ImportReport()
        self._colors: dict[str, str] = {}

    def run(self) -> ImportResult:
        documents = list(self._folders())
        lone = [self._lone(one) for one in self._sources if not one.is_folder]
        documents += [one for one, kind in lone if kind != "request"]
        requests = [one for one, kind in lone if kind == "request"]
        if requests:
            first = requests[0]
            items = [json.loads(one.text) for one in requests]
            documents.append(_as_source(first, _collection(items)))
        if not documents:
            raise ImportRejected(
                f"{self._sources[0].name} has no collection of Postman.",
                code="unknown_format",
                where=self._sources[0].name,
            )
        result = PostmanImporter().read(documents)
        if requests:
            result = _without_lone(result)
        return structs.replace(
            result,
            environments=tuple(map(self._coloured, result.environments)),
            remarks=(*self._report.remarks, *result.remarks),
        )

    def _folders(self) -> Iterator[ImportSource]:
        for source in self._sources:
            if not source.is_folder:
                continue
            found = FolderReader(source.folder, source.name).read()
            self._colors |= found.colors
            self._report.source = source.name
            for place, what in found.left:
                self._report.at(place).lost(without_shaped(what, "…"))
            for one in (*found.collections, *found.environments):
                yield _as_source(source, one)

    def _lone(self, source: ImportSource) -> tuple[ImportSource, str]:
        """A file that was named by itself, and what it is."""
        found = read_structured(source.text, source.name)
        data: Mapping[str, Json] = found.value if isinstance(found.value, Mapping) else {}
        self._report.source = source.name
        for key in found.repeated:
            self._report.at("").changed(f'Key "{key}" is there twice; the last value is used.')

        def tell(what: str) -> None:
            self._report.at("").lost(what)

        name = PurePosixPath(source.name.replace("\\", "/")).name.partition(".")[0] or "request"
        kind = text_of(data.get("$kind"))
        if kind in {"http-request", "graphql-request"}:
            if isinstance(data.get("examples"), str):
                tell("The examples of the request were not imported: they are in other files.")
            item = v2_request(data, name, [], tell)
            # It must not get the auth of wherever it is put.
            item["request"].setdefault("auth", {"type": "noauth"})
            return _as_source(source, item), "request"
        if kind == "collection":
            made = v2_folder(data, name, tell)
            return _as_source(source, {**_collection([]), **made}), "collection"
        if "values" in data:
            made = v2_environment(data, name, "environment")
            self._colors[made["name"]] = text_of(data.get("color"))
            return _as_source(source, made), "environment"
        raise ImportRejected(
            f"{source.name or 'The text'} is not a file of Postman.",
            code="unknown_format",
            where=source.name,
        )

    def _coloured(self, one: ImportedEnvironment) -> ImportedEnvironment:
        color = self._colors.get(one.environment.name, "")
        if not _COLOR.fullmatch(color):
            return one
        return structs.replace(one, environment=structs.replace(one.environment, color=color))


def _as_source(source: ImportSource, document: dict[str, Any]) -> ImportSource:
    text = json.dumps(document, ensure_ascii=False)
    return structs.replace(source, text=text, is_folder=False)


def _collection(items: list[Any]) -> dict[str, Any]:
    return {"info": {"name": "Postman", "_postman_id": _LONE}, "item": items}


def _without_lone(result: ImportResult) -> ImportResult:
    """Requests that were named one by one belong to no collection that could come again."""
    lone = next(one for one in result.collections if one.origin == _LONE)
    several = len(result.collections) > 1
    return structs.replace(
        result,
        name=result.name if several else result.requests[0].name,
        folders=tuple(one for one in result.folders if one.id != lone.folder),
        collections=tuple(one for one in result.collections if one != lone),
    )
