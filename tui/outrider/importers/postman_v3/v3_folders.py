"""The files of Postman's v3 in a folder: collections as trees of them, environments, globals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct, field

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.importer import SourceFolder
from outrider.importers.postman_v3.v3_items import (
    natural_key,
    v2_environment,
    v2_example,
    v2_folder,
    v2_request,
)
from outrider.importers.structured_text import read_structured

DEEPEST = 100
"""Levels of folders; more is no collection that somebody made."""

_REQUEST = re.compile(r"(?P<name>.*)\.request\.ya?ml", re.DOTALL)
_EXAMPLE = re.compile(r"(?P<name>.*)\.example\.ya?ml", re.DOTALL)
_ENVIRONMENT = re.compile(r"(?P<name>.*)\.environment\.ya?ml", re.DOTALL)
_GLOBALS = re.compile(r"(?P<name>.*)\.globals\.ya?ml", re.DOTALL)
_YAML = re.compile(r".*\.ya?ml", re.DOTALL)
_OWNER = re.compile(r"\d+-(?=[0-9a-f]{8}-[0-9a-f]{4}-)")
_RESOURCES = ".resources"
_DEFINITIONS = ("definition.yaml", "definition.yml")
_REQUESTS = frozenset({"http-request", "graphql-request"})
_WORKSPACE = PurePosixPath(".postman")


def is_of_v3(name: str) -> bool:
    """Whether a file is called as Postman calls those of a collection."""
    path = PurePosixPath(name)
    if _REQUEST.fullmatch(path.name):
        return True
    return path.name in _DEFINITIONS and path.parent.name == _RESOURCES


class V3Folder(Struct):
    """What a folder has: documents of v2.1, and what is not carried, by place."""

    collections: list[dict[str, Any]] = field(default_factory=list)
    environments: list[dict[str, Any]] = field(default_factory=list)
    colors: dict[str, str] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)


class FolderReader:
    """Reads a folder: a collection, several below it, or a whole workspace of Postman's."""

    def __init__(self, folder: SourceFolder, name: str) -> None:
        self._folder = folder
        self._name = name
        self._files = {PurePosixPath(one): None for one in folder.names()}
        self._in_folder: dict[PurePosixPath, list[PurePosixPath]] = {}
        for path in self._files:
            self._in_folder.setdefault(path.parent, []).append(path)
        self._collections = self._roots()
        self._found = V3Folder()
        self._read: set[PurePosixPath] = set()

    def read(self) -> V3Folder:
        """Everything in it; one broken file does not stop the rest."""
        ids = self._cloud_ids()
        for root in self._collections:
            made = self._collection(root)
            name = made["name"]
            known = ids.get(root.name) or ids.get(name)
            made["info"] = {
                "name": name,
                "description": made.pop("description", None),
                "_postman_id": known,
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            }
            self._found.collections.append(made)
        for path in self._files:
            self._other(path)
        return self._found

    def _cloud_ids(self) -> dict[str, str]:
        """What collections are called in Postman's cloud, by the names of their folders."""
        found: dict[str, str] = {}
        for path in self._files:
            if path.parent.name != str(_WORKSPACE) or not path.name.startswith("resources."):
                continue
            self._read.add(path)
            data = self._load(path)
            resources = data.get("cloudResources")
            known = resources.get("collections") if isinstance(resources, Mapping) else None
            for key, value in known.items() if isinstance(known, Mapping) else ():
                found[PurePosixPath(text_of(key)).name] = _OWNER.sub("", text_of(value))
            local = data.get("localResources")
            for kind, names in local.items() if isinstance(local, Mapping) else ():
                if kind not in {"collections", "environments", "globals"}:
                    for one in names if isinstance(names, list) else [names]:
                        what = f'Resource "{text_of(one)}" ({text_of(kind)}) was not imported.'
                        self._found.left.append((str(path), what))
        return found

    def _roots(self) -> list[PurePosixPath]:
        """The folders of collections: the outermost with a definition, or else with requests."""
        defined = {
            path.parent.parent
            for path in self._files
            if path.name in _DEFINITIONS and path.parent.name == _RESOURCES
        }
        roots = {one for one in defined if not any(above in defined for above in one.parents)}
        for path in self._files:
            if _REQUEST.fullmatch(path.name) is None or _RESOURCES in path.parts:
                continue
            if not any(above in roots for above in path.parents):
                roots.add(_below_collections(path.parent))
        return sorted(roots)

    def _collection(self, root: PurePosixPath) -> dict[str, Any]:
        """A collection with all that is below its folder."""
        folders: dict[PurePosixPath, dict[str, Any]] = {}
        inside: dict[PurePosixPath, list[tuple[Any, dict[str, Any]]]] = {}
        for path in self._files:
            parent = path.parent
            if not path.is_relative_to(root) or path in self._read:
                continue
            if parent.name == _RESOURCES and path.name in _DEFINITIONS:
                self._ensure(parent.parent, root, folders, inside)
            elif (match := _REQUEST.fullmatch(path.name)) and _RESOURCES not in parent.parts:
                if len(parent.relative_to(root).parts) > DEEPEST:
                    self._read.add(path)
                    self._leave(path, "Folders are nested too deeply: it was not imported.")
                    continue
                self._ensure(parent, root, folders, inside)
                self._request(path, match["name"], inside[parent])
        for folder, items in inside.items():
            items.sort(key=lambda one: one[0])
            folders[folder]["item"] = [item for _, item in items]
        return folders.get(root, {"name": root.name or self._name, "item": []})

    def _ensure(
        self,
        folder: PurePosixPath,
        root: PurePosixPath,
        folders: dict[PurePosixPath, dict[str, Any]],
        inside: dict[PurePosixPath, list[tuple[Any, dict[str, Any]]]],
    ) -> None:
        """Has a folder, and those above it, in the tree."""
        for one in reversed([folder, *folder.parents]):
            if one in folders or not one.is_relative_to(root):
                continue
            data: Mapping[str, Json] = {}
            for name in _DEFINITIONS:
                path = one / _RESOURCES / name
                if path in self._files:
                    self._read.add(path)
                    data = self._load(path)
            name = one.name or PurePosixPath(self._name.rstrip("/\\")).name or "Collection"
            folders[one] = v2_folder(data, name, partial(self._leave, one))
            inside[one] = []
            if one != root:
                key = natural_key(data.get("order"), one.name)
                inside[one.parent].append((key, folders[one]))

    def _request(
        self, path: PurePosixPath, name: str, items: list[tuple[Any, dict[str, Any]]]
    ) -> None:
        self._read.add(path)
        data = self._load(path)
        if not data:
            return
        kind = text_of(data.get("$kind")) or "http-request"
        if kind not in _REQUESTS:
            self._leave(path, f'A request of kind "{kind}" was not imported.')
            return
        examples = list(self._examples(path, name, data))
        item = v2_request(data, name, examples, partial(self._leave, path))
        items.append((natural_key(data.get("order"), name), item))

    def _examples(
        self, path: PurePosixPath, name: str, data: Mapping[str, Json]
    ) -> Iterator[dict[str, Any]]:
        written = data.get("examples")
        if isinstance(written, list):
            # By hand, they may stand in the request itself.
            yield from (v2_example(one, "example") for one in tables(written))
        folder = path.parent / _RESOURCES / f"{name}.resources" / "examples"
        found = []
        for one in self._in_folder.get(folder, ()):
            match = _EXAMPLE.fullmatch(one.name)
            if match:
                self._read.add(one)
                example = self._load(one)
                key = natural_key(example.get("order"), match["name"])
                found.append((key, v2_example(example, match["name"])))
        yield from (example for _, example in sorted(found, key=lambda one: one[0]))

    def _other(self, path: PurePosixPath) -> None:
        """Environments and globals; what else Postman wrote is told."""
        if path in self._read or _YAML.fullmatch(path.name) is None:
            return
        for pattern, scope in ((_ENVIRONMENT, "environment"), (_GLOBALS, "globals")):
            match = pattern.fullmatch(path.name)
            if match is None:
                continue
            data = self._load(path)
            made = v2_environment(data, match["name"], scope)
            if data and (made["values"] or scope == "environment"):
                self._found.environments.append(made)
                self._found.colors[made["name"]] = text_of(data.get("color"))
            return
        is_inside = any(path.is_relative_to(root) for root in self._collections)
        data = self._load(path) if is_inside else {}
        if kind := text_of(data.get("$kind")):
            self._leave(path, f'A file of kind "{kind}" was not imported.')

    def _load(self, path: PurePosixPath) -> Mapping[str, Json]:
        try:
            text = self._folder.read(str(path))
            found = read_structured(text, str(path)) if text and text.strip() else None
        except ImportRejected as problem:
            self._leave(path, f"The file was not imported. {problem}")
            return {}
        if found is None:
            return {}
        for key in found.repeated:
            self._leave(path, f'Key "{key}" is there twice; the last value is used.')
        return found.value if isinstance(found.value, Mapping) else {}

    def _leave(self, path: PurePosixPath, what: str) -> None:
        self._found.left.append((str(path), what))


def _below_collections(folder: PurePosixPath) -> PurePosixPath:
    """The collection that a folder of requests belongs to, where no definition says it."""
    parts = folder.parts
    if "collections" in parts[:-1]:
        return PurePosixPath(*parts[: parts.index("collections") + 2])
    return PurePosixPath(*parts[:1])
