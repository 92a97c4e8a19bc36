"""The console as lines on standard error.

A line holds time, kind, method, URL, status, milliseconds and reason. On a terminal a long URL
loses its middle, so that the line stays one line; ``-v``, a file and a pipe get all of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TextIO

from tui.cli.readable import indented_json, is_binary
from tui.cli.terminal_width import columns_of
from tui.model.console import ConsoleEntry, EntryKind
from tui.model.exchange import Exchange
from tui.model.message import (
    Content,
    FileContent,
    MultipartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from tui.model.secret import Text, reveal, shown
from tui.redaction import Redactor
from tui.visible import visible, visible_line

SHOWN_BODY = 4000
"""Characters of a body in a verbose console."""

SHORTEST_URL = 30
"""Columns that a URL keeps on a terminal, however narrow."""

_WORDS = {EntryKind.NOTE: "note", EntryKind.WARNING: "warn"}


class ConsoleView:
    """Writes each entry as it comes; secrets are masked unless the user asked to see them."""

    def __init__(
        self, out: TextIO, redactor: Redactor, *, verbose: bool = False, reveals: bool = False
    ) -> None:
        self._out = out
        self._redactor = redactor
        self._verbose = verbose
        self._reveals = reveals

    def show(self, entry: ConsoleEntry) -> None:
        """Writes an entry; errors are told by whoever ends with them."""
        if entry.kind is EntryKind.ERROR:
            return
        clock = time.strftime("%H:%M:%S", time.localtime(entry.at))
        if entry.exchange is None:
            self._line(f"{clock} {_WORDS.get(entry.kind, 'note'):5} {entry.text}")
            return
        self._line(self._summary(f"{clock} {entry.kind.value:5}", entry.exchange))
        if self._verbose:
            for line in self._details(entry.exchange):
                self._line(line)

    def _line(self, text: str) -> None:
        self._out.write(visible_line(text) + "\n")

    def _summary(self, start: str, exchange: Exchange) -> str:
        request = exchange.request
        head = f"{start} {request.method:4} "
        words: list[str] = []
        if exchange.response is not None:
            words.append(str(exchange.response.status))
        if exchange.failure is not None:
            # Its sentence is the error that follows, or in -v below.
            words.append(f"failed: {exchange.failure.kind.value.replace('_', ' ')}")
        words.append(f"{exchange.timing.total:.0f} ms")
        if exchange.reason:
            words.append(exchange.reason)
        tail = " " + " ".join(words)
        return head + self._fitting(self._url(request.url), len(head) + len(tail)) + tail

    def _fitting(self, url: str, others: int) -> str:
        """The URL, its middle left out where the terminal has no room for it."""
        columns = columns_of(self._out)
        room = max(columns - others, SHORTEST_URL)
        if self._verbose or not columns or len(url) <= room:
            return url
        kept = room - 1
        return f"{url[: kept // 2]}…{url[len(url) - (kept - kept // 2) :]}"

    def _details(self, exchange: Exchange) -> Iterator[str]:
        request = exchange.request
        for line in request.fields:
            yield f"  > {line.name}: {self._field(line.name, line.value)}"
        yield from self._body("  > ", self.content(request.content))
        if exchange.response is not None:
            yield from self._response(exchange.response)
        if exchange.failure is not None:
            for sentence in filter(None, (exchange.failure.what, exchange.failure.why)):
                yield f"  ! {self._redactor.text(sentence)}"

    def _response(self, response: ResponseMessage) -> Iterator[str]:
        reason = response.reason if self._reveals else self._redactor.body(response.reason)
        yield f"  < {response.http_version} {response.status} {reason}".rstrip()
        for name, value in response.fields:
            yield f"  < {name}: {self._field(name, value)}"
        for note in response.notes:
            yield f"  ! {note}"
        yield from self._body("  < ", self._received(response))

    def _received(self, response: ResponseMessage) -> str:
        if not response.content:
            return f"<{response.size} bytes in a file>" if response.size else ""
        if is_binary(response.content):
            return f"<{response.size} bytes, binary>"
        text = response.content.decode("utf-8", "replace")
        return text if self._reveals else self._redactor.body(text)

    def _body(self, prefix: str, text: str) -> Iterator[str]:
        if not text:
            return
        yield prefix.rstrip()
        # The cap is on what came, not on the blanks that make it readable.
        cut = indented_json(text) if len(text) <= SHOWN_BODY else text[:SHOWN_BODY]
        for line in visible(cut).removesuffix("\n").split("\n"):
            yield prefix + line
        if len(text) > SHOWN_BODY:
            yield f"{prefix}… {len(text) - SHOWN_BODY} more characters"

    def _url(self, url: Text) -> str:
        return reveal(url) if self._reveals else self._redactor.url(url)

    def _field(self, name: str, value: Text) -> str:
        return reveal(value) if self._reveals else self._redactor.field(name, value)

    def content(self, content: Content | None) -> str:
        """A request's body as text; files are named, not read."""
        return describe_content(content, self._redactor, reveals=self._reveals)


def describe_content(content: Content | None, redactor: Redactor, *, reveals: bool) -> str:
    """A request's body as text; files are named, not read."""

    def told(text: Text) -> str:
        return reveal(text) if reveals else redactor.body(shown(text))

    match content:
        case TextContent(text):
            return told(text)
        case FileContent(path):
            return f"<file {path}>"
        case MultipartContent(parts, _):
            return "\n".join(
                f"{shown(part.name)}: "
                + (
                    told(part.content.text)
                    if isinstance(part.content, TextContent)
                    else f"<file {part.content.path}>"
                )
                for part in parts
            )
        case _:
            return ""


def target(message: RequestMessage, redactor: Redactor, *, reveals: bool) -> str:
    """A message's URL as people may see it."""
    return reveal(message.url) if reveals else redactor.url(message.url)
