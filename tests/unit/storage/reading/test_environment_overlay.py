from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outrider.errors import DocumentError
from outrider.model.workspace import TlsTable
from outrider.storage.reading.environment_overlay import merge_overlay
from outrider.storage.reading.workspace_reader import WorkspaceReader

BASE = """
name = "Staging"
[variables]
base_url = "https://api"
page = 1
[secrets]
client_secret = { env = "SECRET" }
[auth.default]
type = "oauth2"
client_id = "team"
scope = "a"
hosts = ["a.example", "b.example"]
[auth.default.token_parameters]
audience = "x"
[auth.billing]
extends = "default"
"""


def environment_with(tmp_path: Path, overlay: str, mode: int = 0o600) -> WorkspaceReader:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "x.toml").write_text(BASE)
    (folder / "x.local.toml").write_text(overlay)
    (folder / "x.local.toml").chmod(mode)
    return WorkspaceReader(tmp_path, trusted=True)


def test_tables_merge_arrays_and_secrets_are_replaced_whole(tmp_path: Path) -> None:
    reader = environment_with(
        tmp_path,
        'variables.page = 2\nsecrets.client_secret = { file = "k" }\n'
        '[auth.default]\nclient_id = "me"\nhosts = ["c.example"]\n'
        '[auth.default.token_parameters]\nresource = "r"\n',
    )
    environment = reader.environment("x")
    default = environment.auths["default"]
    assert environment.variables["page"].value == 2
    assert environment.variables["base_url"].value == "https://api"
    assert environment.secrets["client_secret"].options == {"file": "k"}
    assert default.table["scope"] == "a"
    assert default.table["hosts"] == ["c.example"]
    assert default.table["token_parameters"] == {"audience": "x", "resource": "r"}
    assert environment.overlay == "environments/x.local.toml"


def test_each_key_knows_the_file_that_defines_it_and_its_line(tmp_path: Path) -> None:
    reader = environment_with(tmp_path, "\n[variables]\npage = 2\n[auth.default]\nclient_id = 'me'")
    environment = reader.environment("x")
    default = environment.auths["default"]
    assert str(reader.with_line(environment.variables["page"].place)) == (
        "environments/x.local.toml:3: variables.page"
    )
    assert str(reader.with_line(environment.variables["base_url"].place)) == (
        "environments/x.toml:4: variables.base_url"
    )
    assert default.location_of("client_id").file == "environments/x.local.toml"
    assert default.location_of("scope").file == "environments/x.toml"
    nested = reader.with_line(default.location_of("token_parameters", "audience"))
    assert (nested.file, nested.line) == ("environments/x.toml", 14)


@pytest.mark.parametrize("name", ["default", "billing"])
def test_an_auth_whose_type_changes_is_replaced_whole(tmp_path: Path, name: str) -> None:
    reader = environment_with(tmp_path, f"[auth.{name}]\ntype = 'basic'\nusername = 'u'")
    auth = reader.environment("x").auths[name]
    assert auth.table == {"type": "basic", "username": "u"}
    assert auth.place.file == "environments/x.local.toml"


def test_an_auth_whose_type_is_said_again_is_merged(tmp_path: Path) -> None:
    reader = environment_with(tmp_path, "[auth.billing]\ntype = 'oauth2'\nscope = 'b'")
    auth = reader.environment("x").auths["billing"]
    assert auth.table == {"extends": "default", "type": "oauth2", "scope": "b"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602])
def test_an_overlay_that_others_can_reach_is_refused_with_the_command(
    tmp_path: Path, mode: int
) -> None:
    reader = environment_with(tmp_path, "", mode)
    with pytest.raises(DocumentError) as caught:
        reader.environment("x")
    assert caught.value.advice == "Run: chmod 600 environments/x.local.toml"


