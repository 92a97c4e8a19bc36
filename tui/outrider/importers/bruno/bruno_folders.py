"""A collection of Bruno's in a folder: a file for each request, of either form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from outrider.errors import ImportRejected
from outrider.importers.bruno.bru_blocks import BrokenBru
from outrider.importers.bruno.bru_files import (
    read_bru_environment,
    read_bru_folder,
    read_bru_request,
)
from outrider.importers.bruno.yml_files import (
    kind_of_item,
    read_yml_config,
    read_yml_environment,
    read_yml_item,
    read_yml_scope,
)
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.importer import SourceFolder
from outrider.importers.structured_text import read_structured

_MARKS = {"bruno.json": ".bru", "opencollection.yml": ".yml", "opencollection.yaml": ".yaml"}
_OUT = frozenset({"node_modules", ".git"})
_ENVIRONMENTS = "environments"
_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[\w.-]+)[ \t]*=[ \t]*"
    r"""(?P<value>'[^']*'|"(?:\\"|[^"])*"|[^\n]*)""",
    re.MULTILINE,
)
MOST_DEEP = 100
"""Folders in each other."""


def collection_roots(folder: SourceFolder) -> list[str]:
    """The folders in which collections begin; one inside of another belongs to that one."""
    names = folder.names()
    marked = {name.rpartition("/")[0] for name in names if name.rpartition("/")[2] in _MARKS}
    marked = {one for one in marked if _OUT.isdisjoint(one.split("/"))}
    roots = [
        one
        for one in sorted(marked)
        if not any(
            one != other and one.startswith(f"{other}/" if other else "") for other in marked
        )
    ]
    # The files of a part of a collection have no mark.
    return roots or [""]


def is_bruno_folder(folder: SourceFolder) -> bool:
    """Whether a folder has a collection of Bruno's, or files in its language."""
    try:
        names = folder.names()
    except ImportRejected:
        return False
    return any(one.rpartition("/")[2] in _MARKS or one.endswith(".bru") for one in names)


