r"""Words as a shell makes them, without running anything.

Python's shlex knows no ``$'…'``, no here-documents and no operators. What a shell would fill in
stays recognisable: a variable is kept between two NUL characters, which no argument can hold. So
is what stands for a command's output: under a name that nothing has a value for yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from outrider.importers.curl.ansi_quoting import ansi_text
from outrider.importers.curl.output_names import OutputNames
from outrider.importers.curl.powershell_words import ENVIRONMENT_VARIABLE, GIVES_ENV
from outrider.importers.curl.shell_command import SENDS, ShellCommand
from outrider.importers.curl.shell_notes import (
    ShellNote,
    default_note,
    environment_note,
    output_note,
    typography_note,
    value_note,
)
from outrider.importers.curl.shell_text import (
    behind_brace,
    behind_closing,
    find_or_end,
    here_document,
)
from outrider.importers.curl.typography import TYPOGRAPHIC, typographic

_NAME = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
_OF_ANOTHER_SHELL = re.compile(r"\$\{(\({1,2})([A-Za-z_][A-Za-z0-9_]*)\){1,2}([0-9a-f]*)\}")
"""What a variable of cmd or PowerShell is rewritten to that no OS environment variable is."""
_SPECIAL = re.compile(r"\$[0-9@*#?$!-]")
_DEFAULT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(:?)([-=?])")
"""A value with what stands for it, or what is told, where there is none."""
_FUNCTION = re.compile(r"[ \t]*\([ \t]*\)\s*(?=\{)")
_ARRAY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\+?=")
_HEREDOC = re.compile(r"<<(-?)[ \t]*(\\?['\"]?)([^\s'\"\\;&|<>()]+)['\"]?")
_QUOTE_MARK = re.compile(r">+[ \t]+(?=(?:\$[ \t]+)?curl(?:\.exe)?\s)")
"""What a quotation or a prompt begins a line with: no file is called curl."""
_REDIRECT = re.compile(r"\d*(<<<|>\||>>|>&|&>|>|<)")
_PATH_OF_CURL = re.compile(r"(?:\$\(|`)\s*(?:which|command -v|type -[pP])\s+curl\s*[)`]")
_BLANKS = " \t"
_NO_BREAK = "\u00a0"
_DEEPEST = 4
"""Substitutions inside of each other that are read."""
_CONTROL = (";", "&", "|", "(", ")")


def parse_commands(text: str) -> Sequence[ShellCommand]:
    """Every simple command of a script for bash, in order; never raises."""
    return _ShellReader(text.replace("\r\n", "\n").replace("\0", "")).run()


class _CommandBuilder:
    """Words and commands, as far as they were read."""

    def __init__(self, text: str, depth: int = 0) -> None:
        self._text = text
        self._depth = depth
        self._at = 0
        self._found: list[ShellCommand] = []
        # A here-document's text stands below the line; the command waits for it.
        self._pending: list[tuple[int, str, bool, bool]] = []
        self._outputs = OutputNames()
        # How many commands stood before the last sign of a pipe.
        self._pipe = -1
        self._joined = ""
        self._brackets = 0
        # How many commands stood before the last bracket that was closed.
        self._closed = -1
        self._reset()

    def _reset(self) -> None:
        self._words: list[str] = []
        self._word: list[str] | None = None
        self._start = 0
        self._stdin: str | None = None
        self._stdin_file = ""
        self._notes: list[ShellNote] = []
        self._inner: list[ShellCommand] = []
        self._awaits = ""
        self._is_bare = self._redirected = False
        self._bare: set[int] = set()
        self._substituted: dict[str, Sequence[ShellCommand]] = {}

    @property
    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _tell_typography(self) -> None:
        note = typography_note(self._line)
        if note not in self._notes:
            self._notes.append(note)

    def _add(self, text: str, *, is_bare: bool = False) -> None:
        self._is_bare = is_bare and "\0" in text and (self._word is None or self._is_bare)
        if self._word is None:
            self._word = []
            if not self._words:
                self._start = self._line
        self._word.append(text)

    def _end_word(self) -> None:
        if self._word is None:
            return
        word, awaits = "".join(self._word), self._awaits
        self._word, self._awaits = None, ""
        if awaits == "<<<":
            self._stdin = word + "\n"
        elif awaits == "<":
            self._stdin_file = word
        elif not awaits:
            if self._is_bare:
                self._bare.add(len(self._words))
            self._words.append(word)

    def _end_command(self) -> None:
        self._end_word()
        waits = any(number == len(self._found) for number, *_ in self._pending)
        if self._words or waits:
            words, notes = tuple(self._words), tuple(self._notes)
            self._found.append(
                ShellCommand(
                    words,
                    self._start,
                    self._stdin,
                    self._stdin_file,
                    notes,
                    tuple(self._inner),
                    frozenset(self._bare),
                    1 if self._pipe == len(self._found) else 0,
                    self._substituted,
                    redirected=self._redirected,
                    joined=self._joined,
                    depth=self._brackets,
                )
            )
            self._joined = ""
        self._reset()


class _ShellReader(_CommandBuilder):
    def run(self) -> Sequence[ShellCommand]:
        text = self._text
        while self._at < len(text):
            self._step(text[self._at])
        self._end_command()
        self._read_documents()
        return self._found

    def _step(self, character: str) -> None:
        text, at = self._text, self._at
        if character == "\\":
            if text[at + 1 : at + 2] != "\n":
                self._add(text[at + 1 : at + 2] or "\\")
            self._at += 2
        elif character in _BLANKS or character == _NO_BREAK:
            self._end_word()
            self._at += 1
            if character == _NO_BREAK:
                self._tell_typography()
        elif character == "\n":
            self._end_command()
            self._at += 1
            self._read_documents()
        elif character == "#" and self._word is None:
            self._at = find_or_end(text, "\n", at)
        elif character == "'":
            end = find_or_end(text, "'", at + 1)
            self._add(text[at + 1 : end])
            self._at = end + 1
        elif text.startswith("$'", at):
            self._ansi()
        elif character in TYPOGRAPHIC and (found := typographic(text, at, self._word is None)):
            self._add(found.text)
            self._at = found.end
            self._tell_typography()
        elif character == '"' or text.startswith('$"', at):
            self._at += 1 if character == '"' else 2
            self._quoted()
        elif character in "$`":
            self._add(self._expansion(), is_bare=True)
        else:
            self._plain(character)

    def _plain(self, character: str) -> None:
        if self._text.startswith("<(", self._at):
            self._add(self._expansion())
            return
        if (self._word is None or character in "<>") and self._operator():
            return
        if character == "(" and self._function():
            return
        if character in _CONTROL:
            before = len(self._found)
            self._array(character)
            self._end_command()
            self._count(character)
            around = self._text[max(self._at - 1, 0) : self._at + 2]
            is_behind = len(self._found) > before or self._closed == len(self._found)
            if character == "|" and around.count("|") == 1 and is_behind:
                self._pipe = len(self._found)
        else:
            self._add(character)
        self._at += 1

    def _function(self) -> bool:
        """Whether a function's brackets begin here; it is read as ``function NAME``."""
        match = _FUNCTION.match(self._text, self._at)
        words = [*self._words, *([] if self._word is None else ["".join(self._word)])]
        if match is None or len(words) != 1 or "\0" in words[0]:
            return False
        self._end_word()
        self._words.insert(0, "function")
        self._at = match.end()
        return True

    def _array(self, character: str) -> None:
        """A list of values stands behind the equals sign."""
        match = _ARRAY.fullmatch("".join(self._word or ())) if character == "(" else None
        if match is not None:
            self._word = [f"{match[1]}=\0(({match[1]}\0"]
            self._notes.append(value_note(match[1], self._line))

    def _count(self, character: str) -> None:
        """Takes what a sign says of the commands behind it."""
        text, at = self._text, self._at
        if text[at : at + 2] in {"&&", "||"}:
            self._joined = text[at : at + 2]
        elif character == ";":
            self._joined = ""
        elif character in "()" and f"{character}{character}" not in text[max(at - 1, 0) : at + 2]:
            self._brackets = max(self._brackets + (1 if character == "(" else -1), 0)
            self._closed = len(self._found) if character == ")" else -1

    def _operator(self) -> bool:
        """Takes a redirection, where there is one; of output, its target is left out."""
        mark = _QUOTE_MARK.match(self._text, self._at)
        if mark and not self._words and self._word is None:
            self._at = mark.end()
            return True
        document = _HEREDOC.match(self._text, self._at)
        match = document or _REDIRECT.match(self._text, self._at)
        if match is None:
            return False
        self._end_word()
        self._at = match.end()
        self._awaits = "" if document else match[1]
        self._redirected |= self._awaits.startswith(">") and not match[0].startswith("2")
        if document:
            number = len(self._found)
            self._pending.append((number, document[3], bool(document[1]), bool(document[2])))
        return True

    def _read_documents(self) -> None:
        pending, self._pending = self._pending, []
        for number, mark, tabs, quoted in pending:
            body, self._at = here_document(self._text, self._at, mark, tabs=tabs)
            if not quoted:
                body = self._filled(body)
            if number < len(self._found):
                one = self._found[number]
                notes = (*one.notes, *self._notes)
                self._found[number] = structs.replace(one, stdin=body, notes=notes)
            self._notes = []

    def _filled(self, body: str) -> str:
        """A here-document without quotes around its mark: variables count, quotes do not."""
        inner = _ShellReader(body + '"' if body.endswith("\n") else body)
        inner._outputs = self._outputs
        inner._quoted(here_document=True)
        self._notes += inner._notes
        return "".join(inner._word or ())

    def _ansi(self) -> None:
        match = re.compile(r"((?:[^'\\]|\\.)*)'?", re.DOTALL).match(self._text, self._at + 2)
        assert match is not None
        self._add(ansi_text(match[1]))
        self._at = match.end()

    def _quoted(self, *, here_document: bool = False) -> None:
        text = self._text
        specials = "$`\\\n" if here_document else '$`\\"\n'
        self._add("")
        while self._at < len(text):
            character = text[self._at]
            if character == '"' and (not here_document or self._at == len(text) - 1):
                self._at += 1
                return
            if character == "\\" and text[self._at + 1 : self._at + 2] in specials:
                following = text[self._at + 1 : self._at + 2]
                self._add("" if following == "\n" else following)
                self._at += 2
            elif character in "$`":
                self._add(self._expansion())
            else:
                self._add(character)
                self._at += 1

    def _expansion(self) -> str:
        text, at = self._text, self._at
        if (match := ENVIRONMENT_VARIABLE.match(text, at)) and not GIVES_ENV.search(text):
            self._at = match.end()
            name = match[1] or match[2]
            self._notes.append(environment_note(match[0], name, self._line))
            return f"\0{name}\0"
        if match := _NAME.match(text, at):
            self._at = match.end()
            return f"\0{match[1] or match[2]}\0"
        if match := _OF_ANOTHER_SHELL.match(text, at):
            self._at = match.end()
            written = bytes.fromhex(match[3]).decode("utf-8", "replace") if match[3] else ""
            note = output_note(written, match[2], self._line)
            self._notes.append(note if written else value_note(match[2], self._line))
            return f"\0{match[1]}{match[2]}\0"
        if text.startswith(("$(", "<("), at):
            end = behind_closing(text, at + 2)
        elif text[at] == "`":
            end = find_or_end(text, "`", at + 1) + 1
        elif match := _DEFAULT.match(text, at):
            return self._with_default(match)
        elif text.startswith("${", at):
            end = behind_brace(text, at + 2)
        elif match := _SPECIAL.match(text, at):
            end = match.end()
        else:
            self._at += 1
            return "$"
        written = text[at:end]
        line, self._at = self._line, end
        if _PATH_OF_CURL.fullmatch(written):
            return "curl"
        self._read_inner(written, line)
        name = self._outputs.name(written)
        self._notes.append(output_note(written, name, line))
        if written.startswith("<(") and self._depth < _DEEPEST:
            inner = _ShellReader(written[2:-1], self._depth + 1).run()
            self._substituted[f"\0({name}\0"] = inner
        return f"\0({name}\0"

    def _with_default(self, match: re.Match[str]) -> str:
        """A value that the script may have given already; the default is told, and not guessed."""
        name, line, end = match[1], self._line, behind_brace(self._text, match.end())
        written, self._at = self._text[match.start() : end], end
        if match[3] == "?":
            return f"\0{name}\0"
        gives = name if match[3] == "=" else ""
        self._notes.append(default_note(written, name, line, gives=gives))
        return f"\0{'(((' if match[2] else '('}{name}\0"

    def _read_inner(self, written: str, line: int) -> None:
        """Takes the commands of a substitution, which may be inside of others."""
        inside = written[2:-1] if written.startswith(("$(", "<(")) else written[1:-1]
        if not SENDS.search(inside) or not written.startswith(("$(", "<(", "`")):
            return
        if self._depth >= _DEEPEST:
            return
        reader = _ShellReader(inside, self._depth + 1)
        self._inner += [structs.replace(one, line=one.line + line - 1) for one in reader.run()]
