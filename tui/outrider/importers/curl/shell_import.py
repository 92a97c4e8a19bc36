"""Scripts of a shell: curl, and the other programs that send requests, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.importers.curl.command_import import CommandImport
from outrider.importers.curl.powershell_blocks import Surrounding, surroundings
from outrider.importers.curl.proxy_variables import ProxyVariables
from outrider.importers.curl.shell_branches import (
    branched_lines,
    conditional_lines,
    repeated_lines,
)
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import (
    CalledProgram,
    called_program,
    inner_commands,
    powershell_option,
    unread_call,
)
from outrider.importers.curl.shell_dialects import Dialect, as_bash
from outrider.importers.curl.shell_input import with_input
from outrider.importers.curl.shell_programs import SHELL_PROGRAMS
from outrider.importers.curl.shell_variables import ShellVariables
from outrider.importers.curl.shell_words import parse_commands
from outrider.importers.curl.shell_wrappers import with_wrapped
from outrider.importers.curl.unread_lines import tell_unread_lines
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters; the others stand for bytes that are no UTF-8."""


class ShellImport:
    """Reads scripts; nothing is run.

    Args:
        sources: the texts.
        name: of the format that has recognised them.
    """

    def __init__(self, sources: Sequence[ImportSource], name: str) -> None:
        self._sources = sources
        self._made = CommandImport(sources, name)
        self._proxies = ProxyVariables(every=False)

    def run(self) -> ImportResult:
        """The requests of every command."""
        for source in self._sources:
            self._made.report.source = source.name
            script = as_bash(_HALVES.sub("\ufffd", source.text))
            self._made.dialect = script.dialect
            commands = with_input(with_wrapped(parse_commands(script.text)))
            tell_unread_lines(source.text, commands, self._made.report)
            for line in branched_lines(commands):
                self._made.report.at(line=line).changed(
                    "The commands of all branches were imported; the script runs those of one.",
                    why="The import does not evaluate conditions.",
                )
            self._tell_surroundings(source.text, script.dialect, commands)
            variables = ShellVariables(commands, self._made.secrets)
            self._proxies = ProxyVariables(every=script.dialect is not Dialect.BASH)
            for written in commands:
                command = variables.fill(written)
                self._proxies.take(command)
                if called := called_program(command):
                    self._take_call(source, command, called)
                    self._tell_inner(command)
                    continue
                inner = map(variables.fill, inner_commands(command))
                for filled in (*inner, command):
                    if called := called_program(filled):
                        self._take_call(source, filled, called)
                    elif program := unread_call(filled):
                        self._made.report.at(line=filled.line).lost(
                            f'The curl command called by "{program}" was not imported.',
                            why=f'What "{program}" adds to it is known only when it runs.',
                            advice="Import the command by itself.",
                        )
        return self._made.finish()

    def _tell_surroundings(
        self, text: str, dialect: Dialect, commands: Sequence[ShellCommand]
    ) -> None:
        """Tells the commands that the script runs on a condition, or again and again."""
        passed, repeated = set(conditional_lines(commands)), set(repeated_lines(commands))
        if dialect is Dialect.POWERSHELL:
            lines = {one.line for one in commands if called_program(one)}
            found = set(surroundings(text, lines))
            passed |= {line for line, kind in found if kind is Surrounding.CONDITION}
            repeated |= {line for line, kind in found if kind is Surrounding.LOOP}
        for line in sorted(passed):
            self._made.report.at(line=line).changed(
                "The command was imported; the script runs it only on a condition.",
                why="The import does not evaluate conditions.",
            )
        for line in sorted(repeated):
            self._made.report.at(line=line).changed(
                "The command was imported once; the script repeats it.",
                why="The import does not run loops.",
            )

    def _take_call(
        self, source: ImportSource, command: ShellCommand, called: CalledProgram
    ) -> None:
        option = powershell_option(called.arguments)
        if not option:
            program = SHELL_PROGRAMS.find(called.program)
            assert program is not None
            files = self._made.files_for(source, command)
            found = program.operations(command, called, files)
            report = files.report
            self._made.take(
                command, files, [self._proxies.added(one, command, called, report) for one in found]
            )
            return
        self._made.report.at(line=command.line).lost(
            "A PowerShell Invoke-WebRequest command was not imported.",
            why=f"PowerShell calls it {called.written} too, but {called.written} has no option "
            f"{option}.",
            advice=f"Rewrite it as Invoke-WebRequest, or as a command for {called.written}.exe.",
        )

    def _tell_inner(self, command: ShellCommand) -> None:
        for one in inner_commands(command):
            called = called_program(one)
            if called or unread_call(one):
                name = called.program if called else "curl"
                self._made.report.at(line=one.line).lost(
                    f"A {name} command inside another one was not imported.",
                    why="The outer command uses its output; the import does not run commands.",
                    advice="Import the inner command by itself.",
                )
