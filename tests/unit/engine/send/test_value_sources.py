"""Where a value came from: the file and line where it stands, and the secret's source."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab

from outrider.auth.definitions import choose_auth
from outrider.engine.send.request_scopes import auth_variable_scope
from outrider.engine.send.send_job import OverrideOrigin
from outrider.engine.send.value_sources import ValueSources
from outrider.model.secret import MaybeSecret, Secret

BASE = """[secrets]
client_secret = {source}
[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
client_id = "m2m"
client_secret = "{{{{client_secret}}}}"
"""


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A workspace of files alone."""
    made = Lab((tmp_path / "workspace").resolve())
    made.write({"outrider.toml": 'name = "Lab"\n'})
    return made.request("list", "https://api.example.com/")


def source(
    lab: Lab,
    key: str = "client_secret",
    origin: OverrideOrigin = OverrideOrigin.SESSION,
    **variables: MaybeSecret,
) -> str:
    """What is said of a key of the auth that the request gets."""
    snapshot = replace(lab.snapshot("dev", **variables), override_origin=origin)
    request = lab.reader().find_request("list")
    config = choose_auth(request, snapshot.environment).config
    assert config is not None
    scope = auth_variable_scope(snapshot, request, config)
    return str(ValueSources(snapshot, config, scope).find(key))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{ env = "DEV_CLIENT_SECRET" }', "read from DEV_CLIENT_SECRET"),
        ('{ dotenv = ".env.dev", key = "ONE" }', "from .env.dev:4"),
        ('{ dotenv = ".env.gone", key = "ONE" }', "from .env.gone"),
        ('{ file = "secrets/dev" }', "from file secrets/dev"),
        ('{ command = ["op", "read", "x"] }', 'from command "op"'),
        ('{ keyring = "outrider/dev" }', "from the keyring entry outrider/dev"),
        ("{ prompt = true }", "typed in this session"),
        ('"s3cret-in-the-file"', "in plain text"),
    ],
)
def test_each_source_is_named_and_never_its_value(lab: Lab, written: str, said: str) -> None:
    lab.write(
        {
            ".env.dev": "# a comment\nONE=first-value\n\nONE=second-value\n",
            "environments/dev.toml": BASE.format(source=written),
        }
    )
    assert source(lab) == f'secret "client_secret" (environments/dev.toml:2), {said}'


def test_a_literal_in_the_definition_is_named_by_its_key(lab: Lab) -> None:
    text = BASE.format(source='"x"').replace('"{{client_secret}}"', '"as-it-is"')
    lab.write({"environments/dev.toml": text})
    assert source(lab) == "client_secret (environments/dev.toml:7)"


def test_what_the_local_file_says_is_looked_for_there(lab: Lab) -> None:
    lab.write(
        {
            "environments/dev.toml": BASE.format(source='{ env = "X" }'),
            "environments/dev.local.toml": '[secrets]\nother = "o"\nclient_secret = "local-one"\n'
            '[auth.default]\nclient_id = "local"\n',
        }
    )
    (lab.root / "environments/dev.local.toml").chmod(0o600)
    assert source(lab) == ('secret "client_secret" (environments/dev.local.toml:3), in plain text')
    assert source(lab, "client_id") == "client_id (environments/dev.local.toml:5)"
    assert source(lab, "token_endpoint") == "token_endpoint (environments/dev.toml:5)"


def test_what_another_definition_says_is_looked_for_there(lab: Lab) -> None:
    lab.write({"environments/dev.toml": BASE.format(source='{ env = "X" }')})
    lab.request(
        "list",
        "https://api.example.com/",
        '[auth]\nextends = "default"\nscope = "billing"\n',
    )
    assert source(lab, "scope") == "scope (requests/list.toml:4)"
    assert source(lab, "client_id") == "client_id (environments/dev.toml:6)"
    assert source(lab) == 'secret "client_secret" (environments/dev.toml:2), read from X'


def test_a_key_that_nobody_wrote_has_the_place_where_it_would_be(lab: Lab) -> None:
    lab.write({"environments/dev.toml": BASE.format(source='"x"')})
    assert source(lab, "scope") == "scope (environments/dev.toml:3)"


def test_a_variable_between_key_and_value_is_named(lab: Lab) -> None:
    text = BASE.format(source='{ env = "X" }').replace('"m2m"', '"{{app}}"')
    text = text.replace('"{{client_secret}}"', '"{{alias}}"')
    text = f'[variables]\napp = "m2m"\nalias = "{{{{client_secret}}}}"\n{text}'
    lab.write({"environments/dev.toml": text})
    assert source(lab, "client_id") == (
        'client_id (environments/dev.toml:9), from variable "app" (environments/dev.toml:2)'
    )
    assert source(lab) == 'secret "client_secret" (environments/dev.toml:5), read from X'


def test_a_value_of_several_parts_names_each_secret(lab: Lab) -> None:
    text = BASE.format(source='{ env = "X" }')
    text = text.replace('"{{client_secret}}"', '"pre-{{client_secret}}-{{$env.Y}}"')
    lab.write({"environments/dev.toml": text})
    assert source(lab) == (
        'client_secret (environments/dev.toml:7), secret "client_secret" '
        "(environments/dev.toml:2), read from X and read from Y"
    )


def test_a_process_variable_is_named(lab: Lab) -> None:
    text = BASE.format(source='"x"').replace("{{client_secret}}", "{{$env.CLIENT_SECRET}}")
    lab.write({"environments/dev.toml": text})
    assert source(lab) == "client_secret (environments/dev.toml:7), read from CLIENT_SECRET"


def test_a_value_of_this_session_is_in_no_file(lab: Lab) -> None:
    lab.write({"environments/dev.toml": BASE.format(source='{ env = "X" }')})
    said = source(lab, client_secret=Secret("given-now"))
    assert said == 'secret "client_secret", set for this session'
    said = source(lab, origin=OverrideOrigin.COMMAND_LINE, client_secret=Secret("given-now"))
    assert said == 'secret "client_secret", set on the command line'
