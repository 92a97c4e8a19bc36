"""``.http`` and ``.rest`` files of JetBrains, VS Code's REST Client, httpyac, kulala and others."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.importers.http_files.detection import SUFFIXES, is_http_file
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.model.import_result import ImportResult


class HttpFilesImporter:
    """Requests with their environments, auth, captures and assertions; nothing is run."""

    name = "http"
    summary = ".http and .rest files (JetBrains, VS Code, httpyac) with their environments."

    def recognises(self, text: str) -> bool:
        """Whether its first line that counts is a request line."""
        return is_http_file(text)

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether a file below it is called ``.http`` or ``.rest``."""
        return any(one.lower().endswith(SUFFIXES) for one in folder.names())

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads files, and the environments beside them."""
        from outrider.importers.http_files.files_import import HttpFilesImport

        return HttpFilesImport(sources).run()
