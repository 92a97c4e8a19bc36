"""A scope that the API requires is added by one key, where the auth is written, and sent again."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, seated
from tests.servers.strict import StrictServers

DEV = "environments/dev.toml"


def poor(lab: Lab, old: str = 'scope = "orders.read orders.write"', new: str = "") -> Lab:
    """An auth that cannot create invoices."""
    text = (lab.root / DEV).read_text()
    assert old in text
    lab.write({DEV: text.replace(old, new or 'scope = "orders.read" # what we need', 1)})
    body = '[body]\ntype = "json"\ncontent = \'{"order": 1001}\'\n'
    return lab.request("list", "{{base_url}}/invoices", f'method = "POST"\n{body}')


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_missing_scope_is_added_where_it_is_written_and_sent_again(
    lab: Lab, demo_servers: StrictServers, size: tuple[int, int]
) -> None:
    poor(lab)
    async with seated(lab, size) as seat:
        await seat.open("list")
        await seat.press("ctrl+r")
        await seat.sees("403", 'The token lacks scope "billing"')
        await seat.press("ctrl+g", "b", "6")
        await seat.sees("e Add scope")
        await seat.press("e")
        await seat.sees("201 Created", "INV-1001")
        await seat.until(lambda: f"Scope added in {DEV}." in seat.said, "the word")
        console = list(seat.work.context.engine.console)
        assert 'Scope "billing" added (environments/dev.toml:' in "".join(
            one.message for one in console
        )
        reasons = [one.exchange.reason for one in console if one.exchange is not None]
        assert reasons == ["no token yet", "", "auth changed: scope", ""]
    assert 'scope = "orders.read billing" # what we need\n' in (lab.root / DEV).read_text()
    assert len(demo_servers.api.recorder.requests) == 2


async def test_a_scope_of_the_request_itself_is_edited_there(lab: Lab) -> None:
    poor(lab)
    own = 'method = "POST"\n[auth]\nextends = "default"\nscope = "orders.read"\n'
    body = '[body]\ntype = "json"\ncontent = \'{"order": 1001}\'\n'
    lab.request("own", "{{base_url}}/invoices", own + body)
    async with seated(lab, LARGE) as seat:
        await seat.open("own")
        await seat.press("ctrl+r")
        await seat.sees("403", 'The token lacks scope "billing"')
        await seat.press("ctrl+g", "b", "6", "e")
        await seat.sees("201 Created")
        await seat.until(lambda: "Scope added. Not saved yet." in seat.said, "the word")
        await seat.press("ctrl+s")
        await seat.until(lambda: "orders.read billing" in saved(lab), "the file")
    assert 'scope = "orders.read" # what we need' in (lab.root / DEV).read_text()


def saved(lab: Lab) -> str:
    return (lab.root / "requests/own.toml").read_text()


async def test_a_definition_of_a_folder_gets_it_in_the_folder(lab: Lab) -> None:
    poor(lab)
    folder = '# ours\n[auth]\nextends = "default"\nscope = "orders.read"  # little\n'
    lab.write({"requests/folder.toml": folder})
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        await seat.press("ctrl+r")
        await seat.sees("403")
        await seat.press("ctrl+g", "b", "6", "e")
        await seat.sees("201 Created")
    text = (lab.root / "requests/folder.toml").read_text()
    assert text == folder.replace("orders.read", "orders.read billing")


async def test_an_overlay_that_has_the_scope_gets_it(lab: Lab) -> None:
    poor(lab)
    overlay = '[auth.default]\nscope = "orders.write" # mine\n'
    lab.write({"environments/dev.local.toml": overlay})
    (lab.root / "environments/dev.local.toml").chmod(0o600)
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        await seat.press("ctrl+r")
        await seat.sees("403")
        await seat.press("ctrl+g", "b", "6", "e")
        await seat.sees("201 Created")
    text = (lab.root / "environments/dev.local.toml").read_text()
    assert text == overlay.replace("orders.write", "orders.write billing")
    assert 'scope = "orders.read" # what' in (lab.root / DEV).read_text()
