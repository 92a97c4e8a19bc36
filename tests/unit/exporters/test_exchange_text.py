"""Entries and exchanges as lines: everything is told, and no secret unless asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.widgets.widget_app import HOSTILE, entry, exchange, note
from tests.work_counter import counted

from outrider.exporters import exchange_text
from outrider.model.exchange import ConnectionInfo, TlsInfo
from outrider.model.message import (
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor

CANARY = "CANARY-0123456789"


def told(*requests: RequestMessage, reveals: bool = False) -> str:
    made = replace(exchange(), request=requests[0]) if requests else exchange()
    return "\n".join(exchange_text.exchange_lines(made, Redactor(), reveals=reveals))


def test_details_tell_request_response_and_remarks() -> None:
    lines = list(exchange_text.exchange_lines(exchange(method="POST", reason="x"), Redactor()))
    assert lines[0] == "> POST http://127.0.0.1:8080/v2/orders"
    assert lines[1] == "> Authorization: Bearer ••••••"
    assert lines[2:4] == [">", "> a=1"]
    assert lines[4] == "< HTTP/1.1 200"
    assert lines[-1] == "* connect 1 ms, first byte 80 ms"


def test_the_connection_the_cookies_and_what_was_added_are_told() -> None:
    response = ResponseMessage(
        200,
        "",
        "HTTP/1.1",
        (("Set-Cookie", f"sid={CANARY}; Path=/; HttpOnly"), ("set-cookie", "=odd")),
        size=9,
        wire_size=5,
    )
    network = ConnectionInfo(
        local="[::1]:50000",
        peer="192.0.2.1:8080",
        reused=True,
        proxy="http://proxy.test:8080",
        tls=TlsInfo(
            "TLSv1.3", "AES", "a.test", "A CA", "Jan 1 2030", tuple(f"{n}.test" for n in range(9))
        ),
        added_headers=(("Host", "a.test"), ("User-Agent", "us")),
    )
    made = replace(exchange(), response=response, network=network)
    lines = list(exchange_text.exchange_lines(made, Redactor()))
    assert lines[1:4] == ["> Host: a.test", "> Authorization: Bearer ••••••", "> User-Agent: us"]
    assert lines[-7:] == [
        "* cookie sid: ••••••, Path=/, HttpOnly",
        "* connection [::1]:50000 → 192.0.2.1:8080, reused, proxy http://proxy.test:8080",
        "* TLSv1.3, AES",
        "* certificate a.test, by A CA, until Jan 1 2030",
        f"* certificate for {', '.join(f'{n}.test' for n in range(8))} and 1 more",
        "* connect 1 ms, first byte 80 ms",
        "* 5 bytes received, 9 decoded",
    ]
    assert CANARY in "".join(exchange_text.exchange_lines(made, Redactor(), reveals=True))
    blind = replace(network, tls=TlsInfo("TLSv1.2", "RC4"))
    assert "* certificate not verified" in exchange_text.exchange_lines(
        replace(made, network=blind), Redactor()
    )


def test_json_is_laid_out_and_its_numbers_stay_as_they_are() -> None:
    made = exchange(body=b'{"a":1.0,"a":10000000000000000000000.50}')
    lines = list(exchange_text.exchange_lines(made, Redactor()))
    assert '<   "a": 1.0,' in lines
    assert '<   "a": 10000000000000000000000.50' in lines


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 5000, b"", b"\x00" * 10])
def test_a_body_that_is_not_json_is_told_as_it_is(body: bytes) -> None:
    assert list(exchange_text.exchange_lines(exchange(body=body), Redactor()))


def test_a_large_body_is_cut_and_the_rest_counted() -> None:
    lines = list(exchange_text.exchange_lines(exchange(body=b"x" * 50_000), Redactor()))
    assert f"< … {50_000 - exchange_text.BODY_CHARACTERS} more characters" in lines
    assert sum(map(len, lines)) < 25_000


def secret_request() -> RequestMessage:
    return RequestMessage(
        "POST",
        Secret(f"https://a.test/?key={CANARY}", f"https://a.test/?key={MASK}"),
        (FieldLine("X-Key", Secret(CANARY)), FieldLine("Authorization", f"Bearer {CANARY}")),
        TextContent(Secret(f"a={CANARY}", f"a={MASK}")),
    )


def test_secrets_are_masked_unless_the_user_asked() -> None:
    assert CANARY not in told(secret_request())
    assert told(secret_request(), reveals=True).count(CANARY) == 4
    one = replace(entry(), exchange=replace(exchange(), request=secret_request()))
    assert exchange_text.entry_url(one, Redactor()) == f"https://a.test/?key={MASK}"
    assert exchange_text.entry_url(note("x"), Redactor()) == ""


def test_a_short_secret_in_a_body_is_masked_as_well() -> None:
    request = RequestMessage(
        "POST", "https://a.test/", (), TextContent(Secret("p=dev7", "p=••••••"))
    )
    assert "dev7" not in told(request)


def test_a_token_in_a_response_is_masked_by_its_name() -> None:
    body = f'{{"access_token":"{CANARY}","expires_in":60}}'.encode()
    made = exchange(body=body)
    assert CANARY not in "\n".join(exchange_text.exchange_lines(made, Redactor()))
    assert CANARY in "\n".join(exchange_text.exchange_lines(made, Redactor(), reveals=True))


def test_a_reason_phrase_that_repeats_a_secret_is_masked() -> None:
    redactor = Redactor()
    redactor.register([Secret(CANARY)])
    made = exchange()
    assert made.response is not None
    made = replace(made, response=replace(made.response, reason=f"OK {CANARY}"))
    assert CANARY not in "\n".join(exchange_text.exchange_lines(made, redactor))


def test_a_binary_body_is_named_and_not_told() -> None:
    lines = list(exchange_text.exchange_lines(exchange(body=b"\x89PNG\0\1"), Redactor()))
    assert any("6 bytes, binary" in line for line in lines)


def test_files_are_named_and_not_read() -> None:
    parts = (
        PartContent("doc", FileContent("/tmp/a.pdf")),
        PartContent("key", TextContent(Secret(CANARY))),
    )
    text = exchange_text.masked_content_text(
        MultipartContent(parts, "b"), Redactor(), reveals=False
    )
    assert text == "doc: <file /tmp/a.pdf>\nkey: ••••••"
    assert exchange_text.masked_content_text(None, Redactor(), reveals=False) == ""


def test_a_failure_tells_why_and_what_to_do() -> None:
    from outrider.model.exchange import Failure, FailureKind

    failure = Failure(
        FailureKind.DNS, "no such host", "https://a.test", "EAI_NONAME", "Look again."
    )
    made = replace(exchange(status=None), failure=failure)
    text = "\n".join(exchange_text.exchange_lines(made, Redactor()))
    for words in ("! no such host", "! https://a.test", "! EAI_NONAME", "! Look again."):
        assert words in text


def test_a_sentence_opens_whole() -> None:
    assert list(exchange_text.entry_lines(note("one\ntwo"), Redactor())) == ["one", "two"]


@given(st.text(), st.binary())
def test_no_line_moves_a_cursor_or_breaks(text: str, body: bytes) -> None:
    hostile = HOSTILE + text
    request = RequestMessage("GET", hostile, (FieldLine("X", hostile),), TextContent(hostile))
    made = replace(exchange(body=body, reason=hostile), request=request)
    one = replace(entry(), exchange=made)
    for line in exchange_text.entry_lines(one, Redactor()):
        assert "\n" not in line
        assert "\x1b" not in line
        line.encode("utf-8")


@pytest.mark.parametrize("in_parts", [False, True])
def test_of_a_long_request_body_only_the_start_is_looked_at(in_parts: bool) -> None:
    long = "[" + "1," * 500_000 + "1]"
    text = TextContent(long)
    content = MultipartContent((PartContent("a", text),), "b") if in_parts else text
    made = exchange(method="POST")
    made = replace(made, request=replace(made.request, content=content))
    with counted() as done:
        lines = list(exchange_text.exchange_lines(made, Redactor(), limit=1000))
    behind = len("a: " if in_parts else "") + len(long) - 1000
    assert f"> … {behind} more characters" in lines
    assert done.steps < 50_000
