"""JSON documents one after the other, split while they arrive: a line or a record each."""

from __future__ import annotations

import codecs

from outrider.body_views.event_stream import MAX_EVENT, StreamEntry

_RECORD = "\x1e"


class JsonStreamParser:
    """Takes the bytes of JSON Lines or of a JSON text sequence (RFC 7464) in pieces.

    A document ends with its line; within a record of a sequence, with the line feed that completes
    it (RFC 7464 §2.4), or with the next record. What is no JSON is given as it is: that is for
    whoever shows it.
    """

    def __init__(self, *, limit: int = MAX_EVENT) -> None:
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._parts: list[str] = []
        self._size = 0
        self._is_record = False
        self._is_cut = False
        self._begins_line = True
        self._may_end = True

    def feed(self, data: bytes) -> list[StreamEntry]:
        """The documents that end in these bytes."""
        return self._take(self._decoder.decode(data))

    def finish(self) -> list[StreamEntry]:
        """The document that the end of the stream ends, if any."""
        found = self._take(self._decoder.decode(b"", final=True))
        return [*found, *self._end()]

    def _take(self, text: str) -> list[StreamEntry]:
        found: list[StreamEntry] = []
        for number, record in enumerate(text.split(_RECORD)):
            if number:
                found += self._end()
                self._is_record = True
            *lines, rest = record.split("\n")
            for line in lines:
                self._keep(f"{line}\n")
                if not self._is_record or self._is_complete():
                    found += self._end()
                self._begins_line, self._may_end = True, False
            self._keep(rest)
        return found

    def _is_complete(self) -> bool:
        """Whether the record is a whole document by now; that is not tried at every line of it."""
        import msgspec

        # Of what is laid out, the last line begins with the bracket that ends it.
        if not self._may_end:
            return False
        try:
            msgspec.json.decode("".join(self._parts), type=msgspec.Raw)
        except (msgspec.DecodeError, RecursionError):
            return False
        return True

    def _keep(self, part: str) -> None:
        if self._begins_line and part:
            self._may_end = not self._parts or part[0] in "}]"
            self._begins_line = False
        room = self._limit - self._size
        if len(part) > room:
            self._is_cut = True
            part = part[:room]
        if part:
            self._parts.append(part)
            self._size += len(part)

    def _end(self) -> list[StreamEntry]:
        text, is_cut = "".join(self._parts).strip(), self._is_cut
        self._parts, self._size, self._is_cut = [], 0, False
        self._begins_line = True
        return [StreamEntry(text, is_cut=is_cut)] if text else []
