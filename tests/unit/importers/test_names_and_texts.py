from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import ImportRefused
from outrider.importers.file_naming import Names, slug
from outrider.importers.text_decoding import decode
from outrider.storage.files.file_names import problem_with, problem_with_new


@given(st.text())
def test_any_title_becomes_a_name_that_can_be_used(title: str) -> None:
    name = slug(title)
    assert problem_with(name) == ""
    assert problem_with_new(name) == ""
    assert "/" not in name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Create invoice (v2)", "create-invoice-v2"),
        ("  GET /orders/{id}  ", "get-orders-id"),
        ("../../etc/passwd", "etc-passwd"),
        ("Über uns", "über-uns"),
        ("folder", "folder-1"),
        ("con", "con-1"),
        ("...", "request"),
        ("", "request"),
        ("x.local", "x-local"),
    ],
)
def test_titles(title: str, name: str) -> None:
    assert slug(title) == name


@given(st.lists(st.text(max_size=4), max_size=12))
def test_no_name_is_given_twice_whatever_its_case(titles: list[str]) -> None:
    names = Names()
    given_out = [names.take("f", title).casefold() for title in titles]
    assert len(set(given_out)) == len(given_out)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_texts_of_any_unicode_form_are_read(coding: str) -> None:
    assert decode('{"a": "é"}'.encode(coding), "f") == '{"a": "é"}'


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(coding: str) -> None:
    assert decode('{"a": 1}'.encode(coding), "f") == '{"a": 1}'


def test_what_is_no_text_is_refused_with_its_place() -> None:
    with pytest.raises(ImportRefused, match="no UTF-8 at byte 4") as caught:
        decode(b"abcd\xff", "some.json")
    assert caught.value.where == "some.json"
