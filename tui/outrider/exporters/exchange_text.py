"""A console entry and its exchange as lines of text, for the screen and for the command line.

The lines are made visible and, unless asked otherwise, hold no secret.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from outrider.exporters.cookies import SetCookie, set_cookies
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.text_bodies import indented_json, readable_text
from outrider.model.console_entry import ConsoleEntry
from outrider.model.exchange import ConnectionInfo, Exchange, Timing, TlsInfo
from outrider.model.message import (
    Content,
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from outrider.model.secret import MASK, masked, reveal
from outrider.redaction import Redactor
from outrider.visible_text import visible_line, visible_text

BODY_CHARACTERS = 20_000
"""Characters of a body that are told."""

LAID_OUT = 256 * 1024
"""Bytes of a body that are looked at: far above what is told, far below what takes time."""

_SPARE = 8192
"""Characters behind them that are masked: a secret across the border must not stay in part."""

NAMES_TOLD = 8
"""Hosts of a certificate that are told."""


def exchange_lines(
    exchange: Exchange, redactor: Redactor, *, reveals: bool = False, limit: int = BODY_CHARACTERS
) -> Iterator[str]:
    """An exchange in full: what was sent after ``>``, what came after ``<``.

    What went wrong stands after ``!``; the connection, cookies and times after ``*``.
    The limit is on the characters of a body.
    """
    masking = MaskingPolicy(redactor, reveals=reveals)
    teller = _ExchangeWriter(masking, limit=limit)
    response, failure = exchange.response, exchange.failure
    yield from map(visible_line, teller.request(exchange.request, exchange.network))
    if response is not None:
        yield from map(visible_line, teller.response(response))
    if failure is not None:
        for words in (failure.what, failure.where, failure.why, failure.advice):
            if words:
                yield visible_line(f"! {redactor.mask_text(words)}")
    if response is not None:
        yield from (visible_line(_cookie(one, masking)) for one in set_cookies(response))
    if exchange.network is not None:
        yield from (visible_line(f"* {line}") for line in _connection(exchange.network))
    yield from _measures(exchange.timing, response)


def entry_url(entry: ConsoleEntry, redactor: Redactor) -> str:
    """The URL of an entry's request as people may see it; empty without an exchange."""
    return message_url(entry.exchange.request, redactor) if entry.exchange else ""


def entry_lines(entry: ConsoleEntry, redactor: Redactor, *, reveals: bool = False) -> Iterator[str]:
    """What opens under an entry: its exchange, or its whole sentence."""
    if entry.exchange is not None:
        yield from exchange_lines(entry.exchange, redactor, reveals=reveals)
    else:
        yield from visible_text(entry.message).split("\n")


def message_lines(message: RequestMessage, masking: MaskingPolicy) -> Iterator[str]:
    """A request that was not sent, after ``>``."""
    yield from map(visible_line, _ExchangeWriter(masking).request(message, None))


def masked_content_text(content: Content | None, redactor: Redactor, *, reveals: bool) -> str:
    """A request's body as text; files are named, not read; empty without a body."""
    return rendered_content(content, MaskingPolicy(redactor, reveals=reveals))


def rendered_content(content: Content | None, masking: MaskingPolicy) -> str:
    """The same, masked already or in clear."""
    match content:
        case TextContent(text):
            return masking.body(text)
        case FileContent(path):
            return f"<file {path}>"
        case MultipartContent(parts, _):
            return "\n".join(_part(one, masking) for one in parts)
        case _:
            return ""


def message_url(message: RequestMessage, redactor: Redactor, *, reveals: bool = False) -> str:
    """A message's URL as people may see it."""
    return reveal(message.url) if reveals else redactor.mask_url(message.url)


def sent_headers(message: RequestMessage, network: ConnectionInfo | None) -> Iterator[FieldLine]:
    """The header fields as they went out: the message's own, and those that it got on the way."""
    added = [FieldLine(name, value) for name, value in network.added_headers] if network else []
    yield from (line for line in added if line.name.lower() == "host")
    yield from message.headers
    yield from (line for line in added if line.name.lower() != "host")


def _part(part: PartContent, masking: MaskingPolicy) -> str:
    if isinstance(part.content, TextContent):
        return f"{masked(part.name)}: {masking.form_value(part.name, part.content.text)}"
    return f"{masked(part.name)}: <file {part.content.path}>"


