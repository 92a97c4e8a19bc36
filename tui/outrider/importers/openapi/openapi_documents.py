"""Documents of OpenAPI and Swagger: which text is one, of which version, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.structured_text import looks_structured, read_structured

_JSON_KEY = re.compile(r'(?<!\\)"(?:openapi|swagger|swaggerVersion)"\s*:\s*"?[\d.]')
_JSON_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]')
_YAML_KEY = re.compile(
    r"^(?:\{[ \t]*)?[\"']?(?:openapi|swagger|swaggerVersion)[\"']?[ \t]*:[ \t]*[\"']?\d",
    re.MULTILINE,
)
_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.\S+)?")
_FILE = re.compile(r"(?:^|/)(?:openapi|swagger)(?:[.-][^/]*)?\.(?:json|ya?ml)$", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?:^|/)(?:bruno\.json|opencollection\.ya?ml|\.insomnia/|thunder-tests/|\.postman/|"
    r"postman/collections/|[^/]+\.(?:bru|http|rest|posting\.yaml)$)",
    re.IGNORECASE,
)
"""What a folder of another format has, which may have a document beside it."""


class OpenApiDocument(Struct, frozen=True):
    """A document as it was parsed.

    Attributes:
        path: of its file below ``folder``; empty for a paste.
        version: major and minor, ``(2, 0)`` for Swagger.
        repeated: keys that stand in one table more than once.
    """

    name: str
    data: Mapping[str, Json]
    version: tuple[int, int]
    folder: SourceFolder
    path: str = ""
    repeated: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the document calls itself."""
        info = self.data.get("info")
        return text_of(info.get("title")).strip() if isinstance(info, Mapping) else ""

    @property
    def is_swagger(self) -> bool:
        """Whether it is of version 2.0."""
        return self.version == (2, 0)


def is_openapi(text: str) -> bool:
    """Whether a text says at its outermost level that it is OpenAPI or Swagger, of any version."""
    if not looks_structured(text):
        return False
    if text.lstrip()[:1] == "{" and _outermost(text):
        return True
    return text.lstrip()[:1] != "[" and _YAML_KEY.search(text) is not None


def _outermost(text: str) -> bool:
    """Whether the member stands in the outermost table of JSON, and not in a text or a body."""
    depth, at = 0, 0
    for found in _JSON_KEY.finditer(text):
        for part in _JSON_PARTS.finditer(text, at, found.start()):
            depth += 1 if part[0] in "{[" else -1 if part[0] in "}]" else 0
        at = found.start()
        if depth == 1:
            return True
    return False


def documents_in(folder: SourceFolder) -> list[str]:
    """The files of a folder that are called as such documents are, the outermost first."""
    try:
        names = folder.names()
    except ImportRejected:
        return []
    if any(map(_OTHERS.search, names)):
        return []
    return sorted(filter(_FILE.search, names), key=lambda one: (one.count("/"), one))


def read_openapi(source: ImportSource) -> list[OpenApiDocument]:
    """The document of a file, or those of a folder.

    Raises:
        ImportRejected: it is neither JSON nor YAML, or of a version that is not read.
    """
    if not source.is_folder:
        path = re.split(r"[\\/]", source.name)[-1]
        return [_document(source.name, source.text, source.folder, path)]
    found = []
    for path in documents_in(source.folder):
        text = source.folder.read(path)
        if text is not None and is_openapi(text):
            name = f"{source.name.rstrip('/')}/{path}"
            found.append(_document(name, text, source.folder, path))
    if not found:
        raise ImportRejected(
            f'Folder "{source.name}" contains no OpenAPI document.',
            code="unknown_format",
            where=source.name,
        )
    return found


def _document(name: str, text: str, folder: SourceFolder, path: str) -> OpenApiDocument:
    parsed = read_structured(text, name)
    data = parsed.value
    if not isinstance(data, Mapping):
        raise _refused(name, "is not an OpenAPI document.", "It is not a table of keys.")
    return OpenApiDocument(name, data, _version(data, name), folder, path, parsed.repeated)


def _version(data: Mapping[str, Json], name: str) -> tuple[int, int]:
    if "swaggerVersion" in data:
        written = text_of(data["swaggerVersion"])
        raise _refused(
            name,
            f"is a Swagger {written} document, which is not supported.",
            "Supported: Swagger 2.0, OpenAPI 3.0 and 3.1.",
            "Convert it to Swagger 2.0 or OpenAPI 3.",
        )
    key = "openapi" if "openapi" in data else "swagger"
    written = text_of(data.get(key)).strip()
    found = _VERSION.fullmatch(written)
    version = (int(found[1][:9]), int((found[2] or "0")[:9])) if found else (0, 0)
    if (key, version) == ("swagger", (2, 0)) or (key == "openapi" and version[0] == 3):
        return version
    raise _refused(
        name,
        f'has version {key}: "{written}", which is not supported.',
        "Supported: Swagger 2.0, OpenAPI 3.0 and 3.1.",
    )


def _refused(name: str, what: str, why: str = "", advice: str = "") -> ImportRejected:
    shown = f"{name or 'The text'} {what}"
    return ImportRejected(shown, code="openapi_document", where=name, why=why, advice=advice)
