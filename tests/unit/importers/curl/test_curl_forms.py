"""The parts of a multipart body."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource
from outrider.model.workspace import MultipartBody, MultipartPart


def _parts(command: str) -> tuple[MultipartPart, ...]:
    body = imported(command).request.body
    assert isinstance(body, MultipartBody)
    return body.parts


def test_parts_inside_of_a_part_are_told_and_keep_the_request_from_being_sent() -> None:
    command = (
        "curl https://a.test/ -F 'mail=(;type=multipart/alternative' -F '=plain' "
        "-F '=(' -F x=1 -F '=)' -F '=)' -F b=2 --form-string 'c=(3)'"
    )
    assert [(one.name, one.value) for one in _parts(command)] == [
        ("mail", "{{parts_of_mail}}"),
        ("b", "2"),
        ("c", "(3)"),
    ]
    report = imported(command).report
    assert report.count("were not imported") == 1
    assert "multipart/alternative" in report


def test_what_is_read_from_standard_input_is_called_so() -> None:
    fed = "echo fed | curl https://a.test/ -F a=@-"
    assert _parts(fed) == (MultipartPart("a", "fed\n", filename="-"),)

    def read(_: str) -> bytes:
        return b"\xff\0"

    command = "curl https://a.test/ -F a=@- < f.png"
    (request,) = CurlImporter().read([ImportSource("one.sh", command, read)]).requests
    assert request.body == MultipartBody((MultipartPart("a", file="f.png", filename="-"),))


@pytest.mark.parametrize(
    ("settings", "typed", "filename"),
    [
        ('type="text/x; charset=utf-8"', '"text/x; charset=utf-8"', None),
        ("type=text/x; charset=utf-8", "text/x; charset=utf-8", None),
        ('type="text/x; c=d";filename="a;b"', '"text/x; c=d"', "a;b"),
        (r'type="text/x;a=\"b\""', r'"text/x;a=\"b\""', None),
        ("type=text/x;filename=z", "text/x", "z"),
    ],
)
def test_a_type_is_sent_with_its_quotes_and_a_file_name_without(
    settings: str, typed: str, filename: str | None
) -> None:
    [part] = _parts(f"curl https://a.test/ -F 'q=@t.txt;{settings}'")
    assert (part.file, part.content_type, part.filename) == ("t.txt", typed, filename)


def test_another_kind_of_multipart_body_is_told() -> None:
    report = imported("curl https://a.test/ -H 'Content-Type: multipart/related' -F a=1").report
    assert "Content-Disposition: form-data" in report
    same = "curl https://a.test/ -H 'Content-Type: multipart/form-data; boundary=x' -F a=1"
    assert "Content-Disposition" not in imported(same).report


def test_a_boundary_of_the_command_is_kept_and_nothing_else_is_told() -> None:
    plain = "curl https://a.test/ -F a=1 -H 'Content-Type: multipart/form-data"
    for kept in ("; boundary=x'", '; Boundary = "x"\'', ";charset=utf-8;boundary=x'"):
        assert "boundary" not in imported(plain + kept).report
    assert "The boundary of a multipart body is generated" in imported(plain + "'").report
