"""Formats of what came of a run: the registry.

To add one, write a file beside this one and name its class below.
"""

from __future__ import annotations

from typing import Protocol

from outrider.cli.output.reports.reported_run import ReportedRun
from outrider.lazy_registry import LazyRegistry


class Report(Protocol):
    """Writes what came of a run in a format that people or programs read."""

    name: str
    summary: str

    def render(self, run: ReportedRun) -> str:
        """The report; ends with a line end."""


REPORTS: LazyRegistry[Report] = LazyRegistry(
    __name__,
    {
        "text": "text_report:TextReport",
        "json": "json_report:JsonReport",
        "junit": "junit_report:JUnitReport",
        "tap": "tap_report:TapReport",
        "html": "html_report:HtmlReport",
    },
)
