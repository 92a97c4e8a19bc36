"""Writing to the terminal without ever making the event loop wait."""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Lock, Thread

CONGESTED = 96 * 1024
"""Bytes that wait for the terminal from which on no more frames are drawn."""

_CHUNK = 16 * 1024
_BLINK = 0.2


class OutputQueue:
    """A queue of bytes, and the thread that writes what the terminal does not take at once.

    A terminal that reads slowly, or not at all, fills the queue; whoever draws asks
    :meth:`should_skip_frame` and leaves frames out. A terminal that is gone swallows everything.

    Args:
        descriptor: of the terminal.
        on_gone: called in the thread when the terminal is gone.
        on_output_drained: called in the thread when there is room again after a skipped frame.
    """

    def __init__(
        self, descriptor: int, *, on_gone: Callable[[], None], on_output_drained: Callable[[], None]
    ) -> None:
        self._descriptor = open_without_waiting(descriptor)
        self._never_waits = not os.get_blocking(self._descriptor)
        self._on_gone = on_gone
        self._on_drained = on_output_drained
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._changed = Condition()
        self._writing = Lock()
        self._stopping = False
        self._gone = False
        self._skipped = False
        self._thread = Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Writes a text, in UTF-8 whatever the locale says, or queues it; returns at once."""
        data = text.encode("utf-8", "replace")
        if self._never_waits and not (self._bytes or self._gone or self._stopping):
            # The thread would wait for its turn behind others that work, at each of its steps.
            # No lock is held: a signal that comes now may have to write, and to end all this.
            # Where the terminal is gone, the thread learns it from its own attempt.
            with suppress(OSError):
                data = data[os.write(self._descriptor, data[:_CHUNK]) :]
        if data:
            self._queue(data)

    def _queue(self, data: bytes) -> None:
        with self._changed:
            if not (self._gone or self._stopping):
                self._waiting.append(data)
                self._bytes += len(data)
                self._changed.notify()

    def skip_frame(self) -> bool:
        """Whether to leave a frame out; ``on_output_drained`` is called when there is room."""
        with self._changed:
            self._skipped = self._skipped or self._bytes >= CONGESTED
            return self._skipped

    def stop(self, seconds: float) -> bool:
        """Writes what is queued and ends; gives up after some time.

        Returns:
            Whether everything has been written.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(seconds)
        if not self._thread.is_alive():
            os.close(self._descriptor)
            # Whoever was interrupted in the middle of writing must not meet another file there.
            self._descriptor = -1
            return True
        self.discard()
        return False

    def discard(self) -> None:
        """Writes nothing more, from any thread; what is queued is lost."""
        # Where the terminal could only be opened for waiting, the lock may never come.
        held = self._writing.acquire(timeout=_BLINK)
        self._gone = True
        if held:
            self._writing.release()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                if not self._waiting:
                    return
                data = self._waiting.popleft()
            try:
                self._write(data)
            except OSError:
                with self._changed:
                    self._gone = True
                    self._waiting.clear()
                self._on_gone()
                return
            if self._gone:
                return
            self._written(len(data))

    def _written(self, size: int) -> None:
        with self._changed:
            self._bytes -= size
            drained = self._skipped and self._bytes < CONGESTED // 4
            if drained:
                self._skipped = False
        if drained:
            self._on_drained()

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            if not select.select([], [self._descriptor], [], _BLINK)[1]:
                if self._gone:
                    return
                continue
            with self._writing:
                if self._gone:
                    return
                with suppress(BlockingIOError):
                    rest = rest[os.write(self._descriptor, rest[:_CHUNK]) :]


def open_without_waiting(descriptor: int) -> int:
    """The same terminal, opened anew so that writing to it never waits.

    Where it has no name (in some containers), the result is a duplicate that may wait: the flag
    cannot be set on a description that is shared with the shell.
    """
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        return os.open(os.ttyname(descriptor), flags)
    except OSError:
        return os.dup(descriptor)
