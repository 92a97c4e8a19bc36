"""Formats for requests and for what became of them: the registry.

To add one, write a file beside this one and name its class below.
"""

from __future__ import annotations

from tui.exporters.curl import Curl
from tui.exporters.exporter import Exporter
from tui.exporters.har import Har
from tui.exporters.jsonl import JsonLines
from tui.exporters.postman import Postman
from tui.exporters.text import PlainText

EXPORTERS: tuple[Exporter, ...] = (
    Curl(),
    Har(),
    JsonLines(),
    Postman(),
    PlainText(),
)


def find_exporter(name: str) -> Exporter | None:
    """The exporter of this name."""
    return next((one for one in EXPORTERS if one.name == name), None)
