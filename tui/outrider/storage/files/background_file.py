"""A file that a thread writes: whoever hands out bytes never waits for a disk that keeps up."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from outrider.storage.files.output_file import OutputFile

_BACKLOG = 1024
"""Pieces that wait to be written; then the giver waits."""


class BackgroundFile:
    """An :class:`OutputFile` with a thread of its own; call all but :meth:`write` in a thread.

    Attributes:
        size: bytes taken so far.

    Args:
        path: the target.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: str) -> None:
        self.size = 0
        self._file = OutputFile(path)
        self._work: queue.Queue[bytes | Callable[[], None] | None] = queue.Queue(_BACKLOG)
        self._fault: OSError | None = None
        self._thread = threading.Thread(target=self._write, name="body file", daemon=True)
        self._thread.start()

    def write(self, data: bytes, /) -> None:
        """Takes the next bytes.

        Raises:
            OSError: what came before them could not be written.
        """
        if self._fault is not None:
            raise self._fault
        self._work.put(data)
        self.size += len(data)

    def truncate(self) -> None:
        """Forgets what was taken: another exchange follows."""
        self._work.put(self._file.truncate)
        self.size = 0

    def commit(self) -> None:
        """Puts the file in its place, once all is written.

        Raises:
            OSError: something could not be written; nothing is in its place then.
        """
        self._end()
        if self._fault is not None:
            raise self._fault
        self._file.commit()

    def discard(self) -> None:
        """Ends; what was not kept is removed."""
        self._end()
        self._file.discard()

    def _end(self) -> None:
        if self._thread.is_alive():
            self._work.put(None)
            self._thread.join()

    def _write(self) -> None:
        while (piece := self._work.get()) is not None:
            # After a fault the rest is taken and dropped, so that nobody waits for room.
            if self._fault is not None:
                continue
            try:
                if callable(piece):
                    piece()
                else:
                    self._file.write(piece)
            except OSError as fault:
                self._fault = fault
