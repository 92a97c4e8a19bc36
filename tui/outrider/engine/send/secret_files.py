"""Which files of a workspace hold its secrets: what sends or copies one of them is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from outrider.engine.send.kept_files import KeptFiles
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SourceLocation
from outrider.model.auth import MERGED_TABLES
from outrider.model.workspace import Environment

Spell = Callable[[str, SourceLocation], str]
"""A text with its variables replaced, as far as files tell them."""


def secret_files(snapshot: WorkspaceSnapshot, root: str, spell: Spell) -> KeptFiles:
    """The files from which an environment takes a secret or a key."""
    environment = snapshot.environment
    paths = _written_paths(environment) if environment is not None else ()
    return KeptFiles.at(root, (spell(*one) for one in paths))


def _written_paths(environment: Environment) -> Iterator[tuple[str, SourceLocation]]:
    for ref in environment.secrets.values():
        yield from ((word, ref.place) for word in _words(ref.options))
    for auth in environment.auths.values():
        for key, value in auth.table.items():
            source = {key: value} if key == "command" else value
            if isinstance(source, Mapping) and key not in MERGED_TABLES:
                yield from ((word, auth.location_of(key)) for word in _words(source))
    for key in ("client_certificate", "client_key"):
        if written := getattr(environment.tls, key):
            yield written, SourceLocation(environment.file, ("tls", key))


def _words(source: Mapping[str, Any]) -> Iterator[str]:
    """What in a source may be the path of a file."""
    for key in ("file", "dotenv", "command"):
        written = source.get(key)
        words = [written] if isinstance(written, str) else written
        yield from map(str, words if isinstance(words, list | tuple) else ())
