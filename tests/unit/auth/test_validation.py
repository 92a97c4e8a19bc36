"""What the declared fields of a definition allow: lists, numbers, choices."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.auth.definitions import named_auth
from outrider.auth.validation import special_fields
from outrider.errors import WorkspaceError
from outrider.model.auth import AuthConfig, FieldKind

KEY = """[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
token_endpoint_auth_method = "private_key_jwt"
client_id = "orders"
private_key = "{{key}}"
"""


def config(folder: Path, more: str, name: str = "default") -> AuthConfig:
    lab = Lab(folder).write({"outrider.toml": "", "environments/dev.toml": KEY + more})
    return named_auth(lab.reader().environment("dev"), name)


def faults(folder: Path, more: str, name: str = "default") -> list[tuple[str, str]]:
    with pytest.raises(WorkspaceError) as caught:
        config(folder, more, name)
    return [(fault.what, str(fault.place)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"https://a.test"', "https://a.test"),
        ('["https://a.test"]', "https://a.test"),
        ('["https://a.test", "{{issuer}}"]', "https://a.test\n{{issuer}}"),
    ],
)
def test_a_list_is_one_text_or_several(written: str, text: str, tmp_path: Path) -> None:
    found = config(tmp_path, f"assertion_audience = {written}\n")
    assert found.settings["assertion_audience"] == text


@pytest.mark.parametrize("written", ["[]", "[1]", '{ a = "b" }', "2020-01-01"])
def test_a_list_of_something_else_is_an_error(written: str, tmp_path: Path) -> None:
    found = faults(tmp_path, f"assertion_audience = {written}\n")
    assert all("assertion_audience" in what for what, _ in found)
    assert found


def test_other_keys_take_no_list(tmp_path: Path) -> None:
    ((what, _),) = faults(tmp_path, 'key_id = ["a"]\n')
    assert what == "auth.default.key_id must be text, a number or a boolean, is an array."


@pytest.mark.parametrize("written", ["60", '"60"', '"{{seconds}}"'])
def test_a_number_is_whole_and_above_nothing(written: str, tmp_path: Path) -> None:
    assert config(tmp_path, f"assertion_lifetime = {written}\n").settings["assertion_lifetime"]


@pytest.mark.parametrize(
    "written",
    [
        "0",
        "-5",
        "1.5",
        "1000000000",
        '"{}"'.format("9" * 5000),
        '"soon"',
        '""',
        "true",
        '"٣"',
        '" 60"',
    ],
)
def test_any_other_number_is_an_error_at_its_line(written: str, tmp_path: Path) -> None:
    ((what, place),) = faults(tmp_path, f"assertion_lifetime = {written}\n")
    assert what.endswith("is not a whole number from 1 to 999999999.")
    assert place.endswith("auth.default.assertion_lifetime")


def test_an_unknown_algorithm_names_the_nearest(tmp_path: Path) -> None:
    lab = Lab(tmp_path).write(
        {
            "outrider.toml": "",
            "environments/dev.toml": KEY + 'token_endpoint_auth_signing_alg = "RS265"\n',
        }
    )
    with pytest.raises(WorkspaceError) as caught:
        named_auth(lab.reader().environment("dev"), "default")
    assert caught.value.faults[0].advice.startswith('Did you mean "RS256"? Supported: RS256,')


def test_a_key_is_required(tmp_path: Path) -> None:
    ((what, _),) = faults(
        tmp_path,
        '[auth.other]\nextends = "default"\nunset = ["private_key"]\n',
        "other",
    )
    assert what == "[auth.other] has no private_key."


SOURCES = {
    'file = "~/token"': ("file", {"file": "~/token"}),
    'env = "ASSERTION"': ("env", {"env": "ASSERTION"}),
    'command = ["spire-agent", "fetch"]': (
        "command",
        {"command": ("spire-agent", "fetch")},
    ),
}


@pytest.mark.parametrize("written", SOURCES)
def test_a_source_is_a_table_in_the_place_of_a_key(written: str, tmp_path: Path) -> None:
    other = f'[auth.other]\nextends = "default"\nclient_assertion = {{ {written} }}\n'
    found = config(tmp_path, other, "other")
    ref = found.sources["client_assertion"]
    assert (ref.provider, dict(ref.options)) == SOURCES[written]
    assert ref.place.dotted_key == "auth.other.client_assertion"
    assert "private_key" not in found.settings
    assert written.split('"')[1] not in repr(ref)


def test_a_source_replaces_that_of_the_definition_that_is_extended(tmp_path: Path) -> None:
    others = (
        '[auth.a]\nextends = "default"\nclient_assertion = { file = "x" }\n'
        '[auth.b]\nextends = "a"\nclient_assertion = { env = "Y" }\n'
        '[auth.c]\nextends = "b"\nprivate_key = "{{key}}"\n'
    )
    found = config(tmp_path, others, "b").sources["client_assertion"]
    assert (found.provider, dict(found.options)) == ("env", {"env": "Y"})
    assert not config(tmp_path, others, "c").sources


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('"eyJ"', "client_assertion must be a table that says where it is read."),
        ("5", "client_assertion must be a table that says where it is read."),
        ("{}", "client_assertion names no source."),
        ('{ file = "a", env = "B" }', "client_assertion names file and env."),
        ('{ keyring = "a" }', 'Unknown key "keyring" in client_assertion.'),
        ('{ file = "a", hosts = ["b"] }', 'Unknown key "hosts" in client_assertion.'),
        ('{ file = "" }', "file of client_assertion must be text, and not empty."),
        ('{ env = ["a"] }', "env of client_assertion must be text, and not empty."),
        ('{ command = "a b" }', "command of client_assertion must be a list of texts"),
        ("{ command = [] }", "command of client_assertion must be a list of texts"),
        ("{ command = [1] }", "command of client_assertion must be a list of texts"),
    ],
)
def test_any_other_source_is_an_error_at_its_line(written: str, words: str, tmp_path: Path) -> None:
    other = f'[auth.other]\nextends = "default"\nclient_assertion = {written}\n'
    ((what, place),) = faults(tmp_path, other, "other")
    assert what.startswith(words)
    assert "auth.other.client_assertion" in place


def test_a_key_and_a_source_are_one_too_many(tmp_path: Path) -> None:
    ((what, _),) = faults(tmp_path, 'client_assertion = { env = "A" }\n')
    assert what == "[auth.default] has both private_key and client_assertion."


def test_what_takes_more_than_a_text_is_known_by_its_declaration() -> None:
    assert special_fields()["assertion_audience"].kind is FieldKind.LIST
    assert special_fields()["client_assertion"].kind is FieldKind.SOURCE
    assert "client_id" not in special_fields()
