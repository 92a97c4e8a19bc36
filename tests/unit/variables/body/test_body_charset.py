from __future__ import annotations

import pytest

from outrider.errors import SourceLocation
from outrider.model.message import MultipartContent, RequestMessage, TextContent
from outrider.model.secret import Secret
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    RequestWithFolders,
    SecretRef,
    TextBody,
)
from outrider.transport.request_body import open_body
from outrider.variables.message_assembly import assemble_message
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope


def assembled(body: Body, content_type: str = "") -> tuple[RequestMessage, Resolver]:
    refs = {"k": SecretRef("k", "prompt", {}, SourceLocation("e"))}
    of = Resolver(VariableScope({}, (), refs), RuntimeValues({"k": Secret("p\u20acw")}))
    headers = (NameValueRow("content-type", content_type),) if content_type else ()
    request = Request("a", "A", "a.toml", "POST", "http://h/", headers=headers, body=body)
    made = assemble_message(RequestWithFolders(request, ()), of, root="/", boundary=lambda: "B")
    return made.message, of


async def sent(body: Body, content_type: str) -> bytes:
    message, of = assembled(body, content_type)
    assert of.faults == []
    stream = open_body(message.content)
    assert stream is not None
    data = b"".join([chunk async for chunk in stream])
    assert stream.length == len(data)
    return data


@pytest.mark.parametrize(
    ("named", "codec", "text"),
    [("iso-8859-1", "latin-1", "\u00e9"), ("EUC-KR", "euc-kr", "\ud55c"),
     ('"Shift_JIS"', "shift-jis", "\u65e5"), ("windows-1252", "cp1252", "\u20ac"),
     ("utf-16", "utf-16", "\u00e9"), ("utf-8", "utf-8", "\u00e9"),
     ("GB18030", "gb18030", "\u4e2d")],
)  # fmt: skip
async def test_a_body_is_written_in_the_charset_that_its_row_names(
    named: str, codec: str, text: str
) -> None:
    written = f"<a>{text}</a>"
    assert await sent(TextBody("xml", written), f"text/xml; Charset={named}") == written.encode(
        codec
    )
    json = TextBody("json", f'{{"a": "{text}"}}')
    assert await sent(json, f"application/json;charset={named}") == f'{{"a": "{text}"}}'.encode(
        codec
    )
    graphql = await sent(GraphQLBody(f"{{ a(b: {text}) }}"), f"application/json; charset={named}")
    assert text in graphql.decode(codec)


async def test_a_form_is_encoded_by_the_bytes_of_its_charset() -> None:
    form = FormBody((NameValueRow("n\u00e9", "\u00fc +"),))
    kind = "application/x-www-form-urlencoded"
    assert await sent(form, f"{kind}; charset=latin1") == b"n%E9=%FC+%2B"
    assert await sent(form, f"{kind}; charset=utf-16") == b"n%C3%A9=%C3%BC+%2B"


async def test_a_part_has_a_charset_of_its_own() -> None:
    parts = (
        MultipartPart("a", "\u00e9", content_type="text/plain; charset=iso-8859-1"),
        MultipartPart("b", "\u00e9"),
    )
    data = await sent(MultipartBody(parts), "")
    assert data.count(b"\xe9") == 1 + data.count(b"\xc3\xa9") - 1
    assert b"\r\n\r\n\xe9\r\n" in data
    assert b"\r\n\r\n\xc3\xa9\r\n" in data


@pytest.mark.parametrize("name", ["no-such-set", "rot13", "base64", "idna", "punycode", "bz2"])
def test_an_unknown_charset_is_a_fault_at_its_row(name: str) -> None:
    _, of = assembled(TextBody("text", "a"), f"text/plain; charset={name}")
    assert [(one.code, str(one.place)) for one in of.faults] == [
        ("charset_unknown", "a.toml: headers[1].value")
    ]
    assert name in of.faults[0].what
    _, of = assembled(FileBody("x.txt"), f"text/plain; charset={name}")
    assert of.faults == []


def test_a_character_that_the_charset_has_not_is_named_unless_it_is_secret() -> None:
    for body in (
        TextBody("text", "x\u20ac"),
        FormBody((NameValueRow("a", "\u20ac"),)),
        GraphQLBody("{ \u20ac }"),
        MultipartBody((MultipartPart("a", "\u20ac", content_type="a/b; charset=latin1"),)),
    ):
        _, of = assembled(body, "" if isinstance(body, MultipartBody) else "a/b; charset=latin1")
        (fault,) = of.faults
        assert fault.code == "charset_character"
        assert "\u20ac (U+20AC)" in fault.what
        assert "iso8859-1" in fault.what
    _, of = assembled(TextBody("text", "{{k}}"), "a/b; charset=latin1")
    (fault,) = of.faults
    assert "\u20ac" not in repr(fault)
    assert "20AC" not in repr(fault)


def test_the_content_keeps_its_charset() -> None:
    message, _ = assembled(TextBody("text", "\u00e9"), "text/plain; charset=l1")
    assert message.content == TextContent("\u00e9", "iso8859_1")
    message, _ = assembled(MultipartBody((MultipartPart("a", "b"),)))
    assert isinstance(message.content, MultipartContent)
