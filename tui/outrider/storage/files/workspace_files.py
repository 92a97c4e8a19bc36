"""Reading files of a workspace without being harmed by what lies there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from outrider.errors import DocumentError, Fault, Severity, SourceLocation, TrustRequiredError
from outrider.model.trust import (
    LINKED,
    ConsentRequired,
    TrustGiven,
    TrustKind,
    TrustNeed,
    as_trust,
)
from outrider.storage.files.file_names import file_name_problem

MAX_FILE_BYTES = 1_000_000
"""Bytes of one TOML file."""

MAX_ENTRIES = 100_000
"""Entries of one folder that are looked at."""

MAX_FOLDERS = 16
"""Folders inside each other that are looked into."""


class FileText(Struct, frozen=True):
    """A text file as read: without a byte order mark, line ends as in the file; its mode."""

    text: str
    mode: int


class FolderListing(Struct, frozen=True):
    """What lies in a folder: names of folders, names of TOML files without ``.toml``, faults."""

    folders: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class WorkspaceFiles:
    """The files below a root.

    What really lies outside of it is shown where the user has agreed to that file, or to a folder
    that it lies in.
    """

    def __init__(self, root: Path, *, trusted: TrustGiven) -> None:
        self.root = root
        self._trust = as_trust(trusted)
        self._real_root = os.path.realpath(root)

    def path(self, file: str) -> Path:
        """The absolute path of a file of the workspace."""
        return self.root / file

    def read(self, file: str) -> FileText | None:
        """Reads a UTF-8 file; ``None`` where there is none.

        Raises:
            DocumentError: it is there and cannot be read as text.
            TrustRequiredError: its real path is outside, and was not agreed to.
        """
        path = self.checked_path(file)
        try:
            data, mode = read_regular(path)
        except FileNotFoundError:
            if not os.path.islink(self.path(file)):  # noqa: PTH114 - one call, no object
                return None
            what, advice = "is a symbolic link to nothing", "Restore what it points to."
            raise _broken(file, "dangling_link", what, advice) from None
        except NotADirectoryError:
            return None
        except OSError as error:
            raise _unreadable(file, error) from None
        except NotARegularFile as error:
            raise _broken(file, "not_a_file", f"is {error}, not a file") from None
        except FileTooLarge as error:
            what = f"has {error} bytes, more than the {MAX_FILE_BYTES} that a TOML file may have"
            advice = 'Move long bodies to separate files: [body] type = "file".'
            raise _broken(file, "too_large", what, advice) from None
        return FileText(decode_utf8(data, file), mode)

    def listing(self, folder: str) -> FolderListing:
        """What lies in a folder, sorted by name; hidden entries are left out."""
        try:
            path = self.checked_path(folder)
            with os.scandir(path) as entries:
                found = [entry for entry, _ in zip(entries, range(MAX_ENTRIES), strict=False)]
        except (FileNotFoundError, NotADirectoryError):
            return FolderListing()
        except OSError as error:
            return FolderListing(faults=_unreadable(folder, error).faults)
        except TrustRequiredError as error:
            return FolderListing(faults=error.faults)
        folders: list[str] = []
        documents: list[str] = []
        faults: list[Fault] = []
        for entry in sorted(found, key=lambda entry: entry.name):
            name = entry.name
            if name.startswith("."):
                continue
            is_document = name.endswith(".toml")
            if not _is_folder(entry):
                if is_document:
                    documents.append(name.removesuffix(".toml"))
            elif is_document:
                faults.append(_fault(f"{folder}/{name}", "not_a_file", "is a folder, not a file"))
            else:
                folders.append(name)
        return _named_well(folder, folders, documents, faults)

    def is_too_deep(self, folder: str) -> bool:
        """Whether it lies in too many folders, or is a link to one of those that it lies in."""
        if folder.count("/") > MAX_FOLDERS:
            return True
        path = self.path(folder)
        if not path.is_symlink():
            return False
        real = os.path.realpath(path)
        above = os.path.realpath(path.parent)
        return above == real or above.startswith(real.rstrip(os.sep) + os.sep)

    def checked_path(self, file: str) -> str:
        """The path under which a file may be opened.

        Raises:
            TrustRequiredError: its real path is outside, and was not agreed to.
        """
        path = os.fspath(self.root / file)
        if self._trust.agreed is None:
            return path
        real = os.path.realpath(path)
        inside = self._real_root.rstrip(os.sep) + os.sep
        if real != self._real_root and not real.startswith(inside):
            self._require_trust(file, Path(real))
        return real

    def _require_trust(self, file: str, real: Path) -> None:
        for path in (real, *real.parents):
            if self._trust.allows(link_need(file, str(path))):
                return
        raise ConsentRequired.for_needs([link_need(file, str(real))])

    def links_outside(self, *folders: str) -> Iterator[TrustNeed]:
        """The links in these files and folders that lead out of the workspace.

        What lies below a folder that a link leads to goes with that folder.
        """
        inside = self._real_root.rstrip(os.sep) + os.sep
        for file in folders:
            path = os.fspath(self.root / file)
            real = os.path.realpath(path)
            if os.path.lexists(path) and not f"{real}{os.sep}".startswith(inside):
                yield link_need(file, real)
            elif os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
                yield from self.links_outside(*self._entries_outside(file, path))

    def _entries_outside(self, folder: str, path: str) -> list[str]:
        """The folders and links in a folder; files that are no links lie where they are."""
        try:
            with os.scandir(path) as entries:
                found = [
                    entry.name
                    for entry, _ in zip(entries, range(MAX_ENTRIES), strict=False)
                    if not entry.name.startswith(".")
                    and (entry.is_symlink() or entry.is_dir(follow_symlinks=False))
                ]
        except OSError:
            return []
        return [f"{folder}/{name}" for name in sorted(found)]


def link_need(file: str, real: str) -> TrustNeed:
    """What a file or folder outside the workspace needs, that a link leads to."""
    return TrustNeed(TrustKind.FILE, (real,), LINKED, place=SourceLocation(file))


class UnusualFile(Exception):
    """A file that is not read, although it could be."""


class NotARegularFile(UnusualFile):
    """Something that is not a regular file; the text says what it is."""


class FileTooLarge(UnusualFile):
    """A file above the limit; the text is its size."""


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_regular(path: str | Path, limit: int = MAX_FILE_BYTES) -> tuple[bytes, int]:
    """The bytes and the permission bits of a regular file; never waits for a pipe or a device.

    Raises:
        OSError: from the system.
        NotARegularFile: for anything but a regular file.
        FileTooLarge: above ``limit`` bytes.
    """
    _check_regular(os.stat(path).st_mode)  # noqa: PTH116 - a device is not even opened
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        status = os.fstat(descriptor)
        _check_regular(status.st_mode)
        if status.st_size > limit:
            raise FileTooLarge(str(status.st_size))
        chunks: list[bytes] = []
        size = 0
        while chunk := os.read(descriptor, min(limit + 1, 1 << 20)):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise FileTooLarge(f"at least {size}")
    finally:
        os.close(descriptor)
    return b"".join(chunks), stat.S_IMODE(status.st_mode)


def _check_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotARegularFile(next((name for test, name in _KINDS if test(mode)), "something else"))


def decode_utf8(data: bytes, file: str) -> str:
    """UTF-8 text, with or without a byte order mark.

    Raises:
        DocumentError: naming the first byte that is wrong.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _broken(file, "not_utf8", "is not UTF-8 at byte 0: it looks like UTF-16", _AS_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _broken(file, "not_utf8", f"is not UTF-8 at byte {error.start}", _AS_UTF8) from None
    nul = data.find(b"\0")
    if nul >= 0:
        raise _broken(file, "not_utf8", f"is not UTF-8 text: NUL at byte {nul}", _AS_UTF8)
    return text.removeprefix("\ufeff")


_AS_UTF8 = "Save it as UTF-8."


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _named_well(
    folder: str, folders: list[str], documents: list[str], faults: list[Fault]
) -> FolderListing:
    """Leaves out, with a warning, what no command could name."""

    def usable(names: list[str]) -> tuple[str, ...]:
        kept = []
        for name in names:
            problem = file_name_problem(name)
            if problem:
                shown = name.encode("utf-8", "backslashreplace").decode()
                what = f"has a name that cannot be used: {problem}"
                faults.append(_fault(f"{folder}/{shown}", "invalid_name", what, Severity.WARNING))
            else:
                kept.append(name)
        return tuple(kept)

    return FolderListing(usable(folders), usable(documents), tuple(faults))


def _fault(
    file: str, code: str, what: str, severity: Severity = Severity.ERROR, advice: str = ""
) -> Fault:
    return Fault(code, f"{file} {what}.", SourceLocation(file), advice=advice, severity=severity)


def _broken(file: str, code: str, what: str, advice: str = "") -> DocumentError:
    return DocumentError.of([_fault(file, code, what, advice=advice)])


_REASONS = {
    errno.EACCES: ("cannot be read: permission denied", "Check its permissions with ls -l."),
    errno.ELOOP: ("is a symbolic link that leads back to itself", "Remove the link."),
    errno.ENAMETOOLONG: ("has a name that is too long", "Use a shorter name."),
    errno.ESTALE: ("was removed from the network file system", "Try again once it is back."),
    errno.EIO: ("cannot be read: the disk or the network file system failed", "Try again."),
}


def _unreadable(file: str, error: OSError) -> DocumentError:
    usual = (f"cannot be read: {os.strerror(error.errno or errno.EIO)}", "")
    return _broken(file, "unreadable", *_REASONS.get(error.errno or 0, usual))
