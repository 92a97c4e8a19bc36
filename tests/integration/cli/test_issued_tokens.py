"""``token --introspect`` and ``--revoke`` where they cannot be done, and what is said then."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.servers.sign_in import sign_in_server
from tests.shell import Shell

DEV = "environments/dev.toml"


@pytest.mark.parametrize("what", ["introspect", "revoke"])
def test_a_server_without_the_endpoint_is_told_with_the_line_to_write(
    what: str, lab: Lab, shell: Shell
) -> None:
    said = shell.run("token", f"--{what}", "--fresh")
    name = {"introspect": "introspection", "revoke": "revocation"}[what]
    assert said.status == 3
    assert f"[auth.default] has no {name}_endpoint." in said.err
    assert f'Add {name}_endpoint = "https://…".' in said.err
    as_json = shell.run("token", f"--{what}", "--fresh", "--json")
    assert as_json.status == 3
    assert as_json.json["error"]["code"] == "auth_endpoint"
    assert "access_token" not in as_json.json


def test_metadata_without_the_endpoint_is_named(lab: Lab, shell: Shell) -> None:
    with sign_in_server() as server:
        text = (lab.root / DEV).read_text().splitlines()
        at = next(i for i, line in enumerate(text) if line.startswith("token_endpoint"))
        text[at] = f'issuer = "{server.url}"'
        lab.write({DEV: "\n".join(text)})
        said = shell.run("token", "--introspect")
        assert said.status == 3
        assert f"The metadata of {server.url} names none." in said.err
        assert server.grants == []


def test_a_token_of_a_program_has_no_server(lab: Lab, shell: Shell) -> None:
    lab.request("own", more='[auth]\ntype = "command"\ncommand = ["echo", "a-token-of-mine"]\n')
    said = shell.run("token", "--request", "own", "--introspect", "--trust")
    assert said.status == 2
    assert said.err.startswith("requests/own.toml:")
    assert 'Auth type "command" has no authorization server to ask.' in said.err


def test_a_token_that_is_not_active_is_told_plainly(lab: Lab, shell: Shell) -> None:
    with sign_in_server() as server:
        text = (lab.root / DEV).read_text().splitlines()
        at = next(i for i, line in enumerate(text) if line.startswith("token_endpoint"))
        text[at] = f'token_endpoint = "{server.url}/token"'
        text.insert(at, f'introspection_endpoint = "{server.url}/introspect"')
        lab.write({DEV: "\n".join(text)})
        server.answer = {"access_token": "another-than-the-live-one"}
        said = shell.run("token", "--introspect")
        assert (said.status, said.text) == (0, "active  false\n")
        assert "The token is not active: it has expired, was revoked," in said.err
        assert "another-than" not in said.err
        quiet = shell.run("token", "--introspect", "--quiet", "--json")
        assert quiet.json["active"] is False
        assert not quiet.err


def test_both_at_once_are_refused(shell: Shell) -> None:
    said = shell.run("token", "--introspect", "--revoke")
    assert said.status == 2
