r"""Commands written for cmd and PowerShell, rewritten for bash.

Browsers offer "Copy as cURL (cmd)" beside "(bash)", and wikis hold all three.
"""

from __future__ import annotations

import re

_CMD = re.compile(r"\^\s*$|\^[\"&%^]", re.MULTILINE)
_POWERSHELL = re.compile(r"^[^`\n]*(?:`[^`\n]+`[^`\n]*)*[ \t]`[ \t]*\n", re.MULTILINE)
"""A line that a backtick joins to the next, and not one that ends a command's output."""
_SLASHES = re.compile(r'(\\*)(")?')


def as_bash(text: str) -> str:
    """The text as bash would have it written; a text for bash is given back as it is."""
    text = text.replace("\r\n", "\n")
    if _POWERSHELL.search(text) and not re.search(r"\\$", text, re.MULTILINE):
        return _from_powershell(text)
    if _CMD.search(text) and not re.search(r"\\$", text, re.MULTILINE):
        return _from_cmd(text)
    return text


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _from_cmd(text: str) -> str:
    """Carets escape, also before a line's end; then words are split as C programs on Windows do."""
    plain = re.sub(r"\^\n(\^\n)?", lambda match: "\n" if match[1] else "\0", text)
    lines = []
    for line in plain.split("\n"):
        unescaped = re.sub(r"\^(.)", r"\1", line.replace("\0", " "))
        lines.append(" ".join(map(_quoted, _windows_words(unescaped))))
    return "\n".join(lines)


def _windows_words(line: str) -> list[str]:
    """Arguments as Microsoft's C runtime takes a command line apart."""
    words: list[str] = []
    word: str | None = None
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
            if piece in " \t" and not inside:
                words += [] if word is None else [word]
                word = None
                continue
        word = (word or "") + piece
    return words if word is None else [*words, word]


_PIECE = re.compile(
    r"""(?P<joint>`[ \t]*\n)|`.?|'(?P<single>(?:[^']|'')*)'?"""
    r"""|"(?P<double>(?:[^"`]|""|`.)*)"?|\\""",
    re.DOTALL,
)


def _from_powershell(text: str) -> str:
    """Backticks escape and join lines; ``''`` in single and ``""`` in double quotes are one."""

    def rewritten(match: re.Match[str]) -> str:
        if match["joint"]:
            return " "
        if match["single"] is not None:
            return _quoted(_for_program(match["single"].replace("''", "'")))
        if match["double"] is not None:
            return _quoted(_for_program(_unescaped(match["double"].replace('""', '"'))))
        return "\\\\" if match[0] == "\\" else _quoted(_unescaped(match[0]))

    return _PIECE.sub(rewritten, text)


def _for_program(text: str) -> str:
    """Backslashes before each quotation mark are for the program's own reading of its line."""
    is_for_program = '\\"' in text and re.search(r'(?<!\\)"', text) is None
    return text.replace('\\"', '"') if is_for_program else text


def _unescaped(text: str) -> str:
    known = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
    return re.sub(r"`(.?)", lambda found: known.get(found[1], found[1]), text, flags=re.DOTALL)
