"""Names that people read, and the files that are named after them."""

from __future__ import annotations

import pytest

from outrider.engine.editing.given_names import given_name, given_name_problem


@pytest.mark.parametrize(
    ("typed", "file", "label"),
    [
        ("list-orders", "list-orders", ""),
        ("v1.2_eu", "v1.2_eu", ""),
        ("List orders", "list-orders", "List orders"),
        (
            "billing/Create an invoice (v2)",
            "billing/create-an-invoice-v2",
            "Create an invoice (v2)",
        ),
        ("billing/pay", "billing/pay", ""),
        ("  Staging ", "staging", "Staging"),
        ("Größe ändern", "grösse-ändern", "Größe ändern"),
        ("注文", "注文", "注文"),
        ("GET: a|b?", "get-a-b", "GET: a|b?"),
        ("folder", "folder-1", "folder"),
        ("con", "con-1", "con"),
    ],
)
def test_a_name_gives_a_file(typed: str, file: str, label: str) -> None:
    given = given_name(typed)
    assert (given.id, given.label) == (file, label)
    assert given.shown == (label or file.rpartition("/")[2])
    assert given_name_problem(typed) == ""


@pytest.mark.parametrize("typed", ["", "  ", "billing/", "***", "../x", "/x", "a//b", ".git/x"])
def test_what_names_nothing_is_told(typed: str) -> None:
    assert given_name_problem(typed)
