"""A secret that is another one in the source: told with its name and the way to take it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing.test_postman_beside_others import bring, called, table
from tests.shell import Shell
from tests.unit.importers.postman.collection_builders import auth, environment, request, script
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL

OLD, NEW = "hush-aaaa-1111", "hush-bbbb-2222"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def keyed(value: str) -> dict[str, Any]:
    return called("Keyed", request("Get", header=[{"key": "X-Api-Key", "value": value}]))


def test_a_replaced_value_is_told_with_its_file(shell: Shell, tmp_path: Path) -> None:
    bring(shell, dev=environment("dev", token=(OLD, "secret")))
    said = bring(shell, "--update", dev=environment("dev", token=(NEW, "secret")))
    assert 'Secrets of environment "dev" have other values: token.' in said.text
    assert "Overwriting environments/dev.local.toml takes those of the import." in said.text
    assert table(tmp_path / "w", "environments/dev.local.toml")["secrets"] == {"token": NEW}
    assert "hush" not in said.text


def test_an_environment_that_does_not_take_the_new_value_is_told(shell: Shell) -> None:
    names = {"dev": environment("dev", host="a"), "prod": environment("prod", host="b")}
    bring(shell, keyed=keyed(OLD), **names)
    said = bring(shell, "--update", keyed=keyed(NEW))
    assert 'Secrets of environment "dev" have other values: x_api_key.' in said.text
    assert 'Secrets of environment "prod" were not changed: x_api_key.' in said.text
    assert "save them in environments/prod.local.toml." in said.text
    assert "hush" not in said.text
    assert (
        "were not changed" not in bring(shell, "--env", "prod", "--update", keyed=keyed(NEW)).text
    )


@pytest.mark.parametrize("kind", ["secret", "default"])
def test_a_secret_with_another_source_is_told(shell: Shell, tmp_path: Path, kind: str) -> None:
    bring(shell, dev=environment("dev", token=(OLD, "secret")))
    (tmp_path / "w/environments/dev.local.toml").unlink()
    file = tmp_path / "w/environments/dev.toml"
    file.write_text(file.read_text().replace("{ prompt = true }", '{ env = "MINE" }'))
    said = bring(shell, "--update", dev=environment("dev", token=(NEW, kind)))
    assert 'Secrets of environment "dev" were not changed: token.' in said.text
    assert "save the value in environments/dev.local.toml." in said.text
    assert "hush" not in said.text
    assert not (tmp_path / "w/environments/dev.local.toml").exists()


def test_what_is_the_same_is_not_told(shell: Shell) -> None:
    bring(shell, keyed=keyed(OLD), dev=environment("dev", token=(NEW, "secret")))
    said = bring(shell, "--update", keyed=keyed(OLD), dev=environment("dev", token=(NEW, "secret")))
    assert not any(words in said.text for words in ("stay as", "keep their", "other values"))


def test_a_value_that_the_workspace_gives_is_not_missing(shell: Shell) -> None:
    text = f"""pm.sendRequest({{{URL}, body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: 'shop'}},
        {{key: 'client_secret', value: pm.environment.get('key')}}]}}}}, {STORE});"""
    made = {"event": [script(text)], "auth": auth("bearer", token="{{accessToken}}")}
    first = bring(shell, "--yes", orders=called("Orders", request("A"), **made))
    assert '"tokenUrl", "key" have no value' in first.text
    address = "https://id.example/token"
    bring(shell, "--yes", dev=environment("dev", tokenUrl=address, key=(OLD, "secret")))
    second = bring(shell, "--yes", bills=called("Bills", request("B"), **made))
    assert "nothing gives" not in second.text
    bring(shell, "--yes", prod=environment("prod", tokenUrl=address))
    third = bring(shell, "--yes", more=called("More", request("C"), **made))
    assert '"key" has no value in environment "prod".' in third.text


def test_an_environment_that_comes_later_is_told_what_it_lacks(
    shell: Shell, tmp_path: Path
) -> None:
    text = f"""const [id, key] = pm.environment.name === 'dev' ? ['d', '{OLD}'] : ['p', '{NEW}'];
        pm.sendRequest({{{URL}, body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: id}},
        {{key: 'client_secret', value: key}}]}}}}, {STORE});"""
    made = {"event": [script(text)], "auth": auth("bearer", token="{{accessToken}}")}
    orders = called("Orders", request("A"), **made)
    address = "https://id.example/token"
    dev, prod = (environment(name, tokenUrl=address) for name in ("dev", "prod"))
    bring(shell, "--yes", orders=orders, dev=dev)
    said = bring(shell, "--yes", prod=prod)
    assert 'Environment "prod" has no value for client_id, client_secret.' in said.text
    assert "[auth] in requests/folder.toml refers to it" in said.text
    sent = shell.run("token", "--workspace", "w", "--env", "prod", "--request", "a")
    assert sent.status == 3, sent.err
    assert "client_id" in sent.err
    said = bring(shell, "--yes", orders=orders, prod=prod)
    assert "has no value" not in said.text
    root = tmp_path / "w"
    assert table(root, "environments/prod.toml")["variables"]["client_id"] == "p"
    assert table(root, "environments/dev.toml")["variables"]["client_id"] == "d"
    assert table(root, "environments/prod.local.toml")["secrets"] == {"client_secret": NEW}
    assert "hush" not in said.text
