"""A collection that comes into a workspace which holds something already."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.shell import Said, Shell
from tests.unit.importers.postman.collection_builders import (
    auth,
    collection,
    environment,
    folder,
    request,
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def called(name: str, *items: Any, **more: Any) -> dict[str, Any]:
    made = collection(*items, **more)
    made["info"]["name"] = name
    return made


def bring(shell: Shell, *words: str, **documents: Any) -> Said:
    for name, data in documents.items():
        (shell.folder / f"{name}.json").write_text(json.dumps(data))
    said = shell.run("import", *(f"{name}.json" for name in documents), "--into", "w", *words)
    assert said.status == 0, said.err
    return said


def files(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def table(root: Path, file: str) -> dict[str, Any]:
    return tomllib.loads((root / file).read_text())


ORDERS = called(
    "Orders",
    request("List", "{{base}}/orders"),
    folder("Old", request("List")),
    auth=auth("bearer", token="{{token}}"),
    variable=[{"key": "base", "value": "https://orders.example"}],
)
BILLING = called(
    "Billing",
    request("List", "{{base}}/bills", header=[{"key": "X-Api-Key", "value": "hush-billing"}]),
    folder("Old", request("Other")),
    variable=[{"key": "base", "value": "https://bills.example"}],
)


def test_a_second_collection_gets_its_own_folder(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    bring(shell, orders=ORDERS, dev=environment("dev", token=("one", "secret")))
    before = files(root)
    said = bring(shell, billing=BILLING)
    assert "Billing: 2 requests" in said.text
    after = files(root)
    overlay = "environments/dev.local.toml"
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"environments/dev.toml", overlay}
    assert table(root, overlay)["secrets"] == {"token": "one", "x_api_key": "hush-billing"}
    mine = table(root, "requests/billing/folder.toml")
    assert mine["auth"] == {"type": "none"}
    assert mine["variables"] == {"base": "https://bills.example"}
    assert mine["order"] == ["list", "old"]
    assert (root / "requests/billing/old/other.toml").exists()
    assert table(root, "outrider.toml")["default_environment"] == "dev"
    assert shell.run("check", "--workspace", "w").status == 0


def test_each_collection_is_known_again(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    bring(shell, orders=ORDERS)
    bring(shell, billing=BILLING)
    (root / "requests/billing").rename(root / "requests/money")
    for name, data in {"orders": ORDERS, "billing": BILLING}.items():
        assert "All files are up to date" in bring(shell, **{name: data}).text
    newer = json.loads(json.dumps(BILLING))
    newer["item"][0]["request"]["url"] = "{{base}}/v2/bills"
    newer["auth"] = auth("basic", username="me", password="{{pw}}")
    before = files(root)
    bring(shell, "--update", billing=newer)
    after = files(root)
    assert {name for name in before if after[name] != before[name]} == {
        "requests/money/folder.toml",
        "requests/money/list.toml",
    }
    assert before.keys() == after.keys()
    assert table(root, "requests/folder.toml")["auth"]["type"] == "bearer"


def test_an_id_tells_collections_of_one_name_apart(shell: Shell, tmp_path: Path) -> None:
    for number in "12":
        made = called("Same", request(f"R{number}"))
        made["info"]["_postman_id"] = f"id-{number}"
        bring(shell, c=made)
    assert (tmp_path / "w/requests/r1.toml").exists()
    assert (tmp_path / "w/requests/same/r2.toml").exists()


def test_what_somebody_added_to_the_folder_stays(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    bring(shell, orders=ORDERS)
    file = root / "requests/folder.toml"
    mine = 'headers = [{ name = "X-Mine", value = "1" }]\n'
    text = file.read_text().replace("[variables]", '[variables]\nmine = "kept"')
    file.write_text(mine + text)
    newer = json.loads(json.dumps(ORDERS))
    newer["variable"].append({"key": "more", "value": "1"})
    bring(shell, "--update", orders=newer)
    found = table(root, "requests/folder.toml")
    assert found["headers"] == [{"name": "X-Mine", "value": "1"}]
    assert found["variables"] == {"mine": "kept", "base": "https://orders.example", "more": "1"}


def test_one_environment_of_two_collections_is_merged(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    bring(shell, orders=ORDERS, dev=environment("dev", host="a", token=("one", "secret")))
    mine = (root / "environments/dev.toml").read_text()
    (root / "environments/dev.toml").write_text(f"protected = true\n{mine}")
    bring(shell, billing=BILLING, dev=environment("dev", host="a", other="b", pw=("two", "secret")))
    found = table(root, "environments/dev.toml")
    assert found["protected"] is True
    assert found["variables"] == {"host": "a", "other": "b"}
    assert found["secrets"].keys() == {"token", "pw", "x_api_key"}
    other = environment("dev", host="z", token=("three", "secret"))
    (tmp_path / "dev.json").write_text(json.dumps(other))
    refused = shell.run("import", "dev.json", "--into", "w")
    assert refused.status == 2
    assert 'Variables of environment "dev" have other values: host.' in refused.text
    assert 'Secrets of environment "dev" have other values: token.' in refused.text
    assert "three" not in refused.text + refused.err


def test_a_secret_has_another_name_where_the_workspace_has_one(
    shell: Shell, tmp_path: Path
) -> None:
    root = tmp_path / "w"
    key = [{"key": "X-Api-Key", "value": "hush-orders"}]
    first = called("Orders", request("List", header=key))
    bring(shell, orders=first, dev=environment("dev", host="a"))
    bring(shell, billing=BILLING)
    assert table(root, "environments/dev.local.toml")["secrets"] == {
        "x_api_key": "hush-orders",
        "x_api_key_2": "hush-billing",
    }
    [row] = table(root, "requests/billing/list.toml")["headers"]
    assert row["value"] == "{{x_api_key_2}}"
    [row] = table(root, "requests/list.toml")["headers"]
    assert row["value"] == "{{x_api_key}}"
    assert "All files are up to date" in bring(shell, billing=BILLING).text
    assert "All files are up to date" in bring(shell, orders=first).text


def test_a_variable_of_another_collection_keeps_its_name(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    plain = called("Orders", request(url="https://a.example/{{x_api_key}}"),
                   variable=[{"key": "x_api_key", "value": "7"}])  # fmt: skip
    bring(shell, orders=plain, dev=environment("dev", host="a"))
    bring(shell, billing=BILLING)
    [row] = table(root, "requests/billing/list.toml")["headers"]
    assert row["value"] == "{{x_api_key_2}}"
    assert shell.run("check", "--workspace", "w").status == 0


def test_secrets_go_to_the_environment_that_is_chosen(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    names = {"orders": called("Orders", request())}
    bring(shell, **names, dev=environment("dev", host="a"), prod=environment("prod", host="b"))
    bring(shell, "--env", "prod", billing=BILLING)
    assert "hush-billing" in (root / "environments/prod.local.toml").read_text()
    assert not (root / "environments/dev.local.toml").exists()


def test_a_secret_that_is_kept_elsewhere_stays_there(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    made = environment("dev", token=("one", "secret"))
    bring(shell, orders=ORDERS, dev=made)
    (root / "environments/dev.local.toml").unlink()
    file = root / "environments/dev.toml"
    file.write_text(file.read_text().replace("{ prompt = true }", '{ env = "TOKEN" }'))
    assert "All files are up to date" in bring(shell, orders=ORDERS, dev=made).text
    assert not (root / "environments/dev.local.toml").exists()


def test_an_import_never_gets_the_auth_of_an_environment(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    (root / "environments").mkdir(parents=True)
    (root / "environments/dev.toml").write_text(
        '[auth.default]\ntype = "bearer"\ntoken = "{{t}}"\n[secrets]\nt = { prompt = true }\n'
    )
    bring(shell, c=called("Orders", request("Plain"), folder("In", request("Deep"))))
    for name in ("plain", "in/deep"):
        said = shell.run("export", name, "--as", "curl", "--workspace", "w", "--env", "dev")
        assert "uthorization" not in said.text, said.text
