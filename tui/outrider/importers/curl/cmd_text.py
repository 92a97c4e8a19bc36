"""Commands written for cmd, the command prompt of Windows, rewritten for bash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from outrider.importers.curl.cmd_variables import (
    LABEL,
    CmdNames,
    JumpEffects,
    called_label,
    jump_effects,
    spelled_names,
)
from outrider.importers.curl.cmd_words import (
    JOINT,
    LINE_BREAK,
    is_of_browser,
    without_carets,
    words_of,
)
from outrider.importers.curl.shell_text import as_bash_word, expansion, find_or_end, unknown

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_SET = re.compile(
    rf"set[ \t]+(?:(?P<how>/[ap])[ \t]+\"?(?P<asked>{_NAME})[-+*/%&|^]?="
    rf"|\"(?P<quoted>{_NAME})=(?P<inside>[^\"\n]*)\"[ \t]*|(?P<plain>{_NAME})=)",
    re.IGNORECASE,
)
_LOOP = re.compile(
    r"for[ \t]+(?P<how>/[dlrf]\b(?:[ \t]+(?:\"[^\"\n]*\"|[^\s\0%]+(?=[ \t]))?)?[ \t]*)?"
    r"\0\$\{(?P<letter>[A-Za-z])\}\0[ \t]+in[ \t]*\(",
    re.IGNORECASE,
)
_OF_LOOP = re.compile(r"\bfor[ \t]+([^%\n]*?)%%?([A-Za-z])[ \t]+in\b", re.IGNORECASE)
_SEVERAL = re.compile(r"tokens=[^\s\"]*[,*-]", re.IGNORECASE)
_DO = re.compile(r"\)\s*do\b[ \t]*", re.IGNORECASE)
_OPERAND = r"(?:\"[^\"\n]*\"|(?:\0[^\0]*\0|[^\s=(\0])+)"
_IF = re.compile(
    r"if[ \t]+(?:/i[ \t]+)?(?:not[ \t]+)?(?:/i[ \t]+)?"
    rf"(?:(?:errorlevel|exist|defined|cmdextversion)[ \t]+{_OPERAND}"
    rf"|{_OPERAND}[ \t]*(?:==|[ \t](?:equ|neq|lss|leq|gtr|geq)[ \t])[ \t]*{_OPERAND})[ \t]*",
    re.IGNORECASE,
)
_SHELL = re.compile(r"cmd(?:\.exe)?(?:[ \t]+/[a-z][:\w]*)*?[ \t]*/[ck][ \t]*", re.IGNORECASE)
_ELSE = re.compile(r"\s*else\b[ \t]*", re.IGNORECASE)
_LINE = re.compile(r"(?:[^^\n]|\^\n\^?\n|\^[^\n]|\^\n|\^\Z)+|\n")
_JOINT = re.compile(r"\^\n(\^?\n)?")
_PROMPT = re.compile(r"[ \t]*(?:[A-Za-z]:\\[^>\n]*>|More\?)?[ \t]*@?")
_REMARK = re.compile(r"(?:rem\b|:)[^\n]*", re.IGNORECASE)
_PREFIX = re.compile(r"(?:@|call[ \t]+(?!:))", re.IGNORECASE)
_DELAYED = re.compile(
    r"\b(?:setlocal\b[^\n]*\b(en|dis)abledelayedexpansion\b|cmd(?:\.exe)?\b[^\n]*/v(?::on)?\b)",
    re.IGNORECASE,
)
_SCOPE = re.compile(r"(?:(setlocal)|endlocal)\b", re.IGNORECASE)
_OPERATORS = {"&": ";", "&&": "&&", "|": "|", "||": "||"}
_BLANKS = f" \t{JOINT}"


class _Unit(Struct):
    """A line, or a block that cmd reads as one.

    Attributes:
        text: what was written; lines that a caret joins are one.
        prompt: it was typed behind one.
    """

    text: str
    is_typed: bool


def from_cmd(text: str) -> str:
    """The text as bash would have it written, each command in the line where it began."""
    spelled, jumps = spelled_names(text), jump_effects(text)
    made: list[str] = []
    is_delayed = False
    scopes: list[list[str]] = []
    for number, unit in enumerate(_units(text)):
        if match := _DELAYED.search(unit.text):
            is_delayed = (match[1] or "en").lower() == "en"
        changed = [spelled[name] for name in spelled_names(unit.text)]
        for kept_apart in scopes:
            kept_apart.extend(changed)
        ended = _scope(unit.text, scopes)
        own = {name: f"{name}_before_{number}" for name in changed}
        names = CmdNames(spelled, own, _loop_letters(unit.text), unit.is_typed, is_delayed)
        filled = names.filled(unit.text)
        # What the line has of a variable that it changes is the value from before.
        used = [name for name, before in own.items() if f"${{{before}}}" in filled]
        made += [f"{own[name]}={as_bash_word(expansion(name))} ; " for name in used]
        made.append(_forgotten(ended))
        written = _UnitRewriter(filled, jumps, spelled).run()
        lines = unit.text.count("\n") + unit.text.count(JOINT) + 2 * unit.text.count(LINE_BREAK)
        made.append(written + "\n" * (lines - written.count("\n")))
    return "".join(made)


def _units(text: str) -> Iterator[_Unit]:
    """Lines, and blocks over several; a line break that belongs to neither is one by itself."""
    lines: list[str] = []
    depth, is_typed = 0, False
    for match in _LINE.finditer(text):
        if match[0] == "\n":
            lines.append("\n")
            if depth > 0:
                continue
        else:
            line = _JOINT.sub(lambda joint: LINE_BREAK if joint[1] else JOINT, match[0])
            prompt = _PROMPT.match(line)
            if prompt is not None and depth <= 0:
                is_typed = ">" in prompt[0]
            lines.append(line[prompt.end() :] if prompt else line)
            depth = max(depth - line.lstrip().startswith(")"), 0) + line.rstrip().endswith("(")
            continue
        yield _Unit("".join(lines), is_typed)
        lines = []
    yield _Unit("".join(lines), is_typed)


def _scope(text: str, scopes: list[list[str]]) -> list[str]:
    """Begins or ends what ``setlocal`` keeps apart; gives what has its old value again."""
    match = _SCOPE.match(text)
    if match is None:
        return []
    if match[1]:
        scopes.append([])
        return []
    return scopes.pop() if scopes else []


def _loop_letters(text: str) -> str:
    """The variables of the loops of a unit; one that takes lines apart has the next letters too."""
    found = ""
    for match in _OF_LOOP.finditer(text):
        found += _letters(match[2], match[1])
    return "".join(dict.fromkeys(found))


def _letters(first: str, how: str) -> str:
    last = ord(first) + (8 if _SEVERAL.search(how) else 0)
    return "".join(filter(str.isalpha, map(chr, range(ord(first), last + 1))))


def _forgotten(names: Iterable[str]) -> str:
    return "".join(f"{name}={as_bash_word(unknown(name))} ; " for name in dict.fromkeys(names))


class _UnitRewriter:
    """Goes through a unit once, whose variables are filled in."""

    def __init__(self, text: str, jumps: JumpEffects, spelled: dict[str, str]) -> None:
        self._text = text
        self._jumps = jumps
        self._spelled = spelled
        self._at = 0
        self._depth = 0

    def run(self) -> str:
        """The unit as bash would have it."""
        made: list[str] = []
        while self._at < len(self._text):
            made.append(self._list())
            if self._at < len(self._text):
                # A bracket that closes nothing.
                self._at += 1
        return "".join(made)

    def _list(self) -> str:
        """Commands with what stands between them, up to the bracket that closes a block."""
        made: list[str] = []
        while self._at < len(self._text):
            self._skip()
            character = self._text[self._at : self._at + 1]
            if character == ")":
                break
            if character == "\n":
                made.append("\n")
                self._at += 1
            elif character in _OPERATORS:
                sign = self._text[self._at : self._at + 2]
                sign = sign if sign in _OPERATORS else character
                made.append(f" {_OPERATORS[sign]} ")
                self._at += len(sign)
            elif character:
                made.append(self._command())
        return "".join(made)

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in _BLANKS:
            self._at += 1

    def _taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _command(self) -> str:
        self._skip()
        while self._taken(_PREFIX):
            self._skip()
        if match := LABEL.match(self._text, self._at):
            names = self._jumps.at_labels.get(match[1].lower(), ())
            self._taken(_REMARK)
            return _forgotten(self._spelled[name.lower()] for name in names).rstrip("; ")
        if self._taken(_REMARK):
            return ""
        if self._text.startswith("(", self._at):
            return f"{{ : ; {self._block()} ; }}"
        if self._taken(_IF):
            return self._condition()
        if self._taken(_SHELL):
            return self._shell()
        if match := self._taken(_LOOP):
            return self._loop(match)
        if match := self._taken(_SET):
            return self._assignment(match)
        return self._simple()

    def _block(self) -> str:
        self._at += 1
        self._depth += 1
        made = self._list()
        self._depth -= 1
        self._at += 1
        return _closed(made)

    def _branch(self) -> str:
        self._skip()
        if self._text.startswith("(", self._at):
            return self._block()
        return _closed(self._command())

    def _condition(self) -> str:
        first = self._branch()
        at = self._at
        if match := self._taken(_ELSE):
            breaks = "\n" * self._text.count("\n", at, match.end())
            return f"if : ; then : ; {first}{breaks} ; else : ; {self._branch()} ; fi"
        return f"if : ; then : ; {first} ; fi"

    def _shell(self) -> str:
        """What another cmd is given: its first and last quotation marks are not for the program."""
        written = self._rest_of_command().strip()
        inner = written[1:-1] if written.startswith('"') and written.endswith('"') else written
        return f"( {_closed(_UnitRewriter(inner, self._jumps, self._spelled).run())} )"

    def _loop(self, match: re.Match[str]) -> str:
        start = self._at
        done = _DO.search(self._text, start)
        if done is None:
            self._at = len(self._text)
            return ""
        given, self._at = self._text[start : done.start()].strip(), done.end()
        how, letter = (match["how"] or "").strip().lower(), match["letter"]
        command = ""
        if how.startswith("/f") and given[:1] in {"'", "`"}:
            # Its output is what the loop goes through.
            inner = _UnitRewriter(given[1:].rstrip(given[0]), self._jumps, self._spelled)
            command = f"{_closed(inner.run())} ; "
        body = self._branch()
        # One that takes lines apart has a variable for each piece.
        used = [
            one for one in _letters(letter, how) if one == letter or expansion(one)[1:-1] in body
        ]
        heads = "".join(f"for {one} in : ; do : ; " for one in used)
        return f"{command}{heads}{body}{' ; done' * len(used)}"

    def _assignment(self, match: re.Match[str]) -> str:
        written = match["asked"] or match["quoted"] or match["plain"]
        name = self._spelled.get(written.lower(), written)
        if match["how"]:
            self._rest_of_command()
            return f"read {name}" if match["how"].lower() == "/p" else _unsure(name)
        if match["quoted"]:
            return f"{name}={as_bash_word(match['inside'])}"
        value = self._rest_of_command().replace(JOINT, " ").rstrip(" \t")
        return f"{name}={as_bash_word(without_carets(value))}"

    def _simple(self) -> str:
        start = self._at
        written = self._rest_of_command()
        if label := called_label(written):
            names = self._jumps.by_calls.get(label, ())
            return _forgotten(self._spelled[name.lower()] for name in names).rstrip("; ")
        breaks = "\n" * self._text.count(JOINT, start, self._at)
        breaks += "\n" * self._text.count(LINE_BREAK, start, self._at)
        return " ".join(words_of(written, of_browser=is_of_browser(written))) + breaks

    def _rest_of_command(self) -> str:
        """What stands before the next operator, or the bracket that closes the block."""
        text, start, inside = self._text, self._at, False
        of_browser = is_of_browser(text[start : find_or_end(text, "\n", start)])
        while self._at < len(text):
            character = text[self._at]
            if character == "\0":
                self._at = find_or_end(text, "\0", self._at + 1)
            elif character == '"':
                inside = not inside
            elif character == "^" and (not inside or of_browser):
                self._at += 1
            elif character == "\n" or (not inside and self._ends(character)):
                break
            self._at += 1
        self._at = min(self._at, len(text))
        return text[start : self._at]

    def _ends(self, character: str) -> bool:
        if character == ")":
            return self._depth > 0
        return character in {"&", "|"} and self._text[self._at - 1] != ">"


def _unsure(name: str) -> str:
    return f"{name}={as_bash_word(unknown(name))}"


def _closed(commands: str) -> str:
    """Commands behind which a semicolon can stand."""
    return f"{commands} :" if commands.rstrip().endswith(("&", "|", ";")) else commands or ":"
