"""A scope that does not cover an imported operation is told before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.importing.openapi_documents import SECRET, demo_document
from tests.servers.strict import StrictServers
from tests.shell import Shell

CREATE = "requests/orders/createorder.toml"
ENVIRONMENT = "environments/local.toml"


@pytest.fixture
def shop(tmp_path: Path, demo_servers: StrictServers) -> Shell:
    """The demo's API, imported; its secret is there."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shell = Shell(home, tmp_path)
    (tmp_path / "orders.yaml").write_text(demo_document(demo_servers))
    assert shell.run("import", "orders.yaml", "--into", "shop").status == 0
    overlay = tmp_path / "shop/environments/local.local.toml"
    overlay.touch(0o600)
    overlay.write_text(f'[secrets]\nclient_secret = "{SECRET}"\n')
    return Shell(home, tmp_path / "shop")


def edit(shop: Shell, file: str, old: str, new: str) -> None:
    path = shop.folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def test_what_was_imported_covers_every_operation(shop: Shell) -> None:
    assert "# Required scope: orders.write\n" in (shop.folder / CREATE).read_text()
    assert shop.run("check").status == 0
    said = shop.run("send", "createOrder", "-v")
    assert said.status == 0, said.err
    assert "scope lacks" not in said.err


@pytest.mark.parametrize("where", ["request", "environment"])
def test_less_is_told_by_check_and_before_the_send(where: str, shop: Shell) -> None:
    if where == "request":
        edit(shop, CREATE, 'scope = "orders.write"', 'scope = "orders.read"')
        place = f"{CREATE}:"
    else:
        edit(shop, CREATE, '[auth]\nextends = "oauth"\nscope = "orders.write"\n', "")
        place = f"{ENVIRONMENT}:"
    sentence = 'The requested scope lacks "orders.write", which this operation requires.'
    checked = shop.run("check")
    assert sentence in checked.text
    assert place in next(line for line in checked.text.splitlines() if sentence in line)
    said = shop.run("send", "createOrder")
    assert said.status == 6
    assert sentence in said.err
    assert said.err.index(sentence) < said.err.index("token ")


@pytest.mark.parametrize(
    "auth",
    ['type = "none"', 'type = "bearer"\ntoken = "x"', 'extends = "oauth"\nunset = ["scope"]'],
)
def test_nothing_is_said_where_nobody_can_tell(auth: str, shop: Shell) -> None:
    edit(shop, CREATE, 'extends = "oauth"\nscope = "orders.write"', auth)
    assert "scope lacks" not in shop.run("check").text
    assert "scope lacks" not in shop.run("send", "createOrder").err


def test_a_newer_document_requires_other_scopes(shop: Shell, demo_servers: StrictServers) -> None:
    text = demo_document(demo_servers).replace("{oauth: [orders.write]}", "{oauth: [billing]}")
    (shop.folder.parent / "orders.yaml").write_text(text)
    edit(shop, CREATE, 'scope = "orders.write"', 'scope = "orders.write orders.read"')
    said = Shell(shop.home, shop.folder.parent).run(
        "import", "orders.yaml", "--into", "shop", "--update"
    )
    assert said.status == 0, said.err
    assert "# Required scope: billing\n" in (shop.folder / CREATE).read_text()
    assert 'scope = "orders.write orders.read"' in (shop.folder / CREATE).read_text()
    assert 'scope lacks "billing"' in shop.run("check").text