def _cookie(cookie: SetCookie, masking: MaskingPolicy) -> str:
    value = cookie.value if masking.reveals else MASK
    words = [f"{name}={told}" if told else name for name, told in cookie.attributes]
    return masking.body(f"* cookie {cookie.name}: {', '.join([value, *words])}")


def _connection(network: ConnectionInfo) -> Iterator[str]:
    if network.peer:
        how = "reused" if network.reused else "new"
        via = f", proxy {network.proxy}" if network.proxy else ""
        yield f"connection {network.local} → {network.peer}, {how}{via}"
    elif network.proxy:
        yield f"proxy {network.proxy}"
    if network.tls is not None:
        yield from _encryption(network.tls)


def _encryption(tls: TlsInfo) -> Iterator[str]:
    yield f"{tls.version}, {tls.cipher}"
    if not tls.subject and not tls.names:
        yield "certificate not verified"
        return
    yield f"certificate {tls.subject or tls.names[0]}, by {tls.issuer}, until {tls.not_after}"
    if tls.names:
        more = len(tls.names) - NAMES_TOLD
        rest = f" and {more} more" if more > 0 else ""
        yield f"certificate for {', '.join(tls.names[:NAMES_TOLD])}{rest}"


def _measures(timing: Timing, response: ResponseMessage | None) -> Iterator[str]:
    phases = {
        "connect": timing.connect,
        "TLS": timing.tls,
        "first byte": timing.first_byte,
        "download": timing.download,
    }
    told = [f"{name} {value:.0f} ms" for name, value in phases.items() if value is not None]
    if told:
        yield f"* {', '.join(told)}"
    if response is not None and response.wire_size:
        decoded = f", {response.size} decoded" if response.size != response.wire_size else ""
        yield f"* {response.wire_size} bytes received{decoded}"


class _ExchangeWriter:
    """Masks, or does not."""

    def __init__(self, masking: MaskingPolicy, *, limit: int = BODY_CHARACTERS) -> None:
        self._masking = masking
        self._limit = limit

    def request(self, request: RequestMessage, network: ConnectionInfo | None) -> Iterator[str]:
        yield f"> {request.method} {self._masking.url(request.url)}"
        for line in sent_headers(request, network):
            yield f"> {line.name}: {self._masking.field(line.name, line.value)}"
        content, unseen = self._start(request.content)
        yield from self._body(">", rendered_content(content, self._masking), unseen)

    def _start(self, content: Content | None) -> tuple[Content | None, int]:
        """What is looked at of a body, and how many characters are behind that."""
        if isinstance(content, MultipartContent):
            cut = [self._start(part.content) for part in content.parts]
            parts = tuple(
                replace(part, content=start)
                for part, (start, _) in zip(content.parts, cut, strict=True)
            )
            return replace(content, parts=parts), sum(unseen for _, unseen in cut)
        if not isinstance(content, TextContent):
            return content, 0
        shown = reveal(content.text) if self._masking.reveals else masked(content.text)
        unseen = max(len(shown) - self._limit - _SPARE, 0)
        return (TextContent(shown[: self._limit + _SPARE]) if unseen else content), unseen

    def response(self, response: ResponseMessage) -> Iterator[str]:
        reason = self._masking.body(response.reason)
        yield f"< {response.http_version} {response.status} {reason}".rstrip()
        for name, value in response.headers:
            yield f"< {name}: {self._masking.field(name, value)}"
        yield from self._body("<", self._received(response))
        for name, value in response.trailers:
            yield f"* trailer {name}: {self._masking.field(name, value)}"
        if response.truncated:
            yield f"! The body is incomplete: {response.size} bytes were received."
        for note in response.notes:
            yield f"! {note}"

    def _received(self, response: ResponseMessage) -> str:
        if not response.content:
            return f"<{response.size} bytes in a file>" if response.size else ""
        kind = response.header("content-type") or ""
        text = readable_text(response.content[:LAID_OUT], kind)
        return f"<{response.size} bytes, binary>" if text is None else self._masking.body(text)

    def _body(self, sign: str, text: str, unseen: int = 0) -> Iterator[str]:
        if not text:
            return
        yield sign
        # The limit is on what came, not on the blanks that make it readable.
        is_whole = len(text) <= self._limit and not unseen
        told = indented_json(text) if is_whole else text[: self._limit]
        for line in visible_text(told).removesuffix("\n").split("\n"):
            yield f"{sign} {line}"
        if not is_whole:
            yield f"{sign} … {len(text) - self._limit + unseen} more characters"
