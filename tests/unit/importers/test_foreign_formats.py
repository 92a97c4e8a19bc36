"""JSON that is broken is called so, where nobody knows what it was to be."""

from __future__ import annotations

import json

import pytest

from outrider.errors import ImportRejected
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource

COLLECTION = json.dumps(
    {
        "info": {"_postman_id": "1", "name": "Shop", "schema": "https://schema.getpostman.com/"},
        "item": [{"name": "One", "request": {"method": "GET", "url": "https://h/"}}],
    },
    indent=1,
)


@pytest.mark.parametrize("end", [12, 30, 60, 110, 130, len(COLLECTION) - 2])
def test_a_collection_that_is_cut_off_is_broken_json(end: int) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_sources([ImportSource("a.json", COLLECTION[:end])])
    assert refused.value.code == "not_json"
    line = COLLECTION[:end].count("\n") + 1
    assert "a.json is not JSON: " in str(refused.value)
    assert f" at line {line}, column " in str(refused.value)


@pytest.mark.parametrize("text", ['{"a": 1}', "{ echo x; }", "[x]", "hello"])
def test_what_is_whole_or_no_json_is_of_no_known_format(text: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_sources([ImportSource("a.json", text)])
    assert refused.value.code == "unknown_format"


def test_a_file_without_requests_is_told() -> None:
    empty = '{"info": {"name": "x", "schema": "v2.1.0"}, "item": []}'
    for name, text, what in (
        ("e.json", empty, "e.json has no requests."),
        ("", "# curl is not called\necho curl\n", "The text has no requests."),
    ):
        imported = read_sources([ImportSource(name, text)])
        assert [one.what for one in imported.remarks] == [what]
