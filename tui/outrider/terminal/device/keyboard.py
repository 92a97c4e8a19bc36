"""Reading the terminal: bytes to events, whatever the bytes are."""

from __future__ import annotations

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from string import digits
from threading import Thread
from time import monotonic

from textual import events
from textual.message import Message

from outrider.terminal.device.bracketed_paste import (
    PastedText,
    PasteSplitter,
    PasteTooLong,
    Piece,
    TypedText,
)
from outrider.terminal.device.terminal_reports import ReportPiece, ReportSplitter, TerminalReport
from outrider.terminal.device.true_color import TrueColorConfirmed, confirms_true_color
from outrider.textual_internals import textual_keys

_READ = 64 * 1024
_TICK = 0.05


def register_alt_keys() -> None:
    """Makes ESC and a digit, or enter, a key with alt, for every parser of this process.

    Textual does not know them, or takes them for what a Mac's keyboard types.
    """
    for digit in digits:
        textual_keys.register_sequence(f"\x1b{digit}", f"alt+{digit}")
    textual_keys.register_sequence("\x1b\r", "alt+enter")


class PasteRefused(Message):
    """A paste was too long and has been left out; ``size`` is in characters."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class InputDecoder:
    """Bytes to messages: bytes that are no UTF-8 become a replacement character."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._splitter = PasteSplitter()
        self._reports = ReportSplitter()
        # Answers come soon after the terminal was taken, if they come.
        self._reports.expect(monotonic())
        self._parser = textual_keys.XTermParser()

    @property
    def expects_more(self) -> bool:
        """Whether time alone may bring a message: a lone ESC, what is not finished."""
        holding = self._splitter.pasting or self._reports.holding
        return holding or textual_keys.waits_for_more(self._parser)

    def feed(self, data: bytes) -> Iterable[Message]:
        """What these bytes complete."""
        yield from self._messages(self._splitter.feed(self._decode(data), monotonic()))

    def tick(self) -> Iterable[Message]:
        """What the passing of time completes."""
        yield from self._parser.tick()
        yield from self._apart(self._reports.tick(monotonic()))
        yield from self._messages(self._splitter.tick(monotonic()))

    def _messages(self, pieces: Iterable[Piece]) -> Iterable[Message]:
        for piece in pieces:
            match piece:
                case TypedText(text, fresh):
                    if fresh:
                        yield from self._apart(self._reports.flush())
                        self._parser = textual_keys.XTermParser()
                    if text:
                        waits = textual_keys.waits_for_more(self._parser)
                        found = self._reports.feed(text, monotonic(), escape_waits=waits)
                        yield from self._apart(found)
                case PastedText(text):
                    yield from self._apart(self._reports.flush())
                    yield events.Paste(text)
                case PasteTooLong(size):
                    yield PasteRefused(size)

    def _apart(self, pieces: Iterable[ReportPiece]) -> Iterable[Message]:
        for piece in pieces:
            match piece:
                case TypedText(text, fresh):
                    if fresh:
                        self._parser = textual_keys.XTermParser()
                    yield from self._typed(text)
                case TerminalReport(text):
                    if confirms_true_color(text):
                        yield TrueColorConfirmed()

    def _typed(self, text: str) -> Iterable[Message]:
        if not text:
            return
        try:
            yield from self._parser.feed(text)
        except (textual_keys.ParseError, ValueError, OverflowError):
            # Noise that looks like a sequence, with numbers that stand for nothing.
            self._parser = textual_keys.XTermParser()


class Keyboard:
    """The thread that reads the terminal.

    Args:
        descriptor: of the terminal.
        deliver: called in the thread with each message.
        on_end: called in the thread when the terminal is gone.
    """

    def __init__(
        self, descriptor: int, deliver: Callable[[Message], None], on_end: Callable[[], None]
    ) -> None:
        self._descriptor = descriptor
        self._deliver = deliver
        self._on_end = on_end
        self._stopped, self._stop = os.pipe()
        self._thread = Thread(target=self._run, name="terminal-input", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Reads no more; what is being delivered is delivered."""
        os.write(self._stop, b".")
        self._thread.join()
        os.close(self._stop)
        os.close(self._stopped)

    def _run(self) -> None:
        decoder = InputDecoder()
        while True:
            wait = _TICK if decoder.expects_more else None
            ready, _, _ = select.select([self._descriptor, self._stopped], [], [], wait)
            if self._stopped in ready:
                return
            if ready:
                try:
                    data = os.read(self._descriptor, _READ)
                except BlockingIOError:
                    continue
                except OSError:
                    data = b""
                if not data:
                    self._on_end()
                    return
                self._all(decoder.feed(data))
            self._all(decoder.tick())

    def _all(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._deliver(message)
