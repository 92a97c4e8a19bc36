"""Where things end in the text of a shell script, and words as bash has them."""

from __future__ import annotations

import re

_EXPANSION = re.compile("\0([^\0]*)\0")


def find_or_end(text: str, wanted: str, start: int) -> int:
    """Where it is, or the end of the text."""
    found = text.find(wanted, start)
    return len(text) if found < 0 else found


def behind_closing(text: str, at: int) -> int:
    """Behind the bracket that closes a command substitution; quotes inside may have others."""
    opened = ["("]
    while at < len(text) and opened:
        character = text[at]
        if character == "\\":
            at += 1
        elif character == '"':
            if opened[-1] == '"':
                opened.pop()
            else:
                opened.append('"')
        elif character == "(" and (opened[-1] == "(" or text[at - 1] == "$"):
            opened.append("(")
        elif opened[-1] == "(" and character == ")":
            opened.pop()
        elif opened[-1] == "(" and character == "'":
            at = find_or_end(text, "'", at + 1)
        at += 1
    return min(at, len(text))


def here_document(text: str, at: int, mark: str, *, tabs: bool) -> tuple[str, int]:
    """The text of a here-document, and where the script goes on."""
    lines = []
    while at < len(text):
        end = find_or_end(text, "\n", at)
        line = text[at:end]
        at = end + 1
        line = line.lstrip("\t") if tabs else line
        if line == mark:
            break
        lines.append(line + "\n")
    return "".join(lines), at


def as_bash_word(text: str) -> str:
    """A text as one word for bash; what stands between NUL characters bash expands."""
    pieces = _EXPANSION.split(text)
    words = (
        f'"{piece}"' if index % 2 else _single_quoted(piece)
        for index, piece in enumerate(pieces)
        if piece
    )
    return "".join(words) or "''"


def expansion(name: str, *, is_known: bool = True) -> str:
    """What :func:`as_bash_word` expands: an OS environment variable, or another shell's value."""
    return f"\0${{{name}}}\0" if is_known else f"\0${{({name})}}\0"


def unknown(name: str, written: str = "") -> str:
    """What :func:`as_bash_word` expands to a reference, whatever value the name has before.

    ``written`` is what it replaces, as the other shell's script has it; empty for a variable.
    """
    return f"\0${{(({name})){written.encode('utf-8', 'surrogatepass').hex()}}}\0"


def behind_brace(text: str, at: int) -> int:
    """Behind the brace that closes a parameter of bash; its default may have others."""
    depth = 1
    while at < len(text) and depth:
        if text[at] == "\\":
            at += 1
        elif text.startswith("${", at):
            depth, at = depth + 1, at + 1
        elif text[at] == "}":
            depth -= 1
        at += 1
    return min(at, len(text))


def _single_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
