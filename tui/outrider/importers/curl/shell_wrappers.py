"""Commands that a shell or a program is given: ``bash -c '…'``, ``docker exec web curl …``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, structs

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.nested_commands import RunCall, run_call
from outrider.importers.curl.powershell_text import from_powershell
from outrider.importers.curl.shell_command import SENDS, ShellCommand
from outrider.importers.curl.shell_constructs import KEYWORDS, PROMPTS, words_before_program
from outrider.importers.curl.shell_elsewhere import elsewhere
from outrider.importers.curl.shell_notes import ShellNote, place_note
from outrider.importers.curl.shell_words import parse_commands
from outrider.importers.importer import without_credentials

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

_PROXY = re.compile(r"(?:http|https|all|no)_proxy=.*", re.IGNORECASE | re.DOTALL)
"""A variable that ``env`` and its like give to the program: it says which proxy that uses."""


class _Wrapped(Struct, frozen=True):
    """A text for a shell.

    Attributes:
        as_bash: makes a text for bash of it.
        is_other: it is for another shell than the one that runs the script.
        place: where that shell runs, if not here.
        is_fed: the shell reads it where the command reads its input.
    """

    text: str
    as_bash: Callable[[str], str] = str
    is_other: bool = True
    place: str = ""
    is_fed: bool = False


def with_wrapped(commands: Sequence[ShellCommand], depth: int = 0) -> list[ShellCommand]:
    """The commands of a script, those that another shell or program is given among them."""
    found: list[ShellCommand] = []
    for command in commands:
        inner = _wrapped_commands(command) if depth < _DEEPEST else []
        if inner:
            found += with_wrapped(inner, depth + 1)
        elif command.inner:
            found.append(structs.replace(command, inner=tuple(with_wrapped(command.inner, depth))))
        else:
            found.append(command)
    return found


def _wrapped_commands(command: ShellCommand) -> list[ShellCommand]:
    """The commands that a command gives to a shell or a program; none where it is plain."""
    wrapped = _wrapped(command)
    if wrapped is not None:
        return list(_inner(command, wrapped))
    before = words_before_program(command.words)
    call = run_call(command.words[before:])
    if call is None:
        fed = _fed(command.words[before:], command)
        return [] if fed is None else list(_inner(command, fed))
    if call.is_text:
        return list(_inner(command, _Wrapped(call.words[0], is_other=True, place=call.place)))
    return [_called(command, before, call)]


def _called(command: ShellCommand, before: int, call: RunCall) -> ShellCommand:
    """The command that a program is given as words."""
    # Without a first word, the program is run by what the image of a container is.
    first = call.first or len(command.words) - before - len(call.words) + 1
    skipped = command.words[before : before + first]
    given = tuple(one for one in skipped if _PROXY.fullmatch(one))
    moved = {
        index - call.first + before + len(given)
        for index in command.bare
        if index >= before + call.first
    }
    return structs.replace(
        command,
        words=(*command.words[:before], *given, *call.words),
        bare=frozenset(moved) if call.first else frozenset(),
        notes=(*command.notes, *_place_notes(call.place, command.line)),
        place=call.place or command.place,
    )


def _place_notes(place: str, line: int) -> tuple[ShellNote, ...]:
    if not place:
        return ()
    # What a command gives out is not known, and its name is not one of the script's.
    shown = _PLACE.sub(lambda found: "…" if found[1].startswith("(") else f"${found[1]}", place)
    return (place_note(without_credentials(shown), line),)


def _wrapped(command: ShellCommand) -> _Wrapped | None:
    words = list(command.words)
    while words and (words[0] in PROMPTS or words[0] in KEYWORDS or words[0] == "&"):
        words.pop(0)
    if not any(map(SENDS.search, words[1:])):
        return None
    program = _program(words)
    if program in _POSIX:
        return _for_posix(words[1:])
    if program in _POWERSHELL:
        return _for_powershell(words[1:], is_windows=program == "powershell")
    text = " ".join(words[1:])
    if program in _EVALUATE and "\0" not in text:
        return _Wrapped(text, str if program == "eval" else from_powershell, is_other=False)
    return _for_cmd(words[1:]) if program == "cmd" else None


def _program(words: Sequence[str]) -> str:
    return re.split(r"[/\\]", words[0])[-1].lower().removesuffix(".exe") if words else ""


def _fed(words: Sequence[str], command: ShellCommand) -> _Wrapped | None:
    """The text that a shell reads as its input, where it is given nothing else to run."""
    if command.stdin is None or not SENDS.search(command.stdin):
        return None
    options = [one for one in words[1:] if one != "-"]
    if _program(words) in _POSIX and all(one.startswith("-") for one in options):
        return _Wrapped(command.stdin, is_fed=True)
    # A word more, so that there is a command: what runs it is what has to be known.
    for shell in ((), ("bash",)):
        call = run_call((*words, *shell, "curl"))
        if call is not None and call.place and _is_shell(call):
            return _Wrapped(command.stdin, place=call.place, is_fed=True)
    return None


def _is_shell(call: RunCall) -> bool:
    """Whether the words of a call, but for the one that was put there, are a shell or nothing."""
    given = " ".join(call.words).split()[:-1]
    return not given or (
        _program(given) in _POSIX and all(one.startswith("-") for one in given[1:])
    )


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
    commands = parse_commands(wrapped.as_bash(text))
    keywords = [
        one for one in command.words[: words_before_program(command.words)] if one in KEYWORDS
    ]
    if keywords:
        # The construct begins in the shell that gives the text to another one.
        yield ShellCommand(
            (*keywords, ":"), command.line, joined=command.joined, depth=command.depth
        )
    place = wrapped.place or command.place
    if place:
        commands = elsewhere(commands, place)
    for index, one in enumerate(commands):
        made = structs.replace(
            one,
            words=tuple(map(_placed, one.words)),
            line=command.line + one.line - 1 + wrapped.is_fed,
            stdin=None if one.stdin is None else _placed(one.stdin),
            stdin_file=_placed(one.stdin_file),
            notes=(
                *command.notes,
                *_place_notes(wrapped.place, command.line),
                *(_moved(note, command.line + wrapped.is_fed) for note in one.notes),
            ),
            depth=command.depth + one.depth + wrapped.is_other,
            place=place,
        )
        if index == 0 and not wrapped.is_fed:
            made = structs.replace(
                made,
                joined="" if keywords else command.joined,
                piped=command.piped,
                stdin=command.stdin if made.stdin is None else made.stdin,
                stdin_file=made.stdin_file or command.stdin_file,
            )
        yield made


def _moved(note: ShellNote, line: int) -> ShellNote:
    return structs.replace(note, line=note.line + line - 1)


def _placed(text: str) -> str:
    return _PLACED.sub("\0\\1\0", text)
