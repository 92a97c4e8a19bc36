"""A console entry and its exchange as lines of text, for the screen and for the command line.

The lines are made visible and, unless asked otherwise, hold no secret.
"""

from __future__ import annotations

from collections.abc import Iterator

from tui.engine.readable import indented_json, is_binary
from tui.model.console import ConsoleEntry
from tui.model.exchange import Exchange
from tui.model.message import (
    Content,
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from tui.model.secret import Text, reveal, shown
from tui.redaction import Redactor
from tui.visible import visible, visible_line

BODY_CHARACTERS = 20_000
"""Characters of a body that are told."""

LAID_OUT = 256 * 1024
"""Bytes of a body that are looked at: far above what is told, far below what takes time."""


def details(
    exchange: Exchange, redactor: Redactor, *, reveals: bool = False, limit: int = BODY_CHARACTERS
) -> Iterator[str]:
    """An exchange in full: what was sent after ``>``, what came after ``<``.

    What went wrong stands after ``!``, what took how long after ``*``.

    Args:
        exchange: what to tell.
        redactor: masks what it knows.
        reveals: secrets are told in clear.
        limit: characters of a body that are told.
    """
    teller = _Teller(redactor, reveals=reveals, limit=limit)
    yield from map(visible_line, teller.request(exchange.request))
    if exchange.response is not None:
        yield from map(visible_line, teller.response(exchange.response))
    failure = exchange.failure
    if failure is not None:
        for words in (failure.what, failure.where, failure.why, failure.advice):
            if words:
                yield visible_line(f"! {redactor.text(words)}")
    timing = exchange.timing
    phases = {
        "connect": timing.connect,
        "TLS": timing.tls,
        "first byte": timing.first_byte,
        "download": timing.download,
    }
    told = [f"{name} {value:.0f} ms" for name, value in phases.items() if value is not None]
    if told:
        yield f"* {', '.join(told)}"


def address(entry: ConsoleEntry, redactor: Redactor) -> str:
    """The URL of an entry's request as people may see it; empty without an exchange."""
    return target(entry.exchange.request, redactor) if entry.exchange else ""


def describe(entry: ConsoleEntry, redactor: Redactor, *, reveals: bool = False) -> Iterator[str]:
    """What opens under an entry: its exchange, or its whole sentence."""
    if entry.exchange is not None:
        yield from details(entry.exchange, redactor, reveals=reveals)
    else:
        yield from visible(entry.text).split("\n")


def describe_content(content: Content | None, redactor: Redactor, *, reveals: bool) -> str:
    """A request's body as text; files are named, not read; empty without a body."""
    return _Teller(redactor, reveals=reveals).content(content)


def target(message: RequestMessage, redactor: Redactor, *, reveals: bool = False) -> str:
    """A message's URL as people may see it."""
    return reveal(message.url) if reveals else redactor.url(message.url)


class _Teller:
    """Masks, or does not."""

    def __init__(self, redactor: Redactor, *, reveals: bool, limit: int = BODY_CHARACTERS) -> None:
        self._redactor = redactor
        self._reveals = reveals
        self._limit = limit

    def request(self, request: RequestMessage) -> Iterator[str]:
        yield f"> {request.method} {target(request, self._redactor, reveals=self._reveals)}"
        for line in request.fields:
            yield f"> {line.name}: {self._field(line.name, line.value)}"
        yield from self._body(">", self.content(request.content))

    def response(self, response: ResponseMessage) -> Iterator[str]:
        reason = self._masked(response.reason)
        yield f"< {response.http_version} {response.status} {reason}".rstrip()
        for name, value in response.fields:
            yield f"< {name}: {self._field(name, value)}"
        yield from self._body("<", self._received(response))
        if response.truncated:
            yield f"! The body is not whole: {response.size} bytes of it were received."
        for note in response.notes:
            yield f"! {note}"

    def content(self, content: Content | None) -> str:
        match content:
            case TextContent(text):
                return self._masked(text)
            case FileContent(path):
                return f"<file {path}>"
            case MultipartContent(parts, _):
                return "\n".join(map(self._part, parts))
            case _:
                return ""

    def _part(self, part: PartContent) -> str:
        if isinstance(part.content, TextContent):
            return f"{shown(part.name)}: {self._masked(part.content.text)}"
        return f"{shown(part.name)}: <file {part.content.path}>"

    def _received(self, response: ResponseMessage) -> str:
        if not response.content:
            return f"<{response.size} bytes in a file>" if response.size else ""
        if is_binary(response.content):
            return f"<{response.size} bytes, binary>"
        return self._masked(response.content[:LAID_OUT].decode("utf-8", "replace"))

    def _body(self, sign: str, text: str) -> Iterator[str]:
        if not text:
            return
        yield sign
        # The limit is on what came, not on the blanks that make it readable.
        told = indented_json(text) if len(text) <= self._limit else text[: self._limit]
        for line in visible(told).removesuffix("\n").split("\n"):
            yield f"{sign} {line}"
        if len(text) > self._limit:
            yield f"{sign} … {len(text) - self._limit} more characters"

    def _masked(self, text: Text) -> str:
        return reveal(text) if self._reveals else self._redactor.body(shown(text))

    def _field(self, name: str, value: Text) -> str:
        return reveal(value) if self._reveals else self._redactor.field(name, value)
