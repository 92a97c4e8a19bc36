"""The program itself, one command after another, on tokens of two seconds that commands share.

``OUTRIDER_SHORT_TOKENS=30`` goes on for 30 seconds; without it there are two rounds, longer apart
than a token lives. Ways in which somebody signs in are not here: without a terminal there is nobody
(``tests/integration/test_sign_in_terminals.py`` has one).
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.integration.peers.dpop_api import dpop_api_running
from tests.integration.peers.oidc_server import oidc_running, why_not_oidc
from tests.integration.peers.test_sends_on_short_tokens import (
    LIFETIME,
    MEMBERS,
    SECONDS,
    workspace,
)
from tests.shell import Shell

ROUNDS = 2


@pytest.mark.slow
def test_commands_share_and_renew_tokens_of_each_kind_without_a_failed_send(
    peers: Path, tmp_path: Path
) -> None:
    if why_not_oidc():
        pytest.skip(why_not_oidc())
    for name in ("home", "run", "server"):
        (tmp_path / name).mkdir(mode=0o700)
    more = {"OUTRIDER_TOKENS": "shared", "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    with (
        oidc_running(tmp_path / "server", LIFETIME) as server,
        dpop_api_running(peers, server, tmp_path / "server") as api,
    ):
        shells = {
            one: Shell(
                tmp_path / "home", workspace(tmp_path / one.name, server, api.url, one).root, more
            )
            for one in MEMBERS
            if not one.signs_in
        }
        end = time.monotonic() + SECONDS
        rounds = 0
        while rounds < ROUNDS or time.monotonic() < end:
            for member, shell in shells.items():
                said = shell.run("send", "list", "--trust")
                assert said.status == 0, (member.name, said.err)
                assert member.answer in "".join(said.text.split()), member.name
            rounds += 1
        granted = len(server.requests())
    assert granted > len(shells)
