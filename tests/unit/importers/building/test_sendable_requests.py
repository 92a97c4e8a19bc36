"""Requests that cannot be sent over HTTP are left out and told, whatever their format is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.importers.http_files.http_import import imported_folder

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

OK = "https://a.test/ok"


def _documents(method: str, url: str) -> Mapping[str, Any]:
    """One request that is asked about, and one that can be sent, in each format of JSON."""
    both = ((method, url, "odd"), ("GET", OK, "ok"))
    return {
        "postman": {
            "info": {
                "name": "c",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            },
            "item": [
                {"name": name, "request": {"method": one, "url": to}, "response": [{"code": 200}]}
                for one, to, name in both
            ],
        },
        "insomnia": {
            "_type": "export",
            "__export_format": 4,
            "resources": [
                {"_id": "wrk_1", "_type": "workspace", "name": "w"},
                *(
                    {"_id": f"req_{name}", "_type": "request", "parentId": "wrk_1", "name": name,
                     "method": one, "url": to}
                    for one, to, name in both
                ),
            ],
        },
        "bruno": {
            "version": "1",
            "name": "c",
            "brunoConfig": {"version": "1", "name": "c"},
            "items": [
                {"uid": name, "type": "http-request", "name": name,
                 "request": {"method": one, "url": to}}
                for one, to, name in both
            ],
        },
        "hoppscotch": {
            "v": 2,
            "name": "c",
            "folders": [],
            "requests": [
                {"v": "1", "name": name, "method": one, "endpoint": to, "params": [],
                 "headers": [], "auth": {"authType": "none"}, "body": {}}
                for one, to, name in both
            ],
        },
        "thunder": {
            "client": "Thunder Client",
            "collectionName": "c",
            "version": "1.2",
            "folders": [],
            "requests": [
                {"_id": name, "name": name, "method": one, "url": to, "containerId": ""}
                for one, to, name in both
            ],
        },
        "har": {
            "log": {
                "entries": [
                    {"request": {"method": one, "url": to}, "response": {"status": 200}}
                    for one, to, _ in both
                ]
            }
        },
    }  # fmt: skip


def _lost(result: ImportResult) -> list[str]:
    return [one.what for one in result.remarks if one.verdict.value == "not imported"]


@pytest.mark.parametrize(
    ("method", "url", "told"),
    [
        ("GE T", "https://a.test/x", '"GE T" is not a method.'),
        ("G\nT", "https://a.test/x", '"G\nT" is not a method.'),
        ("G" * 50 + "\u00c9", "https://a.test/x", '"' + "G" * 40 + '…" is not a method.'),
        ("GET", "file:///etc/passwd", "its URL begins with file://."),
    ],
)
@pytest.mark.parametrize("name", _documents("GET", OK))
def test_what_cannot_be_sent_is_left_out_and_told(
    name: str, method: str, url: str, told: str
) -> None:
    result = read_sources([ImportSource("a.json", json.dumps(_documents(method, url)[name]))])
    assert [one.url for one in result.requests] == [OK]
    assert {one.request_id for one in result.responses} <= {one.id for one in result.requests}
    names = {one for folder in result.folders for one in folder.order}
    assert names <= {one.id for one in result.requests}
    if name == "har" and url.startswith("file"):
        told = "1 file: entry was not imported."
    assert [one for one in _lost(result) if one.endswith(told)]


COMMANDS = {
    "curl": "curl -X 'GE T' https://a.test/x",
    "wget": "wget --method='GE T' https://a.test/x",
    "fetch": "fetch('https://a.test/x', {method: 'GE T'})",
    "powershell": "Invoke-WebRequest -Uri https://a.test/x -CustomMethod 'GE T'",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_without_a_method_that_there_is(name: str) -> None:
    result = read_sources([ImportSource("a.txt", COMMANDS[name])])
    assert result.requests == ()
    assert 'The request was not imported: "GE T" is not a method.' in _lost(result)


FOLDERS = {
    "bruno": {
        "bruno.json": '{"version": "1", "name": "c", "type": "collection"}',
        "r.bru": "meta {\n  name: r\n  type: http\n}\n\n"
        "http {\n  method: GE T\n  url: https://a.test/x\n}\n",
    },
    "opencollection": {
        "opencollection.yml": "opencollection: 1.0.0\ninfo:\n  name: c\n",
        "r.yml": "info:\n  name: r\n  type: http\nhttp:\n  method: GE T\n  url: https://a.test/x\n",
    },
    "posting": {"r.posting.yaml": "name: r\nmethod: GE T\nurl: https://a.test/x\n"},
    "postman_v3": {
        ".resources/definition.yaml": "$kind: collection\nname: c\n",
        "r.request.yaml": "$kind: http-request\nmethod: GE T\nurl: https://a.test/x\n",
    },
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_with_a_request_without_a_method_that_there_is(name: str, tmp_path: Path) -> None:
    result = imported_folder(tmp_path, FOLDERS[name])
    assert result.requests == ()
    assert 'The request was not imported: "GE T" is not a method.' in _lost(result)
