from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.importers.file_naming import FileNamer, slug
from outrider.storage.files.file_names import file_name_problem, new_file_name_problem


@given(st.text())
def test_any_title_becomes_a_name_that_can_be_used(title: str) -> None:
    name = slug(title)
    assert file_name_problem(name) == ""
    assert new_file_name_problem(name) == ""
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
        ("Get glpat-abcdefghij0123456789 once", "get-once"),
    ],
)
def test_titles(title: str, name: str) -> None:
    assert slug(title) == name


@given(st.lists(st.text(max_size=4), max_size=12))
def test_no_name_is_given_twice_whatever_its_case(titles: list[str]) -> None:
    names = FileNamer()
    given_out = [names.take("f", title).casefold() for title in titles]
    assert len(set(given_out)) == len(given_out)
