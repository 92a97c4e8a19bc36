"""Commands written for cmd, the command prompt of Windows, rewritten for bash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outrider.importers.curl.shell_text import as_bash_word, expansion, unknown

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
PERCENT_VARIABLE = re.compile(rf"%({_NAME})(:[^%\n]*|\([A-Za-z0-9]+\))?%")
"""``%NAME%``, a part of its value, or a name with brackets; perhaps a percent-encoding."""

_FILLED = re.compile(
    rf"%%|(?P<argument>%(?:~[A-Za-z$:]*[0-9*]|[0-9*](?![0-9A-Fa-f])))"
    rf"|%(?P<name>{_NAME})(?P<part>:[^%\n]*|\([A-Za-z0-9]+\))?%"
    rf"|!(?P<delayed>{_NAME})(?P<delayed_part>:[^!\n]*)?!"
)
_BYTE = re.compile(r"[0-9A-Fa-f]{2}")
_SET = re.compile(
    rf"set[ \t]+(?:(/[ap])[ \t]+\"?({_NAME})=[^&|\n]*|\"({_NAME})=([^\"\n]*)\"[ \t]*"
    rf"|({_NAME})=([^&|\n]*))",
    re.IGNORECASE,
)
_LOOP = re.compile(
    r"for[ \t]+/f\b.*?\bin[ \t]*\([ \t]*'(.*)'[ \t]*\)[ \t]*do\b[ \t]*", re.IGNORECASE
)
_IF = re.compile(
    r"if[ \t]+(?:/i[ \t]+)?(?:not[ \t]+)?"
    r"(?:(?:errorlevel|exist|defined)[ \t]+\S+|\S+[ \t]*==[ \t]*\S+)[ \t]*",
    re.IGNORECASE,
)
_LINE = re.compile(r"(?:[^^\n]|\^\n\^?\n|\^[^\n]|\^\n|\^\Z)+|\n")
_JOINT = re.compile(r"\^\n(\^?\n)?")
_BREAK = "\x01"
"""What a line break is that belongs to a word."""
_OF_LOOP = re.compile(r"%%[~A-Za-z]")
_PROMPT = re.compile(r"[ \t]*(?:[A-Za-z]:\\[^>\n]*>|More\?)?[ \t]*@?")
_REMARK = re.compile(r"(?:rem\b|::)", re.IGNORECASE)
_OPERATOR = re.compile(r"\d?>>?(?:&\d)?|<|&&?|\|\|?")
_QUOTED_CARET = re.compile(r"\^[^A-Za-z0-9_\s]|(?<=%)\^")
"""A caret that Chrome has escape in quotation marks, where cmd would keep it."""
_SLASHES = re.compile(r'(\\*)(")?')


def is_percent_encoding(text: str, start: int, end: int) -> bool:
    """Whether the signs at both ends of what looks like a variable begin encoded bytes."""
    return bool(_BYTE.match(text, start + 1) and _BYTE.match(text, end))


def from_cmd(text: str) -> str:
    """The text as bash would have it written, each command in the line where it began."""
    names = (next(filter(None, (match[2], match[3], match[5]))) for match in _SET.finditer(text))
    # Names are the same in either case.
    spelled = {name.lower(): name for name in names}
    made: list[str] = []
    depth = 0
    for match in _LINE.finditer(text):
        if match[0] == "\n":
            made.append("\n")
            continue
        line = _JOINT.sub(lambda joint: _BREAK if joint[1] else " ", match[0])
        depth = max(depth - line.lstrip().startswith(")"), 0)
        made.append(_command(line, spelled, in_block=depth > 0) + "\n" * match[0].count("\n"))
        depth += line.rstrip().endswith("(")
    return "".join(made)


def _command(line: str, spelled: Mapping[str, str], *, in_block: bool = False) -> str:
    """A line for bash; in a block, a condition or a loop decides whether a variable is set."""
    prompt = _PROMPT.match(line)
    is_typed = prompt is not None and ">" in prompt[0]
    line = line[prompt.end() :] if prompt else line
    is_condition = False
    if _REMARK.match(line):
        return ""
    made = ""
    if match := _LOOP.match(line):
        # Its output is what the loop goes through.
        made, line = f"{_command(match[1], spelled)} ; ", line[match.end() :]
    elif match := _IF.match(line):
        line, is_condition = line[match.end() :], True
    if match := _SET.match(line):
        name = spelled[next(filter(None, (match[2], match[3], match[5]))).lower()]
        value = match[4] if match[3] else match[6]
        is_unknown = in_block or match[1] or _OF_LOOP.search(value or "")
        text = _filled(value or "", spelled, is_typed=is_typed).replace("^", "")
        word = as_bash_word(unknown(name) if is_unknown else text)
        made, line = f"{made}{name}={word} ", line[match.end() :]
    made += " ".join(_pieces(_filled(line, spelled, is_typed=is_typed)))
    return f"if : ; then {made} ; fi" if is_condition else made


def _filled(line: str, spelled: Mapping[str, str], *, is_typed: bool = False) -> str:
    """The line with its variables; this cmd does before all else.

    A line typed at a prompt has no arguments, and keeps two percent signs.
    """

    def value(match: re.Match[str]) -> str:
        written = match[0]
        if written == "%%":
            return written if is_typed else "%"
        if match["argument"]:
            word = "_".join(re.findall(r"\w+", written)) or "all"
            return written if is_typed else unknown(f"argument_{word}", written)
        if match["delayed"]:
            name, part = match["delayed"], match["delayed_part"]
        elif is_percent_encoding(line, match.start(), match.end()):
            return written
        else:
            name, part = match["name"], match["part"]
        name = spelled.get(name.lower(), name)
        if part and part.startswith(":"):
            return unknown("_".join(["part_of", name, *re.findall(r"\w+", part)]), written)
        if match["delayed"]:
            return expansion(name) if name.lower() in spelled else unknown(name, written)
        return expansion(name, is_known=not part)

    return _FILLED.sub(value, line)


def _pieces(line: str) -> Iterator[str]:
    """Words for bash and operators; carets escape, as quotation marks do for cmd itself."""
    text: list[str] = []
    inside, at = False, 0
    while at < len(line):
        character = line[at]
        if character == "^" and (not inside or _QUOTED_CARET.match(line, at)):
            text.append(line[at + 1 : at + 2])
            at += 2
            continue
        operator = None if inside else _OPERATOR.match(line, at)
        begins_word = not text or text[-1] in {" ", "\t"}
        if operator is not None and (operator[0][0] in "<>&|" or begins_word):
            yield from map(as_bash_word, _windows_words("".join(text)))
            yield operator[0]
            text, at = [], operator.end()
            continue
        inside ^= character == '"'
        text.append(character)
        at += 1
    yield from map(as_bash_word, _windows_words("".join(text)))


def _windows_words(line: str) -> list[str]:
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
            if piece in f" \t{_BREAK}" and not inside:
                words += [] if word is None else ["".join(word)]
                word = None
                continue
        word = [] if word is None else word
        word.append(piece.replace(_BREAK, "\n"))
    return words if word is None else [*words, "".join(word)]
