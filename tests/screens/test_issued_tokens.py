"""The token view asks the server about a token and revokes it, where the server can do that."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.servers.sign_in import SignInServer, sign_in_server

SMALL = (80, 24)


def environment(lab: Lab, server: SignInServer, *lines: str) -> Lab:
    written = [
        "[variables]",
        f'base_url = "{server.url}"',
        "[auth.default]",
        'type = "oauth2"',
        'client_id = "orders"',
        'client_secret = "only-for-the-test"',
        *lines,
    ]
    lab.write({"environments/dev.toml": "\n".join(written)})
    return lab.request("list", "{{base_url}}/hello")


async def test_a_token_is_introspected_and_revoked_by_a_key_each(lab: Lab) -> None:
    with sign_in_server() as server:
        server.metadata = {
            "introspection_endpoint": f"{server.url}/introspect",
            "revocation_endpoint": f"{server.url}/revoke",
        }
        environment(lab, server, f'issuer = "{server.url}"')
        async with seated(lab, SMALL) as seat:
            await seat.press("ctrl+g", "t")
            await seat.sees("none yet")
            assert "i check" not in seat.text
            await seat.press("n")
            await seat.sees("● fresh", "i check", "x revoke")
            await seat.press("i")
            await seat.sees("At the server", "● active")
            await seat.press("end")
            await seat.sees("Introspection response", "orders.read")
            server.live_access.clear()
            await seat.press("i")
            await seat.sees("✗ not active: expired, revoked")
            await seat.press("x")
            await seat.until(lambda: 'Token "default" revoked.' in seat.said, "the word")
            await seat.sees("none yet")
            await seat.press("escape")
            await seat.at_work()
            await seat.send()
            await seat.until(lambda: "token revoked" in seat.console, "the reason")
        assert len(server.forms("/introspect")) == 2
        hints = [form["token_type_hint"] for form in server.forms("/revoke")]
        assert hints == ["refresh_token", "access_token"]


async def test_the_keys_are_there_only_where_the_server_can_do_it(lab: Lab) -> None:
    with sign_in_server() as server:
        for lines in (
            [f'token_endpoint = "{server.url}/token"'],
            [f'issuer = "{server.url}"'],
        ):
            environment(lab, server, *lines)
            async with seated(lab, LARGE) as seat:
                await seat.press("ctrl+g", "t")
                await seat.dialog()
                await seat.press("n")
                await seat.sees("● fresh")
                assert "i check" not in seat.text
                assert "revoke" not in seat.text
                await seat.press("i", "x", "v")
                await seat.until(lambda: f"acc3ss-{server.issued}" in seat.text, "the token")
        assert not server.forms("/introspect")
        assert not server.forms("/revoke")


async def test_one_endpoint_of_the_file_is_one_key_and_a_refusal_is_told(lab: Lab) -> None:
    with sign_in_server() as server:
        environment(
            lab,
            server,
            f'token_endpoint = "{server.url}/token"',
            f'revocation_endpoint = "{server.url}/nowhere"',
        )
        async with seated(lab, LARGE) as seat:
            await seat.press("ctrl+g", "t")
            await seat.dialog()
            await seat.press("n")
            await seat.sees("● fresh", "x revoke")
            assert "i check" not in seat.text
            await seat.press("x")
            await seat.sees("Revocation endpoint not found: 404")
            await seat.press("escape", "ctrl+g", "t")
            await seat.sees("● fresh")
    assert len(server.forms("/nowhere")) == 1