def test_faults_of_both_files_are_told_together(tmp_path: Path) -> None:
    reader = environment_with(tmp_path, "color = 1\n[variables]\nclient_secret = 'x'")
    with pytest.raises(DocumentError, match="color must be text"):
        reader.environment("x")
    (tmp_path / "environments/x.local.toml").write_text("[variables]\nclient_secret = 'x'")
    with pytest.raises(DocumentError, match="has the name of a secret") as caught:
        reader.environment("x")
    assert caught.value.where == "environments/x.local.toml:2: variables.client_secret"


def test_an_overlay_is_no_environment_and_one_without_a_base_is_a_warning(tmp_path: Path) -> None:
    reader = environment_with(tmp_path, "")
    (tmp_path / "environments/gone.local.toml").write_text("")
    assert reader.environment_ids() == ("x",)
    assert [fault.code for fault in reader.collection().faults] == ["orphan_overlay"]


def test_a_key_of_tls_that_nothing_reads_is_a_warning(tmp_path: Path) -> None:
    reader = environment_with(tmp_path, "[tls]\nverify = false\nciphers = 'all'")
    assert reader.environment("x").tls == TlsTable(verify=False)
    assert [fault.code for fault in reader.faults] == ["unknown_key"]


VALUES = st.recursive(
    st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(base=TABLES, overlay=TABLES)
def test_the_overlay_wins_and_neither_is_changed(
    base: dict[str, Any], overlay: dict[str, Any]
) -> None:
    copies = copy.deepcopy((base, overlay))
    merged = merge_overlay(base, overlay)
    assert (base, overlay) == copies
    assert merge_overlay(merged, overlay) == merged
    assert merge_overlay(base, {}) == base
    assert merge_overlay({}, overlay) == overlay
    assert merged.keys() == base.keys() | overlay.keys()

    def leaves_win(above: Any, result: Any) -> None:
        for key, value in above.items():
            if isinstance(value, dict) and isinstance(result[key], dict):
                leaves_win(value, result[key])
            else:
                assert result[key] == value

    leaves_win(overlay, merged)


def test_a_source_in_an_auth_is_replaced_whole_and_its_parameters_merge() -> None:
    base = {
        "auth": {
            "default": {
                "client_assertion": {"file": "/var/run/token"},
                "token_parameters": {"audience": "a", "resource": "r"},
            },
            "other": 5,
        }
    }
    overlay = {
        "auth": {
            "default": {
                "client_assertion": {"env": "TOKEN"},
                "token_parameters": {"audience": "b"},
            },
            "other": {"client_assertion": {"env": "X"}},
            "new": {"client_assertion": {"env": "Y"}},
        }
    }
    merged = merge_overlay(base, overlay)["auth"]
    assert merged["default"] == {
        "client_assertion": {"env": "TOKEN"},
        "token_parameters": {"audience": "b", "resource": "r"},
    }
    assert merged["other"] == {"client_assertion": {"env": "X"}}
    assert merged["new"] == {"client_assertion": {"env": "Y"}}
    assert base["auth"]["default"]["client_assertion"] == {"file": "/var/run/token"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ({"private_key": "{{key}}"}, {"client_assertion": {"env": "TOKEN"}}),
        ({"client_assertion": {"env": "TOKEN"}}, {"private_key": "{{key}}"}),
        ({"issuer": "https://a.test"}, {"token_endpoint": "https://b.test/token"}),
        ({"token_endpoint": "https://b.test/token"}, {"issuer": "https://a.test"}),
    ],
)
def test_a_key_takes_the_place_of_the_one_that_it_is_there_instead_of(
    below: dict[str, Any], above: dict[str, Any]
) -> None:
    base = {"auth": {"default": {"client_id": "me", **below}}}
    overlay = {"auth": {"default": above}}
    assert merge_overlay(base, overlay)["auth"]["default"] == {"client_id": "me", **above}
    # Both in one file are as contradictory as ever.
    both = {"auth": {"default": {**below, **above}}}
    assert merge_overlay(base, both)["auth"]["default"] == {"client_id": "me", **below, **above}
