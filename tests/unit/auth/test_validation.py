"""What the declared fields of a definition allow: lists, numbers, choices."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.auth.definitions import named_auth
from outrider.auth.validation import special_keys
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


@pytest.mark.parametrize("written", ["0", "-5", "1.5", '"soon"', '""', "true", '"٣"', '" 60"'])
def test_any_other_number_is_an_error_at_its_line(written: str, tmp_path: Path) -> None:
    ((what, place),) = faults(tmp_path, f"assertion_lifetime = {written}\n")
    assert what.endswith("is not a whole number above 0.")
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


def test_what_takes_more_than_a_text_is_known_by_its_declaration() -> None:
    assert special_keys()["assertion_audience"] is FieldKind.LIST
    assert "client_id" not in special_keys()
