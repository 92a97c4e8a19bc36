"""Replacing a file so that at every moment either the old one or the new one is whole."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from outrider.errors import Fault, SaveError, SourceLocation
from outrider.lazy_pattern import lazy_pattern

_LEFT_OVER = lazy_pattern(r"\..+\.outrider-(\d+)-\d+\.tmp")
_LOCK_TRIES = 50
_LOCK_PAUSE = 0.02


class WriteBatch:
    """Many files that become safe on the disk together, when the batch is left.

    One call for all of them takes a moment where one for each takes seconds. Every single file
    is whole or not there at any moment all the same. What :meth:`keep` was told of is as it was
    before, where the batch ends by an error.
    """

    def __init__(self) -> None:
        self._folders: set[Path] = set()
        self._before: dict[Path, bytes | None] = {}
        self._missing: list[Path] = []

    def keep(self, path: Path) -> None:
        """Takes note of a file that will be written: what it says now, or that there is none."""
        if path in self._before:
            return
        try:
            self._before[path] = path.read_bytes() if path.is_file() else None
        except OSError:
            return  # what cannot be read is not written either
        for folder in path.parents:
            if folder.exists() or folder in self._missing:
                break
            self._missing.append(folder)

    def is_new(self, folder: Path) -> bool:
        """Whether a folder is written to for the first time in this batch."""
        known = folder in self._folders
        self._folders.add(folder)
        return not known

    def __enter__(self) -> WriteBatch:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._undo()
        if self._folders:
            os.sync()

    def _undo(self) -> None:
        for path, data in self._before.items():
            # What cannot be undone is no reason to leave the rest.
            with suppress(OSError, SaveError):
                if data is None:
                    path.unlink(missing_ok=True)
                elif path.read_bytes() != data:
                    write_atomically(path, data)
        for folder in sorted(self._missing, key=lambda one: -len(one.parts)):
            with suppress(OSError):
                folder.rmdir()


def write_atomically(
    path: Path,
    data: bytes,
    *,
    private: bool = False,
    shown: str = "",
    batch: WriteBatch | None = None,
) -> None:
    """Replaces a file, or creates it; a symbolic link stays and its target is replaced.

    Mode, owner, group and extended attributes of an existing file are kept. The data is on the
    disk when this returns, or when the batch is left. A new file that is ``private`` is 0600,
    whatever the umask. Error texts call the file ``shown``, or by its path.

    Raises:
        SaveRefused: the system refused; the old file is as it was.
    """
    target = Path(os.path.realpath(path))
    old: os.stat_result | None = None
    try:
        with suppress(FileNotFoundError):
            old = target.stat()
        if old is not None and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "read-only")
        _replace(target, data, old, 0o600 if private else 0o666, durable=batch is None)
    except OSError as error:
        raise save_error(error, shown or str(path)) from None


def make_folder(folder: Path, shown: str, mode: int = 0o777) -> None:
    """Makes a folder, and those above it, where there is none.

    Raises:
        SaveRefused: the system refused, so that what error texts call ``shown`` is not saved.
    """
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise save_error(error, shown) from None


def can_write(path: Path) -> bool:
    """Whether a file could be replaced or created, as far as modes and mounts tell."""
    target = Path(os.path.realpath(path))
    if os.path.lexists(target) and not os.access(target, os.W_OK):
        return False
    folder = target.parent
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _replace(
    target: Path, data: bytes, old: os.stat_result | None, mode: int, *, durable: bool
) -> None:
    descriptor, temporary = _temporary(target, mode if old is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb", closefd=True) as file:
            file.write(data)
            file.flush()
            if old is not None:
                _keep_attributes(file.fileno(), target, old)
            if durable:
                os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if durable:
        _sync_folder(target.parent)


def _temporary(target: Path, mode: int) -> tuple[int, Path]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    for attempt in range(1000):
        # Long names leave no room for a suffix.
        name = f".{target.name[:100]}.outrider-{os.getpid()}-{attempt}.tmp"
        path = target.with_name(name)
        try:
            return os.open(path, flags, mode), path
        except FileExistsError:
            continue
    raise FileExistsError(errno.EEXIST, "too many left-over files")


def _keep_attributes(descriptor: int, target: Path, old: os.stat_result) -> None:
    mode = stat.S_IMODE(old.st_mode)
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except OSError:
            with suppress(OSError):
                os.fchown(descriptor, -1, old.st_gid)
            if os.fstat(descriptor).st_gid != old.st_gid:
                # The bits were meant for another group.
                mode &= ~0o070
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                os.setxattr(descriptor, name, os.getxattr(target, name))
    os.fchmod(descriptor, mode)


def _sync_folder(folder: Path) -> None:
    # Some file systems cannot sync a folder; the file itself is safe by then.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Holds the folder's lock against other Outriders; goes on without where there is none."""
    import fcntl
    import time

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        for _ in range(_LOCK_TRIES):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in {errno.EAGAIN, errno.EACCES}:
                    break
                time.sleep(_LOCK_PAUSE)
        yield
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> int:
    """Removes what killed saves have left in a folder; returns how many files that were."""
    removed = 0
    with suppress(OSError):
        for path in folder.iterdir():
            found = _LEFT_OVER.fullmatch(path.name)
            if found and not process_exists(int(found[1])):
                with suppress(OSError):
                    path.unlink()
                    removed += 1
    return removed


def process_exists(process: int) -> bool:
    """Whether a process of this id runs on this machine."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


_REASONS = {
    errno.ENOSPC: ("disk full", "Free some space and save again."),
    errno.EDQUOT: ("your disk quota is used up", "Free some space and save again."),
    errno.EFBIG: ("the file would be larger than this process may write", "See ulimit -f."),
    errno.EROFS: ("the file system is read-only", "Save it somewhere else."),
    errno.EACCES: (
        "read-only: permission denied",
        "Check the permissions of the file and its folder.",
    ),
    errno.EPERM: ("read-only: not permitted", "Check the permissions of the file and its folder."),
    errno.EIO: ("the disk or the network file system failed", "Save it somewhere else."),
    errno.ENOENT: ("its folder does not exist", "Create the folder first."),
    errno.ENOTDIR: ("a part of its path is a file", "Check the path."),
    errno.EISDIR: ("a folder with this name exists", "Choose another name."),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name."),
    errno.ELOOP: ("it is a symbolic link that leads back to itself", "Remove the link."),
}


def save_error(error: OSError, shown: str) -> SaveError:
    """The error for what the system said when a file was to be written."""
    number = error.errno or errno.EIO
    reason, advice = _REASONS.get(error.errno or 0, (os.strerror(number).lower(), ""))
    what = f"{shown} was not saved: {reason}."
    return refuse_save("not_saved", what, shown, "The file was not changed.", advice)


def refuse_save(code: str, what: str, shown: str, why: str = "", advice: str = "") -> SaveError:
    """A refusal to write a file."""
    return SaveError.of([Fault(code, what, SourceLocation(shown), why, advice)])
