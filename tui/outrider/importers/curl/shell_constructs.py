"""Where in a shell's constructs a curl command stands; nothing is run for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from outrider.importers.curl.shell_command import VARIABLE, ShellCommand
from outrider.importers.curl.shell_notes import ShellNote, loop_note, read_note

_NAME = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?")
_PROGRAMS = {
    "curl": "curl",
    "wget": "wget",
    "wget2": "wget",
    **dict.fromkeys(("http", "https", "httpie", "xh", "xhs", "curlie"), "httpie"),
}
_PROGRAM = re.compile(rf"(?:.*[/\\])?({'|'.join(_PROGRAMS)})(?:\.exe)?", re.IGNORECASE)
_ASKS = re.compile(r"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|-.*)|.*(?:://|[.:/\0]).*", re.DOTALL)
"""An argument of a client that is no curl: a method, an option, or where it sends to."""
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PROMPTS = frozenset({"$", "%", ">", "#", "sudo", "time", "exec", "command", "env", "nohup"})
"""What may stand before a command, and changes nothing of it."""
_MARK = re.compile(
    r"[-*+\u2010-\u2015\u2212\u2022\u2023\u25aa\u25cf\u25e6\u00b7]|\(?(?:\d{1,3}|[a-z])[.):]"
)
"""What begins an item of a list, in a text that commands stand in."""
KEYWORDS = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "{"})
"""Words of the shell's grammar behind which a command begins."""
_RUNNERS = frozenset(
    (
        *("bash", "docker", "eval", "find", "kubectl", "parallel", "powershell", "runuser", "sh"),
        *("ssh", "su", "timeout", "watch", "wsl", "xargs"),
    )
)
"""Programs that run a command among their arguments."""
_OF_CURL = re.compile("\0(\\w*curl\\w*)\0", re.IGNORECASE)
_INSIDE = re.compile(r"(?:^|[\s;&|(/])curl(?:\.exe)?\s")
_POWERSHELL = re.compile(
    r"-(?:method|headers|body|contenttype|usebasicparsing|infile|outfile|credential|websession"
    r"|sessionvariable|timeoutsec)|-Uri",
    re.IGNORECASE,
)


class CalledProgram(Struct, frozen=True):
    """A program that sends requests, as a command calls it.

    Attributes:
        program: its name in the registry of programs.
        written: the name by which it is called.
        arguments: without that name.
    """

    program: str
    written: str
    arguments: Sequence[str]


def called_program(command: ShellCommand) -> CalledProgram | None:
    """The program that a command is; what stands before its name does not count."""
    words = _plain_words(command)
    named = _PROGRAM.fullmatch(words[0]) if words else None
    if named is None:
        return None
    written = named[1].lower()
    program = _PROGRAMS[written]
    arguments = words[1:]
    if program == "curl" or any(map(_ASKS.fullmatch, arguments)):
        return CalledProgram(program, written, arguments)
    return None


def powershell_option(arguments: Sequence[str]) -> str:
    """The option by which it is PowerShell's own command, which it calls curl; else empty."""
    return next((one for one in arguments if _POWERSHELL.fullmatch(one) and one != "-uri"), "")


def unread_call(command: ShellCommand) -> str:
    """The program through which a command that is not curl calls it; empty where none does."""
    words = _plain_words(command)
    if not words:
        return ""
    named = next(filter(None, map(_OF_CURL.fullmatch, command.words)), None)
    if words[0] == "$" and named is not None:
        return f"${named[1]}"
    program = words[0].rpartition("/")[2]
    for index, word in enumerate(words[1:], 1):
        if _NAME.fullmatch(word) and (
            program == "xargs"
            or program in _RUNNERS
            or any("://" in one or VARIABLE.search(one) for one in words[index + 1 :])
        ):
            return program
    if program in _RUNNERS and any(map(_INSIDE.search, words[1:])):
        return program
    return ""


def loop_variables(command: ShellCommand) -> Iterator[tuple[str, ShellNote]]:
    """The variables to which a loop gives another value each time, with what is to be told."""
    words = list(command.words)
    while words and words[0] in KEYWORDS:
        words.pop(0)
    while words and words[0].startswith("IFS="):
        words.pop(0)
    if words[:1] in (["for"], ["select"]) and len(words) > 1:
        names = words[1:2]
    elif words[:1] == ["read"]:
        names = [one for one in words[1:] if not one.startswith("-")]
    else:
        return
    for name in names:
        if _VARIABLE_NAME.fullmatch(name):
            make = read_note if words[0] == "read" else loop_note
            yield name, make(name, command.line)


def inner_commands(command: ShellCommand) -> Iterator[ShellCommand]:
    """The commands whose output a command takes, from the innermost."""
    for one in command.inner:
        yield from inner_commands(one)
        yield one


def words_before_program(words: Sequence[str]) -> int:
    """How many words stand before the program that a command calls."""
    at = 0
    while at < len(words) - 1 and (
        words[at] in {"$", "%", ">", "#", "&"}
        or words[at] in KEYWORDS
        or _ASSIGNMENT.match(words[at])
    ):
        at += 1
    return at


def _plain_words(command: ShellCommand) -> Sequence[str]:
    words = list(command.words)
    if len(words) > 1 and _MARK.fullmatch(words[0]) and _NAME.fullmatch(words[1]):
        words.pop(0)
    if words[:1] == ["function"]:
        del words[:2]
    while words and (words[0] in PROMPTS or words[0] in KEYWORDS or _ASSIGNMENT.match(words[0])):
        words.pop(0)
    return [VARIABLE.sub("$", words[0]), *words[1:]] if words else []
