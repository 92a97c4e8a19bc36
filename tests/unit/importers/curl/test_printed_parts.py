"""A multipart body that an export prints piece by piece comes back as its parts."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.curl.printed_parts import printed_parts
from outrider.model.workspace import MultipartPart

TYPE = "multipart/form-data; boundary=BB"
HEAD = 'Content-Disposition: form-data; name="%s"'
Pieces = tuple[tuple[str, str], ...]


def text(name: str, value: str, more: str = "") -> str:
    return f"--BB\r\n{HEAD % name}{more}\r\n\r\n{value}\r\n"


END = "--BB--\r\n"
FILE = ("", "a.bin")


def test_texts_and_files_are_parts() -> None:
    kind = '; filename="x %22y%22"\r\nContent-Type: image/png'
    begin, _, end = text("f", "|", kind).partition("|")
    pieces = ((text("a", "1\n2") + begin, ""), FILE, (end + text("b", ""), ""), (END, ""))
    found = printed_parts(pieces, TYPE)
    assert found is not None
    assert found.parts == (
        MultipartPart("a", "1\n2"),
        MultipartPart("f", None, "a.bin", 'x "y"', "image/png"),
        MultipartPart("b", ""),
    )


BEGIN = f"--BB\r\n{HEAD % 'a'}\r\n\r\n"
OTHERS: tuple[tuple[str, Pieces, str], ...] = (
    ("no boundary", ((text("a", "1") + END, ""),), "multipart/form-data"),
    ("another type", ((text("a", "1") + END, ""),), "multipart/mixed; boundary=BB"),
    ("no end", ((text("a", "1"), ""),), TYPE),
    ("another beginning", (("x" + text("a", "1") + END, ""),), TYPE),
    ("something behind", ((text("a", "1") + END + "x", ""),), TYPE),
    ("a file and more", ((BEGIN, ""), FILE, ("x\r\n" + END, "")), TYPE),
    ("another field", ((text("a", "1", "\r\nX-A: 1") + END, ""),), TYPE),
    ("no name", ((f"--BB\r\n\r\n1\r\n{END}", ""),), TYPE),
    ("bytes that are no text", ((text("a", "\udcff") + END, ""),), TYPE),
)


@each_case(OTHERS)
def test_what_is_not_exactly_such_a_body_is_left_as_it_is(case: tuple[str, Pieces, str]) -> None:
    assert printed_parts(case[1], case[2]) is None
