"""The files of a workspace that a command runs or reads, as far as its words tell.

A script that lies in the folder is as much of a command as its words are: who agrees to
``make secret`` agrees to the ``Makefile``.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from outrider.errors import UsageError
from outrider.home_path import expand_home
from outrider.lazy_pattern import lazy_pattern
from outrider.secret_providers.command_runners import implied_files, is_code_suffix, only_reads

LARGEST_FILE = 50_000_000
"""Bytes of one file that are looked at; of a larger one its size and time count as well."""

MOST_FILES = 1000
"""Files of which the content counts; of more in named folders, sizes and times do."""

_OWN_FOLDERS = ("requests", "environments")
_MOST_ENTRIES = 20_000
_MOST_BYTES = 100_000_000
_MOST_WORDS = 2000
_MOST_FOLDERS = 20

_SEPARATORS = lazy_pattern(r"[\s;&|()<>'\"`$={}:,!#]+")
_WORKING_FOLDER = lazy_pattern(r"\$PWD\b|\$\{PWD\}|\$\(pwd\)|`pwd`")
_HOME = lazy_pattern(r"\$HOME\b|\$\{HOME\}")
_WRITTEN = lazy_pattern(r"(?<![<>=-])>\|?\s*([^\s;&|()<>'\"=]+)")
_MODULE = lazy_pattern(r"[A-Za-z_]\w*(?:\.\w+)*")
_PYTHON = lazy_pattern(r"(?:python|pypy)[\d.]*")
_OPTION = lazy_pattern(r"-[A-Za-z](?=.)")
_COMPILED = "__pycache__"


def named_content(words: Sequence[str], root: Path) -> str:
    """A digest of the workspace's own files that a command names; empty where it names none.

    Looked for is every word, also inside of quoted code and behind an option, as a file, a folder
    or a module: in the workspace, where a command starts, and in the folders that it names; and
    what a runner reads unasked. What ``cat`` and its like only read may change, as may the
    workspace's own folders of requests and environments, unless a word names a file in them.

    Args:
        words: of the command.
        root: of the workspace.
    """
    if not words or only_reads(words[0]):
        words = words[:1]
    return _Search(root).digest(words)


class _Search:
    """Collects what the words of one command name."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._inside = self._root.rstrip(os.sep) + os.sep
        self._given = os.path.abspath(root).rstrip(os.sep) + os.sep  # noqa: PTH100 - links stay
        self._own = {f"{self._inside}{name}" for name in _OWN_FOLDERS}
        self._folders: list[str] = [self._root]
        self._found: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._by_stem: dict[str, dict[str, list[str]]] = {}
        self._bytes = 0

    def digest(self, words: Sequence[str]) -> str:
        pieces = _pieces(words)
        # A folder may be named behind what lies in it, and twice around brings what leads on.
        for _ in range(2):
            before = len(self._folders)
            for piece in pieces:
                self._look_for(piece)
            if len(self._folders) == before:
                break
        programs = {piece.rpartition("/")[2] for piece in pieces}
        for folder in tuple(self._folders):
            for name in sorted(implied_files(programs) & set(self._entries(folder))):
                self._take(f"{folder}/{name}")
        if any(map(_PYTHON.fullmatch, programs)):
            self._take_neighbours()
        if not self._found:
            return ""
        lines = (f"{name}\0{what}\n" for name, what in sorted(self._found.items()))
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()

    def _look_for(self, piece: str) -> None:
        folders = self._folders[:1] if piece.startswith("/") else tuple(self._folders)
        for folder in folders:
            head, _, last = piece.rstrip("/").rpartition("/")
            place = os.path.normpath(
                f"{head or '/'}" if piece.startswith("/") else f"{folder}/{head}"
            )
            if not self._is_inside(place):
                continue
            self._take_links(place)
            if any(character in piece for character in "*?["):
                self._look_for_pattern(folder, piece)
                continue
            self._take_named(place, last)
            first, dot, _ = piece.partition(".")
            if dot and _MODULE.fullmatch(piece):
                # A package is run with all that is in it.
                self._take_named(folder, first)

    def _look_for_pattern(self, folder: str, piece: str) -> None:
        """What a shell's pattern may mean: all of the folder before it, or names in this one."""
        before = re.split(r"[*?\[]", piece, maxsplit=1)[0].rpartition("/")[0]
        if before not in {"", "."}:
            self._take(os.path.normpath(os.path.join(folder, before)))  # noqa: PTH118
            return
        pattern = piece.removeprefix("./").partition("/")[0]
        for name in self._entries(folder):
            if fnmatchcase(name, pattern) and not name.startswith("."):
                self._take(f"{folder}/{name}")

    def _take_named(self, folder: str, name: str) -> None:
        """What a name means in a folder, with its suffix or without."""
        if folder not in self._by_stem:
            found: dict[str, list[str]] = {}
            for entry in self._entries(folder):
                stem, dot, suffix = entry.rpartition(".")
                found.setdefault(entry, []).append(entry)
                if stem and is_code_suffix(dot + suffix):
                    found.setdefault(stem, []).append(entry)
            self._by_stem[folder] = found
        for entry in self._by_stem[folder].get(name, ()):
            self._take(f"{folder}/{entry}")

    def _take_neighbours(self) -> None:
        """The modules that lie where Python looks first: in the folder of what it runs."""
        places = {f"{self._inside}{name}".rpartition("/")[0] for name in self._found}
        for place in {self._root, *places} & set(self._names) | {self._root}:
            for name in self._entries(place):
                if name.endswith(".py"):
                    self._take(f"{place}/{name}")

    def _is_inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        given = f"{path}{os.sep}".startswith((self._given, self._inside))
        return given or f"{real}{os.sep}".startswith(self._inside)

    def _take_links(self, path: str) -> None:
        """The links on the way to a path within the workspace: another one leads elsewhere."""
        for start in (self._given, self._inside):
            if not path.startswith(start):
                continue
            way = start.rstrip(os.sep)
            for step in path[len(start) :].split("/"):
                way = f"{way}/{step}"
                if os.path.islink(way):  # noqa: PTH114 - one call, no object
                    self._note(f"{way[len(start) :]}\0link", os.readlink(way))  # noqa: PTH115
            return

    def _take(self, path: str) -> None:
        """A file, or all of a folder that is not the workspace itself or its own."""
        self._take_links(path)
        real = os.path.realpath(path)
        if not real.startswith(self._inside):
            return
        if not os.path.isdir(real):  # noqa: PTH112 - one call, no object
            self._take_file(real)
            return
        if real not in self._folders and len(self._folders) < _MOST_FOLDERS:
            self._folders.append(real)
        if real in self._own and "__init__.py" not in self._entries(real):
            return
        for folder, below, names in os.walk(real):
            below[:] = sorted(name for name in below if name != ".git")
            for name in (*sorted(names), *below):
                inner = f"{folder}/{name}"
                if os.path.islink(inner):  # noqa: PTH114
                    self._take_links(inner)
                if name in below:
                    continue
                if len(self._found) >= _MOST_ENTRIES:
                    self._note("\0", "more files than are looked at")
                    return
                self._take_file(inner, compiled=folder.endswith(f"/{_COMPILED}"))

    def _take_file(self, path: str, *, compiled: bool = False) -> None:
        """A file; one that Python has compiled only where its source does not decide about it."""
        name = os.path.relpath(path, self._root)
        if name in self._found:
            return
        try:
            status = os.stat(path)  # noqa: PTH116 - one call, no object
        except OSError:
            return
        if not stat.S_ISREG(status.st_mode) or (compiled and not _is_unchecked(path)):
            return
        size = f"{status.st_size} {status.st_mtime_ns}"
        if len(self._found) >= MOST_FILES or self._bytes > _MOST_BYTES:
            self._note(name, size)
            return
        data = _start_of(path)
        self._bytes += len(data)
        content = hashlib.sha256(data).hexdigest()
        self._note(name, content if status.st_size <= LARGEST_FILE else f"{content} {size}")

    def _note(self, name: str, what: str) -> None:
        self._found.setdefault(name, what)

    def _entries(self, folder: str) -> tuple[str, ...]:
        """The names in a folder; none where it cannot be read."""
        if folder not in self._names:
            try:
                self._names[folder] = tuple(sorted(os.listdir(folder)))  # noqa: PTH208
            except (OSError, ValueError):
                self._names[folder] = ()
        return self._names[folder]


