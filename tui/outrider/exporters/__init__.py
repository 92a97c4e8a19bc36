"""Formats for requests and for what became of them: the registry.

To add one, write a file beside this one and name its class below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from outrider.exporters.curl import CurlExporter
from outrider.exporters.har import HarExporter
from outrider.exporters.jsonl import JsonLinesExporter
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.postman import PostmanExporter
from outrider.exporters.text import TextExporter
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest


class Exporter(Protocol):
    """Writes requests, and what became of them, in a format that others read.

    Attributes:
        suffix: how the names of its files end, with the dot.
    """

    name: str
    summary: str
    suffix: str

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A request that was not sent; ends with a line end."""

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """Entries of the console; ends with a line end, or is empty."""


EXPORTERS: tuple[Exporter, ...] = (
    CurlExporter(),
    HarExporter(),
    JsonLinesExporter(),
    PostmanExporter(),
    TextExporter(),
)


def find_exporter(name: str) -> Exporter | None:
    """The exporter of this name."""
    return next((one for one in EXPORTERS if one.name == name), None)
