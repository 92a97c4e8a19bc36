"""Files of unsaved edits in the state folder: one per request, with a lock per instance.

Each draft is a file of its own in a folder that only the user can read. Its name holds the
workspace, the instance of Outrider that wrote it, and what was edited. An instance holds a lock as
long as it runs; the system lets go of it however the process ends, so that nobody else takes a
living instance's drafts for left-over ones.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from outrider.model.workspace import Request
from outrider.storage.files.atomic_write import (
    process_exists,
    remove_leftovers,
    save_error,
    write_atomically,
)
from outrider.storage.files.living_processes import process_has_open
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.table_decoding import decode_request
from outrider.storage.writing.table_encoding import encode_request

VERSION = 1
"""Of the format; drafts of another version are left alone."""

MAX_DRAFT_BYTES = 100_000_000
"""Bytes of a draft that are read."""

_NAME = re.compile(r"([0-9a-f]{16})\.(\d+-[0-9a-z]+)\.[0-9a-f]{16}\.json")
_LOCK = re.compile(r"(\d+-[0-9a-z]+)\.lock")
_SHOWN = "The draft"
_ENVIRONMENT = "environment"


class RequestDraft(msgspec.Struct, frozen=True):
    """A request as it was being edited.

    Attributes:
        request: as it was typed; nothing in it is resolved.
        digest: SHA-256 of the file that the edits began with; empty where there was none.
        written: when it was last kept, seconds since the epoch.
        path: where it lies; ``None`` for one that was not read from a file.
        filed: references in the place of credentials that the request's file has, and their keys.
        withheld: names that are referred to in the place of credentials which were not kept.
    """

    request: Request
    digest: str = ""
    written: float = 0.0
    path: Path | None = None
    filed: dict[str, str] = {}
    withheld: tuple[str, ...] = ()


class PageDraft(msgspec.Struct, frozen=True):
    """An environment or a folder as it was being edited on its page.

    Attributes:
        id: of the environment or folder.
        before: what its files said together when its page was opened.
        table: as it was typed.
        written: when it was last kept, seconds since the epoch.
        path: where it lies; ``None`` for one that was not read from a file.
        withheld: the keys of credentials that were typed and are not kept.
        kind: ``environment`` or ``folder``.
    """

    id: str
    before: dict[str, Any]
    table: dict[str, Any]
    written: float = 0.0
    path: Path | None = None
    withheld: tuple[str, ...] = ()
    kind: str = _ENVIRONMENT

    @property
    def title(self) -> str:
        """What it is a draft of, as people read it."""
        return f'{self.kind.capitalize()} "{self.id}"' if self.id else "Workspace"


class HeldDrafts(msgspec.Struct, frozen=True):
    """What another living instance of Outrider has unsaved in the same workspace.

    Attributes:
        instance: as in :class:`DraftFolder`.
        is_here: its process runs on this machine, seen from here: it can be ended.
        requests: newest first.
        pages: newest first.
    """

    instance: str
    is_here: bool
    requests: tuple[RequestDraft, ...]
    pages: tuple[PageDraft, ...]

    @property
    def process(self) -> int:
        """Its process id, on its machine."""
        return int(self.instance.partition("-")[0])


class _Stored(msgspec.Struct, frozen=True):
    """What a draft's file holds, whatever it is a draft of."""

    version: int
    workspace: str
    written: float
    table: dict[str, Any]


class _StoredPage(_Stored, frozen=True):
    environment: str
    before: dict[str, Any]
    withheld: tuple[str, ...] = ()
    kind: str = _ENVIRONMENT


class _StoredRequest(_Stored, frozen=True):
    request: str
    file: str
    digest: str
    filed: dict[str, str] = {}
    withheld: tuple[str, ...] = ()


_Kind = TypeVar("_Kind", bound=_Stored)


