"""An invented key in every table that a file may have: told, harmless, and kept by saving.

The tables are those of the schema: what a warning calls known has to stand in the samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from msgspec import structs

from outrider.auth.validation import allowed_keys
from outrider.errors import Severity
from outrider.secret_providers import secret_forms
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.document_updates import (
    EnvironmentFiles,
    open_folder,
    open_request,
    open_settings,
    parse_request,
    update_folder,
    update_request,
    update_settings,
)

INVENTED = "zzqx"
ROW = {"name": "a", "value": "b", "enabled": True, "description": "c"}
OAUTH: dict[str, Any] = {
    "type": "oauth2",
    "token_endpoint": "https://h/token",
    "client_id": "c",
    "client_secret": "s",
    "hosts": ["h"],
    "extends": "base",
    "unset": ["scope"],
    "placement": {"in": "header", "name": "A", "prefix": "B "},
    "token_parameters": {"audience": "x"},
}
ENVIRONMENT: dict[str, Any] = {
    "name": "n",
    "description": "d",
    "color": "warning",
    "protected": True,
    "allow_insecure_http": True,
    "variables": {"v": "1"},
    "secrets": {"s": {"env": "S"}},
    "auth": {"default": OAUTH},
    "tls": {
        "verify": True,
        "ca_bundle": "ca.pem",
        "client_certificate": "me.pem",
        "client_key": "me.key",
        "client_key_password": "{{s}}",
    },
    "proxy": {"url": "http://127.0.0.1:8080"},
    "cookies": {"keep": True, "store": True},
    "options": {"http": "auto"},
}
REQUEST: dict[str, Any] = {
    "name": "n",
    "description": "d",
    "method": "POST",
    "url": "https://h/:p",
    "query": [ROW],
    "headers": [ROW],
    "path": {"p": "1"},
    "auth": OAUTH,
    "variables": {"v": "1"},
    "options": {"timeout": 5, "follow_redirects": True, "max_body": "1MB", "http": "2"},
}
CHECKED: dict[str, Any] = {
    **REQUEST,
    "body": {"type": "json", "content": "{}"},
    "capture": [
        {"name": "c", "jq": ".c", "regex": "c", "secret": True, "enabled": False},
        {"name": "c", "header": "C"},
        {"name": "c", "cookie": "c"},
        {"name": "c", "status": True},
        {"name": "c", "body": True},
    ],
    "expect": [
        {
            "name": "e",
            "jq": ".e",
            "equals": 1,
            "not_equals": 2,
            "contains": 1,
            "matches": "e",
            "enabled": False,
        },
        {"header": "E", "exists": True, "one_of": ["e"], "type": "string"},
        {"cookie": "e", "exists": True},
        {"body": True, "exists": True},
        {"time": True, "at_least": 1, "at_most": 2},
        {"status": 200},
        {"schema": "e.json"},
        {"snapshot": "e.json", "ignore": [".e"]},
    ],
}
BODIES: list[dict[str, Any]] = [
    {"type": "json", "content": "{}"},
    {"type": "text", "file": "a.txt"},
    {"type": "form", "fields": [ROW]},
    {"type": "multipart", "parts": [{**ROW, "filename": "f", "content_type": "a/b"}]},
    {"type": "file", "file": "a.bin", "content_type": "a/b"},
    {"type": "graphql", "query": "{ a }", "variables": "{}", "operation_name": "o"},
]
SAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("outrider.toml",
     {"name": "n", "default_environment": "dev", "environments": ["dev"], "variables": {"v": "1"}}),
    ("environments/dev.toml", ENVIRONMENT),
    ("environments/dev.local.toml", ENVIRONMENT),
    (
        "requests/folder.toml",
        {"name": "n", "description": "d", "order": ["r"], "headers": [ROW], "auth": OAUTH,
         "variables": {"v": "1"}, "options": {"http": "1.1"}},
    ),
    *(("requests/r.toml", REQUEST | {"body": body}) for body in BODIES),
    ("requests/r.toml", CHECKED),
]  # fmt: skip
OPEN = {"variables", "secrets", "path", "token_parameters"}
"""Tables whose keys are the user's own; an auth's names below ``auth`` as well."""


def tables(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all tables in which a key means something to Outrider."""
    if isinstance(value, dict):
        if not path or (path[-1] not in OPEN and "default" not in value):
            yield path
        for key, inner in value.items():
            if key not in OPEN - {"secrets"}:
                yield from tables(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from tables(inner, (*path, index))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


CASES = [
    pytest.param(file, sample, path, id=f"{file}:{'.'.join(map(str, path))}-{number}")
    for number, (file, sample) in enumerate(SAMPLES)
    for path in tables(sample)
]


@pytest.mark.parametrize(("file", "sample", "path"), CASES)
def test_an_invented_key_is_a_warning_and_survives_saving(
    tmp_path: Path, file: str, sample: dict[str, Any], path: tuple[str | int, ...]
) -> None:
    for name, table in (
        ("outrider.toml", {"name": "n"}),
        ("environments/dev.toml", {"name": "n"}),
        ("requests/r.toml", {"url": "https://h/"}),
        (file, sample),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        changed = json.loads(json.dumps(table))
        if table is sample:
            at(changed, path)[INVENTED] = 1
        (tmp_path / name).write_text(tomlkit.dumps(changed))
        (tmp_path / name).chmod(0o600)
    reader = WorkspaceReader(
        tmp_path, trusted=True, auth_keys=allowed_keys, secret_forms=secret_forms()
    )
    reader.settings()
    reader.environment("dev")
    reader.request("r")
    (warning,) = reader.faults
    assert warning.severity is Severity.WARNING
    assert warning.code == "unknown_key"
    assert warning.place is not None
    assert (warning.place.file, warning.place.key) == (file, (*path, INVENTED))
    known = warning.advice.removeprefix("Keys allowed here: ").rstrip(".").split(", ")
    if "auth" not in path and path[:1] != ("secrets",) and "body" not in path:
        assert set(known) >= set(at(sample, path)), "a key of the sample is not known"
        # Of an array whose elements differ, together they have every key.
        parts = (
            at(sample, path[:-1]) if path[:1] in {("capture",), ("expect",)} else [at(sample, path)]
        )
        missing = set(known).difference(*parts) - {"body", "file", "capture", "expect"}
        assert not missing, "the sample lacks keys of the schema"
    save_a_change(tmp_path, file)
    text = (tmp_path / file).read_text()
    assert f"{INVENTED} = 1" in text
    assert "changed-here" in text


def save_a_change(root: Path, file: str) -> None:
    """Changes the name or the description in a file by the model, and saves it."""
    reader = WorkspaceReader(root, trusted=True)
    if file == "outrider.toml":
        document = open_settings(root, trusted=True)
        update_settings(document, structs.replace(reader.settings(), name="changed-here"), "x")
        document.save()
    elif file == "requests/folder.toml":
        document = open_folder(root, "", trusted=True)
        folder = reader.request("r").folders[-1]
        update_folder(document, structs.replace(folder, description="changed-here"))
        document.save()
    elif file == "requests/r.toml":
        document = open_request(root, "r", trusted=True)
        request = parse_request(document, "r")
        update_request(document, structs.replace(request, description="changed-here"))
        document.save()
    else:
        files = EnvironmentFiles.open(root, "dev", trusted=True)
        files.update(structs.replace(files.build(), description="changed-here"))
        files.save()
