"""Thunder Client's files, in one shape: an export, the files of its Git sync, old and new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct, field

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.importer import ImportSource
from outrider.importers.structured_text import read_structured

REQUESTS = "thunderclient.json"
COLLECTIONS = "thunderCollection.json"
ENVIRONMENTS = "thunderEnvironment.json"
_SET = (COLLECTIONS, REQUESTS, ENVIRONMENTS)
"""The files of the old layout, which belong together."""


class ThunderCollection(Struct):
    """A collection: ``data`` has its folders and settings."""

    source: str
    data: Mapping[str, Json]
    requests: list[Mapping[str, Json]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Thunder Client's."""
        return text_of(self.data.get("_id")) or text_of(self.data.get("colId"))

    @property
    def name(self) -> Json:
        """What people call it."""
        return self.data.get("colName") or self.data.get("collectionName")


class ThunderEnvironment(Struct):
    """An environment: ``dotenv`` is the text of the file that it names, ``None`` for none."""

    source: str
    data: Mapping[str, Json]
    dotenv: str | None = None


class ThunderDocuments(Struct):
    """All that was read.

    Attributes:
        broken: files of a folder that cannot be read, and why, by source and name.
        repeated: keys that stand in one table twice, by source.
        beside: files that were read because they belong to one that was named, by source.
    """

    collections: list[ThunderCollection] = field(default_factory=list)
    environments: list[ThunderEnvironment] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    broken: dict[tuple[str, str], str] = field(default_factory=dict)
    repeated: list[tuple[str, str]] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)


def is_of_thunder(name: str) -> bool:
    """Whether a file is called as Thunder Client calls its own."""
    last = name.rpartition("/")[2]
    return last in _SET or (last.startswith(("tc_col_", "tc_env_")) and last.endswith(".json"))


def read_thunder(sources: Sequence[ImportSource]) -> ThunderDocuments:
    """Reads files and folders.

    Raises:
        ImportRejected: a file that was named cannot be read.
    """
    made = ThunderDocuments()
    loose: list[tuple[str, Mapping[str, Json]]] = []
    named = {PurePosixPath(one.name.replace("\\", "/")).name for one in sources}
    for source in sources:
        for name, text in _texts(source, named, made):
            try:
                found = read_structured(text, name)
            except ImportRejected as problem:
                if not source.is_folder:
                    raise
                made.broken[source.name, name] = str(problem)
                continue
            made.texts.append(text)
            made.repeated += [(source.name, key) for key in found.repeated]
            for data in tables(found.value):
                _sort_in(source, name, data, made, loose)
    _give_requests(loose, made)
    if not made.collections and not made.environments and not made.broken:
        raise ImportRejected(
            f"{sources[0].name or 'The text'} has no collection or environment of Thunder Client.",
            code="unknown_format",
            where=sources[0].name,
        )
    return made


def _texts(
    source: ImportSource, named: set[str], made: ThunderDocuments
) -> Iterator[tuple[str, str]]:
    """The texts of a source; a file of the old layout brings those that belong to it."""
    if source.is_folder:
        for name in source.folder.names():
            if is_of_thunder(name):
                try:
                    text = source.folder.read(name)
                except ImportRejected as problem:
                    made.broken[source.name, name] = str(problem)
                    continue
                if text and text.strip():
                    yield name, text
        return
    yield source.name, source.text
    own = PurePosixPath(source.name.replace("\\", "/")).name
    for other in _SET if own in {COLLECTIONS, REQUESTS} else ():
        if other not in named and (beside := source.folder.read(other)):
            named.add(other)
            made.beside.append((source.name, other))
            yield other, beside


def _sort_in(
    source: ImportSource,
    name: str,
    data: Mapping[str, Json],
    made: ThunderDocuments,
    loose: list[tuple[str, Mapping[str, Json]]],
) -> None:
    if "colName" in data or "collectionName" in data:
        requests = [*tables(data.get("requests"))]
        made.collections.append(ThunderCollection(source.name, data, requests))
    elif "url" in data or "method" in data:
        loose.append((source.name, data))
    elif "data" in data or "variables" in data or "environmentName" in data:
        made.environments.append(ThunderEnvironment(source.name, data, _dotenv(source, name, data)))
    else:
        made.broken[source.name, name] = "It is not a collection, a request or an environment."


def _dotenv(source: ImportSource, name: str, data: Mapping[str, Json]) -> str | None:
    """The dotenv file that an environment names, from wherever its path may start."""
    path = text_of(data.get("envFile"))
    if not path:
        return None
    around = [PurePosixPath(), *PurePosixPath(name).parents] if source.is_folder else [
        PurePosixPath()
    ]  # fmt: skip
    for above in around:
        if (text := source.folder.read(str(above / path))) is not None:
            return text
    return None


def _give_requests(loose: Sequence[tuple[str, Mapping[str, Json]]], made: ThunderDocuments) -> None:
    """Gives each collection its requests, which name it; others get a collection of their own."""
    known = {one.id: one for one in made.collections if one.id}
    for source, request in loose:
        column = text_of(request.get("colId"))
        if column not in known:
            named: dict[str, Any] = {"_id": column, "colName": ""}
            known[column] = ThunderCollection(source, named)
            made.collections.append(known[column])
        known[column].requests.append(request)