class DraftFolder:
    """Drafts of one workspace, as one instance of Outrider sees them.

    Args:
        folder: holds the drafts of every workspace; made when it is first needed.
        workspace: the real path of the workspace.
        instance: the process id, a hyphen, and something by chance.
        clock: seconds since the epoch.
    """

    def __init__(
        self, folder: Path, workspace: Path, instance: str, clock: Callable[[], float]
    ) -> None:
        self._folder = folder
        self._workspace = workspace
        self._key = hashlib.sha256(os.fsencode(workspace)).hexdigest()[:16]
        self._instance = instance
        self._clock = clock
        self._lock: int | None = None

    def write(self, draft: RequestDraft) -> None:
        """Keeps a draft; it is on the disk when this returns.

        Raises:
            SaveRefused: the system refuses.
        """
        request = draft.request
        says: dict[str, Any] = {"request": request.id, "file": request.file, "digest": draft.digest}
        says |= {"filed": draft.filed, "withheld": draft.withheld}
        self._put(self._path(request.id), says | {"table": encode_request(request)})

    def write_page(self, edits: PageDraft) -> None:
        """Keeps the edits of a page; they are on the disk when this returns.

        Raises:
            SaveRefused: the system refuses.
        """
        says: dict[str, Any] = {
            "environment": edits.id,
            "kind": edits.kind,
            "before": edits.before,
            "table": edits.table,
        }
        says["withheld"] = edits.withheld
        self._put(self._path(_page(edits.kind, edits.id)), says)

    def _put(self, path: Path, says: Mapping[str, Any]) -> None:
        head = {"version": VERSION, "workspace": str(self._workspace), "written": self._clock()}
        # Half characters can be typed, and are no UTF-8.
        data = json.dumps(head | dict(says), ensure_ascii=True, default=str)
        try:
            self._open()
        except OSError as error:
            raise save_error(error, _SHOWN) from None
        write_atomically(path, data.encode(), private=True, shown=_SHOWN)

    def remove(self, request_id: str) -> None:
        """Removes this instance's draft of a request, if there is one."""
        with suppress(OSError):
            self._path(request_id).unlink()

    def remove_page(self, kind: str, page_id: str) -> None:
        """Removes this instance's draft of an environment or a folder, if there is one."""
        self.remove(_page(kind, page_id))

    def discard(self, draft: RequestDraft | PageDraft) -> None:
        """Removes a draft that was left over."""
        if draft.path is not None:
            with suppress(OSError):
                draft.path.unlink()

    def orphaned_requests(self) -> tuple[RequestDraft, ...]:
        """The drafts of requests that no living instance holds, the newest first.

        What killed writes and ended instances have left besides is removed.
        """
        return self._requests(self._drafts().get("", ()))

    def orphaned_pages(self) -> tuple[PageDraft, ...]:
        """The same of environments and folders."""
        return self._pages(self._drafts().get("", ()))

    def held_elsewhere(self) -> tuple[HeldDrafts, ...]:
        """What other instances hold that live and are not asked."""
        found = (
            HeldDrafts(
                instance,
                self._can_be_ended(instance),
                self._requests(paths),
                self._pages(paths),
            )
            for instance, paths in self._drafts().items()
            if instance not in ("", self._instance)
        )
        return tuple(one for one in found if one.requests or one.pages)

    def _requests(self, paths: Iterable[Path]) -> tuple[RequestDraft, ...]:
        found: list[RequestDraft] = []
        for one, path in self._read(paths, _StoredRequest):
            # It was not checked when it was written: what is being typed need not be right.
            with suppress(ValueError, LookupError, TypeError, AttributeError, RecursionError):
                request = decode_request(one.table, one.request, one.file)
                found.append(
                    RequestDraft(request, one.digest, one.written, path, one.filed, one.withheld)
                )
        return tuple(found)

    def _pages(self, paths: Iterable[Path]) -> tuple[PageDraft, ...]:
        return tuple(
            PageDraft(
                one.environment, one.before, one.table, one.written, path, one.withheld, one.kind
            )
            for one, path in self._read(paths, _StoredPage)
        )

    def _drafts(self) -> dict[str, list[Path]]:
        """The drafts of this workspace by the living instance that holds them; "" for none."""
        remove_leftovers(self._folder)
        try:
            names = sorted(one.name for one in self._folder.iterdir())
        except OSError:
            return {}
        found: dict[str, list[Path]] = {}
        living: dict[str, bool] = {self._instance: True}
        holding: set[str] = set()
        for name in names:
            match = _NAME.fullmatch(name)
            if match is None:
                continue
            key, instance = match.groups()
            holding.add(instance)
            if key != self._key:
                continue
            if instance not in living:
                living[instance] = self.is_living(instance)
            holder = instance if living[instance] else ""
            found.setdefault(holder, []).append(self._folder / name)
        self._sweep_locks(names, holding)
        return found

    def close(self) -> None:
        """Lets go: drafts that are there are left over from now on."""
        if self._lock is not None:
            if not list(self._folder.glob(f"{self._key}.{self._instance}.*.json")):
                with suppress(OSError):
                    self._lock_path(self._instance).unlink()
            os.close(self._lock)
            self._lock = None

    def _path(self, request_id: str) -> Path:
        name = hashlib.sha256(request_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return self._folder / f"{self._key}.{self._instance}.{name}.json"

    def _read(self, paths: Iterable[Path], kind: type[_Kind]) -> list[tuple[_Kind, Path]]:
        """The drafts of this kind among these, the newest first."""
        found: list[tuple[_Kind, Path]] = []
        for path in paths:
            # What was written by something else is not ours to remove.
            with suppress(OSError, UnusualFile, ValueError, RecursionError):
                data = json.loads(read_regular(path, MAX_DRAFT_BYTES)[0])
                written = msgspec.convert(data, kind)
                if written.version == VERSION and written.workspace == str(self._workspace):
                    found.append((written, path))
        return sorted(found, key=lambda one: -one[0].written)

    # --- who lives ----------------------------------------------------------------------------

    def _open(self) -> None:
        """Makes the folder, and tells other instances that this one lives."""
        folder = self._folder
        for one in (folder.parent, folder):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = os.stat(folder, follow_symlinks=False)  # noqa: PTH116 - a link is not followed
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise NotADirectoryError(errno.ENOTDIR, "not a folder of this user")
        if status.st_mode & 0o077:
            folder.chmod(0o700)
        if self._lock is None:
            self._lock = self._announce()

    def _announce(self) -> int:
        path = self._lock_path(self._instance)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            _try_lock(descriptor, exclusive=True)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
            # Somebody took it for left over before it was locked.
            os.close(descriptor)

    def _can_be_ended(self, instance: str) -> bool:
        process = int(instance.partition("-")[0])
        return process != os.getpid() and process_has_open(process, self._lock_path(instance))

    def is_living(self, instance: str) -> bool:
        """Whether this instance has not ended."""
        try:
            descriptor = os.open(
                self._lock_path(instance), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
            )
        except OSError:
            return False
        try:
            free = _try_lock(descriptor, exclusive=False)
        finally:
            os.close(descriptor)
        # Where a file system has no locks, the process id has to do.
        return process_exists(int(instance.partition("-")[0])) if free is None else not free

    def _sweep_locks(self, names: list[str], holding: set[str]) -> None:
        for name in names:
            match = _LOCK.fullmatch(name)
            if match is None or match[1] in {*holding, self._instance}:
                continue
            if not self.is_living(match[1]):
                with suppress(OSError):
                    (self._folder / name).unlink()

    def _lock_path(self, instance: str) -> Path:
        return self._folder / f"{instance}.lock"


def _page(kind: str, page_id: str) -> str:
    """What the draft of a page is called by: no request has such an id."""
    return f"\0{kind} {page_id}"


def _try_lock(descriptor: int, *, exclusive: bool) -> bool | None:
    """Whether the lock was to be had; ``None`` where there are no locks."""
    import fcntl

    try:
        kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