class BrunoFolderFiles:
    """Reads the files of one collection.

    Attributes:
        config: what ``bruno.json`` holds, in either form.
        scope: what every request inherits.
        broken: files that cannot be read, and why.
        others: files that are none of Bruno's.
        is_part: what the collection says is not in it.
    """

    def __init__(self, folder: SourceFolder, root: str) -> None:
        self._folder = folder
        self._start = f"{root}/" if root else ""
        self.broken: list[tuple[str, str]] = []
        self.config: Mapping[str, Json] = {}
        self.scope: Mapping[str, Json] = {}
        names = [
            one.removeprefix(self._start) for one in folder.names() if one.startswith(self._start)
        ]
        mark = next((one for one in _MARKS if one in names), "bruno.json")
        self._suffix = _MARKS[mark]
        self.is_part = mark not in names
        if mark in names:
            self._read_root(mark, names)
        elif given := [one for one in ("collection.bru", "folder.bru") if one in names]:
            self.scope = self._bru(given[0], read_bru_folder)
        ignored = self.config.get("ignore")
        out = {text_of(one).strip("/") for one in ignored} if isinstance(ignored, list) else set()
        self._names = [
            one
            for one in names
            if _OUT.isdisjoint(one.split("/")[:-1])
            and not any(one == part or one.startswith(f"{part}/") for part in out if part)
        ]
        own = {mark, f"collection{self._suffix}", ".env", "workspace.yml"}
        self._files = [one for one in self._names if one.endswith(self._suffix) and one not in own]
        self.others: Sequence[str] = [
            one for one in self._names if not one.endswith(self._suffix) and one not in own
        ]

    def _read_root(self, mark: str, names: Sequence[str]) -> None:
        data = self._structured(mark)
        if mark != "bruno.json":
            self.config, self.scope = read_yml_config(data), read_yml_scope(data)
            return
        self.config = data
        if "collection.bru" in names:
            self.scope = self._bru("collection.bru", read_bru_folder)

    def _text(self, name: str) -> str:
        """The text of a file.

        Raises:
            ImportRejected: it is no text, or too large.
        """
        found = self._folder.read(self._start + name)
        if found is None:
            raise ImportRejected(
                f"{name} is a link, or cannot be read.", code="unreadable", where=name
            )
        return found

    def _structured(self, name: str) -> Mapping[str, Json]:
        try:
            found = read_structured(self._text(name), name).value
        except ImportRejected as error:
            self.broken.append((name, _why(error, name)))
            return {}
        return found if isinstance(found, Mapping) else {}

    def _bru(self, name: str, read: Any) -> dict[str, Any]:
        try:
            made: dict[str, Any] = read(self._text(name))
        except BrokenBru as error:
            self.broken.append((name, f"{error.why} (line {error.line})"))
        except ImportRejected as error:
            self.broken.append((name, _why(error, name)))
        else:
            return made
        return {}

    def tree(self) -> list[dict[str, Any]]:
        """The items, folders with theirs, in the order in which Bruno shows them."""
        return self._items("", [one for one in self._files if not self._is_environment(one)], 0)

    def _is_environment(self, name: str) -> bool:
        return name.startswith(f"{_ENVIRONMENTS}/")

    def _items(self, folder: str, files: Sequence[str], depth: int) -> list[dict[str, Any]]:
        below: dict[str, list[str]] = {}
        requests: list[dict[str, Any]] = []
        for file in files:
            name, _, rest = file.removeprefix(folder).partition("/")
            if rest:
                below.setdefault(name, []).append(file)
            elif name != f"folder{self._suffix}" and (item := self._request(file)):
                requests.append(item)
        folders = []
        for name, inner in below.items():
            if depth >= MOST_DEEP:
                self.broken.append((folder + name, "folders are nested too deeply"))
                continue
            found = self._folder_item(f"{folder}{name}/", name, inner, depth)
            if found["items"] or found["root"]:
                folders.append(found)
        return [*sorted(folders, key=_place), *sorted(requests, key=_place)]

    def _folder_item(
        self, path: str, name: str, files: Sequence[str], depth: int
    ) -> dict[str, Any]:
        own = f"{path}folder{self._suffix}"
        root: Mapping[str, Json] = {}
        if own in files:
            if self._suffix == ".bru":
                root = self._bru(own, read_bru_folder)
            elif data := self._structured(own):
                root = read_yml_scope(data)
        meta = root.get("meta")
        meta = meta if isinstance(meta, Mapping) else {}
        return {
            "type": "folder",
            "name": text_of(meta.get("name")) or name,
            "seq": meta.get("seq"),
            "root": root,
            "items": self._items(path, files, depth + 1),
            "pathname": own if own in files else path.rstrip("/"),
        }

    def _request(self, file: str) -> dict[str, Any]:
        if self._suffix == ".bru":
            item = self._bru(file, read_bru_request)
        else:
            data = self._structured(file)
            if not kind_of_item(data) and data:
                self.broken.append((file, "it has no info.type"))
                return {}
            item = read_yml_item(data) if data else {}
        if not item:
            return {}
        if "method" not in item.get("request", {}) and item["type"].startswith("http"):
            self.broken.append((file, "it has no request"))
            return {}
        stem = file.rpartition("/")[2].removesuffix(self._suffix)
        return {**item, "name": item["name"] or stem, "pathname": file}

    def environments(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The file, the name and the content of each environment."""
        for file in self._files:
            if not self._is_environment(file):
                continue
            stem = file.rpartition("/")[2].removesuffix(self._suffix)
            if self._suffix == ".bru":
                if found := self._bru(file, read_bru_environment):
                    yield file, stem, found
            elif data := self._structured(file):
                found = read_yml_environment(data)
                yield file, text_of(found["name"]) or stem, found

    def dotenv(self) -> dict[str, str]:
        """What ``.env`` gives values."""
        if ".env" not in self._names:
            return {}
        try:
            text = self._text(".env")
        except ImportRejected as error:
            self.broken.append((".env", _why(error, ".env")))
            return {}
        found = {}
        for match in _LINE.finditer(text):
            value = match["value"].strip()
            if value[:1] in {"'", '"'} and len(value) > 1 and value[-1] == value[0]:
                inner = value[1:-1]
                value = inner.replace("\\n", "\n") if value[0] == '"' else inner
            else:
                value = value.partition(" #")[0].rstrip()
            found[match["name"]] = value
        return found


def _place(item: Mapping[str, Json]) -> tuple[float, str]:
    try:
        number = float(text_of(item.get("seq")))
    except ValueError:
        number = float("inf")
    return (number if number == number else float("inf"), text_of(item.get("name")).lower())  # noqa: PLR0124 - NaN


def _why(error: ImportRejected, name: str) -> str:
    """Why a file is not read, as the end of a sentence."""
    said = str(error).splitlines()[0].removeprefix(name).strip().rstrip(".")
    return f"it {said}"
