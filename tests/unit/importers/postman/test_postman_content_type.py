"""A Content-Type row beside the media type that Postman makes for the body."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    only,
    read,
    request,
)

from outrider.model.import_result import ImportResult

FORM = "application/x-www-form-urlencoded"


def with_rows(mode: str, *values: str, off: bool = False, **more: Any) -> ImportResult:
    row = {"key": "a", "value": "1", "disabled": off, "contentType": "a/b"}
    header = [{"key": "Content-Type", "value": value} for value in values]
    sent = request(method="POST", body={"mode": mode, mode: [row]}, header=header)
    return read(collection({**sent, **more}))


def types(imported: ImportResult) -> list[tuple[str, bool]]:
    return [(row.value, row.enabled) for row in only(imported).headers]


@pytest.mark.parametrize(
    ("mode", "typed", "enabled"),
    [
        ("urlencoded", FORM, True),
        ("urlencoded", f"{FORM}; charset=latin1", True),
        ("urlencoded", f"{FORM}x", False),
        ("urlencoded", "application/json", False),
        ("urlencoded", "multipart/form-data; boundary=x", False),
        ("urlencoded", "{{type}}", False),
        ("formdata", "multipart/form-data", True),
        ("formdata", "multipart/form-data; boundary=x", True),
        ("formdata", "multipart/form-data; boundary={{x}}", True),
        ("formdata", "multipart/form-data; boundary=", False),
        ("formdata", "multipart/form-data; charset=utf-8", False),
        ("formdata", "{{type}}", False),
        ("formdata", "multipart/mixed; boundary=x", False),
        ("formdata", "application/json", False),
    ],
)
def test_postman_replaces_a_row_that_does_not_suit_the_body(
    mode: str, typed: str, enabled: bool
) -> None:
    imported = with_rows(mode, typed)
    assert types(imported) == [(typed, enabled)]
    assert ('Header "Content-Type" was switched off.' in changed(imported)) is not enabled


@pytest.mark.parametrize("mode", ["urlencoded", "formdata"])
def test_a_row_stays_where_postman_adds_none(mode: str) -> None:
    behaviour = {"disabledSystemHeaders": {"content-type": True}}
    imported = with_rows(mode, "text/csv", protocolProfileBehavior=behaviour)
    assert types(imported) == [("text/csv", True)]
    assert types(with_rows(mode, "text/csv", off=True)) == [("text/csv", True)]


@pytest.mark.parametrize("mode", ["urlencoded", "formdata"])
def test_a_row_without_a_value_does_not_take_the_media_type_away(mode: str) -> None:
    assert types(with_rows(mode, "")) == []


def test_of_two_spellings_the_last_is_sent() -> None:
    header = [{"key": "Content-Type", "value": "text/a"}, {"key": "content-type", "value": "b/c"}]
    imported = read(
        collection(request(method="POST", body={"mode": "raw", "raw": "x"}, header=header))
    )
    assert types(imported) == [("text/a", False), ("b/c", True)]
    assert changed(imported) == ['Header "Content-Type" was switched off.']
