"""Timeouts of programs that limit each wait of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.importers.curl.operations import CurlOption
from outrider.model.import_result import ImportReport


def timeout_option(name: str, seconds: str, report: ImportReport) -> Iterator[CurlOption]:
    """The timeout of a program that has it for each wait, as that of the whole request."""
    if seconds == "0":
        report.changed(f"{name} 0 (no limit) was not imported: a request has a timeout.")
        return
    yield CurlOption("max-time", seconds)
    report.changed(
        f"{name} became the timeout of the whole request.",
        why="The program limits each wait; Outrider limits all of them together.",
    )
