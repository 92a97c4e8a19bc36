"""What git tracks and ignores, read from its files: git itself is not run.

A repository's configuration can make git run programs, so it is asked only in trusted workspaces.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

_LARGEST_INDEX = 256 * 1024 * 1024
_LARGEST_IGNORE = 1024 * 1024
_MOST_STARS = 5
"""Of a pattern that is matched: what strangers write must not take long."""
_POINTER = re.compile(r"gitdir: (.+?)\s*\Z")


def repository_of(path: Path) -> Path | None:
    """The nearest folder above a real path that is a working tree of git."""
    return next((one for one in path.parents if os.path.lexists(one / ".git")), None)


def is_in_index(path: Path) -> bool | None:
    """Whether git tracks a file; ``None`` where its index cannot be read."""
    tree = repository_of(path)
    if tree is None:
        return False
    index = _git_folder(tree) / "index"
    data = _read(index, _LARGEST_INDEX)
    if data is None:
        return None if os.path.lexists(index) else False
    if data[:4] != b"DIRC":
        return None
    name = os.fsencode(path.relative_to(tree).as_posix())
    version, count = int.from_bytes(data[4:8]), int.from_bytes(data[8:12])
    if version == 4:
        try:
            return name in _shortened_names(data, count)
        except (IndexError, ValueError):
            return None
    return _names(data, name) if version in (2, 3) else None


def _names(data: bytes, name: bytes) -> bool:
    """Whether an entry of an index has this path (gitformat-index, versions 2 and 3).

    Each tells the length of its path, then the path, then a zero.
    """
    at = data.find(name + b"\0")
    while at >= 0:
        # Two more bytes of flags stand between where the entry says so.
        for start in (at - 2, at - 4):
            if int.from_bytes(data[start : start + 2]) & 0xFFF == min(len(name), 0xFFF):
                return True
        at = data.find(name + b"\0", at + 1)
    return False


def _shortened_names(data: bytes, count: int) -> set[bytes]:
    """The paths of an index of version 4, each told by what it adds to the one before.

    Raises:
        IndexError, ValueError: it ends too early.
    """
    # An index ends with a digest of all before, which tells how long names of objects are.
    digest = 32 if hashlib.sha256(data[:-32]).digest() == data[-32:] else 20
    names, name, at = set(), b"", 12
    for _ in range(count):
        at += 40 + digest
        at += 4 if data[at] & 0x40 else 2
        left = data[at] & 0x7F
        while data[at] & 0x80:
            at += 1
            left = ((left + 1) << 7) | (data[at] & 0x7F)
        end = data.index(b"\0", at + 1)
        name = name[: len(name) - left] + data[at + 1 : end]
        names.add(name)
        at = end + 1
    return names


def is_ignored(
    path: Path,
    process_env: Mapping[str, str],
    *,
    without_git: Path | None = None,
    planned: Mapping[Path, bytes] = MappingProxyType({}),
) -> bool:
    """Whether patterns keep a file out of ``git add`` (gitignore, as its documentation has it).

    Args:
        path: a real path; the file need not exist.
        process_env: tells where the patterns of this user are; without a home they do not count.
        without_git: the folder that may become a repository, where there is none.
        planned: what files with patterns will say, in place of what they say now.
    """
    tree = repository_of(path) or without_git
    if tree is None or not path.is_relative_to(tree):
        return False
    parts = path.relative_to(tree).parts
    common = (_user_file(process_env), _git_folder(tree) / "info/exclude")
    rules = [("", *one) for file in common if file for one in _patterns(_read_ignore(file))]
    for depth, _ in enumerate(parts):
        folder = "/".join(parts[:depth])
        file = tree / folder / ".gitignore"
        text = planned[file] if file in planned else _read_ignore(file)
        rules += ((folder, *one) for one in _patterns(text))
        name = "/".join(parts[: depth + 1])
        if _matches(rules, name, is_folder=depth + 1 < len(parts)):
            # What lies in a folder that is ignored cannot be taken back.
            return True
    return False


def _matches(rules: list[tuple[str, bool, bool, str]], name: str, *, is_folder: bool) -> bool:
    for folder, taken_back, only_folders, pattern in reversed(rules):
        if only_folders and not is_folder:
            continue
        if taken_back and _takes_long(pattern):
            # Perhaps it takes this file back: nobody shall rely on its being ignored.
            return False
        told = PurePosixPath(name).relative_to(folder).as_posix() if folder else name
        expression = _expression(pattern)
        if expression is not None and expression.fullmatch(told):
            return not taken_back
    return False


def _patterns(data: bytes) -> Iterator[tuple[bool, bool, str]]:
    """Of each line whether it takes back, whether it is for folders only, and its pattern."""
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    for line in text.split("\n"):
        # Of blanks git strips spaces at the end alone, and what ends lines of Windows.
        told = re.sub(r"(?<!\\) +\Z", "", line.removesuffix("\r"))
        taken_back = told.startswith("!")
        told = told[taken_back:]
        if not told or (told.startswith("#") and not taken_back):
            continue
        only_folders = told.endswith("/")
        yield taken_back, only_folders, told.rstrip("/")


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str] | None:
    """What a pattern matches; ``None`` where it is none, or too much work."""
    if _takes_long(pattern):
        return None
    pieces = _pieces(pattern)
    told = ["" if "/" in pattern else r"(?:.*/)?"]
    told += (_meaning(piece) if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
    try:
        return re.compile("".join(told))
    except re.error:
        return None


def _pieces(pattern: str) -> list[str]:
    """Texts and signs of a pattern in turn; a text comes first."""
    return _SIGNS.split(pattern.lstrip("/"))


def _takes_long(pattern: str) -> bool:
    return sum("*" in piece for piece in _pieces(pattern)[1::2]) > _MOST_STARS


_SIGNS = re.compile(r"(\A\*\*/|/\*\*\Z|/\*\*/|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.)")
_MEANINGS = {"**/": r"(?:.*/)?", "/**": r"/.+", "/**/": r"/(?:.*/)?", "?": r"[^/]"}


def _meaning(sign: str) -> str:
    if sign in _MEANINGS:
        return _MEANINGS[sign]
    if sign.startswith("*"):
        return r"[^/]*"
    if sign.startswith("\\"):
        return re.escape(sign[1:])
    inner = sign[1:-1].replace("\\", "\\\\").replace("[", "\\[")
    return f"[^{inner[1:]}]" if inner[:1] in ("!", "^") else f"[{inner}]"


def _git_folder(tree: Path) -> Path:
    """Where the repository is: of a worktree and a submodule, ``.git`` is a file that tells it."""
    git = tree / ".git"
    if git.is_dir():
        return git
    found = _POINTER.match((_read(git, 4096) or b"").decode("utf-8", "replace"))
    return tree / found[1] if found else git


def _user_file(process_env: Mapping[str, str]) -> Path | None:
    """The patterns of this user, where git looks for them without configuration."""
    home, given = process_env.get("HOME"), process_env.get("XDG_CONFIG_HOME")
    folder = given or (f"{home}/.config" if home else "")
    return Path(folder) / "git/ignore" if folder else None


def _read_ignore(path: Path) -> bytes:
    return _read(path, _LARGEST_IGNORE) or b""


def _read(path: Path, largest: int) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size > largest:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None
