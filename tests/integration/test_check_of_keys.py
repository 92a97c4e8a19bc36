"""What a check finds of private keys, and what it cannot know without opening a secret."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.rfc_keys import EC_TEXT
from tests.shell import Shell

HEAD = """[secrets]
key = {secret}
[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
token_endpoint_auth_method = "private_key_jwt"
client_id = "a"
"""


@pytest.mark.parametrize(
    ("secret", "more", "words"),
    [
        ('{ env = "KEY" }', 'private_key = "{{key}}"', ""),
        ('{ file = "key.pem" }', 'private_key = "{{key}}"\nx5t = "x5t"', ""),
        (f"'{EC_TEXT}'", 'private_key = "{{key}}"\nprivate_key_password = "{{key}}"', ""),
        (f"'{EC_TEXT}'", 'private_key = "{{key}}"\nx5t = "x5t"', ""),
        ('{ env = "KEY" }', 'client_assertion = { file = "/var/run/token" }', ""),
        ('{ env = "KEY" }', 'client_assertion = { command = ["agent", "jwt"] }', ""),
        ('{ env = "KEY" }', 'private_key = "keys/a.pem"', "private_key is the path of a file"),
        ('"no-key-at-all"', 'private_key = "{{key}}"', "private_key is neither PEM nor a JWK."),
        (
            f"'{EC_TEXT}'",
            'private_key = "{{key}}"\ntoken_endpoint_auth_signing_alg = "RS256"',
            'token_endpoint_auth_signing_alg "RS256" does not suit private_key',
        ),
    ],
)
def test_a_check_finds_what_the_files_tell(
    secret: str, more: str, words: str, lab: Lab, shell: Shell
) -> None:
    variables = '[variables]\nbase_url = "https://api.example.com"\n'
    lab.write({"environments/dev.toml": variables + HEAD.format(secret=secret) + more})
    said = shell.run("check")
    told = said.text + said.err
    assert words in told
    assert said.status == (3 if words else 0), told
    assert "no-key-at-all" not in told
