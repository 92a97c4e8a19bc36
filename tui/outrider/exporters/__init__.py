"""Formats for requests and for what became of them: the registry.

To add one, write a file beside this one and name its class below.
"""

from __future__ import annotations

from outrider.exporters.curl import Curl
from outrider.exporters.exporter import Exporter
from outrider.exporters.har import Har
from outrider.exporters.jsonl import JsonLines
from outrider.exporters.postman import Postman
from outrider.exporters.text import PlainText

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
