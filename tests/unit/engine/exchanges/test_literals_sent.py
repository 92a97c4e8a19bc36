"""Which literals of a message are credentials, wherever they are in it."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import pytest

from outrider.engine.exchanges.literals_sent import LONGEST, literals_sent
from outrider.model.message import (
    Content,
    FieldLine,
    MultipartContent,
    PartContent,
    RequestMessage,
    TextContent,
)

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW1hZGU"
VALUE = "k3pt-hidden-7Qx"
NESTED = f"https://x.example/y?sig={VALUE}&a=1"


def found(
    url: str = "https://api.example/",
    *,
    content: Content | None = None,
    **fields: str,
) -> set[str]:
    headers = tuple(FieldLine(name.replace("_", "-"), value) for name, value in fields.items())
    return {one.reveal() for one in literals_sent(RequestMessage("POST", url, headers, content))}


@pytest.mark.parametrize(
    "url",
    [
        f"https://me:{VALUE}@api.example/",
        f"https://api.example/?api_key={VALUE}",
        f"https://api.example/?next={quote(NESTED, safe='')}",
        f"https://api.example/?next={quote(quote(NESTED, safe=''), safe='')}",
        f"https://api.example/go/{quote(NESTED, safe='')}",
    ],
)
def test_of_a_url(url: str) -> None:
    assert VALUE in found(url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Api-Key", VALUE),
        ("Authorization", f"Bearer {VALUE}"),
        ("Authorization", f"Basic {b64encode(f'me:{VALUE}'.encode()).decode()}"),
        ("Cookie", f"lang=en; sid={VALUE}"),
    ],
)
def test_of_a_header(name: str, value: str) -> None:
    message = RequestMessage("GET", "https://api.example/", (FieldLine(name, value),))
    assert VALUE in {one.reveal() for one in literals_sent(message)}


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("application/json", f'{{"a": {{"password": "{VALUE}"}}}}', VALUE),
        ("text/plain", f"note {JWT} end", JWT),
        ("application/x-www-form-urlencoded", f"a=1&client_secret={VALUE}", VALUE),
        ("text/plain", "x" * 3 * LONGEST + f" {JWT} end", JWT),
    ],
)
def test_of_a_body(kind: str, text: str, wanted: str) -> None:
    assert wanted in found(content=TextContent(text), Content_Type=kind)


def test_of_a_part() -> None:
    part = PartContent("api_key", TextContent(VALUE))
    assert found(content=MultipartContent((part,), "b")) == {VALUE}


@pytest.mark.parametrize(
    "text", ['{"page_token": "abcdefgh12345678", "name": "Anna"}', "{{password}} \\{{token}}"]
)
def test_what_opens_nothing_is_none(text: str) -> None:
    message = found(
        "https://api.example/orders?page=2&csrf_token=abcdefgh12345678",
        content=TextContent(text),
        Content_Type="application/json",
        Accept="application/json",
        If_None_Match='"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    )
    assert message == set()
