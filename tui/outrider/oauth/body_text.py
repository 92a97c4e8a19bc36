"""A body as text, and what a page of HTML says first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from html import unescape

from outrider.model.charsets import charset_of, reading_codec
from outrider.model.message import ResponseMessage

_LOOKED_AT = 8 * 1024
"""Characters of a page that are looked at."""

_SAYS_NOTHING = re.compile(
    r"error|response|untitled|document|index|loading\W*|web ?app - unavailable"
    r"|(http )?(error|status)? ?[1-5]\d\d\W*( [a-z'-]+){0,3}"
    r"|(nginx|cloudflare|openresty|apache)\b.*",
    re.IGNORECASE,
)
"""Titles that name a status, and what gateways put below."""
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|code|em|font|i|small|span|strong|tt|u)\b[^<>]*>", re.IGNORECASE
)
"""Tags within a line."""
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


_BREAKS = re.compile(r"[\s.;,)\]}>|]+(?=\S|\Z)")
"""Where words may be cut: between them, and behind brackets."""


def cut_words(line: str, most: int) -> str:
    """A line of at most so many characters, cut between words."""
    if len(line) <= most:
        return line
    # Not where that would leave little of them.
    ends = [found.start() for found in _BREAKS.finditer(line, most // 2, most + 1)]
    cut = line[: ends[-1]] if ends else line[:most]
    return f"{cut.rstrip()}…"


SMALL = 200
"""Characters of a server's words that any screen has room for."""


def words_for(message: str, columns: int = 0) -> str:
    """A server's words for a screen: three lines of them, and never fewer than :data:`SMALL`."""
    return cut_words(message, max(3 * columns, SMALL))


def decoded_text(reply: ResponseMessage) -> str:
    """The body as text: as UTF-8, 16 or 32 where it is that, else by its charset, else Latin-1.

    JSON is in UTF-8 whatever a server says of it (RFC 8259 §8.1); one that is not is read by the
    charset that the server names.
    """
    body = reply.content
    named = reading_codec(charset_of(reply.header("content-type") or ""))
    # ISO 2022 is ASCII to look at: only its escapes tell.
    first = named if named is not None and b"\x1b" in body else json.detect_encoding(body)
    for codec in (first, named, "latin-1"):
        if codec is not None:
            try:
                return body.decode(codec)
            except (UnicodeError, LookupError):
                continue
    raise AssertionError("Latin-1 reads every byte")


def is_json_like(reply: ResponseMessage) -> bool:
    """Whether a body begins as an object or array of JSON does."""
    return reply.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def is_no_text(reply: ResponseMessage) -> bool:
    """Whether a body is no text in any encoding: compressed, or an image."""
    begun = reply.content[:1024]
    if begun.startswith((b"\xff\xfe", b"\xfe\xff")) or not begun:
        return False
    codec = json.detect_encoding(begun)
    if codec.startswith(("utf-16", "utf-32")):
        # NULs alone make no text: its characters are those of a language.
        text = begun.decode(codec, "replace")
        if not text[:1].isprintable() and not text[:1].isspace():
            return True
        return sum(one.isalnum() or one in ' {}":,<>' for one in text) * 2 < len(text)
    controls = sum(1 for one in begun if one < 32 and one not in b"\t\n\r\f\x1b")
    return controls * 20 > len(begun)


def is_html(reply: ResponseMessage) -> bool:
    """Whether a body is a page, by its type or by how it begins."""
    begins = reply.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if is_json_like(reply) or is_no_text(reply):
        return False
    return "html" in reply.media_type or begins.startswith((b"<!doctype html", b"<html", b"<h1"))


def page_text(reply: ResponseMessage, mask: Callable[[str], str]) -> str:
    """What a page says: the first of its title, headings and lines that says something.

    Titles that only name the status leave it to the text below them. Secrets are masked.
    """
    return first_line(text_head(reply, mask))


def first_line(head: str, known: Collection[str] = ()) -> str:
    """The first line of a page that says something, and nothing that is ``known``."""
    found = list(_page_lines(head))
    says = (
        line for line in found if not _SAYS_NOTHING.fullmatch(line) and line.lower() not in known
    )
    return next(says, "".join(found[:1]))


_TITLE = 60
"""Characters of a line that may be a page's title."""


def more_of_page(head: str, line: str) -> str:
    """A page's title with the sentence below that says more of it; else the title.

    Names of fields, links and menus are none: a sentence has words and an end.
    """
    if not line or len(line) > _TITLE or line.endswith((".", "!")):
        return line
    known, lines = line.lower(), list(_page_lines(head))
    more = next(filter(None, (_sentence(one, known) for one in lines)), "")
    if not more:
        return line
    said = more if more.lower().startswith(known) else f"{line.rstrip(':')}: {more}"
    # What the operator asks for.
    number = next((one for one in lines if _REFERENCE.search(one) and one not in said), "")
    return f"{said} {number[:_TITLE]}".rstrip()


_REFERENCE = re.compile(
    r"\b(?:support|incident|reference|request|ray|event|case|error|transaction)\b"
    r" ?(?:id|number|no\.?|#)\W{0,3}(?:is\W{0,2})?\S*\d",
    re.IGNORECASE,
)
"""The number under which a firewall has kept what it did."""


def _sentence(line: str, title: str) -> str:
    """A line that says more than the title does; else empty."""
    if line.lower().startswith(title):
        return line if len(line) > len(title) else ""
    is_one = len(line.split()) >= _WORDS and re.search(r"[.!。](?:\s|\Z)", line)
    return line if is_one else ""


_WORDS = 5
"""Words of a sentence, at least."""


def _page_lines(text: str) -> Iterator[str]:
    """Title, headings and lines, none of them empty."""
    if "<" in text:
        for tag in ("title", "h1", "h2"):
            found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}\s*>", text, re.IGNORECASE | re.DOTALL)
            if found is not None and (words := without_tags(found[1])):
                yield words
        text = unescape(_TAG.sub("\n", _INLINE.sub("", text)))
    for line in text.splitlines():
        if words := " ".join(line.split()):
            yield words


def text_head(reply: ResponseMessage, mask: Callable[[str], str]) -> str:
    """The beginning of a body as text, masked; empty for what is none."""
    if is_no_text(reply):
        return ""
    text = mask(decoded_text(reply)).lstrip("\ufeff")[:_LOOKED_AT]
    return "".join(one if one.isprintable() or one.isspace() else " " for one in text)


def without_tags(text: str) -> str:
    """The words of a page on one line."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())
