"""What a curl command was made of comes back when it is imported."""

from __future__ import annotations

from tests.unit.exporters.test_curl import FORM, command

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportVerdict
from outrider.model.message import (
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    TextContent,
)
from outrider.model.workspace import MultipartBody, MultipartPart


def test_a_form_that_curl_has_no_option_for_comes_back_by_import() -> None:
    parts = (
        PartContent("note", TextContent('100 % \\ "x"\n'), "n.txt"),
        PartContent('a "b"', FileContent("/data/x.bin"), 'x "y".bin'),
        PartContent("last", TextContent("ü"), None, "text/plain"),
    )
    script = command(
        RequestMessage("POST", "http://server/", (FORM,), MultipartContent(parts, "outrider-1"))
    )
    assert "printf" in script
    source = ImportSource("x.sh", script, read_file={"/data/x.bin": b"\0\xff"}.get)
    imported = read_sources([source])
    [request] = imported.requests
    assert request.body == MultipartBody(
        (
            MultipartPart("note", '100 % \\ "x"\n', None, "n.txt"),
            MultipartPart('a "b"', None, "/data/x.bin", 'x "y".bin'),
            MultipartPart("last", "ü", None, None, "text/plain"),
        )
    )
    assert [(row.name, row.value) for row in request.headers if row.enabled] == [
        ("Content-Type", "multipart/form-data; boundary=outrider-1")
    ]
    assert not [one for one in imported.remarks if one.verdict is ImportVerdict.NOT_CARRIED]
