"""Markdown of exchanges, read by a reader of CommonMark."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from outrider.exporters.markdown import MarkdownExporter, code_block, plain_markdown
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import Exchange, Purpose, Timing
from outrider.model.message import (
    FieldLine,
    PreparedRequest,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from outrider.redaction import Redactor

LINES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.just("\n"))
READER = MarkdownIt("commonmark")


@given(LINES | st.text("`~#\n a"))
def test_a_block_holds_exactly_the_text(text: str) -> None:
    tokens = READER.parse(f"before\n\n{code_block(text, 'json')}\nafter\n")
    blocks = [one for one in tokens if one.type == "fence"]
    assert [(one.info, one.content) for one in blocks] == [("json", f"{text}\n")]
    assert tokens[-2].content == "after"


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1))
def test_a_line_marks_nothing_up(text: str) -> None:
    html = READER.render(f"### {plain_markdown(text.strip() or 'x')}")
    assert html.startswith("<h3>")
    assert html.count("<") == 2


def exchange(response: ResponseMessage | None) -> ConsoleEntry:
    request = RequestMessage(
        "POST",
        "https://a.test/*x*?a=<b>",
        (FieldLine("X-A", "```"), FieldLine("Authorization", "Bearer CANARY-x")),
        TextContent('{"a":1}'),
    )
    made = Exchange(1, 1, Purpose.API, "dev", "", request, response, None, Timing(12.0), 0.0)
    return ConsoleEntry(0.0, 1, "dev", EntryKind.API, exchange=made)


def test_an_exchange_is_a_heading_and_its_blocks() -> None:
    response = ResponseMessage(
        200, "OK", "HTTP/1.1", (("Content-Type", "text/html"),), b"<b>``` hi</b>", 12
    )
    policy = MaskingPolicy(Redactor())
    told = MarkdownExporter().export_entries([exchange(response), exchange(None)], policy)
    assert "CANARY" not in told
    tokens = READER.parse(told)
    blocks = [(one.info, one.content) for one in tokens if one.type == "fence"]
    assert [info for info, _ in blocks] == ["http", "json", "http", "text", "http", "json"]
    assert blocks[1][1] == '{\n  "a": 1\n}\n'
    assert blocks[3][1] == "<b>``` hi</b>\n"
    heads = [tokens[at + 1].content for at, one in enumerate(tokens) if one.type == "heading_open"]
    assert [plain(one) for one in heads] == [
        "POST https://a.test/*x*?a=<b> → 200 (12 ms)",
        "POST https://a.test/*x*?a=<b> → no response (12 ms)",
    ]


def plain(inline: str) -> str:
    html: str = READER.renderInline(inline)
    return html.replace("&lt;", "<").replace("&gt;", ">")


def test_what_is_no_text_is_counted() -> None:
    response = ResponseMessage(200, "", "HTTP/2", (), b"a\0b", 3)
    told = MarkdownExporter().export_entries([exchange(response)], MaskingPolicy(Redactor()))
    assert "\n3 bytes, binary.\n" in told
    outgoing = PreparedRequest(RequestMessage("GET", "https://a.test/"))
    assert MarkdownExporter().export_request(outgoing, MaskingPolicy(Redactor())) == (
        "```http\nGET https://a.test/\n```\n"
    )
