"""Which files of a workspace hold its secrets: what sends or copies one of them is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outrider.engine.send.kept_files import KeptFiles
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SourceLocation
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
        for key in ("file", "dotenv", "command"):
            written = ref.options.get(key)
            words = [written] if isinstance(written, str) else written
            for word in words if isinstance(words, list | tuple) else ():
                yield str(word), ref.place
    for key in ("client_certificate", "client_key"):
        if written := getattr(environment.tls, key):
            yield written, SourceLocation(environment.file, ("tls", key))
