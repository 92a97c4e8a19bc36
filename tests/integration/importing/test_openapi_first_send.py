"""An imported document of the demo's API is sent: one secret is typed, and nothing is edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.integration.importing.openapi_documents import CLIENT, SECRET, demo_document
from tests.servers.strict import StrictServers
from tests.shell import PROGRAM, Shell
from tests.terminal import Terminal


@pytest.fixture
def shell(tmp_path: Path, demo_servers: StrictServers) -> Shell:
    """A folder with the document in it."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (tmp_path / "orders.yaml").write_text(demo_document(demo_servers))
    return Shell(home, tmp_path)


def imported(shell: Shell) -> Shell:
    said = shell.run("import", "orders.yaml", "--into", "shop")
    assert said.status == 0, said.err
    return Shell(shell.home, shell.folder / "shop")


def typed(shell: Shell, *words: str, answers: tuple[tuple[str, str], ...]) -> Terminal:
    """The program, asked and answered on a terminal."""
    seen = Terminal.start([*PROGRAM, *words], folder=shell.folder, environ=shell.environ)
    for asked, answer in answers:
        seen.read_until(asked)
        seen.type(f"{answer}\n")
    return seen


def test_the_first_send_takes_one_secret(shell: Shell, demo_servers: StrictServers) -> None:
    seen = typed(
        imported(shell), "send", "orders/list-orders", answers=(("client_secret", SECRET),)
    )
    assert seen.end() == 0, seen.raw
    assert b'"orders"' in seen.raw
    sent = demo_servers.api.recorder.requests[-1]
    assert (sent.path, sent.query) == ("/orders", (("limit", "10"),))
    form = demo_servers.authorization.recorder.requests[-1].form
    assert ("scope", "orders.read") in form


def test_a_client_that_the_document_does_not_name_is_asked_for(
    shell: Shell, demo_servers: StrictServers
) -> None:
    (shell.folder / "orders.yaml").write_text(demo_document(demo_servers, ""))
    answers = (("client_id", CLIENT), ("client_secret", SECRET))
    seen = typed(imported(shell), "send", "getOrder", "--include", answers=answers)
    assert seen.end() == 0, seen.raw
    assert b"200 OK" in seen.raw


def test_a_body_of_a_schema_is_accepted_with_the_scope_of_its_operation(
    shell: Shell, demo_servers: StrictServers
) -> None:
    shop = imported(shell)
    (shop.folder / "environments/local.local.toml").touch(0o600)
    (shop.folder / "environments/local.local.toml").write_text(
        f'[secrets]\nclient_secret = "{SECRET}"\n'
    )
    said = shop.run("send", "createOrder", "--json")
    assert said.json["response"]["status"] == 201, said.json
    assert json.loads(said.json["request"]["body"]) == {
        "customer": 1,
        "product": "Lamp",
        "quantity": 2,
    }
    assert said.json["token"]["scope"] == "orders.write"
    assert shop.run("send", "health").status == 0
    assert "Authorization" not in str(demo_servers.api.recorder.requests[-1])


def test_nothing_that_the_document_said_is_found_wrong(shell: Shell) -> None:
    checked = imported(shell).run("check")
    assert (checked.status, checked.err) == (0, ""), checked.text
