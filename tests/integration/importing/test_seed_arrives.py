"""The collection of the first hour, with its environments: imported, sent, answered with 200."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.servers.strict import StrictServers
from tests.shell import Shell

COLLECTION = "seed-auto-oauth.postman_collection.json"


@pytest.fixture
def arrived(corpus: Path, tmp_path: Path, demo_servers: StrictServers) -> Shell:
    """A folder with the export, its environments pointed to the demo's servers."""
    collection = (corpus / "postman" / COLLECTION).read_text()
    (tmp_path / COLLECTION).write_text(collection)
    for name, site, client, secret in (
        ("demo", "/dev", "orders-dev", "dev-only-secret"),
        ("local", "/production", "orders-production", "only-for-the-demo"),
    ):
        file = f"seed-{name}.postman_environment.json"
        environment = json.loads((corpus / "postman" / file).read_text())
        values = {
            "tokenUrl": demo_servers.token_url,
            "apiUrl": demo_servers.api_url + site,
            "clientId": client,
            "clientSecret": secret,
            "scope": "orders.read",
        }
        for row in environment["values"]:
            row["value"] = values.get(row["key"], row["value"])
        (tmp_path / file).write_text(json.dumps(environment))
    return Shell(tmp_path / "home", tmp_path)


def test_the_first_send_is_answered_in_either_environment(
    arrived: Shell, demo_servers: StrictServers
) -> None:
    said = arrived.run(
        "import", COLLECTION, "seed-demo.postman_environment.json",
        "seed-local.postman_environment.json", "--into", "auto",
    )  # fmt: skip
    assert said.status == 0, said.err
    assert "Not imported: nothing" in said.text
    assert "sent form-encoded, not as multipart/form-data" in said.text
    checked = arrived.run("check", "--workspace", "auto")
    assert (checked.status, checked.text.strip()) == (0, "No problems found.")
    for environment, client in (("demo", "orders-dev"), ("local", "orders-production")):
        sent = arrived.run(
            "send", "test-api", "--workspace", "auto", "--env", environment, "--json"
        )
        assert sent.status == 0, sent.err
        assert sent.json["response"]["status"] == 200
        asked = demo_servers.authorization.recorder.requests[-1]
        assert asked.header("content-type") == "application/x-www-form-urlencoded"
        assert client not in asked.body.decode()


def test_what_everybody_reads_holds_no_secret(arrived: Shell, tmp_path: Path) -> None:
    arrived.run(
        "import", COLLECTION, "seed-demo.postman_environment.json",
        "seed-local.postman_environment.json", "--into", "auto",
    )  # fmt: skip
    holding = {
        path.name
        for path in (tmp_path / "auto").rglob("*.toml")
        if "dev-only-secret" in path.read_text() or "only-for-the-demo" in path.read_text()
    }
    assert holding == {"demo.local.toml", "local.local.toml"}
