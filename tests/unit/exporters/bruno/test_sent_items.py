"""What was sent, as Bruno's JSON export."""

from __future__ import annotations

import json

from msgspec.structs import replace
from tests.unit.widgets.widget_app import entry

from outrider.exporters.bruno import BrunoExporter
from outrider.exporters.masking import MaskingPolicy
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.console_entry import EntryKind
from outrider.model.message import (
    FieldLine,
    MultipartContent,
    PartContent,
    TextContent,
)
from outrider.model.workspace import MultipartBody, TextBody
from outrider.redaction import Redactor

URL = "https://h.test/a%20b/:x?q=1%2B2&flag"


def test_what_was_sent_is_imported_with_its_response() -> None:
    made = entry(1, EntryKind.API, method="POST", url=URL)
    assert made.exchange is not None
    request = replace(
        made.exchange.request,
        headers=(FieldLine("X-A", "b"), FieldLine("Content-Length", "2")),
        content=TextContent("hi"),
    )
    made = replace(made, exchange=replace(made.exchange, request=request))
    text = BrunoExporter().export_entries([made], MaskingPolicy(Redactor()))
    found = find_importer(text)
    assert found is not None
    assert found.name == "bruno"
    result = read_sources([ImportSource("x", text)])
    [again] = result.requests
    assert again.method == "POST"
    assert again.url == "https://h.test/a%20b/\\:x?q=1%2B2&flag"
    assert ("X-A", "b") in [(row.name, row.value) for row in again.headers]
    assert again.body == TextBody("text", "hi")
    assert len(result.responses) == 1


def test_parts_are_parts() -> None:
    made = entry(1, EntryKind.API, method="POST", url="https://h.test/")
    assert made.exchange is not None
    parts = MultipartContent((PartContent("a", TextContent("b"), None, "text/x"),), "B")
    request = replace(made.exchange.request, content=parts)
    made = replace(made, exchange=replace(made.exchange, request=request))
    text = BrunoExporter().export_entries([made], MaskingPolicy(Redactor()))
    assert json.loads(text)["items"][0]["request"]["body"]["mode"] == "multipartForm"
    [again] = read_sources([ImportSource("x", text)]).requests
    assert isinstance(again.body, MultipartBody)
    assert (again.body.parts[0].value, again.body.parts[0].content_type) == ("b", "text/x")
