"""Environments of ``.http`` files: whichever program's files they stand in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.importers.http_files.http_import import (
    environments,
    imported_folder,
    only,
    told,
)

from outrider.engine.import_export.local_folder import LocalFolder
from outrider.errors import ImportRejected
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource

REQUEST = "GET {{host}}/{{a}}/{{B}}\nX-T: {{token}}\n"


def test_public_and_private_values_with_what_is_shared(tmp_path: Path) -> None:
    result = imported_folder(
        tmp_path,
        {
            "x.http": REQUEST,
            "http-client.env.json": """{
  // a comment, and a comma too much
  "$shared": {"a": 1, "deep": {"list": [true, {"x": 1.50}]}},
  "dev": {"host": "https://dev.test", "token": "", "both": "public"},
  "live": {"host": "https://live.test", "a": 2,
    "SSLConfiguration": {"verifyHostCertificate": false},},
}""",
            "http-client.private.env.json": '{"dev": {"token": "t-1234567", "both": "private"}}',
        },
    )
    assert environments(result) == {
        "dev": {
            "a": 1,
            "deep.list_0": True,
            "deep.list_1_.x": "1.50",
            "host": "https://dev.test",
            "both": "public",
            "token": "secret t-1234567",
        },
        "live": {
            "a": 2,
            "deep.list_0": True,
            "deep.list_1_.x": "1.50",
            "host": "https://live.test",
        },
    }
    assert [one.environment.tls.verify for one in result.environments] == [True, False]
    said = [what for _, what in told(result)]
    assert 'Variable "both" has the value of the public file, not of the private one.' in said


@pytest.mark.parametrize(
    "files",
    [
        {".vscode/settings.json": '{"rest-client.environmentVariables": {"$shared": {"B": "b"}, '
         '"dev": {"host": "h", "a": "1"}}}'},
        {"x.code-workspace": '{"settings": {"rest-client.environmentVariables": {"$shared": '
         '{"B": "b"}, "dev": {"host": "h", "a": "1"}}}}'},
        {".httpyac.json": '{"environments": {"$default": {"B": "b"}, '
         '"dev": {"host": "h", "a": "1"}}}'},
        {".env": "B=b\n", ".env.dev": "export host='h'\na=1 # words\n", ".env.example": "a=9"},
        {"env/.env": 'B="b"\n', "env/dev.env": "host=h\na=1\n"},
    ],
)  # fmt: skip
def test_the_files_of_other_programs(files: dict[str, str], tmp_path: Path) -> None:
    # What a .env holds is kept out of git, but for addresses and numbers.
    mark = "secret " if any(".env" in name for name in files) else ""
    expected = {"dev": {"B": f"{mark}b", "host": f"{mark}h", "a": "1"}}
    assert environments(imported_folder(tmp_path, {"x.http": REQUEST, **files})) == expected
    # Beside a file that is imported alone they are found as well.
    text = (tmp_path / "x.http").read_text()
    beside = ImportSource(str(tmp_path / "x.http"), text, folder=LocalFolder(tmp_path))
    assert environments(read_sources([beside])) == expected


def test_of_a_dotenv_file_only_what_requests_use_is_imported(tmp_path: Path) -> None:
    result = imported_folder(tmp_path, {"x.http": REQUEST, ".env": "a=1\nDATABASE_URL=secret\n"})
    assert {name: one.value for name, one in result.variables.items()} == {"a": "1"}
    assert "secret" not in str(result.environments)
    assert (None, "1 of 2 values were not imported.") in told(result)


def test_broken_and_scripted_files_are_named_and_the_rest_is_imported(tmp_path: Path) -> None:
    result = imported_folder(
        tmp_path,
        {"x.http": REQUEST, "http-client.env.json": '{"dev": ', "httpyac.config.js": "x()"},
    )
    assert len(result.requests) == 1
    said = [what for _, what in told(result)]
    assert '"http-client.env.json" was not imported.' in said
    assert '"httpyac.config.js" was not imported.' in said


def test_environment_files_that_are_named_themselves() -> None:
    sources = [
        ImportSource("a/x.http", REQUEST),
        ImportSource("a/http-client.env.json", '{"dev": {"host": "h"}}'),
        ImportSource("a/http-client.private.env.json", '{"dev": {"token": "t-1234567"}}'),
    ]
    result = read_sources(sources)
    assert environments(result) == {"dev": {"host": "h", "token": "secret t-1234567"}}
    assert len(result.requests) == 1
    with pytest.raises(ImportRejected):
        read_sources([ImportSource("http-client.env.json", "{")])


def test_a_name_in_the_file_and_in_environments_is_told(tmp_path: Path) -> None:
    result = imported_folder(
        tmp_path, {"x.http": f"@a = 1\n{REQUEST}", "http-client.env.json": '{"dev": {"a": "2"}}'}
    )
    what = 'Variable "a" is defined in the file and in environments.'
    assert (None, what) in told(result)


def test_variables_that_no_file_defines_are_told_once(tmp_path: Path) -> None:
    result = imported_folder(tmp_path, {"x.http": "@a = 1\n" + REQUEST, "y.http": REQUEST})
    assert [one.what for one in result.remarks] == [
        "Variables that no imported file defines: host, B, token."
    ]


def test_an_address_in_a_dotenv_file_is_no_secret(tmp_path: Path) -> None:
    dotenv = "API=https://api.dev.test:8443/v1\nHOST=localhost:3000\nDB=postgres://u@h/x\n"
    request = "GET {{API}}/x\nX-H: {{HOST}} {{DB}}\n"
    result = imported_folder(tmp_path, {"x.http": request, ".env.dev": dotenv})
    assert environments(result) == {
        "dev": {
            "API": "https://api.dev.test:8443/v1",
            "HOST": "localhost:3000",
            "DB": "secret postgres://u@h/x",
        }
    }


@pytest.mark.parametrize("name", ["color", "password"])
def test_a_file_wins_where_only_its_readers_know_the_environments(
    tmp_path: Path, name: str
) -> None:
    """In VS Code's REST Client the file's value is sent; nothing of either is lost."""
    settings = {"rest-client.environmentVariables": {"dev": {name: "ENVpw00002"}}}
    files = {
        "x.http": f"@{name} = FILEpw00001\n\nGET https://h/a\nX-T: {{{{{name}}}}}\n",
        ".vscode/settings.json": json.dumps(settings),
    }
    result = imported_folder(tmp_path, files)
    values: dict[str, object] = {key: one.value for key, one in only(result).variables.items()}
    held = environments(result)["dev"]
    for _ in range(2):
        values = {key: held.get(str(said)[2:-2], said) for key, said in values.items()}
    assert str(values[name]).removeprefix("secret ") == "FILEpw00001"
    assert "ENVpw00002" in str(held)
    assert any(f"also written to its requests: {name}" in what for _, what in told(result))


def test_a_secret_in_the_file_and_in_environments_is_told(tmp_path: Path) -> None:
    environment = '{"dev": {"password": "ENVpw00002"}}'
    written = f"@password = FILEpw00001\n{REQUEST}"
    result = imported_folder(
        tmp_path, {"x.http": written, "http-client.private.env.json": environment}
    )
    what = 'Variable "password" is defined in the file and in environments.'
    assert (None, what) in told(result)


def test_default_headers_of_all_environments_are_the_folders_and_others_are_told(
    tmp_path: Path,
) -> None:
    headers = '"X-All": "1", "X-Same": "{{host}}"'
    result = imported_folder(
        tmp_path,
        {
            "x.http": "GET http://h/{{host}}\n",
            "http-client.env.json": f"""{{
  "$shared": {{"$default_headers": {{"X-Shared": "s", "X-Over": "s"}}}},
  "dev": {{"host": "h", "$default_headers": {{{headers}, "X-Dev": "d", "X-Over": "d"}}}},
  "live": {{"host": "i", "$default_headers": {{{headers}}}}}
}}""",
        },
    )
    rows = {one.name: one.value for one in result.folders[0].headers}
    assert rows == {"X-Shared": "s", "X-All": "1", "X-Same": "{{host}}"}
    assert [what for _, what in told(result)] == [
        "Default headers were not imported: X-Over, X-Dev.",
        "A default header was not imported: X-Over.",
    ]
