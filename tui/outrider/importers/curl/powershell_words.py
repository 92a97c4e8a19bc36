"""Words of a script for PowerShell: strings, variables, numbers; what ends a statement.

An OS environment variable is ``$env:NAME``; ``$name`` is a variable of PowerShell's own, which has
a value only where the script gives it one (PowerShell's manual, about_Variables).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from outrider.importers.curl.shell_text import as_bash_word, behind_closing, expansion, unknown

WORD = r"[A-Za-z_][A-Za-z0-9_]*"
ENVIRONMENT_VARIABLE = re.compile(rf"\$(?:\{{env:({WORD})\}}|env:({WORD}))", re.IGNORECASE)
"""``$env:NAME`` or ``${env:NAME}``."""

GIVES_ENV = re.compile(r"(?:^|[\s;])env=", re.MULTILINE)
"""A script for bash that has a variable of that name, so that ``$env:`` is no OS variable."""

SCOPE = r"(?:(?:script|global|local|private|using):)?"
_OWN = re.compile(rf"\$(?:\{{{SCOPE}({WORD})\}}|{SCOPE}({WORD}))", re.IGNORECASE)
_ODD_NAME = re.compile(r"\$\{(?:\w+:)?([^{}\n]+)\}")
_MEMBERS = re.compile(rf"(?:\.{WORD}|\[[^\]\n]*\])+")
_COMMENT = re.compile(r"<#.*?(?:#>|\Z)|(?:(?<=\s)|^)#[^\n]*", re.DOTALL | re.MULTILINE)
_HERE = re.compile(r"@(['\"])[ \t]*\n(.*?)\n\1@", re.DOTALL)
_SINGLE = re.compile(r"'((?:[^']|'')*)'?")
_NUMBER = re.compile(r"\d+")
_PLAIN_IN_QUOTES = re.compile(r'[^`"$]+')
JOINT = re.compile(r"`[ \t]*\n")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
_PAIRS = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}


class PowerShellWords:
    """Reads words where it stands, each as bash would have it; or nothing."""

    def __init__(self, text: str, spelled: dict[str, str], unsure: Collection[str]) -> None:
        self._text = text
        self._at = 0
        self._spelled = spelled
        self._unsure = unsure

    def _number(self) -> str | None:
        match = _NUMBER.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return match[0]

    def _end_of_statement(self) -> int:
        depth, at = 0, self._at
        while at < len(self._text):
            character = self._text[at]
            if match := next(
                filter(None, (one.match(self._text, at) for one in (_HERE, JOINT))), None
            ):
                at = match.end()
                continue
            if character == '"':
                at = _double_end(self._text, at)
                continue
            if match := _SINGLE.match(self._text, at):
                at = match.end()
                continue
            if character in "\n;}" and depth <= 0:
                break
            depth += _PAIRS.get(character, 0)
            at += 1
        return at

    def _comment(self) -> str | None:
        match = _COMMENT.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return "\n" * match[0].count("\n")

    def _string(self) -> str | None:
        if match := _HERE.match(self._text, self._at):
            is_literal, inside, end = match[1] == "'", match[2], match.end()
        elif match := _SINGLE.match(self._text, self._at):
            is_literal, inside, end = True, match[1].replace("''", "'"), match.end()
        elif self._text.startswith('"', self._at):
            end = _double_end(self._text, self._at)
            inside = self._text[self._at + 1 : end].removesuffix('"')
            is_literal = False
        else:
            return None
        written, self._at = self._text[self._at : end], end
        word = as_bash_word(_for_program(inside if is_literal else self._expanded(inside)))
        # The lines of the marks around a here-string.
        return "\\\n" * (written.count("\n") - word.count("\n")) + word

    def _expanded(self, inside: str) -> str:
        made: list[str] = []
        at = 0
        while at < len(inside):
            if inside[at] == "`":
                made.append(unescaped_backtick(inside[at + 1 : at + 2]))
                at += 2
                continue
            if inside.startswith('""', at):
                made.append('"')
                at += 2
                continue
            if match := _PLAIN_IN_QUOTES.match(inside, at):
                made.append(match[0])
                at = match.end()
                continue
            found = self._value(inside, at, members=False)
            if found is None:
                made.append(inside[at])
                at += 1
            else:
                value, at = found
                made.append(value)
        return "".join(made)

    def _variable(self) -> str | None:
        found = self._value(self._text, self._at, members=True)
        if found is None:
            return None
        value, self._at = found
        return as_bash_word(value)

    def _value(self, text: str, at: int, *, members: bool) -> tuple[str, int] | None:
        """What stands for the value of a variable or an expression, and where the text goes on."""
        if match := ENVIRONMENT_VARIABLE.match(text, at):
            name = match[1] or match[2]
            return expansion(self._spelled.get(name.lower(), name)), match.end()
        if match := _OWN.match(text, at):
            name, end = match[1] or match[2], match.end()
            if members and (more := _MEMBERS.match(text, end)):
                words = re.findall(r"\w+", more[0])
                return expansion("_".join([name, *words]), is_known=False), more.end()
            name = self._spelled.get(name.lower(), name)
            if name.lower() in self._unsure:
                return unknown(name), end
            return expansion(name, is_known=False), end
        if match := _ODD_NAME.match(text, at):
            # A name that no reference can have.
            word = "_".join(re.findall(r"[A-Za-z0-9_]+", match[1])) or "variable"
            name = word if word[0].isalpha() else f"variable_{word}"
            return expansion(name, is_known=False), match.end()
        if text.startswith("$(", at):
            end = behind_closing(text, at + 2)
            inside = text[at + 2 : end - 1].strip()
            alone = None if inside.startswith("$(") else self._value(inside, 0, members=True)
            if alone is not None and alone[1] == len(inside):
                return alone[0], end
            return f"\0{text[at:end]}\0", end
        return None


def _double_end(text: str, at: int) -> int:
    """Behind the text in double quotes that begins here, and what it may have in ``$(…)``."""
    at += 1
    while at < len(text):
        if text.startswith("$(", at):
            at = behind_closing(text, at + 2)
        elif text[at] == "`" or text.startswith('""', at):
            at += 2
        elif text[at] == '"':
            return at + 1
        else:
            at += 1
    return len(text)


def _for_program(text: str) -> str:
    """Backslashes before each quotation mark are for the program's own reading of its line."""
    is_for_program = '\\"' in text and re.search(r'(?<!\\)"', text) is None
    return text.replace('\\"', '"') if is_for_program else text


def unescaped_backtick(character: str) -> str:
    """What a backtick makes of the character behind it."""
    return _ESCAPES.get(character, character)
