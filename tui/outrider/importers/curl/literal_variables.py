"""What only looks like a variable of cmd or PowerShell in a command, and is sent as text."""

from __future__ import annotations

import re

from outrider.importers.curl.cmd_variables import PERCENT_VARIABLE, is_percent_encoding
from outrider.importers.curl.inert_braces import written_texts
from outrider.importers.curl.powershell_words import ENVIRONMENT_VARIABLE
from outrider.importers.curl.shell_dialects import Dialect
from outrider.model.import_result import ImportReport
from outrider.model.workspace import Request

_DELAYED = re.compile(r"!([A-Za-z_][A-Za-z0-9_]*)!")


def tell_literal_variables(request: Request, dialect: Dialect, report: ImportReport) -> None:
    """Tells the names that a shell would perhaps replace, where the request has them as text."""
    found: dict[str, tuple[str, str]] = {}
    for text in written_texts(request):
        for match in ENVIRONMENT_VARIABLE.finditer(text):
            why = "In single quotes, or behind an escape, PowerShell does not replace it."
            found[match[0]] = (match[1] or match[2], why)
        for match in PERCENT_VARIABLE.finditer(text) if dialect is Dialect.UNSURE else ():
            if not is_percent_encoding(text, match.start(), match.end()):
                why = "cmd would replace it, but nothing else shows that the command is for cmd."
                found[match[0]] = (match[1], why)
        for match in _DELAYED.finditer(text) if dialect is Dialect.CMD else ():
            why = "cmd replaces it only after setlocal EnableDelayedExpansion."
            found[match[0]] = (match[1], why)
    for written, (name, why) in found.items():
        report.changed(
            f"{written} is sent as text.",
            why=why,
            advice=f"To use OS environment variable {name}, write {{{{$env.{name}}}}} in the "
            "request in its place.",
        )
