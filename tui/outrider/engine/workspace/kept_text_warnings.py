"""Warnings of credentials in texts that nothing sends as a key: examples, body files, comments.

What is looked through is bounded: of long files the beginning, of all files some megabytes.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from outrider.credential_shapes import find_credentials, find_given_away, is_credential_field
from outrider.engine.send.trust_needs import body_paths
from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.secret import MASK
from outrider.model.trust import as_trust
from outrider.model.workspace import Collection, Environment
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.git_ignore import in_repository, tracked_files
from outrider.variables.reference_grammar import has_reference

_LARGEST = 1_000_000
"""Bytes of a file that is looked through."""

_LONGEST = 64 * 1024
"""Characters of it in which credentials are sought."""

_MOST = 4_000_000
"""Characters of all files together."""

_MOST_LINES = 10
"""Lines of one file that are told."""

_COMMENT = re.compile(r"(?:^|(?<=\s))#(?P<text>[^\n]*)", re.MULTILINE)
_FIELD = re.compile(
    r"^(?P<name>[A-Za-z][\w-]{0,60}):[ \t]*(?P<value>[^\r\n]{1,4096})", re.MULTILINE
)


def kept_text_warnings(
    reader: WorkspaceReader,
    environments: Iterable[Environment],
    collection: Collection,
    process_env: Mapping[str, str],
    told: Names[SourceLocation] = (),
) -> Iterator[Fault]:
    """A warning for each line with a credential in a file that git takes along.

    Args:
        reader: of the workspace.
        environments: of the workspace, for their descriptions.
        collection: its folders and requests.
        process_env: tells the path to git.
        told: places that were warned of already; their lines are left out.
    """
    root = reader.root
    if not in_repository(root / MARKER):
        return
    found: dict[str, dict[int, str]] = {}
    for place, name in _described(environments, collection):
        line = reader.with_line(place).line
        found.setdefault(place.file, {}).setdefault(line or 1, name)
    left = _MOST
    for file, is_toml in _files(root, collection).items():
        text = _text(root / file)
        if not text or left < 0 or (is_toml and "#" not in text):
            continue
        left -= len(text)
        for at, name in _in_comments(text) if is_toml else _in_text(file, text):
            found.setdefault(file, {}).setdefault(text.count("\n", 0, at) + 1, name)
    known = {(place.file, place.line) for place in told}
    for file in sorted(tracked_files(root, found, as_trust(reader.trusted).known, process_env)):
        lines = [one for one in sorted(found[file].items()) if (file, one[0]) not in known]
        for line, name in lines[:_MOST_LINES]:
            yield _warning(file, line, name)


def _warning(file: str, line: int, name: str) -> Fault:
    return Fault(
        "secret_in_git",
        f"A possible credential ({name}) is plain text in {file}, which git does not ignore.",
        SourceLocation(file, line=line),
        why="Everyone who can read the repository can read it, including its history.",
        advice="Remove it there, or let git ignore the file. If it was pushed, replace the "
        "credential.",
        severity=Severity.WARNING,
    )


def _described(
    environments: Iterable[Environment], collection: Collection
) -> Iterator[tuple[SourceLocation, str]]:
    told = [
        *((one.file, one.description) for one in environments),
        *((one.file, one.description) for one in collection.folders.values()),
        *((one.file, one.description) for one in collection.requests.values()),
    ]
    for file, description in told:
        for found in find_given_away(description[:_LONGEST]) if description else ():
            yield SourceLocation(file, ("description",)), found.name or "by its shape"


def _files(root: Path, collection: Collection) -> dict[str, bool]:
    """The files that are looked through, each with whether it is one of the workspace's own."""
    found = {MARKER: True}
    for folder in (ENVIRONMENTS, REQUESTS):
        for path in sorted((root / folder).rglob("*.toml")):
            if not path.name.endswith(f"{OVERLAY_SUFFIX}.toml"):
                found[path.relative_to(root).as_posix()] = True
    for path in sorted((root / "examples").rglob("*.http")):
        found[path.relative_to(root).as_posix()] = False
    for request in collection.requests.values():
        for written, _ in body_paths(request):
            path = root / written
            if not has_reference(written) and path.resolve().is_relative_to(root.resolve()):
                found.setdefault(path.resolve().relative_to(root.resolve()).as_posix(), False)
    return found


def _text(path: Path) -> str:
    try:
        data = read_regular(path, _LARGEST)[0]
    except (OSError, UnusualFile):
        return ""
    text = data.decode("utf-8", "replace")[:_LONGEST]
    return "" if "\0" in text else text


def _in_comments(text: str) -> Iterator[tuple[int, str]]:
    comments = [(match.start("text"), match["text"]) for match in _COMMENT.finditer(text)]
    lengths = (len(comment) + 1 for _, comment in comments)
    places = list(itertools.accumulate(lengths, initial=0))
    for found in find_given_away("\n".join(comment for _, comment in comments)):
        index = bisect_right(places, found.start) - 1
        start = comments[index][0] + found.start - places[index]
        yield start, found.name or "by its shape"


def _in_text(file: str, text: str) -> Iterator[tuple[int, str]]:
    if not file.endswith(".http"):
        for found in find_credentials(text):
            yield found.start, found.name or "by its shape"
        return
    head, _, _ = text.partition("\n\n")
    for match in _FIELD.finditer(head):
        if MASK not in match["value"] and is_credential_field(match["name"], match["value"]):
            yield match.start(), match["name"]
    for found in find_given_away(text):
        if MASK not in text[found.start : found.end]:
            yield found.start, found.name or "by its shape"
