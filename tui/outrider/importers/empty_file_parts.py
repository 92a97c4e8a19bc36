"""Bodies of multipart/form-data as browsers copy them: names of files without their bytes."""

from __future__ import annotations

import re

from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport

_EMPTY = re.compile(
    r'^content-disposition:[^\r\n]*\bfilename="([^"\r\n]+)"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n\r?\n--',
    re.IGNORECASE | re.MULTILINE,
)


def tell_empty_file_parts(text: str, report: ImportReport) -> None:
    """Tells the files of a body that are sent empty, as the text has them."""
    for match in _EMPTY.finditer(text):
        report.lost(
            f'File "{without_credentials(match[1])}" is sent empty.',
            why="Browsers copy a body without the bytes of its files.",
            advice="Make a multipart body of it, and name the file there.",
        )
