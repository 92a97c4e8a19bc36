"""Environments that are made on screen: empty ones, and ones for known servers."""

from __future__ import annotations

import tomllib

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, seated
from tests.screens.test_environment_form import answer_in_form, form_of, go, put, the_form
from tests.servers.strict import StrictServers

from outrider.dialogs.environment_dialog import EnvironmentDialog


async def test_a_new_environment_is_filled_in_and_sends(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "e", "n")
        await seat.sees("New environment")
        await seat.type("Empty")
        await seat.press("enter")
        await seat.sees("A name, such as Staging.")
        await seat.fill("fresh")
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, EnvironmentDialog), "the form")
        await seat.pilot.pause()
        await go(seat, "Variables")
        await seat.press("a")
        await seat.type("base_url")
        await seat.press("tab")
        await seat.type(demo_servers.api_url)
        await seat.press("enter")
        await go(seat, "Auth")
        await seat.press("a")
        await answer_in_form(seat, "default")
        await put(seat, "token_endpoint", demo_servers.token_url)
        await put(seat, "client_id", "orders-dev")
        await put(seat, "client_secret", "dev-only-secret")
        await put(seat, "scope", "orders.read")
        await seat.press("ctrl+s")
        await seat.sees("Tokens of fresh", "✓ [auth.default]", "Token valid for")
        await seat.press("enter")
        await seat.at_work()
        assert "dev" in seat.status
        await seat.press("enter")
        await seat.until(lambda: "fresh" in seat.status, "the new environment to be chosen")
        await seat.send()
        await seat.sees("200 OK")
    shared = (lab.root / "environments/fresh.toml").read_text()
    assert "dev-only-secret" not in shared
    overlay = (lab.root / "environments/fresh.local.toml").read_text()
    assert overlay == '[auth.default]\nclient_secret = "dev-only-secret"\n'


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_new_environment_can_be_one_for_a_known_server(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        await seat.press("ctrl+g", "e", "n")
        await seat.sees("New environment")
        assert "…" not in seat.text.split("New environment")[1].split("╰")[0]
        await seat.type("keycl")
        await seat.sees("Client credentials of a service account")
        await seat.press("enter")
        await seat.sees("A name, such as Staging.")
        await seat.fill("dev")
        await seat.press("enter")
        await seat.sees("environments/dev.toml already exists.")
        await seat.press("enter")
        await seat.at_work()
        await seat.press("n")
        await seat.sees("New environment")
        await seat.type("keycl")
        await seat.press("enter")
        await seat.sees("A name, such as Staging.")
        await seat.press("enter")
        form = await the_form(seat)
        row = form.sheet.lines.row
        assert row is not None
        assert row.cells[0].strip() == "base_url"
        await put(seat, "realm_url", "https://sso.example.com/realms/a")
        await seat.press("ctrl+s")
        await seat.sees('Enter secret "client_secret"', "KEYCLOAK_CLIENT_SECRET is not set.")
        await seat.press("escape")
        await seat.sees("Tokens of Keycloak", "✗ [auth.default]")
        await seat.press("enter")
        await seat.at_work()
        assert "Keycloak" in seat.environments
    text = (lab.root / "environments/keycloak.toml").read_text()
    assert 'realm_url = "https://sso.example.com/realms/a"' in text
    assert text.startswith("# Keycloak: a confidential client")


async def test_a_secret_of_another_source_stays_bound_to_its_hosts(lab: Lab) -> None:
    file = lab.root / "environments/dev.toml"
    bound = 'client_secret = { env = "K", hosts = ["a.example.com", "b.example.com"] }'
    file.write_text(file.read_text().replace('client_secret = "dev-only-secret"', bound))
    async with seated(lab, SMALL) as seat:
        await form_of(seat)
        await put(seat, "hosts", "a.example.com *.c.example.com")
        await go(seat, "client_secret")
        await seat.press("right", "right")
        await put(seat, "file", "secret.txt")
        await seat.press("ctrl+s")
        # Its token endpoint is another host, which the page says.
        await seat.sees("This environment has errors:", "must not go to")
        await seat.press("s")
        await seat.at_work()
    secret = tomllib.loads(file.read_text())["secrets"]["client_secret"]
    assert secret == {"file": "secret.txt", "hosts": ["a.example.com", "*.c.example.com"]}


async def test_one_like_another_has_its_rows_and_secrets_of_its_own(lab: Lab) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    secret = 'client_secret = "dev-only-secret"'
    shared = "# ours\nname = 'Dev' # short\n" + text.replace(
        secret, "client_secret = { prompt = true }"
    )
    lab.write(
        {
            "outrider.toml": 'name = "Lab"\n',
            "environments/dev.toml": shared,
            "environments/dev.local.toml": f'[variables]\nnote = "mine"\n[secrets]\n{secret}\n',
            "environments/zeta.toml": "",
        }
    )
    (lab.root / "environments/dev.local.toml").chmod(0o600)
    async with seated(lab, LARGE, environment="dev") as seat:
        await seat.press("ctrl+g", "e", "n")
        await seat.sees("New environment", "Like Dev", "Like zeta", "Empty")
        await seat.press("enter")
        await seat.sees("New environment like Dev")
        await seat.type("Test (EU)")
        await seat.press("enter")
        form = await the_form(seat)
        assert form.sheet.table["name"] == "Test (EU)"
        assert form.sheet.table["variables"]["note"] == "mine"
        row = form.sheet.lines.row
        assert row is not None
        assert row.cells[0] == "base_url"
        await seat.press("ctrl+s")
        await seat.sees('Enter secret "client_secret"', "asked for at the first request")
        await seat.type("wrong")
        await seat.press("enter")
        await seat.sees("Tokens of Test (EU)", "✗ [auth.default]", "401 invalid_client")
        await seat.press("e")
        await the_form(seat)
        await go(seat, "value")
        await seat.press("enter")
        await seat.fill("dev-only-secret")
        await seat.press("enter", "ctrl+s")
        await seat.sees("✓ [auth.default]", "✓ [auth.billing]")
        await seat.press("enter")
        await seat.at_work()
        lines = seat.environments.split("\n")
        assert ["1 Dev" in lines[0], "2 zeta" in lines[1], "3 Test (EU)" in lines[2]] == [True] * 3
    made = lab.root / "environments/test-eu.toml"
    assert made.read_text() == shared.replace("'Dev'", "'Test (EU)'")
    local = (lab.root / "environments/test-eu.local.toml").read_text()
    assert "dev-only-secret" in local
    assert 'environments = ["dev", "zeta", "test-eu"]' in (lab.root / "outrider.toml").read_text()


async def test_a_copy_gets_its_label_first_and_its_page_is_opened(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "e", "D")
        await seat.sees("New environment like dev")
        await seat.type("***")
        await seat.press("enter")
        await seat.sees("A name needs a letter or a digit.")
        await seat.fill("Staging")
        await seat.press("enter")
        form = await the_form(seat)
        assert form.sheet.table["name"] == "Staging"
        await seat.press("escape")
        await seat.at_work()
    assert 'name = "Staging"' in (lab.root / "environments/staging.toml").read_text()
