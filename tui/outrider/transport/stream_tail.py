"""The last bytes of a stream."""

from __future__ import annotations


class StreamTail:
    """Keeps at most so many bytes, from the start of an entry where one can be found.

    An entry begins after a blank line (server-sent events), else after a line feed.

    Args:
        size: bytes that are kept.

    Attributes:
        dropped: bytes before those that are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._data = bytearray()
        self.dropped = 0

    def write(self, data: bytes, /) -> None:
        """Takes the next bytes."""
        self._data += data
        # Not at each piece: what is left has to be moved.
        if len(self._data) > self._size + self._size // 4:
            self._cut()

    def getvalue(self) -> bytes:
        """What is kept."""
        if len(self._data) > self._size:
            self._cut()
        return bytes(self._data)

    def _cut(self) -> None:
        excess = len(self._data) - self._size
        # What ends exactly there leaves an entry whole.
        ends = (
            (self._data.find(end, max(excess - len(end), 0)), len(end))
            for end in (b"\n\n", b"\n\r\n", b"\n")
        )
        at = next((found + length for found, length in ends if found >= 0), excess)
        del self._data[:at]
        self.dropped += at
