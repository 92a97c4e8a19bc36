"""Bodies in other charsets than UTF-8: masked and told as the text that they are."""

from __future__ import annotations

import base64
import json

import pytest
from msgspec.structs import replace
from tests.unit.widgets.widget_app import entry

from outrider.exporters import find_exporter
from outrider.exporters.exchange_text import exchange_lines
from outrider.exporters.masked_exchange import masked_exchange
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.message import ResponseMessage
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor

SECRET = "CANARY-of-7-charsets"
NAMED = "n4med-only-by-9"
TEXT = json.dumps({"note": SECRET, "access_token": NAMED, "city": "Zürich"}, ensure_ascii=False)
CHARSETS = ["utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "cp037", "cp500", "utf-8"]


def redactor() -> Redactor:
    made = Redactor()
    made.register([Secret(SECRET), Secret("тайна-слово-42")])
    return made


def received(content: bytes, kind: str) -> ConsoleEntry:
    made = entry(2, EntryKind.API)
    assert made.exchange is not None
    response = ResponseMessage(
        200, "OK", "HTTP/1.1", (("Content-Type", kind),), content, len(content)
    )
    return replace(made, exchange=replace(made.exchange, response=response))


def kept(content: bytes, kind: str) -> bytes:
    """What stays of a body in a file."""
    exchange = received(content, kind).exchange
    assert exchange is not None
    response = masked_exchange(exchange, MaskingPolicy(redactor())).response
    assert response is not None
    return response.content


@pytest.mark.parametrize("charset", CHARSETS)
def test_what_stays_on_the_disk_is_masked_and_in_its_charset(charset: str) -> None:
    text = kept(TEXT.encode(charset), f"application/json; charset={charset}").decode(charset)
    assert SECRET not in text
    assert NAMED not in text
    assert '"city": "Zürich"' in text


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("name", ["har", "jsonl", "postman", "bruno", "markdown"])
def test_what_is_exported_is_masked_text(charset: str, name: str) -> None:
    one = received(TEXT.encode(charset), f"application/json; charset={charset}")
    exporter = find_exporter(name)
    assert exporter is not None
    told = exporter.export_entries([one], MaskingPolicy(redactor()))
    assert "Zürich" in told or "Z\\u00fcrich" in told
    assert SECRET not in told
    assert NAMED not in told


@pytest.mark.parametrize("charset", CHARSETS)
def test_the_console_shows_it_as_text(charset: str) -> None:
    exchange = received(TEXT.encode(charset), f"application/json; charset={charset}").exchange
    assert exchange is not None
    told = "\n".join(exchange_lines(exchange, redactor()))
    assert '<   "city": "Zürich"' in told
    assert SECRET not in told


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("before", [b"", b"\x01\x02\x03", b"\xff\0\0\0\0"])
@pytest.mark.parametrize("secret", [SECRET, "тайна-слово-42"])
def test_texts_in_bytes_that_name_no_charset_are_masked(
    codec: str, before: bytes, secret: str
) -> None:
    data = before + f"\0\0{secret}\0\0".encode(codec)
    told = kept(data, "application/octet-stream")
    assert secret.encode(codec) not in told
    # Between zeros, the order of bytes of a text may be either.
    assert any(MASK.encode(codec[:-2] + order) in told for order in ("le", "be"))
    assert kept(b"\x01\0\x02\xff" * 40, "application/octet-stream") == b"\x01\0\x02\xff" * 40


def test_base64_of_an_archive_is_masked_too() -> None:
    exporter = find_exporter("har")
    assert exporter is not None
    one = received(f"\0\0{SECRET}\0".encode("utf-16-le"), "application/octet-stream")
    log = json.loads(exporter.export_entries([one], MaskingPolicy(redactor())))["log"]
    content = log["entries"][0]["response"]["content"]
    assert content["encoding"] == "base64"
    assert SECRET.encode("utf-16-le") not in base64.b64decode(content["text"])
