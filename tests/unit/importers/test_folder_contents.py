"""Which importer takes what: a file, a folder that has only this file, a text that is pasted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outrider.engine.import_export.local_folder import LocalFolder
from outrider.errors import ImportRejected
from outrider.importers import find_source_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

URL = "https://a.test/x"
_GET = {"name": "r", "method": "GET", "url": URL}
_HOPPSCOTCH = {"v": "11", "name": "r", "method": "GET", "endpoint": URL, "params": [],
               "headers": [{"key": "item", "value": "info", "active": True}]}  # fmt: skip
_V3 = f"$kind: http-request\nurl: {URL}\nmethod: GET\n"
_OPENAPI = (
    'info: {title: t, version: "1"}\nservers: [{url: "https://a.test"}]\n'
    "paths:\n  /x:\n    get: {responses: {}}\nopenapi: 3.0.0\n"
)
_V21 = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

SAMPLES: dict[str, tuple[str, str, str, str]] = {
    "openapi": ("api.yaml", _OPENAPI, "openapi", ""),
    "har": ("a.har", json.dumps({"log": {"entries": [{"request": _GET}]}}), "har", ""),
    "insomnia 4": (
        "a.json",
        json.dumps(
            {"_type": "export", "__export_format": 4,
             "resources": [{"_id": "wrk_1", "_type": "workspace", "name": "w"},
                           {"_id": "req_1", "_type": "request", "parentId": "wrk_1", **_GET}]}
        ),
        "insomnia", "",
    ),
    "insomnia 5": (
        "a.yaml",
        "type: collection.insomnia.rest/5.0\nname: c\ncollection:\n"
        f"  - url: {URL}\n    name: r\n    method: GET\n    meta: {{id: req_1}}\n",
        "insomnia", "",
    ),
    "postman": (
        "a.json",
        json.dumps({"info": {"name": "c", "schema": _V21}, "item": [{"request": URL}]}),
        "postman", "",
    ),
    "a request of Postman v3": ("r.yaml", _V3, "postman_v3", ""),
    "a request of Postman v3 in JSON": (
        "r.json",
        json.dumps({"$kind": "http-request", "name": "item", "url": URL, "request": "info"}),
        "postman_v3", "",
    ),
    "bruno": ("r.bru", f"meta {{\n  name: r\n  type: http\n}}\n\nget {{\n  url: {URL}\n}}\n",
              "bruno", "bruno"),
    "bruno, whole in one file": (
        "opencollection.yml",
        "opencollection: 1.0.0\ninfo:\n  name: c\nitems:\n  - info: {name: r, type: http}\n"
        f'    http: {{method: GET, url: "{URL}"}}\n',
        "bruno", "bruno",
    ),
    "bruno, a request in YAML": (
        "r.yml",
        f"info:\n  name: r\n  type: http\nhttp:\n  method: GET\n  url: {URL}\n",
        "bruno", "",
    ),
    "bruno, exported": (
        "a.json",
        json.dumps({"version": "1", "name": "c", "brunoConfig": {"version": "1"},
                    "items": [{"type": "http-request", "name": "r", "request": _GET}]}),
        "bruno", "",
    ),
    "thunder": (
        "a.json",
        json.dumps({"client": "Thunder Client", "collectionName": "c", "version": "1.2",
                    "folders": [], "requests": [{**_GET, "_id": "1", "containerId": ""}]}),
        "thunder", "",
    ),
    "hoppscotch": (
        "a.json",
        json.dumps({"v": 2, "name": "c", "folders": [], "requests": [_HOPPSCOTCH]}),
        "hoppscotch", "",
    ),
    "hoppscotch, several": (
        "a.json",
        json.dumps([{"v": 2, "name": "c", "folders": [], "requests": [_HOPPSCOTCH]}]),
        "hoppscotch", "",
    ),
    "hoppscotch, a request": ("a.json", json.dumps(_HOPPSCOTCH), "hoppscotch", ""),
    "posting": ("r.posting.yaml", f"name: r\nurl: {URL}\nmethod: GET\n", "posting", "posting"),
    "http": ("a.http", f"### curl\nGET {URL}\n", "http", "http"),
    "http that begins with a command": (
        "a.http", f"curl https://b.test/ -o x\n\n###\nGET {URL}\n", "http", "http"
    ),
    "http with a URL alone": ("a.rest", f"{URL}\n", "http", "http"),
}  # fmt: skip
"""A file, its text, who reads it, and who reads its folder by the name of the file."""

COMMANDS = {
    "curl": f"curl {URL}",
    "wget": f"wget {URL}",
    "httpie": f"http {URL} a=1",
    "fetch": f'await fetch("{URL}", {{"method": "GET"}});',
    "powershell": f'Invoke-WebRequest -Uri "{URL}"',
}


def _folder(path: Path) -> ImportSource:
    return ImportSource(str(path), "", folder=LocalFolder(path), is_folder=True)


def _only_url(result: ImportResult) -> str:
    [request] = result.requests
    [*values] = [one.environment.variables for one in result.environments]
    base = str(values[0]["base_url"].value) if values and "base_url" in values[0] else ""
    return request.url.replace("{{base_url}}", base)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_known_as_a_file_and_in_a_folder_and_pasted(name: str, tmp_path: Path) -> None:
    file, text, reader, by_name = SAMPLES[name]
    source = ImportSource(file, text)
    found = find_source_importer(source)
    assert found is not None
    assert found.name == reader
    assert _only_url(read_sources([source])) == URL
    if not (file.endswith((".http", ".rest")) and name != "http"):
        pasted = find_source_importer(ImportSource("", text))
        assert pasted is not None
        assert pasted.name == reader
    (tmp_path / file).write_text(text)
    (tmp_path / "README.md").write_text(f"Try curl {URL}")
    (tmp_path / "package.json").write_text('{"name": "p", "version": "1", "scripts": {}}')
    folder = _folder(tmp_path)
    known = find_source_importer(folder)
    assert (known.name if known else "") == by_name
    assert _only_url(read_sources([folder])) == URL


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_known_as_a_file_and_pasted_and_not_in_a_folder(
    name: str, tmp_path: Path
) -> None:
    for source in (ImportSource("a.txt", COMMANDS[name]), ImportSource("", COMMANDS[name])):
        found = find_source_importer(source)
        assert found is not None
        assert found.name == name
    (tmp_path / "run.sh").write_text(COMMANDS[name])
    with pytest.raises(ImportRejected, match="has no supported format"):
        read_sources([_folder(tmp_path)])


def test_a_folder_of_several_formats_is_read_whole_but_for_what_is_broken(tmp_path: Path) -> None:
    for name in ("openapi", "har", "hoppscotch, a request"):
        file, text, _, _ = SAMPLES[name]
        (tmp_path / "deep" / "er").mkdir(parents=True, exist_ok=True)
        (tmp_path / "deep" / "er" / file).write_text(text)
    (tmp_path / "broken.json").write_text('{"log": {"entries": 5}}')
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00\xd8")
    (tmp_path / "link.json").symlink_to("/etc/passwd")
    result = read_sources([_folder(tmp_path)])
    assert len(result.requests) == 3
    lost = [(one.source.rpartition("/")[2], one.what) for one in result.remarks
            if "The file was not imported" in one.what]  # fmt: skip
    assert lost == [("broken.json", "The file was not imported.")]


def test_a_document_in_a_folder_reads_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    text = _OPENAPI.replace("get: {responses: {}}", "$ref: paths/x.yaml")
    (tmp_path / "v1" / "api.yaml").write_text(text)
    (tmp_path / "v1" / "paths").mkdir()
    (tmp_path / "v1" / "paths" / "x.yaml").write_text("get: {responses: {}}\n")
    assert _only_url(read_sources([_folder(tmp_path)])) == URL
