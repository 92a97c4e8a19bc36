"""Formats for requests and for what became of them: the registry.

To add one, write a file beside this one and name its class below.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Protocol

from outrider.exporters.masking import MaskingPolicy
from outrider.lazy_registry import LazyRegistry
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest

if TYPE_CHECKING:
    from outrider.exporters.untold_options import LiveOption


class Exporter(Protocol):
    """Writes requests, and what became of them, in a format that others read.

    Attributes:
        suffix: how the names of its files end, with the dot.
    """

    name: str
    summary: str
    suffix: str

    @property
    def carries(self) -> AbstractSet[LiveOption]:
        """The options that are in what it writes of one request, or told in it."""

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A request that was not sent; ends with a line end."""

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """Entries of the console; ends with a line end, or is empty."""


EXPORTERS: LazyRegistry[Exporter] = LazyRegistry(
    __name__,
    {
        "bruno": "bruno:BrunoExporter",
        "curl": "curl:CurlExporter",
        "fetch": "code.javascript_fetch:FetchExporter",
        "go": "code.go_http:GoExporter",
        "har": "har:HarExporter",
        "http": "http_file:HttpFileExporter",
        "httpie": "code.httpie:HttpieExporter",
        "jsonl": "jsonl:JsonLinesExporter",
        "k6": "load.k6:K6Exporter",
        "locust": "load.locust:LocustExporter",
        "markdown": "markdown:MarkdownExporter",
        "postman": "postman:PostmanExporter",
        "powershell": "code.powershell:PowerShellExporter",
        "python": "code.python_httpx:PythonExporter",
        "text": "text:TextExporter",
    },
)


def find_exporter(name: str) -> Exporter | None:
    """The exporter of this name."""
    return EXPORTERS.find(name)
