"""``powershell -EncodedCommand …``: a command in Base64 of UTF-16, read as what it says."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence

from msgspec import structs

from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportRemark, ImportVerdict

_PROGRAM = re.compile(
    r"[ \t]*(?:PS[^>\n]*>|[A-Za-z]:\\[^>\n]*>|[$>#&])?[ \t]*['\"]?(?:[^\s'\"]*[\\/])?"
    r"(?:powershell|pwsh)(?:\.exe)?['\"]?[ \t]+",
    re.IGNORECASE,
)
_OPTION = "encodedcommand"
"""Any beginning of it does, and ``ec``."""
_CODE = re.compile(r"[ \t]*([A-Za-z0-9+/]+={0,2})[ \t`^\\]*")
"""A line of Base64 that goes on in the next one; where a shell joins them, with its mark."""
_MOST_LINES = 2_000
_QUOTES = "\"'"


def with_decoded_commands(source: ImportSource) -> tuple[ImportSource, Sequence[ImportRemark]]:
    """The source with the commands that are encoded in it, and what is to be told of them."""
    lowered = source.text[:64].lstrip("\ufeff \t\r\n")
    if source.is_folder or lowered[:1] in {"{", "["} or not _may_encode(source.text):
        return source, ()
    made: list[str] = []
    told: list[ImportRemark] = []
    lines = source.text.split("\n")
    at = 0
    while at < len(lines):
        decoded, count = _decoded(lines, at)
        if count:
            told.append(
                ImportRemark(
                    ImportVerdict.CARRIED,
                    "The encoded command of PowerShell was decoded and read.",
                    source.name,
                    line=at + 1,
                )
            )
            made.append(decoded)
        else:
            made.append(lines[at])
        at += count or 1
    return (structs.replace(source, text="\n".join(made)), told) if told else (source, ())


def _may_encode(text: str) -> bool:
    low = text.lower()
    return "powershell" in low or "pwsh" in low


def _decoded(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The command that begins in a line, and how many lines it takes; 0 for no such command."""
    program = _PROGRAM.match(lines[at])
    words = lines[at][program.end() :].split() if program else []
    at_option = next((index for index, one in enumerate(words) if _is_option(one)), None)
    if at_option is None:
        return "", 0
    for code, count in _codes(words[at_option + 1 :], lines, at):
        if text := _text(code):
            return text, count
    return "", 0


def _is_option(word: str) -> bool:
    option = word[1:].lower()
    return word[0] in "-/" and bool(option) and (_OPTION.startswith(option) or option == "ec")


def _codes(words: Sequence[str], lines: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """What may be the Base64, the longest first: it may be wrapped in lines."""
    first = words[0].strip(_QUOTES) if words and words[0] not in {"`", "^", "\\"} else ""
    pieces = [first]
    for line in lines[at + 1 : at + _MOST_LINES]:
        match = _CODE.fullmatch(line.strip().strip(_QUOTES))
        if match is None:
            break
        pieces.append(match[1])
    # What stands behind the code is another command, of which a word may be Base64 as well.
    for count in range(len(pieces), max(len(pieces) - 4, 0), -1):
        yield "".join(pieces[:count]), count


def _text(code: str) -> str:
    try:
        text = b64decode(code, validate=True).decode("utf-16-le")
    except ValueError:
        return ""
    return (
        text if text.strip() and all(one.isprintable() or one in "\t\r\n" for one in text) else ""
    )
