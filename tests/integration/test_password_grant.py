"""The password grant over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab, console, status
from tests.servers.sign_in import SignInServer, sign_in_server

from outrider.errors import TokenRefused

AUTH = """
[variables]
base_url = "{url}"
[secrets]
user_password = "{password}"
[auth.default]
type = "oauth2"
grant_type = "password"
token_endpoint = "{url}/token"
token_endpoint_auth_method = "none"
client_id = "me"
username = "ann"
password = "{{{{user_password}}}}"
"""


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with sign_in_server() as running:
        yield running


def lab_at(folder: Path, server: SignInServer, password: str) -> Lab:
    lab = Lab(folder).write({"outrider.toml": 'name = "Lab"\n'})
    lab.write({"environments/dev.toml": AUTH.format(url=server.url, password=password)})
    return lab.request("list", "{{base_url}}/hello")


async def test_the_password_is_sent_once_and_its_token_renewed(
    tmp_path: Path, server: SignInServer
) -> None:
    lab = lab_at(tmp_path, server, "pa55-word")
    server.lifetime = 0
    async with lab.workbench() as workbench:
        assert status(await lab.send(workbench)) == 200
        assert any("OAuth 2.1 has removed it" in one for one in console(workbench))
        assert status(await lab.send(workbench)) == 200
        assert server.grants == ["password", "refresh_token"]
        server.live_refresh.clear()
        # Nobody has to be asked: the password is there.
        assert status(await lab.send(workbench)) == 200
        assert server.grants[-2:] == ["refresh_token", "password"]
        assert "pa55-word" not in "\n".join(map(str, workbench.console))


async def test_a_wrong_password_is_told(tmp_path: Path, server: SignInServer) -> None:
    lab = lab_at(tmp_path, server, "another-word")
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert isinstance(result.error, TokenRefused)
    assert result.error.why == "The server rejects the user name or the password."
    assert "environments/dev.toml" in result.error.advice
