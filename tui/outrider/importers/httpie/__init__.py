"""Commands of HTTPie, and of xh and curlie, which read the same items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.importers.curl import NO_SCRIPT, YAML_DOCUMENT
from outrider.importers.curl.shell_import import ShellImport
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.model.import_result import ImportResult

_COMMAND = re.compile(
    r"(?:^|[;&|(`])[ \t]*(?:[$%#>][ \t]+)?(?:(?:sudo|time|exec|env)[ \t]+|\w+=\S*[ \t]+)*"
    r"(?:\S*/)?(?:https?|httpie(?:[ \t]+https?)?|xhs?|curlie)(?:\.exe)?[ \t]+"
    r"(?:-\S+[ \t]+|(?:'[^'\n]*'|\"[^\"\n]*\")[ \t]+|[^\s:/.-]+:[^\s/]*[ \t]+|\\\n[ \t]*)*"
    r"(?:[A-Z]+[ \t]+|(?i:get|head|post|put|patch|delete|options)[ \t]+|\\\n[ \t]*)*"
    r"[\"']?(?::|\$|-|localhost\b|[^\s=]*[./:])",
    re.MULTILINE,
)


class HttpieImporter:
    """Options and items of HTTPie; nothing is run."""

    name = "httpie"
    summary = "HTTPie commands: http, https, httpie, xh."

    def recognises(self, text: str) -> bool:
        """Whether a command of HTTPie is in it, and it is no JSON, no XML and no YAML."""
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
        """Every command of every text, in order."""
        return ShellImport(sources, self.name).run()
