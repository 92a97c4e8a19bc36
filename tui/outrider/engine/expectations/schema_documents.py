"""The JSON Schema of a file, with the files that it refers to: nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

MOST_DOCUMENTS = 200
"""Files that one schema may be made of."""

# With a host: without one, Pythons differ in what `..` above the root leads to.
_ROOT = "file://workspace/"


class SchemaProblem(Exception):
    """A schema cannot be used; the message is a sentence."""


def schema_documents(path: str, read: Callable[[str], bytes]) -> str:
    """A schema and all that it refers to, as the question of a check process.

    Args:
        path: of its file, relative to the workspace.
        read: gives the bytes of such a file.

    Raises:
        SchemaProblem: a file is no JSON, or something lies elsewhere.
        OSError: from ``read``.
    """
    start = urljoin(_ROOT, path)
    documents: dict[str, Any] = {}
    known: set[str] = set()
    wanted = [start]
    while wanted:
        uri = wanted.pop()
        if uri in documents or uri in known:
            continue
        if not uri.startswith(_ROOT):
            raise SchemaProblem(f'The schema refers to "{uri}". Only files of the workspace count.')
        if len(documents) >= MOST_DOCUMENTS:
            raise SchemaProblem(f"The schema is made of more than {MOST_DOCUMENTS} files.")
        document = _parsed(unquote(urlsplit(uri).path).lstrip("/"), read)
        documents[uri] = document
        known.update(_ids(document, uri))
        known.update(documents)
        wanted += [ref for ref in _references(document, uri) if ref not in known]
        wanted = [ref for ref in wanted if ref not in known]
    return json.dumps({"uri": start, "documents": documents})


def _parsed(path: str, read: Callable[[str], bytes]) -> Any:
    try:
        document = json.loads(read(path))
    except ValueError as error:
        raise SchemaProblem(f'File "{path}" is not JSON: {error}.') from None
    if not isinstance(document, dict | bool):
        raise SchemaProblem(f'File "{path}" is not a JSON Schema: it must be an object.')
    return document


def _tables(document: Any) -> Iterator[dict[str, Any]]:
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending += value.values()
        elif isinstance(value, list):
            pending += value


def _ids(document: Any, uri: str) -> Iterator[str]:
    for table in _tables(document):
        for key in ("$id", "id"):
            value = table.get(key)
            if isinstance(value, str):
                yield urldefrag(urljoin(_base(document, uri), value))[0]


def _base(document: Any, uri: str) -> str:
    own = document.get("$id") if isinstance(document, dict) else None
    return urljoin(uri, own) if isinstance(own, str) else uri


def _references(document: Any, uri: str) -> Iterator[str]:
    base = _base(document, uri)
    for table in _tables(document):
        for key in ("$ref", "$dynamicRef"):
            value = table.get(key)
            if isinstance(value, str) and not value.startswith("#"):
                target = urldefrag(urljoin(base, value))[0]
                if target and not target.startswith(
                    ("http://json-schema.org/", "https://json-schema.org/")
                ):
                    yield target
