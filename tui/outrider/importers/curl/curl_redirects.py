"""What a curl command says about redirects, and what is done otherwise with them."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.importers.curl.operations import CurlOperation
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport
from outrider.model.workspace import NameValueRow
from outrider.variables.reference_grammar import has_reference

_ALIKE = frozenset(
    ("accept", "accept-language", "content-type", "user-agent", "authorization", "cookie", "host")
)
"""Headers that curl and Outrider treat alike at another origin."""


def follows_redirects(operation: CurlOperation) -> bool:
    """Whether the command follows redirects."""
    return operation.on("location") or operation.on("location-trusted")


def tell_redirects(
    operation: CurlOperation, rows: Iterable[NameValueRow], report: ImportReport
) -> None:
    """Tells what the command would send after a redirect, and Outrider does not."""
    if operation.on("location-trusted"):
        report.changed(
            "--location-trusted was imported as --location.",
            why="After a redirect to another origin, Outrider sends no credentials.",
            advice="To send them there, set the request's URL to that origin.",
        )
    if not follows_redirects(operation):
        return
    others = {
        without_credentials(row.name): None
        for row in rows
        if row.enabled and row.name.lower() not in _ALIKE and not has_reference(row.name)
    }
    if others:
        report.changed(
            f"After a redirect to another origin, {', '.join(others)} is not sent.",
            why="The command sends them to every host, and they may be credentials.",
        )
    if operation.program == "curl" and (operation.last("request") or "GET").upper() not in {
        "GET",
        "HEAD",
    }:
        report.carried(
            "Redirects with status 301, 302 and 303 may be followed with GET (RFC 9110 §15.4); "
            "with --request, curl keeps the method."
        )
