"""Commands written for PowerShell, rewritten for bash.

An OS environment variable is ``$env:NAME``; ``$name`` is a variable of PowerShell's own, which has
a value only where the script gives it one (PowerShell's manual, about_Variables).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.shell_text import as_bash_word, behind_closing, expansion, unknown

_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
ENVIRONMENT_VARIABLE = re.compile(rf"\$(?:\{{env:({_WORD})\}}|env:({_WORD}))", re.IGNORECASE)
"""``$env:NAME`` or ``${env:NAME}``."""

GIVES_ENV = re.compile(r"(?:^|[\s;])env=", re.MULTILINE)
"""A script for bash that has a variable of that name, so that ``$env:`` is no OS variable."""

_SCOPE = r"(?:(?:script|global|local|private|using):)?"
_OWN = re.compile(rf"\$(?:\{{{_SCOPE}({_WORD})\}}|{_SCOPE}({_WORD}))", re.IGNORECASE)
_ODD_NAME = re.compile(r"\$\{(?:\w+:)?([^{}\n]+)\}")
_MEMBERS = re.compile(rf"(?:\.{_WORD}|\[[^\]\n]*\])+")
_ASSIGNMENT = re.compile(
    rf"(?:^|(?<=[;{{]))[ \t]*(?:\[[\w.\[\]]+\][ \t]*)*\$\{{?(?:(env):|{_SCOPE})({_WORD})\}}?"
    r"[ \t]*([-+*/%]|\?\?)?=(?!=)[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_PROMPT = re.compile(r"^(?:PS(?: [^>\n]*)?>|>>)[ \t]?", re.MULTILINE)
_COMMENT = re.compile(r"<#.*?(?:#>|\Z)|(?:(?<=\s)|^)#[^\n]*", re.DOTALL | re.MULTILINE)
_HERE = re.compile(r"@(['\"])[ \t]*\n(.*?)\n\1@", re.DOTALL)
_SINGLE = re.compile(r"'((?:[^']|'')*)'?")
_PLAIN = re.compile(r"[^\s`'\"$\\{}@#<;\[-]+")
_PLAIN_IN_QUOTES = re.compile(r'[^`"$]+')
_REST = re.compile(r"--%[ \t]([^\n|;]*)")
"""What PowerShell gives to a program as cmd would (its manual, about_Parsing)."""
_JOINT = re.compile(r"`[ \t]*\n")
_ENDS = re.compile(r"[ \t]*(?:;|\n|#|\Z)")
_SPLAT = re.compile(rf"(?<!\S)@({_WORD})")
"""A list of arguments of its own (PowerShell's manual, about_Splatting)."""
_CALLS = re.compile(r"(?:&[ \t]*)?curl(?:\.exe)?[ \t]", re.IGNORECASE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
_BARE = {"\\": "\\\\", "{": ";", "}": ";"}
"""Characters that mean something else in bash; a block of a script is other commands."""
_PAIRS = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}


def from_powershell(text: str) -> str:
    """The text as bash would have it written, line by line."""
    return _Rewriter(_PROMPT.sub("", text)).run()


class _Rewriter:
    """Goes through a script once; each reader takes what begins where it stands, or nothing."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._braces = 0
        # Names are the same in either case.
        assigned = (match[2] for match in _ASSIGNMENT.finditer(text))
        self._spelled = {name.lower(): name for name in assigned}
        self._readers: tuple[Callable[[], str | None], ...] = (
            self._assignment,
            self._comment,
            self._string,
            self._variable,
            self._rest,
            self._escape,
        )

    def run(self) -> str:
        made: list[str] = []
        while self._at < len(self._text):
            if match := _PLAIN.match(self._text, self._at):
                made.append(match[0])
                self._at = match.end()
                continue
            for reader in self._readers:
                if (found := reader()) is not None:
                    made.append(found)
                    break
            else:
                made.append(self._text[self._at])
                self._at += 1
        return "".join(made)

    def _assignment(self) -> str | None:
        match = _ASSIGNMENT.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        name = self._spelled[match[2].lower()]
        if _CALLS.match(self._text, self._at):
            # What the command's output goes into is of no matter.
            return ""
        start = self._at
        value = self._string() or self._variable() or self._number()
        adds = match[3] == "+"
        # In a block, it depends on a condition or a call whether there is the value.
        is_text = (
            value is not None
            and not self._braces
            and (not match[3] or (adds and not value.isdigit()))
        )
        if is_text and _ENDS.match(self._text, self._at):
            return f"{name}{'+' if adds else ''}={value}"
        self._at = start
        unsure = f"{name}={as_bash_word(unknown(name))};"
        end = self._end_of_statement()
        if re.search(r"\bcurl\b", self._text[start:end]):
            return unsure
        self._at = end
        return unsure + "\n" * self._text.count("\n", start, end)

    def _number(self) -> str | None:
        match = re.compile(r"\d+").match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return match[0]

    def _end_of_statement(self) -> int:
        depth, at = 0, self._at
        while at < len(self._text):
            character = self._text[at]
            if match := next(
                filter(None, (one.match(self._text, at) for one in (_HERE, _JOINT))), None
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
                made.append(_unescaped(inside[at + 1 : at + 2]))
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
            return expansion(self._spelled.get(name.lower(), name), is_known=False), end
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

    def _rest(self) -> str | None:
        match = _REST.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return from_cmd(match[1])

    def _escape(self) -> str | None:
        if match := _JOINT.match(self._text, self._at):
            self._at = match.end()
            return " \\\n"
        if match := _SPLAT.match(self._text, self._at):
            self._at = match.end()
            return unknown(match[1], match[0]).strip("\0")
        character, following = self._text[self._at], self._text[self._at + 1 : self._at + 2]
        if character in _BARE:
            self._at += 1
            self._braces = max(self._braces + {"{": 1, "}": -1}.get(character, 0), 0)
            return _BARE[character]
        if character != "`":
            return None
        self._at += 2
        return as_bash_word(_unescaped(following))


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


def _unescaped(character: str) -> str:
    return _ESCAPES.get(character, character)
