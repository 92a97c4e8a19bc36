"""Switched-off variables of Postman: a secret one keeps its value in no file that git tracks."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.shell import Shell
from tests.unit.importers.postman.collection_builders import collection, request


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def test_a_secret_is_kept_and_fills_in_nothing(shell: Shell, tmp_path: Path) -> None:
    off: list[dict[str, Any]] = [
        {"key": "typed", "value": "kept-secret-1", "type": "secret", "enabled": False},
        {"key": "api_key", "value": "kept-secret-22", "enabled": False},
        {"key": "note", "value": "some words", "enabled": False},
    ]
    dev = {"name": "dev", "values": off, "_postman_variable_scope": "environment"}
    made = collection(
        request("One", "https://a.example/{{typed}}/{{api_key}}"),
        variable=[{"key": "api_key", "value": "kept-secret-333", "disabled": True}],
    )
    for name, data in (("c", made), ("e", dev)):
        (tmp_path / f"{name}.json").write_text(json.dumps(data))

    for words in ((), ("--update",)):
        said = shell.run("import", "c.json", "e.json", "--into", "w", *words)
        assert said.status == 0, said.err

        root = tmp_path / "w"
        kept = tomllib.loads((root / "environments/dev.local.toml").read_text())["secrets"]
        assert sorted(kept.values()) == ["kept-secret-1", "kept-secret-22", "kept-secret-333"]
        assert not {"typed", "api_key"} & kept.keys()
        for path in root.rglob("*.toml"):
            assert path.name.endswith(".local.toml") or "kept-secret" not in path.read_text()
        told = (root / "environments/dev.toml").read_text()
        assert "# switched off: typed; its value is the secret typed_switched_off" in told
