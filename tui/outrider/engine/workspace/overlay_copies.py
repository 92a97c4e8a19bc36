"""Warnings of secrets of local files that are also in files that git takes along."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from stat import S_ISREG

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.trust import as_trust
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.git_ignore import in_repository, tracked_files
from outrider.storage.writing.held_secrets import local_credentials
from outrider.storage.writing.import_environments import workspace_text
from outrider.storage.writing.kept_secrets import overlay_file
from outrider.variables.secret_copies import SecretCopies

_NOT_OURS = frozenset({"node_modules", "__pycache__", "venv", "target", "dist", "build"})
_LARGEST = 1_000_000
"""Bytes of a file that is read."""

_MOST = 50_000_000
"""Bytes of all of them."""

_AT_ONCE = 500_000
"""Characters that are looked through together: few files have anything."""


def overlay_copy_warnings(
    reader: WorkspaceReader,
    environment_ids: Iterable[str],
    process_env: Mapping[str, str],
    told: Collection[SourceLocation] = (),
) -> Iterator[Fault]:
    """A warning for each line of a file of the workspace that has the value of a local file.

    Args:
        reader: of the workspace.
        environment_ids: whose local files are compared.
        process_env: tells the path to git.
        told: places that were warned of already; their lines are left out.
    """
    if not in_repository(reader.root / MARKER):
        return
    root = reader.root
    held = [
        (f"{file}\0{name}", value)
        for file in map(overlay_file, environment_ids)
        for name, value, _ in local_credentials(workspace_text(root / file))
    ]
    copies = SecretCopies(held)
    if not copies:
        return
    found = {
        file: text for some in _batches(_texts(root)) for file, text in _with_copies(copies, some)
    }
    known = {(place.file, place.line) for place in told}
    for file in sorted(tracked_files(root, found, as_trust(reader.trusted).known, process_env)):
        text = found[file]
        lines: dict[int, str] = {}
        for copy in copies.find(text):
            lines.setdefault(text.count("\n", 0, copy.start) + 1, copy.name)
        for line, called in lines.items():
            if (file, line) not in known:
                yield _warning(file, line, *called.split("\0"))


def _warning(file: str, line: int, overlay: str, name: str) -> Fault:
    is_request = file.endswith(".toml")
    there = f"Use {{{{{name}}}}} there" if is_request else "Remove it there"
    return Fault(
        "secret_in_git",
        f'The value of "{name}" in {overlay} is also in {file}, which git does not ignore.',
        SourceLocation(file, line=line),
        why="Everyone who can read the repository can read it, including its history.",
        advice=f"{there}. If it was pushed, replace the credential.",
        severity=Severity.WARNING,
    )


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    """The texts in the workspace's folder, by their paths; links are not followed."""
    left = _MOST
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and one not in _NOT_OURS
        )
        for name in sorted(files):
            path = Path(folder, name)
            file = path.relative_to(root).as_posix()
            if file.startswith(f"{ENVIRONMENTS}/") and name.endswith(f"{OVERLAY_SUFFIX}.toml"):
                continue
            try:
                facts = path.lstat()
            except OSError:
                continue
            if not S_ISREG(facts.st_mode) or facts.st_size > min(_LARGEST, left):
                continue
            left -= facts.st_size
            text = workspace_text(path)
            if "\0" not in text:
                yield file, text


def _batches(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    some, size = [], 0
    for file, text in texts:
        some.append((file, text))
        size += len(text)
        if size > _AT_ONCE:
            yield some
            some, size = [], 0
    yield some


def _with_copies(copies: SecretCopies, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if not copies.may_be_in("\0".join(text for _, text in texts)):
        return []
    return [one for one in texts if copies.find(one[1])]
