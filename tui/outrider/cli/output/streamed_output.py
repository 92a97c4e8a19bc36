"""A response on standard output while it arrives."""

from __future__ import annotations

import asyncio
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable
from io import IncrementalNewlineDecoder

from outrider.cli.output.response_output import INDENTED, write_head, write_response
from outrider.exporters.text_bodies import is_binary
from outrider.model.charsets import charset_of, reading_codec
from outrider.model.media_type import EVENT_STREAM, is_stream
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenUse
from outrider.redaction import Redactor
from outrider.visible_text import visible_text

_LONGEST = 1 << 16
"""Characters of a line that are held back until it ends."""


class StreamedOutput:
    """Writes a response piece by piece: byte for byte, or line by line where a terminal shows it.

    On a terminal, what is laid out as a whole waits for its end: JSON, unless it is one document a
    line, and everything up to a size that is not text.

    Args:
        redactor: masks header fields; ``None`` where the user asked to see all.
        head: whether to write status line and header fields first.
        elsewhere: the body goes to a file.

    Attributes:
        failure: why standard output could not be written; the send is cancelled then.
    """

    def __init__(self, redactor: Redactor | None, *, head: bool, elsewhere: bool = False) -> None:
        self.failure: OSError | None = None
        self._redactor = redactor
        self._head = head
        self._elsewhere = elsewhere
        self._response: ResponseMessage | None = None
        self._terminal = False
        self._lines: VisibleLines | None = None
        self._held = bytearray()
        self._begun = False

    @property
    def is_stream(self) -> bool:
        """Whether the header of a stream was received, which may have no end."""
        return self._response is not None and is_stream(self._response.media_type)

    def token_taken(self, use: TokenUse) -> None:
        """The console says it."""

    def header_received(self, response: ResponseMessage, stop: Callable[[], bool]) -> None:
        """Settles how the body is written."""
        del stop
        self._terminal = sys.stdout.isatty()
        self._response = response
        self._lines, self._begun = None, False
        self._held.clear()

    def body_received(self, data: bytes) -> None:
        """Writes what can be written of it."""
        if self.failure is not None or self._elsewhere:
            return
        try:
            self._take(data)
        except OSError as error:
            self.failure = error
            task = asyncio.current_task()
            assert task is not None
            task.cancel()

    def finish(self, response: ResponseMessage) -> None:
        """Writes what is not written yet of a response that has ended.

        Raises:
            OSError: standard output cannot be written.
        """
        if not self._begun:
            write_response(response, self._redactor, head=self._head)
        elif self._lines is not None:
            self._write(self._lines.rest())

    def give_up(self) -> None:
        """Writes what was held back of a response that will not be whole.

        Raises:
            OSError: standard output cannot be written.
        """
        if self._response is not None and self._held and not is_binary(bytes(self._held)):
            self._show(b"")
        if self._lines is not None:
            self._write(self._lines.rest())

    def _take(self, data: bytes) -> None:
        if not self._terminal:
            self._begin()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif self._lines is not None:
            self._write(self._lines.take(data))
        elif not self._waits(data):
            self._show(data)

    def _show(self, data: bytes) -> None:
        """Writes what was held back and this, line by line from now on."""
        response = self._response
        assert response is not None
        self._begin()
        self._lines = VisibleLines(response)
        held, self._held = bytes(self._held), bytearray()
        self._write(self._lines.take(held + data))

    def _waits(self, data: bytes) -> bool:
        """Whether a terminal shows the body at its end, as far as it can be said by now."""
        assert self._response is not None
        media = self._response.media_type
        if is_stream(media):
            return False
        self._held += data
        head = bytes(self._held[:_LONGEST])
        if is_binary(head) or len(self._held) > INDENTED:
            # Of what is no text nothing is shown, so nothing has to be held.
            del self._held[INDENTED:]
            waits = is_binary(head)
        elif media.startswith("text/") and head.lstrip()[:1] not in (b"{", b"["):
            waits = False
        else:
            waits = not _is_first_of_many(head)
        if not waits:
            # It is given on with what was held before it.
            del self._held[len(self._held) - len(data) :]
        return waits

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        assert self._response is not None
        if self._head:
            write_head(self._response, self._redactor)
        sys.stdout.flush()

    @staticmethod
    def _write(text: str) -> None:
        if text:
            sys.stdout.write(text)
            sys.stdout.flush()


class VisibleLines:
    """Text that cannot harm a terminal, as whole lines."""

    def __init__(self, response: ResponseMessage) -> None:
        named = charset_of(response.header("content-type") or "")
        codec = reading_codec(named) if named else None
        decoder = getincrementaldecoder(codec or "utf-8-sig")("replace")
        # An event may end its lines with carriage returns alone (WHATWG HTML §9.2.5).
        ends = response.media_type == EVENT_STREAM
        self._decoder = IncrementalNewlineDecoder(decoder, translate=True) if ends else decoder
        self._line = ""

    def take(self, data: bytes) -> str:
        """The lines that have ended; of an endless one as much as is long enough."""
        text = self._line + str(self._decoder.decode(data))
        end = text.rfind("\n") + 1
        if len(text) - end > _LONGEST:
            end = len(text)
        self._line = text[end:]
        return visible_text(text[:end])

    def rest(self) -> str:
        """The last line, though it has no end."""
        text, self._line = self._line + str(self._decoder.decode(b"", final=True)), ""
        shown = visible_text(text)
        return shown + "\n" if shown and not shown.endswith("\n") else shown


def _is_first_of_many(head: bytes) -> bool:
    """Whether it begins with a whole JSON document in a line, and something follows."""
    import msgspec

    line, _, more = head.lstrip().partition(b"\n")
    if not more.strip():
        return False
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
