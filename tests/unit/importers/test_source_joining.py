"""Sources of several formats in one import."""

from __future__ import annotations

import json

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource

HOPPSCOTCH = json.dumps(
    {
        "v": 2,
        "name": "Shop",
        "folders": [],
        "requests": [{"v": "1", "name": "one", "method": "GET", "endpoint": "https://a.test/1"}],
    }
)
HAR = json.dumps(
    {"log": {"entries": [{"request": {"method": "GET", "url": "https://b.test/two"}}]}}
)
OPENAPI = "openapi: 3.0.3\ninfo: {title: Shop}\npaths: {/three: {get: {summary: three}}}\n"


def test_whole_collections_of_several_formats_have_a_folder_each() -> None:
    sources = [
        ImportSource(name, text)
        for name, text in (("a.json", HOPPSCOTCH), ("b.har", HAR), ("c.yaml", OPENAPI))
    ]
    result = read_sources(sources)
    folders = [one.folder for one in result.collections]
    assert len({*folders}) == 3
    assert "" not in folders
    files = [one.file for one in result.folders] + [one.file for one in result.requests]
    assert len({*files}) == len(files)
    assert len(result.requests) == 3
