"""The token exchange grant over real sockets (RFC 8693 §2)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab, status
from tests.servers.sign_in import sign_in_server

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
JWT = "urn:ietf:params:oauth:token-type:jwt"
AUTH = """
[variables]
base_url = "{url}"
[secrets]
subject = "subject-t0ken"
actor = "act0r-token"
[auth.default]
type = "oauth2"
grant_type = "urn:ietf:params:oauth:grant-type:token-exchange"
token_endpoint = "{url}/token"
token_endpoint_auth_method = "none"
client_id = "me"
subject_token = "{{{{subject}}}}"
{more}
"""


@pytest.mark.parametrize(
    ("more", "sent"),
    [
        ("", {"subject_token_type": ACCESS}),
        (f'subject_token_type = "{JWT}"', {"subject_token_type": JWT}),
        (
            f'actor_token = "{{{{actor}}}}"\nrequested_token_type = "{JWT}"\nscope = "a"',
            {
                "subject_token_type": ACCESS,
                "actor_token": "act0r-token",
                "actor_token_type": ACCESS,
                "requested_token_type": JWT,
                "scope": "a",
            },
        ),
    ],
)
async def test_tokens_are_exchanged(tmp_path: Path, more: str, sent: dict[str, str]) -> None:
    with sign_in_server() as server:
        server.answer = {"issued_token_type": ACCESS}
        lab = Lab(tmp_path).write({"outrider.toml": 'name = "Lab"\n'})
        lab.write({"environments/dev.toml": AUTH.format(url=server.url, more=more)})
        lab.request("list", "{{base_url}}/hello")
        async with lab.workbench() as workbench:
            assert status(await lab.send(workbench)) == 200
            said = "\n".join(map(str, workbench.console))
        own = {"grant_type": GRANT, "client_id": "me", "subject_token": "subject-t0ken"}
        assert server.forms("/token") == [own | sent]
        assert "subject-t0ken" not in said
        assert "act0r-token" not in said
