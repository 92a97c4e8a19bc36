"""What a command reads from another one, where that only gives out a text or a file."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from outrider.importers.curl.shell_command import VARIABLE, ShellCommand


class CommandOutput(Struct, frozen=True):
    """What a command writes: a text, or the content of a file; neither where it is not known."""

    text: str | None = None
    file: str = ""


def with_input(commands: Sequence[ShellCommand]) -> list[ShellCommand]:
    """The commands of a script, each with what it surely reads."""
    done: list[ShellCommand] = []
    for command in commands:
        texts = {
            name: text
            for name, inner in command.substituted.items()
            if len(inner) == 1 and (text := output_of(inner[0]).text) is not None
        }
        notes = [one for one in command.notes if f"\0({one.name}\0" not in texts]
        read = structs.replace(command, texts=texts, notes=tuple(notes))
        if command.piped and done and command.stdin is None and not command.stdin_file:
            given = output_of(done[-1])
            read = structs.replace(read, stdin=given.text, stdin_file=given.file)
        done.append(read)
    return done


def output_of(command: ShellCommand) -> CommandOutput:
    """What ``echo``, ``printf`` and ``cat`` write, where no shell differs in it."""
    if not command.words or command.bare or command.redirected:
        return CommandOutput()
    name, *words = command.words
    if name == "cat":
        files = [one for one in words if one != "-"]
        if not files:
            return CommandOutput(command.stdin, command.stdin_file)
        plain = len(words) == 1 and not words[0].startswith("-")
        return CommandOutput(file=words[0]) if plain else CommandOutput()
    if any("\\" in one for one in words) and name == "echo":
        # Some shells read backslashes in it, and others do not.
        return CommandOutput()
    if name == "echo":
        end = "" if words[:1] == ["-n"] else "\n"
        words = words[1:] if not end else words
        options = words[:1] and words[0].startswith("-")
        return CommandOutput() if options else CommandOutput(" ".join(words) + end)
    if name == "printf" and words:
        return CommandOutput(_printed(words[0], words[1:]))
    return CommandOutput()


def _printed(form: str, words: Sequence[str]) -> str | None:
    end = "\n" if form.endswith("\\n") else ""
    form = form.removesuffix("\\n")
    if form == "%s" and len(words) == 1:
        return words[0] + end
    plain = not words and not VARIABLE.search(form)
    return form + end if plain and not set("%\\") & set(form) else None
