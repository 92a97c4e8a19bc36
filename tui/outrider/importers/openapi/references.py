"""References of a document: inside it, and to files in its folder (RFC 6901, OpenAPI 3.1 §4.23)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from outrider.errors import ImportRejected
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json
from outrider.importers.openapi.openapi_documents import OpenApiDocument
from outrider.importers.structured_text import read_structured

MOST_FILES = 5_000
"""Files that one document refers to."""

_MISSING: Final = object()
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_DATA = frozenset({"example", "default", "enum", "const", "value"})
"""Keys below which nothing is a reference, but what it is an example of."""
_NAMED = frozenset(
    ("properties", "patternProperties", "definitions", "$defs", "schemas", "parameters",
     "responses", "headers", "examples", "requestBodies", "callbacks", "pathItems", "paths")
)  # fmt: skip
"""Tables whose keys are names that people gave."""
_DEEPEST = 50
_CLASHING = frozenset(
    ("properties", "required", "allOf", "oneOf", "anyOf", "items", "enum", "type", "format")
)  # fmt: skip


class References:
    """Resolves the references of one document; each that has no target is told once.

    Attributes:
        report: where the operation that is read stands.
    """

    def __init__(self, document: OpenApiDocument, report: BuildReport) -> None:
        self.report = report
        self._document = document
        self._folder = posixpath.dirname(document.path)
        self._files: dict[str, Json] = {"": document.data}
        if document.path:
            self._files[posixpath.normpath(document.path)] = document.data
        self._found: dict[str, Any] = {}
        self._anchors: dict[str, dict[str, Json]] = {}
        self._joins = document.version >= (3, 1)

    def resolve(self, value: Json) -> Json:
        """What a value is once its references are followed; an empty table for a lost one."""
        seen: list[str] = []
        while isinstance(value, Mapping) and (reference := target_of(value)):
            if reference in seen:
                self._lost(reference, "refers to itself")
                return {}
            seen.append(reference)
            found = self._target(reference)
            beside = {key: one for key, one in value.items() if key not in _REFERENCE_KEYS}
            if found is _MISSING:
                return beside
            value = _joined(found, beside) if beside and self._joins else found
        return value

    def table(self, value: Json) -> Mapping[str, Json]:
        """As :meth:`resolve`, where a table is meant."""
        found = self.resolve(value)
        return found if isinstance(found, Mapping) else {}

    def _target(self, reference: str) -> Any:
        if reference not in self._found:
            # Met again while it is looked for, it leads nowhere.
            self._found[reference] = _MISSING
            self._found[reference] = self._look_up(reference)
        return self._found[reference]

    def _look_up(self, reference: str) -> Any:
        file, _, fragment = reference.partition("#")
        if _SCHEME.match(file):
            known = self._identified(reference, file, fragment)
            if known is _MISSING:
                self._lost(reference, "is not fetched", "Only files in the folder are read.")
            return known
        data = self._file(file, reference)
        if data is _MISSING:
            return _MISSING
        found = self._inside(data, file, fragment)
        if found is _MISSING:
            self._lost(reference, "has no target")
        return found

    def _inside(self, data: Json, file: str, fragment: str) -> Any:
        if fragment and not fragment.startswith("/"):
            return self._anchors_of(file, data).get(f"#{unquote(fragment)}", _MISSING)
        for token in fragment.split("/")[1:]:
            data = self.resolve(data)
            data = _member(data, token)
            if data is _MISSING:
                return _MISSING
        return data

    def _identified(self, reference: str, url: str, fragment: str) -> Any:
        """What has this address as its ``$id`` in one of the files."""
        for file, data in list(self._files.items()):
            anchors = self._anchors_of(file, data)
            if url in anchors:
                return self._inside(anchors[url], file, fragment)
        return _MISSING

    def _anchors_of(self, file: str, data: Json) -> dict[str, Json]:
        if file not in self._anchors:
            self._anchors[file] = dict(_anchors(data))
        return self._anchors[file]

    def _file(self, file: str, reference: str) -> Any:
        if file in self._files:
            return self._files[file]
        self._files[file] = self._read(file, reference)
        return self._files[file]

    def _read(self, file: str, reference: str) -> Any:
        path = posixpath.normpath(posixpath.join(self._folder, unquote(file)))
        if path in self._files:
            return self._files[path]
        if path.startswith(("../", "/")) or path == ".." or "\\" in path:
            advice = "Import the folder that contains all files of the document."
            self._lost(reference, "is not read", "It is outside of the imported folder.", advice)
            return _MISSING
        if len(self._files) > MOST_FILES:
            self._lost(reference, "is not read", f"At most {MOST_FILES} files are read.")
            return _MISSING
        text = self._document.folder.read(path)
        if text is None:
            self._lost(reference, "has no target", f'File "{path}" not found.')
            return _MISSING
        try:
            data = read_structured(text, path).value
        except ImportRejected as refused:
            self._lost(reference, "cannot be read", str(refused))
            return _MISSING
        _make_absolute(data, path, self._folder)
        self._files[path] = data
        return data

    def _lost(self, reference: str, what: str, why: str = "", advice: str = "") -> None:
        self.report.lost(f'Reference "{reference}" {what}.', why=why, advice=advice)


_REFERENCE_KEYS = frozenset({"$ref", "$dynamicRef"})


def target_of(value: Json) -> str:
    """What a reference names; empty where a value is none."""
    if not isinstance(value, Mapping):
        return ""
    written = value.get("$ref")
    if not isinstance(written, str):
        written = value.get("$dynamicRef")
    return written if isinstance(written, str) else ""


def _member(data: Json, token: str) -> Any:
    """What a token of a pointer names; it may be percent-encoded, or written as it is."""
    names = dict.fromkeys((unquote(token), token))
    for name in (one.replace("~1", "/").replace("~0", "~") for one in names):
        if isinstance(data, Mapping) and name in data:
            return data[name]
        if isinstance(data, list) and name.isascii() and name.isdigit() and len(name) < 9:
            return data[int(name)] if int(name) < len(data) else _MISSING
    return _MISSING


def _joined(found: Json, beside: Mapping[str, Json]) -> Json:
    """A target with what stands beside the reference to it (OpenAPI 3.1)."""
    if not isinstance(found, Mapping):
        return found
    if any(key in found for key in beside.keys() & _CLASHING):
        return {"allOf": [found, beside]}
    return {**found, **beside}


def _anchors(data: Json) -> Iterator[tuple[str, Json]]:
    """Everything in a file that has a name of its own."""
    waiting, seen = [data], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Mapping):
            for key, mark in (("$anchor", "#"), ("$dynamicAnchor", "#"), ("$id", "")):
                name = one.get(key)
                if isinstance(name, str) and name:
                    yield f"{mark}{name.rstrip('#') if not mark else name}", one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _make_absolute(data: Json, path: str, root: str) -> None:
    """Rewrites the references of another file, so that they mean the same in the document."""
    folder = posixpath.dirname(path)
    waiting: list[tuple[Json, bool]] = [(data, False)]
    seen: set[int] = set()
    while waiting:
        one, is_named = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, list):
            waiting += [(inner, False) for inner in one]
        elif isinstance(one, dict):
            written = one.get("$ref")
            if isinstance(written, str) and not _SCHEME.match(written):
                file, mark, fragment = written.partition("#")
                target = posixpath.normpath(posixpath.join(folder, file)) if file else path
                one["$ref"] = f"{posixpath.relpath(target, root or '.')}{mark}{fragment}"
            waiting += [
                (inner, key in _NAMED and not is_named)
                for key, inner in one.items()
                if is_named or key not in _DATA
            ]
