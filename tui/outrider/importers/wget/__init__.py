"""wget commands, as a shell has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.importers.curl import NO_SCRIPT, YAML_DOCUMENT
from outrider.importers.curl.shell_import import ShellImport
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.model.import_result import ImportResult

_COMMAND = re.compile(
    r"(?:^|[;&|(`])[ \t]*(?:[$%#>][ \t]+)?(?:(?:sudo|time|exec|env)[ \t]+|\w+=\S*[ \t]+)*"
    r"(?:\S*/)?wget2?(?:\.exe)?[ \t]+[^\s=:]",
    re.MULTILINE,
)


class WgetImporter:
    """Every option that wget has for HTTP; nothing is run."""

    name = "wget"
    summary = "wget commands."

    def recognises(self, text: str) -> bool:
        """Whether a command named wget is in it, and it is no JSON, no XML and no YAML."""
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
