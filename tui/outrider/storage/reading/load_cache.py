"""Keeps parsed files by their stat; a changed file is read again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeAlias

from outrider.model.workspace import Request
from outrider.storage.reading import table_decoding
from outrider.storage.reading.document_loading import LoadedFile

_SETTLED = 2_000_000_000
"""Nanoseconds without a change after which a time tells: some file systems count in seconds, and
a file that is written twice in one of them looks the same."""

_Stamp: TypeAlias = tuple[int, ...]


class LoadCache:
    """Files that need not be read again, by what the file system says (a clock of nanoseconds)."""

    def __init__(self, clock: Callable[[], int] = time.time_ns) -> None:
        self._clock = clock
        self._loaded: dict[str, tuple[_Stamp, LoadedFile]] = {}
        self._requests: dict[str, tuple[LoadedFile, Request]] = {}

    def clear(self) -> None:
        """Has everything read anew: what may be read has changed."""
        self._loaded.clear()
        self._requests.clear()

    def load(self, path: str, file: str, read: Callable[[], LoadedFile]) -> LoadedFile:
        """What a file says; ``file`` is its path relative to the workspace, ``read`` reads it."""
        try:
            status = os.stat(path)  # noqa: PTH116 - thousands of them: no object for each
        except OSError:
            return read()
        # Inode and the time of the last change tell a file that was put in its place.
        stamp = (
            status.st_dev,
            status.st_ino,
            status.st_mode,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
        )
        known = self._loaded.get(file)
        if known is not None and known[0] == stamp:
            return known[1]
        self._loaded.pop(file, None)
        now = self._clock()
        loaded = read()
        if loaded.is_valid and now - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED:
            self._loaded[file] = (stamp, loaded)
        return loaded

    def request(self, loaded: LoadedFile, request_id: str) -> Request:
        """The request in a sound file."""
        known = self._requests.get(request_id)
        if known is not None and known[0] is loaded:
            return known[1]
        request = table_decoding.decode_request(
            loaded.data, request_id, loaded.file, text=loaded.text
        )
        self._requests[request_id] = (loaded, request)
        return request
