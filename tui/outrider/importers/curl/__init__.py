"""curl commands, as a shell, Windows or a wiki page has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.importers.curl.shell_import import ShellImport
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.model.import_result import ImportResult

_COMMAND = re.compile(
    r"(?:(?:^|[\s;&|(`/\\>@])curl(?:\.exe)?|\$\{?\w*CURL\w*\}?)(?=[\s\"'`)]|$)"
    # In a text for another shell.
    r"|(?i:-\w*c|-command|/[ck]|\b(?:eval|iex|invoke-expression|powershell(?:\.exe)?))"
    r"[ \t]+[\"']+[ \t]*(?:&[ \t]*)?curl(?:\.exe)?[ \t]"
    r"|[\"'][ \t]*curl(?:\.exe)?[ \t]+(?:-{1,2}[A-Za-z]|https?:|[\"'\\$])",
    re.MULTILINE,
)
NO_SCRIPT = re.compile(r"[\[{]\s*(?:[\"\[{\]}\d-]|true|false|null|\Z)|<(?!#)|%[A-Z]")
"""How JSON, XML and other documents begin, and no script does."""
YAML_DOCUMENT = re.compile(r"^(?:openapi|swagger|asyncapi|info|meta *\{)[: {\n]", re.MULTILINE)
"""Documents that may have commands among their examples."""


class CurlImporter:
    """Every option that curl has for HTTP; nothing is run."""

    name = "curl"
    summary = "curl commands, quoted for bash, cmd or PowerShell."

    def recognises(self, text: str) -> bool:
        """Whether a command named curl is in it, and it is no JSON, no XML and no YAML."""
        return (
            _COMMAND.search(text) is not None
            and NO_SCRIPT.match(text.lstrip("\ufeff \t\r\n")) is None
            and YAML_DOCUMENT.search(text, 0, 20_000) is None
        )

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Every curl command of every text, in order."""
        return ShellImport(sources, self.name).run()
