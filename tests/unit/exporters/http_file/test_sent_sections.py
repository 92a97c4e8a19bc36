"""Requests that were sent, or would be, as sections of an ``.http`` file."""

from __future__ import annotations

import pytest
from tests.unit.importers.http_files.http_import import imported, only

from outrider.exporters.http_file import HttpFileExporter
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import (
    Content,
    FieldLine,
    FileContent,
    PreparedRequest,
    RequestMessage,
    TextContent,
)
from outrider.model.secret import Secret
from outrider.model.workspace import FileBody, TextBody
from outrider.redaction import Redactor


def exported(content: Content | None = None, url: str = "https://a.test/x?a=%20b") -> str:
    fields = (FieldLine("X-A", "1"), FieldLine("Authorization", Secret("Bearer s3cret-token-1")))
    message = RequestMessage(
        "POST", url, (*fields, FieldLine("Content-Type", "text/plain")), content
    )
    masking = MaskingPolicy(Redactor())
    return HttpFileExporter().export_request(PreparedRequest(message, None), masking)


def test_a_request_comes_back_without_its_credential() -> None:
    text = exported(TextContent("one\n\ntwo"))
    assert "s3cret" not in text
    request = only(imported(text))
    assert (request.method, request.url) == ("POST", "https://a.test/x?a=%20b")
    assert not request.options.follow_redirects
    assert request.body == TextBody("text", "one\n\ntwo")
    assert request.headers[0].name == "X-A"


@pytest.mark.parametrize("text", ["# x", "a\n", "{{a}}", "a\r\nb"])
def test_a_body_that_no_reader_sends_is_told_and_not_there(text: str) -> None:
    written = exported(TextContent(text))
    assert "# Not exported: the body" in written
    assert only(imported(written)).body is None


def test_a_file_and_braces_in_the_url() -> None:
    written = exported(FileContent("/tmp/a b.bin"), "https://a.test/{{x}}")
    request = only(imported(written))
    assert request.body == FileBody("/tmp/a b.bin")
    assert request.url == "https://a.test/%7B%7Bx%7D%7D"
