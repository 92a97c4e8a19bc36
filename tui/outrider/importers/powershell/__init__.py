"""``Invoke-WebRequest`` and ``Invoke-RestMethod``, as browsers copy them and people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.importers.curl import NO_SCRIPT, CurlImporter
from outrider.importers.curl.command_import import CommandImport
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.proxy_variables import with_proxy
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.importer import ImportSource, SourceFolder, without_credentials
from outrider.importers.powershell.powershell_script import PowerShellScript
from outrider.importers.powershell.web_command import WebCommandReader, user_names
from outrider.model.import_result import ImportReport, ImportResult

_COMMAND = re.compile(
    r"(?:^|[=(|;{&])[ \t]*(?:PS[^>\n]*>[ \t]*)?(?:\[\w+\][ \t]*)?\(?[ \t]*"
    r"(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)[ \t`]",
    re.MULTILINE | re.IGNORECASE,
)


class PowerShellImporter:
    """Literal arguments, and variables that the script gives values; nothing is run."""

    name = "powershell"
    summary = "PowerShell's Invoke-WebRequest and Invoke-RestMethod."

    def recognises(self, text: str) -> bool:
        """Whether such a command is in it; a script with curl commands is read as one of these."""
        return (
            _COMMAND.search(text) is not None
            and NO_SCRIPT.match(text.lstrip("\ufeff \t\r\n")) is None
            and not CurlImporter().recognises(text)
        )

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Every command of every text, in order."""
        made = CommandImport(sources, self.name)
        for source in sources:
            made.report.source = source.name
            script = PowerShellScript(source.text)
            for one in script.commands():
                command = ShellCommand((), one.line)
                files = made.files_for(source, command)
                operation = WebCommandReader(one, files.report).operation()
                if not any(name.lower() == "noproxy" for name, _ in one.parameters):
                    operation = with_proxy(operation, script.proxies, {}, files.report)
                for name, (written, line) in script.unread.items():
                    _tell_unread(name, written, operation, made.report.at(line=line))
                made.take(command, files, [operation])
            for remark in dict.fromkeys(script.remarks):
                at = made.report.at(line=remark.line)
                (at.lost if remark.is_lost else at.changed)(remark.what, why=remark.why)
        return made.finish()


def _tell_unread(name: str, written: str, operation: CurlOperation, report: ImportReport) -> None:
    """Tells an expression that is not known, where the operation has a reference for it."""
    sent = "".join([*operation.urls, *(one.value for one in operation.options)])
    names = [one for one in (name, *user_names(name)) if f"\0({one}\0" in sent]
    if not names:
        return
    shown = " and ".join(f"{{{{{one}}}}}" for one in names)
    several = len(names) > 1
    report.lost(
        f"{without_credentials(written)} is not known: reference{'s' if several else ''} {shown} "
        f"{'replace' if several else 'replaces'} it.",
        why="The import does not run scripts.",
        advice="Define these variables before sending."
        if several
        else f'Define variable "{names[0]}" before sending.',
    )
