"""Words of a command for cmd, as the program gets them that it calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.importers.curl.shell_text import as_bash_word, find_or_end

LINE_BREAK, JOINT = "\x01", "\x02"
"""What a line break is that belongs to a word, and one behind which a command goes on."""

_OPERATOR = re.compile(r"\d?>>?(?:&\d)?|<")
_BLANKS = f" \t{JOINT}"
_QUOTED_CARET = re.compile(r"\^[^A-Za-z0-9_\s]|(?<=%)\^")
_OF_BROWSER = re.compile(
    r'curl(?:\.exe)?[ \t]+"https?:[^"\n]*".*?[ \t\x02](?:-H[ \t]+"|--compressed\b|--data-raw\b)',
    re.DOTALL,
)
_QUOTED = re.compile(r'"((?:\^?\\\^?"|[^"\n])*)"')
_NOT_ESCAPED = re.compile(r"(?<![\^%])[&<>|{}#$@!\[\]]")
_SLASHES = re.compile(r'(\\*)(")?')


def is_of_browser(command: str) -> bool:
    """Whether a browser copied the command: older ones have a caret before each sign in quotes.

    cmd would keep these carets, which nobody meant.
    """
    return _OF_BROWSER.match(command) is not None and not any(
        _NOT_ESCAPED.search(inside) for inside in _QUOTED.findall(command)
    )


def without_carets(text: str) -> str:
    """A text as cmd reads it: outside of quotation marks, a caret escapes what follows."""
    pieces = text.split('"')
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = re.sub(r"\^(.?)", r"\1", piece)
    return '"'.join(pieces)


def words_of(command: str, *, of_browser: bool) -> Iterator[str]:
    """Words for bash, and redirections; carets escape outside of quotation marks."""
    text: list[str] = []
    inside, at = False, 0
    while at < len(command):
        character = command[at]
        if character == "\0":
            end = find_or_end(command, "\0", at + 1) + 1
            text.append(command[at:end])
            at = end
            continue
        if character == "^" and (
            not inside or (of_browser and _QUOTED_CARET.match(command, at) is not None)
        ):
            text.append(command[at + 1 : at + 2])
            at += 2
            continue
        operator = None if inside else _OPERATOR.match(command, at)
        begins_word = not text or text[-1] in _BLANKS
        if operator is not None and (operator[0][0] in "<>" or begins_word):
            yield from map(as_bash_word, _program_words("".join(text)))
            yield operator[0]
            text, at = [], operator.end()
            continue
        inside ^= character == '"'
        text.append(character)
        at += 1
    yield from map(as_bash_word, _program_words("".join(text)))


def _program_words(line: str) -> list[str]:
    """Arguments as Microsoft's C runtime takes a command line apart."""
    words: list[str] = []
    word: list[str] | None = None
    inside = False
    at = 0
    while at < len(line):
        match = _SLASHES.match(line, at)
        assert match is not None
        piece, at = match[1], match.end()
        if match[2]:
            is_literal = len(piece) % 2 == 1
            piece = piece[: len(piece) // 2]
            if not is_literal and inside and line[at : at + 1] == '"':
                is_literal, at = True, at + 1
            if is_literal:
                piece += '"'
            else:
                inside = not inside
        elif not piece:
            piece, at = line[at], at + 1
            if piece in f"{_BLANKS}{LINE_BREAK}" and not inside:
                words += [] if word is None else ["".join(word)]
                word = None
                continue
        word = [] if word is None else word
        word.append(piece.replace(LINE_BREAK, "\n").replace(JOINT, " "))
    return words if word is None else [*words, "".join(word)]
