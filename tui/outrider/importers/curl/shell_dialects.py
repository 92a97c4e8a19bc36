r"""Commands written for cmd and PowerShell, rewritten for bash.

Browsers offer "Copy as cURL (cmd)" beside "(bash)", and wikis hold all three.
"""

from __future__ import annotations

import re

_CMD = re.compile(r"\^\s*$|\^[\"&%^]", re.MULTILINE)
_POWERSHELL = re.compile(r"`[ \t]*$", re.MULTILINE)
_QUOTE = "'"


def as_bash(text: str) -> str:
    """The text as bash would have it written; a text for bash is given back as it is."""
    text = text.replace("\r\n", "\n")
    if _POWERSHELL.search(text) and not re.search(r"\\$", text, re.MULTILINE):
        return _from_powershell(text)
    if _CMD.search(text) and not re.search(r"\\$", text, re.MULTILINE):
        return _from_cmd(text)
    return text


def quoted(word: str) -> str:
    """A word in single quotes."""
    return _QUOTE + word.replace(_QUOTE, "'\\''") + _QUOTE


def _from_cmd(text: str) -> str:
    """Carets escape, also before a line's end; then words are split as C programs on Windows do."""
    plain = re.sub(r"\^\n(\^\n)?", lambda match: "\n" if match[1] else "\0", text)
    lines = []
    for line in plain.split("\n"):
        unescaped = re.sub(r"\^(.)", r"\1", line.replace("\0", " "))
        lines.append(" ".join(map(quoted, _windows_words(unescaped))))
    return "\n".join(lines)


def _windows_words(line: str) -> list[str]:
    """Arguments as Microsoft's C runtime takes a command line apart."""
    words: list[str] = []
    word: list[str] | None = None
    inside = False
    at = 0
    while at < len(line):
        match = re.compile(r'(\\*)(")?').match(line, at)
        assert match is not None
        slashes, quote = match[1], match[2]
        if quote:
            word = [] if word is None else word
            word.append("\\" * (len(slashes) // 2))
            at = match.end()
            if len(slashes) % 2:
                word.append('"')
            elif inside and line[at : at + 1] == '"':
                word.append('"')
                at += 1
            else:
                inside = not inside
        elif slashes:
            word = [] if word is None else word
            word.append(slashes)
            at = match.end()
        elif line[at] in " \t" and not inside:
            if word is not None:
                words.append("".join(word))
            word = None
            at += 1
        else:
            word = [] if word is None else word
            word.append(line[at])
            at += 1
    if word is not None:
        words.append("".join(word))
    return words


def _from_powershell(text: str) -> str:
    """Backticks escape and join lines; ``''`` in single and ``""`` in double quotes are one."""
    out: list[str] = []
    at = 0
    known = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
    while at < len(text):
        character = text[at]
        if character == "`":
            following = text[at + 1 : at + 2]
            blank = re.compile(r"`[ \t]*\n").match(text, at)
            if blank:
                out.append(" ")
                at = blank.end()
            else:
                out.append(quoted(known.get(following, following)))
                at += 2
        elif character == "'":
            match = re.compile(r"'((?:[^']|'')*)'?").match(text, at)
            assert match is not None
            out.append(quoted(match[1].replace("''", "'")))
            at = match.end()
        elif character == '"':
            match = re.compile(r'"((?:[^"`]|""|`.)*)"?', re.DOTALL).match(text, at)
            assert match is not None
            inner = match[1].replace('""', '"')
            inner = re.sub(
                r"`(.)", lambda found: known.get(found[1], found[1]), inner, flags=re.DOTALL
            )
            out.append(quoted(inner))
            at = match.end()
        else:
            out.append("\\\\" if character == "\\" else character)
            at += 1
    return "".join(out)
