"""A stream, said line by line while it arrives."""

from __future__ import annotations

import sys
from collections.abc import Callable

from msgspec import Struct

from outrider.cli.output.streamed_output import VisibleLines
from outrider.cli.plain.line_terminal import LineTerminal
from outrider.model.media_type import is_stream
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenUse


class PlainStream(Struct):
    """Follows a send; another body than a stream waits for its end.

    Attributes:
        terminal: where the lines are said.
        lines: of the stream; ``None`` where the response is none.
    """

    terminal: LineTerminal
    lines: VisibleLines | None = None

    def token_taken(self, use: TokenUse) -> None:
        """Nothing is said of it."""

    def header_received(self, response: ResponseMessage, stop: Callable[[], bool]) -> None:
        """Says how a stream is ended."""
        del stop
        if is_stream(response.media_type):
            self.lines = VisibleLines(response)
            self.terminal.say("Receiving a stream: ctrl-c ends it.")
            sys.stdout.flush()

    def body_received(self, data: bytes) -> None:
        """Says the lines that have ended."""
        if self.lines is not None:
            self._say(self.lines.take(data))

    def finish(self) -> bool:
        """Says the last line; whether the body was said."""
        if self.lines is None:
            return False
        self._say(self.lines.rest())
        return True

    def _say(self, text: str) -> None:
        if text:
            self.terminal.say(*text.removesuffix("\n").split("\n"))
            sys.stdout.flush()
