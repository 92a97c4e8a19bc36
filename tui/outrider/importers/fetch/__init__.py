"""``fetch(…)`` as browsers copy it, and as people write it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.errors import ImportRejected
from outrider.importers.curl import NO_SCRIPT
from outrider.importers.curl.command_import import CommandImport
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.fetch.fetch_calls import FetchCall, fetch_calls, other_clients
from outrider.importers.fetch.literal_values import LiteralReader
from outrider.importers.importer import ImportSource, SourceFolder, without_credentials
from outrider.importers.postman.scripts.syntax import LONGEST, BrokenScript, parse
from outrider.model.import_result import ImportReport, ImportResult

_CALL = re.compile(
    r"(?:^|[;{}(=]|=>|\b(?:await|return))[ \t]*(?:(?:window|globalThis|self)\.)?fetch[ \t]*\(",
    re.MULTILINE,
)
_SCRIPT = re.compile(
    r"(?:await|fetch|const|let|var|import|async|function|export|return)\b|\(|[{;!]|//|/\*"
    r"|[\"']use strict|\w+(?:\.\w+)*\s*[=(.]"
)
"""How a script begins."""


class FetchImporter:
    """Calls with literal arguments; nothing is run."""

    name = "fetch"
    summary = "fetch() calls of JavaScript, as browsers copy them."

    def recognises(self, text: str) -> bool:
        """Whether a script with a call of fetch begins here."""
        start = text.lstrip("\ufeff \t\r\n")
        return (
            _CALL.search(text) is not None
            and _SCRIPT.match(start) is not None
            and NO_SCRIPT.match(start) is None
        )

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Every call of every text, in order.

        Raises:
            ImportRejected: a text is no JavaScript.
        """
        made = CommandImport(sources, self.name)
        for source in sources:
            made.report.source = source.name
            try:
                root = parse(source.text)
            except BrokenScript as broken:
                raise _refused(source, broken) from None
            reader = LiteralReader(root)
            for program, line in other_clients(root):
                made.report.at(line=line).lost(
                    f'A request of "{program}" was not imported.',
                    why="Of JavaScript, calls of fetch are read.",
                )
            for node in fetch_calls(root):
                reader.unknown.clear()
                command = ShellCommand((), node.line)
                files = made.files_for(source, command)
                operation = FetchCall(node, reader, files.report).operation()
                for name, (written, line) in reader.unknown.items():
                    _tell_unknown(name, written, operation, made.report.at(line=line))
                made.take(command, files, [operation])
        return made.finish()


def _tell_unknown(name: str, written: str, operation: CurlOperation, report: ImportReport) -> None:
    """Tells an expression that is not known, and whether a reference stands for it."""
    sent = "".join([*operation.urls, *(one.value for one in operation.options)])
    shown = without_credentials(written)
    if f"\0({name}\0" not in sent:
        report.lost(f"{shown} was not imported.", why="It is known only when the script runs.")
        return
    report.lost(
        f"{shown} is not known: reference {{{{{name}}}}} replaces it.",
        why="The import does not run scripts.",
        advice=f'Define variable "{name}" before sending.',
    )


def _refused(source: ImportSource, broken: BrokenScript) -> ImportRejected:
    where = f" (line {broken.line})" if broken.line else ""
    why = f"it is longer than {LONGEST} characters" if "long" in broken.why else broken.why
    return ImportRejected(
        f"{source.name or 'The text'} cannot be read{where}: {why}.",
        code="javascript",
        where=source.name,
        advice="Import the fetch call by itself.",
    )
