r"""Half a character in one text (JSON's ``"\ud800"``) keeps nothing else from being imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.each_case import each_case
from tests.shell import Shell

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

HALF = "a\ud800b"
URL = "https://h.example/x"
WHY = "Characters that are not valid Unicode were replaced with U+FFFD."
HEADER = [{"name": "X-A", "key": "X-A", "value": HALF, "active": True}]
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
RESPONSE = {"status": 200, "statusText": "OK", "headers": HEADER, "content": {"text": HALF}}
DOCUMENTS: dict[str, Any] = {
    "postman": {"info": {"name": "Shop", "schema": SCHEMA}, "item": [
        {"name": HALF, "request": {"method": "GET", "url": URL, "header": HEADER}},
        {"name": "Whole", "request": {"method": "GET", "url": URL}}]},
    "har": {"log": {"entries": [
        {"request": {"method": "GET", "url": URL, "headers": HEADER}, "response": RESPONSE}]}},
    "insomnia": {"_type": "export", "__export_format": 4, "resources": [
        {"_id": "w", "_type": "workspace", "name": "Shop"},
        {"_id": "e", "_type": "environment", "parentId": "w", "name": "Base",
         "data": {"token": HALF, HALF: "x"}},
        {"_id": "r", "_type": "request", "parentId": "w", "name": "R", "url": URL,
         "headers": HEADER, "authentication": {"type": "zwoosh", HALF: "plum"}}]},
    "openapi": {"openapi": "3.0.0", "info": {"title": HALF, "version": "1"}, "paths": {"/a": {
        "get": {"summary": HALF, "parameters": [
            {"name": "q", "in": "query", "example": HALF, "required": True}]}}}},
    "hoppscotch": {"v": 11, "name": "Shop", "folders": [], "requests": [
        {"v": "17", "name": "R", "method": "GET", "endpoint": URL, "headers": HEADER}]},
    "thunder": {"client": "Thunder Client", "collectionName": "Shop", "folders": [], "requests": [
        {"_id": "r", "name": HALF, "url": URL, "method": "GET", "headers": HEADER}]},
}  # fmt: skip
TEXTS = {
    **{name: json.dumps(document) for name, document in DOCUMENTS.items()},
    "posting": f'name: R\nurl: {URL}\nheaders: [{{name: X-A, value: "a\\ud800b\\ud83d\\ude00"}}]\n',
    "powershell": f'irm {URL} -Method POST -Body "a`u{{d800}}b"\n',
}


def read(text: str) -> ImportResult:
    return read_sources([ImportSource("a", text)])


@each_case(TEXTS)
def test_each_format_gives_whole_characters_and_says_so(name: str) -> None:
    found = read(TEXTS[name])
    shown = repr(found) + repr([one.values for one in found.environments])
    assert "\ufffd" in shown
    assert "\\ud800" not in shown
    assert WHY in [one.what for one in found.remarks]


def test_a_pair_of_halves_is_a_character() -> None:
    (request,) = read(TEXTS["posting"]).requests
    assert request.headers[0].value == "a\ufffdb\U0001f600"


def test_the_rest_is_imported(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    said = Shell(tmp_path / "home", tmp_path).run("import", *TEXTS, "--into", "w", "--yes")
    assert said.status == 0, said.err
    assert WHY in said.text
    assert len([*(tmp_path / "w/requests").rglob("*.toml")]) > len(TEXTS)
