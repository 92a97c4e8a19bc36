"""Literal credentials of a collection: in no file that git tracks, and sent all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.integration.importing import newman
from tests.integration.importing.bench import import_files
from tests.integration.importing.literal_collection import COLLECTION, SECRETS
from tests.integration.importing.test_postman_oracle import compare, essence
from tests.servers.wire import WireRequest, WireServer

MADE = ["cAn4ry", "\\u0063An4ry", "ghp_", "eyJhbGci", "Y0FuNHJ5OnB3", "1234567890123"]


def meaning(request: WireRequest, named: set[str]) -> dict[str, Any]:
    """What has to be the same, however a credential is spelled in a query or in JSON."""
    found = essence(request, named)
    path, _, query = found["target"].partition("?")
    body = found["body"]
    read = json.loads(body.encode("latin-1")) if body[:2] in {'{"', "[{"} else body
    return found | {"target": path, "query": parse_qsl(query, True), "body": read}


def tracked(root: Path) -> dict[str, str]:
    """The files that git does not ignore."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): path.read_text("utf-8")
        for path in files
        if not path.name.endswith(".local.toml")
    }


def leaks(root: Path) -> list[tuple[str, str]]:
    return [
        (file, line)
        for file, text in tracked(root).items()
        for line in text.splitlines()
        if any(one in line for one in MADE)
    ]


def test_no_literal_credential_stands_in_a_tracked_file(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps(COLLECTION))
    imported = import_files(tmp_path / "w", str(tmp_path / "c.json"))
    assert leaks(tmp_path / "w") == []
    assert [one.environment.id for one in imported.environments] == ["literals"]
    assert imported.folders[0].variables["tokenUrl"].value == "https://a.example/token"
    assert len(SECRETS) > 30
    assert (
        len([one for one in imported.remarks if "another encoding of the same value" in one.what])
        == 1
    )


@pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")
async def test_what_is_sent_is_what_postman_sends(tmp_path: Path, wire: WireServer) -> None:
    collection: Any = json.loads(json.dumps(COLLECTION))
    newman.numbered(collection)
    values = {"host": f"http://127.0.0.1:{wire.port}", "value": "v w"}
    rows = [{"key": key, "value": value} for key, value in values.items()]
    environment = {"name": "test", "values": rows}
    await compare(collection, environment, tmp_path, wire, meaning)
    assert leaks(tmp_path / "workspace") == []
