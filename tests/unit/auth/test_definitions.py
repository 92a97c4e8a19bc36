"""Which auth a request gets, and what extends, unset and use make of it."""

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.auth.definitions import ChosenAuth, choose_auth, named_auth
from outrider.auth.validation import allowed_keys, checked_keys
from outrider.errors import UnknownName, UnsupportedConfiguration, WorkspaceError
from outrider.model.auth import AuthConfig, CredentialLocation, Placement

ENVIRONMENT = """
[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
client_id = "orders"
client_secret = "s"
scope = "read"
hosts = ["*.example.com"]
[auth.default.token_parameters]
audience = "a"
resource = ["r1", "r2"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Lab:
    lab = Lab(tmp_path.resolve())
    return lab.write({"outrider.toml": "", "environments/dev.toml": ENVIRONMENT})


def add(lab: Lab, text: str) -> Lab:
    return lab.write({"environments/dev.toml": ENVIRONMENT + text})


def named(lab: Lab, name: str) -> AuthConfig:
    return named_auth(lab.reader().environment("dev"), name)


def chosen(lab: Lab, request: str = "r") -> ChosenAuth:
    reader = lab.reader()
    return choose_auth(reader.request(request), reader.environment("dev"))


def code(lab: Lab, request: str = "r") -> str:
    with pytest.raises(WorkspaceError) as caught:
        chosen(lab, request)
    assert caught.value.what
    assert caught.value.where
    return caught.value.code


def test_extends_merges_tables_and_unset_removes(folder: Lab) -> None:
    add(
        folder,
        '[auth.billing]\nextends = "default"\nscope = "billing"\n'
        'unset = ["hosts", "token_parameters.resource"]\ntoken_parameters = { tenant = 5 }',
    )
    config = named(folder, "billing")
    assert config.settings["scope"] == "billing"
    assert config.settings["client_id"] == "orders"
    assert config.hosts is None
    assert config.token_parameters == (("audience", ("a",)), ("tenant", ("5",)))


def test_extends_may_be_chained(folder: Lab) -> None:
    add(
        folder,
        '[auth.b]\nextends = "default"\nscope = "b"\n[auth.c]\nextends = "b"\nclient_id = "c"',
    )
    config = named(folder, "c")
    assert (config.settings["scope"], config.settings["client_id"]) == ("b", "c")
    assert config.hosts == ("*.example.com",)


def test_issuer_and_token_endpoint_replace_each_other(folder: Lab) -> None:
    add(folder, '[auth.b]\nextends = "default"\nissuer = "https://login.example.com"')
    config = named(folder, "b")
    assert "token_endpoint" not in config.settings
    assert config.settings["issuer"] == "https://login.example.com"


def test_a_cycle_is_told_with_its_path(folder: Lab) -> None:
    add(folder, '[auth.a]\nextends = "b"\n[auth.b]\nextends = "a"')
    with pytest.raises(WorkspaceError) as caught:
        named(folder, "a")
    assert "a → b → a" in caught.value.what


def test_the_nearest_auth_wins(folder: Lab) -> None:
    own = '[auth]\ntype = "bearer"\ntoken = "{}"\n'
    folder.write(
        {
            "requests/r.toml": 'url = "https://x"\n',
            "requests/a/folder.toml": own.format("a"),
            "requests/a/r.toml": 'url = "https://x"\n',
            "requests/a/b/folder.toml": own.format("b"),
            "requests/a/b/r.toml": 'url = "https://x"\n',
            "requests/a/b/own.toml": 'url = "https://x"\n' + own.format("own"),
            "requests/a/b/none.toml": 'url = "https://x"\n[auth]\ntype = "none"\n',
        }
    )
    assert chosen(folder, "r").defined_in == "environment"
    found = {}
    for name in ("a/r", "a/b/r", "a/b/own"):
        config = chosen(folder, name).config
        assert config is not None
        found[name] = config.settings["token"]
    assert found == {"a/r": "a", "a/b/r": "b", "a/b/own": "own"}
    stopped = chosen(folder, "a/b/none").config
    assert stopped is not None
    assert stopped.type == "none"


def test_use_names_an_auth_of_the_environment_and_never_falls_back(folder: Lab) -> None:
    folder.write({"requests/r.toml": 'url = "https://x"\n[auth]\nuse = "billing"\n'})
    with pytest.raises(WorkspaceError) as caught:
        chosen(folder)
    assert caught.value.exit_code == 3
    assert "default" in caught.value.advice
    add(folder, '[auth.billing]\nextends = "default"\nscope = "billing"')
    config = chosen(folder).config
    assert config is not None
    assert config.settings["scope"] == "billing"
    assert not config.declared_in


def test_a_request_may_extend_an_auth_in_its_own_scope(folder: Lab) -> None:
    folder.write(
        {"requests/r.toml": 'url = "https://x"\n[auth]\nextends = "default"\nscope = "mine"\n'}
    )
    config = chosen(folder).config
    assert config is not None
    assert config.settings["scope"] == "mine"
    assert config.settings["client_id"] == "orders"
    assert config.declared_in == "requests/r.toml"


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ('token = "x"', "missing_key"),
        ('type = "oauth3"', "auth_type"),
        ('type = "bearer"', "auth_missing_key"),
        ('type = "bearer"\ntoken = " "', "auth_empty_key"),
        ('type = "basic"\npassword = "x"', "auth_missing_key"),
        ('type = "oauth2"\nclient_id = "a"\nclient_secret = "b"', "auth_endpoint"),
        (
            'extends = "default"\ntoken_endpoint = "https://a"\nissuer = "https://b"',
            "auth_endpoint",
        ),
        ('extends = "default"\nunset = ["client_secret"]', "auth_missing_key"),
        ('extends = "default"\ngrant_type = "magic"', "auth_choice"),
        ('extends = "default"\ntoken_endpoint_auth_method = "magic"', "auth_choice"),
        ('extends = "default"\nbasic_encoding = "magic"', "auth_choice"),
        ('extends = "default"\ntoken_parameters = { scope = "x" }', "token_parameter"),
        ('extends = "default"\ntoken_parameters = { client_secret = "x" }', "token_parameter"),
        ('extends = "default"\nplacement = { in = "trailer" }', "wrong_value"),
        ('extends = "nope"', "unknown_auth"),
    ],
)
def test_a_definition_that_cannot_work_is_told(auth: str, expected: str, folder: Lab) -> None:
    folder.write({"requests/r.toml": f'url = "https://x"\n[auth]\n{auth}\n'})
    assert code(folder) == expected


@pytest.mark.parametrize("kind", ["ntlm", "hawk"])
def test_a_type_that_comes_later_is_told_as_such(kind: str, folder: Lab) -> None:
    folder.write({"requests/r.toml": f'url = "https://x"\n[auth]\ntype = "{kind}"\n'})
    with pytest.raises(UnsupportedConfiguration) as caught:
        chosen(folder)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", Placement()),
        (
            'placement = { in = "query" }',
            Placement(CredentialLocation.QUERY, "access_token", ""),
        ),
        (
            'placement = { in = "query", name = "t" }',
            Placement(CredentialLocation.QUERY, "t", ""),
        ),
        (
            'placement = { name = "X-Token", prefix = "" }',
            Placement(CredentialLocation.HEADER, "X-Token", ""),
        ),
        (
            'placement = { prefix = "token" }',
            Placement(CredentialLocation.HEADER, "Authorization", "token"),
        ),
    ],
)
def test_a_placement_takes_its_defaults_key_by_key(
    written: str, expected: Placement, folder: Lab
) -> None:
    folder.write(
        {"requests/r.toml": f'url = "https://x"\n[auth]\nextends = "default"\n{written}\n'}
    )
    config = chosen(folder).config
    assert config is not None
    assert config.placement == expected


def test_an_environment_that_does_not_exist_lists_the_known_ones(folder: Lab) -> None:
    with pytest.raises(UnknownName) as caught:
        folder.reader().environment("prod")
    assert "dev" in caught.value.advice


def test_the_known_keys_follow_the_choices_of_the_table() -> None:
    plain = allowed_keys({"type": "oauth2"})
    public = allowed_keys({"type": "oauth2", "token_endpoint_auth_method": "none"})
    assert plain is not None
    assert public is not None
    assert "basic_encoding" in plain
    assert "basic_encoding" not in public
    assert allowed_keys({"type": "magic"}) is None
    assert checked_keys({"type": "magic"}) is None
    extending = allowed_keys({"extends": "default"})
    assert checked_keys({"extends": "default", "scope": "x"}) is None
    assert checked_keys({"extends": "default", "scoep": "x"}) == extending
    assert checked_keys({"extends": "default", "access_key_id": "x"}) == extending
    assert checked_keys({"type": "basic", "username": "x", "scope": "x"}) == allowed_keys(
        {"type": "basic"}
    )
    assert extending is not None
    assert {"token", "username", "client_secret"} <= extending
