"""HAR, JSON Lines and text: what is in them, that nothing can be forged, and that they mask."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.canary import leaks
from tests.unit.widgets.widget_app import HOSTILE, entry, note

from outrider.exporters import EXPORTERS, find_exporter
from outrider.exporters.ascii_url import wire_url
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import ConnectionInfo, Timing, TlsInfo
from outrider.model.message import (
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor
from outrider.visible_text import visible_text

CANARY = "CANARY-of-the-exports"
NETWORK = ConnectionInfo(
    local="127.0.0.1:50000",
    peer="192.0.2.1:443",
    tls=TlsInfo("TLSv1.3", "TLS_AES", "a.test", "A CA", "Jan  1 00:00:00 2030 GMT", ("a.test",)),
    added_headers=(("Host", "a.test"), ("User-Agent", "outrider/1"), ("Content-Length", "3")),
)


def full() -> ConsoleEntry:
    """An entry with everything that an exchange may have, secrets everywhere."""
    made = entry(2, EntryKind.API, method="POST", url=f"https://a.test/x?access_token={CANARY}&q=ä")
    assert made.exchange is not None
    response = ResponseMessage(
        302,
        "Found",
        "HTTP/1.1",
        (
            ("Content-Type", "application/json"),
            ("Set-Cookie", f"sid={CANARY}; Path=/a; HttpOnly; Secure"),
            ("Location", f"https://b.test/?access_token={CANARY}"),
        ),
        json.dumps({"access_token": CANARY, "n": 1}).encode(),
        100,
        60,
        notes=("A note.",),
    )
    request = replace(
        made.exchange.request,
        headers=(
            FieldLine("Authorization", Secret(f"Bearer {CANARY}", f"Bearer {MASK}")),
            FieldLine("Cookie", f"sid={CANARY}"),
            FieldLine("Content-Type", "text/plain"),
        ),
        content=TextContent(f"client_secret={CANARY}"),
    )
    timing = Timing(100.0, connect=10.0, tls=20.0, first_byte=50.0, download=5.0)
    exchange = replace(
        made.exchange, request=request, response=response, timing=timing, network=NETWORK
    )
    return replace(made, exchange=exchange)


def masked() -> MaskingPolicy:
    redactor = Redactor()
    redactor.register([Secret(CANARY)])
    return MaskingPolicy(redactor)


def exported(name: str, *entries: ConsoleEntry, masking: MaskingPolicy | None = None) -> str:
    exporter = find_exporter(name)
    assert exporter is not None
    return exporter.export_entries(entries, masking or masked())


def archive(*entries: ConsoleEntry, masking: MaskingPolicy | None = None) -> list[dict[str, Any]]:
    log = json.loads(exported("har", *entries, masking=masking))["log"]
    assert log["version"] == "1.2"
    assert log["creator"]["name"] == "Outrider"
    found: list[dict[str, Any]] = log["entries"]
    return found


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.name)
@pytest.mark.parametrize("known", [True, False])
def test_nothing_leaks_unless_it_is_asked_for(exporter: Any, known: bool) -> None:
    masking = masked() if known else MaskingPolicy(Redactor())
    secret, one = Secret(CANARY), full()
    assert one.exchange is not None
    for text in (
        exporter.export_entries([one, note("plain")], masking),
        exporter.export_request(PreparedRequest(one.exchange.request), masking),
    ):
        assert leaks([CANARY], [(exporter.name, text.encode())]) == []
        # Scripts for load generators read what they do not have.
        assert MASK in text or "\\u2022" in text or "OS environment variables" in text
    assert CANARY in exporter.export_entries([one], MaskingPolicy(Redactor(), reveals=True))
    assert secret.reveal() == CANARY


def test_an_archive_has_what_the_format_asks_for() -> None:
    [one] = archive(full(), note("no exchange"))
    assert one["startedDateTime"] == "2023-11-14T22:13:20.000+00:00"
    timings = one["timings"]
    assert one["time"] == sum(timings[name] for name in timings if name != "ssl") == 100.0
    assert (timings["connect"], timings["ssl"], timings["wait"]) == (30.0, 20.0, 50.0)
    assert one["serverIPAddress"] == "192.0.2.1"
    request, response = one["request"], one["response"]
    assert [field["name"] for field in request["headers"]] == [
        "Host",
        "Authorization",
        "Cookie",
        "Content-Type",
        "User-Agent",
        "Content-Length",
    ]
    assert request["queryString"][1] == {"name": "q", "value": "ä"}
    assert request["bodySize"] == 3
    assert request["postData"] == {"mimeType": "text/plain", "text": f"client_secret={MASK}"}
    assert response["bodySize"] == 60
    assert response["content"]["size"] == 100
    assert response["content"]["compression"] == 40
    assert json.loads(response["content"]["text"]) == {"access_token": MASK, "n": 1}
    assert response["redirectURL"].startswith("https://b.test/")
    assert response["cookies"] == [
        {"name": "sid", "value": MASK, "path": "/a", "httpOnly": True, "secure": True}
    ]


def test_an_archive_has_bytes_forms_and_failures_too() -> None:
    made = full()
    assert made.exchange is not None
    content = MultipartContent(
        (
            PartContent("password", TextContent("short")),
            PartContent("doc", FileContent("/nowhere/a.pdf"), "a.pdf", "application/pdf"),
        ),
        "b",
    )
    raw = ResponseMessage(200, "", "HTTP/2", (), b"\xff\0" + CANARY.encode(), 30, 30)
    request = replace(made.exchange.request, content=content)
    binary = replace(made, exchange=replace(made.exchange, request=request, response=raw))
    failed = entry(3, status=None, failure="No connection.")
    one, two = archive(binary, failed)
    assert one["request"]["postData"]["params"] == [
        {"name": "password", "value": MASK},
        {
            "name": "doc",
            "comment": "<file /nowhere/a.pdf> cannot be read: No such file or directory",
            "fileName": "a.pdf",
            "contentType": "application/pdf",
        },
    ]
    assert one["response"]["content"]["encoding"] == "base64"
    assert base64.b64decode(one["response"]["content"]["text"]) == b"\xff\0" + MASK.encode()
    assert two["response"]["status"] == 0
    assert two["response"]["_error"] == "No connection."


def test_json_lines_are_one_object_for_each_entry() -> None:
    text = exported("jsonl", full(), note("a\u2028b\nc", EntryKind.WARNING), note("\x85"))
    first, second, third = [json.loads(line) for line in text.splitlines()]
    assert first["request"]["headers"][0] == ["Host", "a.test"]
    assert first["network"]["tls"]["version"] == "TLSv1.3"
    assert first["response"]["notes"] == ["A note."]
    assert first["timing"]["first_byte"] == 50.0
    assert second["kind"] == "warning"
    assert second["text"] == "a\u2028b\nc"
    assert third["text"] == "\x85"


@given(text=st.text() | st.just(HOSTILE) | st.just("\n12:04:11 api GET https://forged 200"))
def test_what_a_server_says_begins_no_record_of_its_own(text: str) -> None:
    made = full()
    assert made.exchange is not None
    assert made.exchange.response is not None
    response = replace(
        made.exchange.response,
        reason=text,
        headers=(("X-Odd", text),),
        content=text.encode("utf-8", "replace"),
    )
    one = replace(made, exchange=replace(made.exchange, response=response, reason=text))
    told = exported("text", one, note(text))
    heads = [line for line in told.split("\n")[:-1] if not line.startswith("  ")]
    assert len(heads) == 2
    assert visible_text(told) == told
    assert len(exported("jsonl", one, note(text)).splitlines()) == 2
    assert len(archive(one)) == 1


def test_a_request_that_was_not_sent_can_be_exported_everywhere() -> None:
    message = RequestMessage("GET", "https://a.test/", (FieldLine("Accept", "a/b"),))
    for exporter in EXPORTERS:
        text = exporter.export_request(PreparedRequest(message), masked())
        assert "https://a.test/" in text
        assert text.endswith("\n")


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.test/ä?q=ö b", "https://a.test/%C3%A4?q=%C3%B6%20b"),
        ("https://bücher.test:8080/", "https://xn--bcher-kva.test:8080/"),
        (f"https://a.test/?k={MASK}", "https://a.test/?k=" + "%E2%80%A2" * 6),
        ("https://a.test/%41|", "https://a.test/%41|"),
        ("relative ä", "relative%20%C3%A4"),
        ("http://" + "ä" * 70, "http://" + "%C3%A4" * 70),
    ],
)
def test_urls_are_ascii(url: str, written: str) -> None:
    assert wire_url(url, keeps_mask=False) == written


@pytest.mark.parametrize(
    ("data", "size", "told"),
    [
        (b"key " + CANARY.encode(), -1, {"text": f"key {MASK}"}),
        (b"\xff\0", -1, {"text": "/wA=", "encoding": "base64"}),
        (b"abc", 3, {"text": "abc"}),
        (b"abc", 4, {"text": "", "comment": "has changed since"}),
        (b"a" * 1_000_001, -1, {"text": "", "comment": "has more than 1000000 bytes"}),
    ],
)
def test_an_archive_has_the_bytes_of_a_file_or_tells_why_not(
    data: bytes, size: int, told: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "body"
    file.write_bytes(data)
    made = full()
    assert made.exchange is not None
    request = replace(made.exchange.request, headers=(), content=FileContent(str(file)))
    network = replace(NETWORK, added_headers=(("Content-Length", str(size)),) if size > 0 else ())
    sent = replace(made, exchange=replace(made.exchange, request=request, network=network))
    [one] = archive(sent)
    if "comment" in told:
        told = {**told, "comment": f"<file {file}> {told['comment']}"}
    assert one["request"]["postData"] == {"mimeType": "", **told}
