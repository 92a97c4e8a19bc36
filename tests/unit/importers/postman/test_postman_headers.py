"""Headers of Postman's that cannot be sent as they are written."""

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


@pytest.mark.parametrize(
    "header",
    ["X-A: 1\n//X-C: no", ["X-A: 1", "// X-C: no"], [{"key": "//X-C", "value": "no"}]],
)
def test_a_header_behind_slashes_is_switched_off(header: Any) -> None:
    imported = read(collection(request(header=header)))
    row = only(imported).headers[-1]
    assert (row.name, row.value, row.enabled) == ("X-C", "no", False)
    assert changed(imported) == ['Header "X-C" was switched off, since its name begins with "//".']


@pytest.mark.parametrize("name", ["X C", "Ä", "(x)", "//", "a/b"])
def test_a_name_that_cannot_be_sent_is_told(name: str) -> None:
    imported = read(collection(request(header=[{"key": name, "value": "1"}])))
    assert changed(imported) == [f'Header name "{name}" has a character that cannot be sent.']


def test_a_name_with_a_reference_is_not() -> None:
    assert changed(read(collection(request(header=[{"key": "X-{{a}}", "value": "1"}])))) == []


def test_cookies_of_several_headers_are_sent_in_one() -> None:
    rows = [{"key": "Cookie", "value": f"{{{{{one}}}}}"} for one in "ab"]
    off = {"key": "Cookie", "value": "{{c}}", "disabled": True}
    found = only(read(collection(request(header=[*rows, off])))).headers
    assert [(one.value, one.enabled) for one in found] == [("{{a}}; {{b}}", True), ("{{c}}", False)]
