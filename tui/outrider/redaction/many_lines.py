"""Secrets of several lines, as a private key is: whatever stands between their lines elsewhere.

A server that echoes one has its own line ends, none at all, or ``<br>``. So all of them, and the
blanks around them, are left out of both the secret and the text before one is sought in the other.
Armour (RFC 7468 §2) is no part of a secret: what stands between its lines is sought.
"""

from __future__ import annotations

import re
from functools import cache

from outrider.redaction.decoded_text import DecodedText, fully_decoded

SHORTEST_LINE = 12
"""Characters of a line that is told by itself."""

_PICTURES = "␊␍␉"
"""What line ends and tabs become where they are shown."""

_ASCII_BLANKS = b" \t\n\v\f\r\x1c\x1d\x1e\x1f+"


def has_many_lines(value: str) -> bool:
    """Whether the lines of a secret may be apart elsewhere; a key in one line counts."""
    told = fully_decoded(value).strip()
    return len(told.splitlines()) > 1 or "-----BEGIN " in told or _break().search(told) is not None


def lines_of(value: str) -> list[list[str]]:
    """The lines of a secret that are its own.

    There is a list for what stands before, between and behind each armour; one where there is none.
    """
    told = _break().sub("\n", fully_decoded(value))
    blocks = []
    for block in _armour().split(told):
        lines = block.strip().splitlines()
        if len(lines) > 1 and "-----BEGIN " in told:
            # Fields of an encrypted key (RFC 1421 §4.6) or of OpenPGP (RFC 9580 §6.2.2).
            lines = [line for line in lines if not _field().match(line.lstrip())]
        blocks.append(lines)
    return blocks


def with_other_line_ends(value: str) -> list[str]:
    """The secret as it is, and with the line ends of other systems."""
    if len(value.splitlines()) < 2:
        return [value]
    told = value.replace("\r\n", "\n").replace("\r", "\n")
    return list(dict.fromkeys((value, told, told.replace("\n", "\r\n"))))


def folded(text: str) -> str:
    """A text without blanks, plus signs (which are blanks in a form), and line ends of any kind."""
    if "<" in text:
        text = _break().sub("", text)
    # Octets are left out faster than characters; in UTF-8, these are no part of others.
    octets = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_BLANKS)
    told = octets.decode("utf-8", "surrogatepass")
    if told.isascii():
        return told
    for sign in _PICTURES:
        told = told.replace(sign, "")
    return "".join(told.split())


def folded_level(before: DecodedText) -> DecodedText:
    """The same with the way back to where each character stood."""
    pieces = _gaps("<" in before.text).split(before.text)
    meanings = pieces.copy()
    meanings[1::2] = [""] * (len(pieces) // 2)
    return DecodedText("".join(meanings), before, pieces, meanings)


_BREAK = r"<[bB][rR]\s{0,8}/?>"


@cache
def _break() -> re.Pattern[str]:
    return re.compile(_BREAK)


@cache
def _gaps(with_breaks: bool) -> re.Pattern[str]:
    blanks = rf"[\s+{_PICTURES}]"
    return re.compile(rf"((?:{blanks}|{_BREAK})+)" if with_breaks else rf"({blanks}+)")


@cache
def _armour() -> re.Pattern[str]:
    return re.compile(r"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----")


@cache
def _field() -> re.Pattern[str]:
    return re.compile(r"[A-Z][A-Za-z-]{1,30}: ")