def _pieces(words: Sequence[str]) -> tuple[str, ...]:
    """Everything in the words that may be a name, each once, in the order in which they stand."""
    found: dict[str, None] = {}
    written: set[str] = set()
    for word in words:
        code = _HOME.sub("~", _WORKING_FOLDER.sub(".", word))
        # What a shell writes anew is there only after the command has run.
        written.update(_WRITTEN.findall(code) if any(map(str.isspace, code)) else ())
        for text in (code, *_shell_words(code)):
            for piece in (text, *_SEPARATORS.split(text)):
                bare = piece.lstrip("@")
                for one in (piece, bare, bare[2:] if _OPTION.match(bare) else ""):
                    if one and "\0" not in one and one.strip("./"):
                        found[_at_home(one)] = None
    return tuple(one for one in found if one not in written)[:_MOST_WORDS]


def _shell_words(code: str) -> Iterator[str]:
    """The words of a shell's code; none where its quotes do not close."""
    import shlex

    try:
        yield from shlex.split(code)
    except ValueError:
        return


def _at_home(name: str) -> str:
    try:
        return expand_home(name) if name.startswith("~") else name
    except UsageError:
        return name


def _start_of(path: str, size: int = LARGEST_FILE) -> bytes:
    """The first bytes of a file; never waits for a pipe that has come into its place."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - of a descriptor
            return file.read(size) or b""
    except OSError:
        return b""


def _is_unchecked(path: str) -> bool:
    """Whether Python would run this compiled file whatever its source says (PEP 552)."""
    return _start_of(path, 8)[4:] != b"\0\0\0\0"
