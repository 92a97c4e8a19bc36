"""What a command reads from another one, where that only gives out texts and files."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from outrider.importers.curl.printf_text import printed
from outrider.importers.curl.shell_command import ShellCommand

_SILENT = frozenset({":", "true", "set"})
"""What writes nothing."""


class CommandOutput(Struct, frozen=True):
    """What a command writes, if it is known: texts, and contents of files, one after the other.

    Attributes:
        pieces: each a text and no file, or a file and no text; ``None`` for what is not known.
    """

    pieces: tuple[tuple[str, str], ...] | None = None

    @property
    def text(self) -> str | None:
        """All of it as one text; ``None`` where a file is in it, or where it is not known."""
        if self.pieces is None or any(file for _, file in self.pieces):
            return None
        return "".join(text for text, _ in self.pieces)

    @property
    def file(self) -> str:
        """The file that it is, and nothing else; empty for anything else."""
        files = [file for text, file in self.pieces or () if text or file]
        return files[0] if len(files) == 1 else ""


_NOTHING = CommandOutput(())


def with_input(commands: Sequence[ShellCommand]) -> list[ShellCommand]:
    """The commands of a script, each with what it surely reads."""
    done: list[ShellCommand] = []
    for command in commands:
        texts = {
            name: text
            for name, inner in command.substituted.items()
            if inner and (text := _output_of_all(inner).text) is not None
        }
        notes = [one for one in command.notes if f"\0({one.name}\0" not in texts]
        read = structs.replace(command, texts=texts, notes=tuple(notes))
        if command.piped and done and command.stdin is None and not command.stdin_file:
            given = _output_of_all(_before_pipe(done, command.depth))
            pieces = given.pieces or ()
            is_mixed = given.text is None and not given.file
            read = structs.replace(
                read,
                stdin=given.text,
                stdin_file=given.file,
                stdin_pieces=pieces if is_mixed else (),
            )
        done.append(read)
    return done


def _before_pipe(done: Sequence[ShellCommand], depth: int) -> Sequence[ShellCommand]:
    """The command before a pipe, or those of the group or subshell that stands there."""
    last = len(done) - 1
    first = last
    if done[last].depth > depth:
        while first and done[first - 1].depth > depth:
            first -= 1
        return done[first:]
    if done[last].words != ("}",):
        return done[last:]
    opened = 1
    while first and opened:
        first -= 1
        word = done[first].words[0] if done[first].words else ""
        opened += {"{": -1, "}": 1}.get(word, 0)
    if opened or done[last].redirected:
        return ()
    return done[first:last]


def _output_of_all(commands: Sequence[ShellCommand]) -> CommandOutput:
    """What commands write one after the other."""
    pieces: list[tuple[str, str]] = []
    for index, written in enumerate(commands):
        words = written.words[1:] if written.words[:1] == ("{",) else written.words
        if words in {(), ("}",)} and not written.redirected:
            continue
        command = structs.replace(written, words=words)
        given = output_of(command).pieces
        if given is None or command.joined == "||" or (index and command.piped):
            return CommandOutput()
        pieces += given
    return CommandOutput(tuple(pieces)) if commands else CommandOutput()


def output_of(command: ShellCommand) -> CommandOutput:
    """What ``echo``, ``printf`` and ``cat`` write, where no shell differs in it."""
    if not command.words or command.bare or command.redirected:
        return CommandOutput()
    name, *words = command.words
    if name in _SILENT:
        return _NOTHING
    if name == "cat":
        return _of_files(command, words)
    if any("\\" in one for one in words) and name == "echo":
        # Some shells read backslashes in it, and others do not.
        return CommandOutput()
    if name == "echo":
        end = "" if words[:1] == ["-n"] else "\n"
        words = words[1:] if not end else words
        options = words[:1] and words[0].startswith("-")
        return CommandOutput() if options else CommandOutput(((" ".join(words) + end, ""),))
    if name == "printf":
        words = words[1:] if words[:1] == ["--"] else words
        text = printed(words[0], words[1:]) if words else None
        return CommandOutput() if text is None else CommandOutput(((text, ""),))
    return CommandOutput()


def _of_files(command: ShellCommand, words: Sequence[str]) -> CommandOutput:
    """What ``cat`` writes; a dash is what it reads itself."""
    read: tuple[tuple[str, str], ...] | None = command.stdin_pieces or None
    if command.stdin is not None:
        read = ((command.stdin, ""),)
    elif command.stdin_file:
        read = (("", command.stdin_file),)
    pieces: list[tuple[str, str]] = []
    for word in words or ("-",):
        if word == "-":
            if read is None:
                return CommandOutput()
            pieces += read
        elif word.startswith("-"):
            return CommandOutput()
        elif word in command.texts:
            pieces.append((command.texts[word], ""))
        else:
            pieces.append(("", word))
    return CommandOutput(tuple(pieces))
