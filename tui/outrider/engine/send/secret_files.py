"""Which files of a workspace hold its secrets: what sends or copies one of them is asked about."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SourceLocation, UsageError
from outrider.home_path import expand_home
from outrider.model.workspace import Environment

_NAMES = re.compile(r".*\.local\.toml|\.env(?:[.-].*)?|.*\.env", re.IGNORECASE | re.DOTALL)
_WORKSPACE_FILES = re.compile(r"(?:environments|requests)/.*\.toml|outrider\.toml", re.I | re.S)
_VERSION_CONTROL = frozenset({".git", ".hg", ".jj", ".svn"})

Spell = Callable[[str, SourceLocation], str]
"""A text with its variables replaced, as far as files tell them."""


def is_secret_place(root: str, path: str) -> bool:
    """Whether a real path in the workspace is where secrets are kept, whatever is in it.

    These are overlays and dotenv files, the workspace's own files, in which a secret may be
    written out, and all below the folder of a version control system.
    """
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    if any(step.lower() in _VERSION_CONTROL for step in relative.split("/")):
        return True
    names = os.path.basename(path)  # noqa: PTH119 - one call
    return bool(_NAMES.fullmatch(names) or _WORKSPACE_FILES.fullmatch(relative))


def secret_files(snapshot: WorkspaceSnapshot, root: str, spell: Spell) -> frozenset[str]:
    """The real paths of the files from which an environment takes a secret or a key."""
    environment = snapshot.environment
    if environment is None:
        return frozenset()
    paths = (real_path(root, spell(*one)) for one in _written_paths(environment))
    return frozenset(filter(None, paths))


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


def real_path(root: str, text: str) -> str:
    """The real file that is meant by a path from the root on; empty where no file can be."""
    try:
        return os.path.realpath(os.path.join(root, expand_home(text))) if text else ""  # noqa: PTH118
    except (UsageError, ValueError):
        return ""
