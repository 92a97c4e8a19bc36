"""Files of a workspace that hold secrets, known by what they are and not only by their names.

A link, another spelling or another case of a name is the same file; so is a hard link, which has no
path but its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from outrider.errors import UsageError
from outrider.home_path import expand_home
from outrider.lazy_pattern import lazy_pattern

_NAMES = lazy_pattern(r".*\.local\.toml|\.env(?:[.-].*)?|.*\.env", re.IGNORECASE | re.DOTALL)
_WORKSPACE_FILES = lazy_pattern(r"(?:environments|requests)/.*\.toml|outrider\.toml", re.I | re.S)
_VERSION_CONTROL = frozenset({".git", ".hg", ".jj", ".svn"})

_MOST_NAMES = 50_000
_QUOTED = lazy_pattern(r"""["']([^"'\n]+)""")

FileId = tuple[int, int]
"""Device and number of a file: the same for each of its names (POSIX ``st_dev``, ``st_ino``)."""


class KeptFiles(Struct, frozen=True):
    """The files from which environments take secrets and keys.

    Attributes:
        root: real path of the workspace.
        paths: real paths of those that are named.
        ids: of those of them that are there.
        unread: the texts of environments that cannot be read, which may name any file.
    """

    root: str
    paths: frozenset[str] = frozenset()
    ids: frozenset[FileId] = frozenset()
    unread: tuple[str, ...] = ()

    @classmethod
    def at(cls, root: str, written: Iterable[str], unread: Iterable[str] = ()) -> KeptFiles:
        """Those that are meant by paths from the root on."""
        texts = tuple(unread)
        named = [*written, *(one for text in texts for one in _QUOTED.findall(text))]
        paths = frozenset(filter(None, (real_path(root, one) for one in named)))
        return cls(root, paths, frozenset(filter(None, map(_file_id, paths))), texts)

    def joined(self, others: Iterable[KeptFiles]) -> KeptFiles:
        """These and others of the same workspace."""
        every = (self, *others)
        return KeptFiles(
            self.root,
            frozenset().union(*(one.paths for one in every)),
            frozenset().union(*(one.ids for one in every)),
            tuple(dict.fromkeys(text for one in every for text in one.unread)),
        )

    def hold(self, real: str) -> bool:
        """Whether a file, by its real path, is one of them, or where secrets are kept anyway."""
        if is_secret_place(self.root, real) or real in self.paths:
            return True
        name = os.path.basename(real)  # noqa: PTH119 - one call
        if name and any(name in text for text in self.unread):
            return True
        own = _file_id(real)
        return own is not None and (own in self.ids or _is_linked(self.root, real, own))


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


def _is_linked(root: str, real: str, own: FileId) -> bool:
    """Whether a file with several names has one where secrets are kept; asked in doubt."""
    try:
        if os.stat(real).st_nlink < 2:  # noqa: PTH116 - one call
            return False
    except OSError:
        return False
    paths = list(islice(_paths_below(root), _MOST_NAMES + 1))
    if len(paths) > _MOST_NAMES:
        return True
    return any(is_secret_place(root, path) and _file_id(path) == own for path in paths)


def _paths_below(root: str) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.join(folder, name)  # noqa: PTH118 - one call


def _file_id(path: str) -> FileId | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - one call
    except (OSError, ValueError):
        return None
    # A file system without numbers gives 0 for every file.
    return (found.st_dev, found.st_ino) if found.st_ino else None


def real_path(root: str, text: str) -> str:
    """The real file that is meant by a path from the root on; empty where no file can be."""
    try:
        return os.path.realpath(os.path.join(root, expand_home(text))) if text else ""  # noqa: PTH118
    except (UsageError, ValueError):
        return ""
