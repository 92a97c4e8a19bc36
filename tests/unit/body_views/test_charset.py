"""Which encoding a body is in."""

import pytest

from outrider.body_views import choose_view, format_body
from outrider.body_views.charset import decode_body


def read(data: bytes, charset: str = "") -> str:
    body = decode_body(data, charset)
    return body.data.decode(body.encoding, "replace")


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("iso-8859-1", "iso8859-1"),
        ("Latin1", "iso8859-1"),
        ("ISO_8859-15", "iso8859-15"),
        ("windows-1251", "cp1251"),
        ("cp1252", "cp1252"),
        ("utf-16le", "utf-16-le"),
        ("UTF-32BE", "utf-32-be"),
    ],
)
def test_known_charsets_are_read(name: str, codec: str) -> None:
    text = "привет\n" if "1251" in name else "blé\n"
    assert read(text.encode(codec), name) == text
    assert decode_body(text.encode(codec), name).notes == ()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_what_the_server_says(codec: str) -> None:
    assert read("é\n{}".encode(codec), "iso-8859-1") == "é\n{}"


@pytest.mark.parametrize(("codec", "name"), [("utf-16-le", "utf-16"), ("utf-32-be", "utf-32")])
def test_without_a_mark_the_order_of_bytes_is_guessed(codec: str, name: str) -> None:
    assert read('{"a": 1}'.encode(codec), name) == '{"a": 1}'


@pytest.mark.parametrize(
    "name",
    [
        *("rot13", "hex", "base64", "zlib_codec", "bz2", "uu", "idna", "punycode", "undefined"),
        *("unicode_escape", "raw_unicode_escape", "utf-7", "iso-8859-12", "\x1b[31m"),
    ],
)
def test_codecs_that_transform_are_never_used(name: str) -> None:
    body = decode_body(rb"\x1b+ABs-abc", name)
    assert body.data == rb"\x1b+ABs-abc"
    assert body.encoding == "utf-8"
    assert "Charset" in body.notes[0]


def test_what_is_not_utf_8_is_said_and_where() -> None:
    data = b"ok \xe9 and more"
    assert decode_body(data, "").notes == (
        "Byte 3 is not UTF-8 and no charset is named; shown as windows-1252.",
    )
    assert read(data) == "ok é and more"
    assert "Byte 3 is not UTF-8" in decode_body(data, "utf-8").notes[0]
    assert "�" in read(data, "utf-8")
    assert read("é".encode() + b" \xff") == "é �"


def test_a_character_across_the_slices_of_the_check_is_no_fault() -> None:
    data = b"a" * ((1 << 20) - 1) + "é".encode() + b"a" * 100
    assert decode_body(data, "").notes == ()
    bad = b"a" * ((1 << 20) - 1) + b"\xc3" + b"b" * 9
    assert f"Byte {(1 << 20) - 1} " in decode_body(bad, "").notes[0]


@pytest.mark.parametrize(
    ("name", "codec", "text"),
    [
        ("EUC-KR", "euc-kr", "\ud55c\uad6d"),
        ("euc-kr", "cp949", "\ub620"),
        ("ks_c_5601-1987", "euc-kr", "\ud55c"),
        ("Shift_JIS", "shift-jis", "\u8868\u793a"),
        ("shift-jis", "cp932", "\u2460"),
        ("x-sjis", "shift-jis", "\u30bd"),
        ("gbk", "gbk", "\u4e2d"),
        ("gb2312", "gb18030", "\U0001f600"),
        ("big5", "big5", "\u529f"),
        ("koi8-r", "koi8-r", "\u0416"),
        ("iso-2022-jp", "iso-2022-jp", "\u65e5\u672c"),
        ("euc_jp", "euc-jp", "\u65e5"),
        ("hz-gb-2312", "hz", "\u4e2d"),
        ("macintosh", "mac-roman", "\u00e9"),
        ("ibm866", "cp866", "\u0416"),
        ("cp037", "cp037", "{}"),
        ("windows-874", "cp874", "\u0e01"),
    ],
)
def test_charsets_of_all_the_world_are_read(name: str, codec: str, text: str) -> None:
    body = f'{{"a": "{text}"}}\n"b"'
    assert read(body.encode(codec), name) == body
    assert decode_body(body.encode(codec), name).notes == ()
    view = choose_view(f"application/json; charset={name}", body.encode(codec))
    assert view.name == "json"


def test_bytes_that_look_like_syntax_are_none() -> None:
    # The second byte of these characters is a backslash in Shift_JIS.
    layout = format_body(
        '["\u8868\u30bd"]'.encode("shift-jis"), "application/json; charset=shift_jis"
    )
    assert layout.language == "json"
    assert (layout.view, layout.notes) == ("json", ())
