"""Commands that a shell gets as a text: ``bash -c '…'``, ``pwsh -c "…"``, ``cmd /c …``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, structs

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.powershell_text import from_powershell
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import PROMPTS
from outrider.importers.curl.shell_notes import ShellNote
from outrider.importers.curl.shell_words import parse_commands

_POSIX = frozenset(("bash", "sh", "zsh", "dash", "ksh", "ash"))
_POWERSHELL = frozenset(("pwsh", "powershell"))
_EVALUATE = frozenset(("eval", "iex", "invoke-expression"))
_OF_POSIX = re.compile(r"-[a-z]*c")
_OF_POWERSHELL = re.compile(r"[-/](?:c|command)", re.IGNORECASE)
_OF_CMD = re.compile(r"/[ck]", re.IGNORECASE)
_WITH_VALUE = re.compile(
    r"[-/](?:ex\w*|ep|inputformat|outputformat|of|if|version|w\w*|workingdirectory|wd|config\w*)",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\s*&?\s*\{(.*)\}\s*", re.DOTALL)
_PLACE = re.compile("\0([^\0]*)\0")
_OPENS, _CLOSES = "\ue000", "\ue001"
"""Around what stands for a variable of the script, while the text is read: no shell reads them."""
_PLACED = re.compile(f"{_OPENS}([^{_CLOSES}]*){_CLOSES}")
_DEEPEST = 4


class _Wrapped(Struct, frozen=True):
    """A text for a shell, what makes a text for bash of it, and whether that is another shell."""

    text: str
    as_bash: Callable[[str], str]
    is_other: bool = True


def with_wrapped(commands: Sequence[ShellCommand], depth: int = 0) -> list[ShellCommand]:
    """The commands of a script, those that another shell is given among them."""
    found: list[ShellCommand] = []
    for command in commands:
        wrapped = _wrapped(command) if depth < _DEEPEST else None
        inner = [] if wrapped is None else list(_inner(command, wrapped))
        found += with_wrapped(inner, depth + 1) if inner else [command]
    return found


def _wrapped(command: ShellCommand) -> _Wrapped | None:
    words = list(command.words)
    while words and (words[0] in PROMPTS or words[0] == "&"):
        words.pop(0)
    if not any("curl" in one for one in words[1:]):
        return None
    program = re.split(r"[/\\]", words[0])[-1].lower().removesuffix(".exe") if words else ""
    if program in _POSIX:
        return _for_posix(words[1:])
    if program in _POWERSHELL:
        return _for_powershell(words[1:], is_windows=program == "powershell")
    text = " ".join(words[1:])
    if program in _EVALUATE and "\0" not in text:
        return _Wrapped(text, str if program == "eval" else from_powershell, is_other=False)
    return _for_cmd(words[1:]) if program == "cmd" else None


def _for_posix(words: Sequence[str]) -> _Wrapped | None:
    for index, word in enumerate(words[:-1]):
        if _OF_POSIX.fullmatch(word):
            return _Wrapped(words[index + 1], str)
    return None


def _for_powershell(words: Sequence[str], *, is_windows: bool) -> _Wrapped | None:
    index = 0
    while index < len(words):
        word = words[index]
        if _OF_POWERSHELL.fullmatch(word):
            return _Wrapped(_script(words[index + 1 :]), from_powershell)
        if not word.startswith(("-", "/")):
            # Only Windows PowerShell takes it for a command without being told so.
            return _Wrapped(_script(words[index:]), from_powershell) if is_windows else None
        index += 2 if _WITH_VALUE.fullmatch(word) else 1
    return None


def _script(words: Sequence[str]) -> str:
    written = " ".join(words)
    block = _BLOCK.fullmatch(written)
    return block[1] if block else written


def _for_cmd(words: Sequence[str]) -> _Wrapped | None:
    for index, word in enumerate(words[:-1]):
        if _OF_CMD.fullmatch(word):
            rest = words[index + 1 :]
            text = rest[0] if len(rest) == 1 else " ".join(map(_cmd_word, rest))
            return _Wrapped(text, from_cmd)
    return None


def _cmd_word(word: str) -> str:
    return '"' + word.replace('"', '\\"') + '"' if re.search(r"[\s\"&|<>^]", word) else word


def _inner(command: ShellCommand, wrapped: _Wrapped) -> Iterator[ShellCommand]:
    """The commands of the text, in a shell of their own; the first one gets what the shell gets."""
    text = _PLACE.sub(rf"{_OPENS}\1{_CLOSES}", wrapped.text)
    for index, one in enumerate(parse_commands(wrapped.as_bash(text))):
        made = structs.replace(
            one,
            words=tuple(map(_placed, one.words)),
            line=command.line + one.line - 1,
            stdin=None if one.stdin is None else _placed(one.stdin),
            stdin_file=_placed(one.stdin_file),
            notes=(*command.notes, *(_moved(note, command.line) for note in one.notes)),
            depth=command.depth + one.depth + wrapped.is_other,
        )
        if index == 0:
            made = structs.replace(
                made,
                joined=command.joined,
                piped=command.piped,
                stdin=command.stdin if made.stdin is None else made.stdin,
                stdin_file=made.stdin_file or command.stdin_file,
            )
        yield made


def _moved(note: ShellNote, line: int) -> ShellNote:
    return structs.replace(note, line=note.line + line - 1)


def _placed(text: str) -> str:
    return _PLACED.sub("\0\\1\0", text)
