"""An ``.http`` file is known by its first lines, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.importers.http_files.http_import import imported_folder

from outrider.errors import ImportRejected
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource

FILES = (
    "GET http://a.test\n",
    "\ufeff### x\n\n# like curl -X POST\nPOST {{host}}/x HTTP/1.1\n",
    "@host=a\n\n###\n{{host}}/x\n",
    "/*\nwords\n*/\n\nDELETE /x\n",
    "< {%\n x()\n%}\nGET http://a.test\n",
    "{{\n  exports.a = 1;\n}}\n###\nGET /x\n",
    "fragment A on B {\n  c\n}\n\nPOST http://a.test\n",
    "# @auth bearer x\nGET http://a.test\n\nHTTP/1.1 200 - OK\na: b\n",
)
OTHERS = {
    "curl": ("curl http://a.test\n", "# GET http://a.test\ncurl -X GET http://a.test\n"),
    "openapi": ("openapi: 3.0.0\n",),
    "postman": ('{"info": {}, "item": [], "x": "GET http://a"}',),
    "": (
        "https://a.test/x", "GET", "words\nGET http://a.test\n", "Title\n=====\n\n/path\n",
        "GET http://a.test\nHTTP 200\n", "GET http://a.test\n[Asserts]\nx\n", "### only\n",
        "#!/bin/sh\n", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_files(text: str) -> None:
    found = find_importer(text)
    assert found is not None
    assert found.name == "http"


@pytest.mark.parametrize(("name", "text"), [(k, one) for k, some in OTHERS.items() for one in some])
def test_others(name: str, text: str) -> None:
    found = find_importer(text)
    assert (found.name if found else "") == name


def test_a_url_alone_is_a_request_where_the_name_says_so() -> None:
    text = "# like curl https://a.test\nhttps://a.test/x\n"
    (request,) = read_sources([ImportSource("one.http", text)]).requests
    assert (request.method, request.url) == ("GET", "https://a.test/x")
    for name in ("one.http", "one.rest", "one.txt"):
        with pytest.raises(ImportRejected):
            read_sources([ImportSource(name, "Words\n=====\n")])


def test_a_folder_needs_a_file_of_the_name_and_names_those_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ImportRejected):
        imported_folder(tmp_path / "a", {"x.txt": "GET http://a.test\n"})
    result = imported_folder(
        tmp_path / "b",
        {"a/x.http": "GET http://a.test\n", "readme.rest": "Title\n=====\n", "b.REST": "GET /b\n"},
    )
    assert [one.id for one in result.requests] == ["a/x/request", "b/b"]
    assert ('"readme.rest" was not imported.', "It has no request line.") in [
        (one.what, one.why) for one in result.remarks
    ]
