"""Sources of several formats in one import: each thing has a name of its own."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.shell import Said, Shell
from tests.unit.importers.postman.collection_builders import collection, environment, request


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def called(name: str, *items: Any) -> dict[str, Any]:
    made = collection(*items)
    made["info"]["name"] = name
    return made


KEYED = [{"key": "X-Api-Key", "value": "kept-by-collection-1"}]
SOURCES: dict[str, Any] = {
    "shop.json": called("Shop", request("Orders", "https://a.example/c", header=KEYED)),
    "other.json": called("Other", request("Orders", "https://b.example/c")),
    "orders.sh": "curl https://c.example/orders -H 'X-Api-Key: kept-by-command-22'\n",
    "more.sh": "curl https://d.example/orders\ncurl https://d.example/shop\n",
    "curl.json": environment("curl", region="eu"),
    "proxied.sh": "curl -x http://p.example:3128 https://e.example/e\n",
    "asking.json": called("Asking", request("Ask", "https://a.example/{{x_api_key}}")),
    "api.json": {
        "openapi": "3.1.0",
        "info": {"title": "API", "version": "1"},
        "servers": [{"url": "https://o.example"}],
        "paths": {"/o": {"get": {"operationId": "orders"}}},
    },
}


def bring(shell: Shell, *names: str, words: tuple[str, ...] = (), into: str = "w") -> Said:
    for name in names:
        data = SOURCES[name]
        text = data if isinstance(data, str) else json.dumps(data)
        (shell.folder / name).write_text(text)
    return shell.run("import", *names, "--into", into, *words)


def files(root: Path) -> dict[str, str]:
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_text() for path in paths}


def urls(root: Path) -> dict[str, str]:
    found = {name: tomllib.loads(text) for name, text in files(root).items() if "requests/" in name}
    return {name: table["url"] for name, table in found.items() if "url" in table}


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (
            ("shop.json", "orders.sh"),
            {
                "requests/orders.toml": "https://a.example/c",
                "requests/orders-2.toml": "https://c.example/orders",
            },
        ),
        (
            ("orders.sh", "more.sh", "shop.json"),
            {
                "requests/orders.toml": "https://a.example/c",
                "requests/orders-3.toml": "https://c.example/orders",
                "requests/orders-2.toml": "https://d.example/orders",
                "requests/shop.toml": "https://d.example/shop",
            },
        ),
        (
            ("shop.json", "other.json", "orders.sh"),
            {
                "requests/shop/orders.toml": "https://a.example/c",
                "requests/other/orders.toml": "https://b.example/c",
                "requests/orders.toml": "https://c.example/orders",
            },
        ),
    ],
)
def test_requests_of_one_name_have_files_of_their_own(
    shell: Shell, tmp_path: Path, names: tuple[str, ...], wanted: dict[str, str]
) -> None:
    said = bring(shell, *names)

    assert said.status == 0, said.err
    assert urls(tmp_path / "w") == wanted
    before = files(tmp_path / "w")
    assert bring(shell, *names, words=("--update",)).status == 0
    assert files(tmp_path / "w") == before


def test_a_folder_known_by_what_its_files_say_updates_its_own(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "api"
    folder.mkdir()
    for name in ("api.json", "shop.json"):
        (folder / f"x-{name}").write_text(json.dumps(SOURCES[name]))
    assert shell.run("import", "api", "--into", "w").status == 0
    places = ["requests/api/orders.toml", "requests/shop/orders.toml"]
    before = files(tmp_path / "w")
    assert list(urls(tmp_path / "w")) == places

    assert shell.run("import", "api", "--into", "w").status == 0
    assert files(tmp_path / "w") == before

    text = (folder / "x-shop.json").read_text()
    (folder / "x-shop.json").write_text(text.replace("a.example/c", "a.example/changed"))
    assert shell.run("import", "api", "--into", "w", "--update").status == 0
    assert urls(tmp_path / "w")[places[1]] == "https://a.example/changed"
    assert list(urls(tmp_path / "w")) == places


def test_beside_requests_that_are_there_each_source_goes_where_it_would_alone(
    shell: Shell, tmp_path: Path
) -> None:
    bring(shell, "more.sh")
    (tmp_path / "w/requests/orders.toml").unlink()
    bring(shell, "more.sh", into="apart")

    assert bring(shell, "shop.json", "orders.sh").status == 0
    assert urls(tmp_path / "w") == {
        "requests/shop.toml": "https://d.example/shop",
        "requests/shop-2/orders.toml": "https://a.example/c",
        "requests/orders.toml": "https://c.example/orders",
    }
    before = files(tmp_path / "w")
    assert bring(shell, "shop.json", "orders.sh", words=("--update",)).status == 0
    assert files(tmp_path / "w") == before


def test_secrets_of_one_name_keep_their_values(shell: Shell, tmp_path: Path) -> None:
    assert bring(shell, "shop.json", "orders.sh").status == 0

    root = tmp_path / "w"
    values = tomllib.loads((root / "environments/shop.local.toml").read_text())["secrets"]
    assert sorted(values.values()) == ["kept-by-collection-1", "kept-by-command-22"]
    for name, value in (("orders", "kept-by-collection-1"), ("orders-2", "kept-by-command-22")):
        rows = tomllib.loads((root / f"requests/{name}.toml").read_text())["headers"]
        assert values[rows[0]["value"].strip("{}")] == value


def test_a_credential_does_not_fill_in_what_another_source_refers_to(
    shell: Shell, tmp_path: Path
) -> None:
    assert bring(shell, "asking.json", "orders.sh").status == 0

    root = tmp_path / "w"
    values = tomllib.loads((root / "environments/asking.local.toml").read_text())["secrets"]
    assert values == {"x_api_key_2": "kept-by-command-22"}
    assert urls(root)["requests/ask.toml"] == "https://a.example/{{x_api_key}}"


def test_environments_of_one_name_stay_two_and_both_know_the_secrets(
    shell: Shell, tmp_path: Path
) -> None:
    names = ("curl.json", "proxied.sh", "orders.sh")
    assert bring(shell, *names).status == 0

    root = tmp_path / "w"
    first, second = (
        tomllib.loads((root / f"environments/{name}.toml").read_text())
        for name in ("curl", "curl-2")
    )
    assert first["variables"] == {"region": "eu"}
    assert second["proxy"] == {"url": "http://p.example:3128"}
    assert first["secrets"].keys() == second["secrets"].keys() == {"x_api_key"}
    before = files(root)
    assert bring(shell, *names, words=("--update",)).status == 0
    assert files(root) == before


def test_nothing_is_written_where_one_file_cannot_be(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "w/.gitignore").mkdir(parents=True)

    said = bring(shell, "shop.json", "orders.sh")

    assert said.status != 0
    assert ".gitignore" in said.err
    assert [path.name for path in (tmp_path / "w").rglob("*")] == [".gitignore"]
