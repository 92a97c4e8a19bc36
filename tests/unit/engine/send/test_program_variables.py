"""Which names variables get for another program, and which of them a file may not choose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from outrider.engine.send.program_variables import (
    PassedOverReason,
    ProgramWish,
    choose_variables,
    is_os_variable_name,
    os_variable_name,
    variables_in,
)
from outrider.engine.send.send_job import OverrideOrigin, WorkspaceSnapshot
from outrider.errors import SourceLocation
from outrider.model.secret import MaybeSecret
from outrider.model.trust import TRUST_EVERYTHING
from outrider.model.workspace import Environment, Scalar, SecretRef, Variable, WorkspaceSettings

PLACE = SourceLocation("environments/dev.toml")
SECRET = SecretRef("key", "literal", {"value": "CANARY"}, PLACE)


def snapshot(
    variables: Mapping[str, Scalar],
    overrides: Mapping[str, MaybeSecret] = MappingProxyType({}),
    origin: OverrideOrigin = OverrideOrigin.COMMAND_LINE,
) -> WorkspaceSnapshot:
    """Files with these variables and a secret ``key``."""
    found = {name: Variable(value, PLACE) for name, value in variables.items()}
    environment = Environment(
        "dev", "Dev", "environments/dev.toml", variables=found, secrets={"key": SECRET}
    )
    return WorkspaceSnapshot(
        root=Path("/workspace"),
        settings=WorkspaceSettings("Lab"),
        environment=environment,
        trust=TRUST_EVERYTHING,
        overrides=overrides,
        override_origin=origin,
    )


@given(st.text(min_size=1))
def test_every_name_becomes_one_that_shells_read(name: str) -> None:
    found = os_variable_name(name)
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", found)
    assert is_os_variable_name(found)
    assert os_variable_name(found) == found


def test_names_of_files_that_programs_obey_are_passed_over() -> None:
    obeyed = (
        "PATH",
        "LD_PRELOAD",
        "BASH_ENV",
        "IFS",
        "_JAVA_OPTIONS",
        "TF_VAR_region",
        "ORG_GRADLE_PROJECT_x",
        "http_proxy",
        "No_Proxy",
        "npm_config_registry",
        "pnpm_config_x",
        "X",
        "_",
        "__",
        "A1",
    )
    own = ("base_url", "baseUrl", "BaseUrl", "api_version", "_token", "x", "proxy", "URLs", "a_B")
    choice = choose_variables(snapshot(dict.fromkeys((*obeyed, *own), "v")), None, ProgramWish())
    assert set(choice.names) == set(own)
    assert {one.name for one in choice.passed_over} == set(obeyed)
    assert {one.reason for one in choice.passed_over} == {PassedOverReason.OBEYED}


def test_a_word_that_was_typed_is_the_users_own() -> None:
    files = snapshot({"HOME": "/theirs"}, {"PATH": "/mine"})
    assert set(choose_variables(files, None, ProgramWish()).names) == {"PATH"}
    session = snapshot({"HOME": "/theirs"}, {"PATH": "/mine"}, OverrideOrigin.SESSION)
    assert not choose_variables(session, None, ProgramWish()).names
    assert set(choose_variables(session, None, ProgramWish(prefix="x")).names.values()) == {
        "xHOME",
        "xPATH",
    }
    wish = ProgramWish(names=frozenset({"HOME"}))
    assert choose_variables(session, None, wish).names == {"HOME": "HOME"}


def test_no_secret_is_among_the_variables_also_where_its_value_was_typed() -> None:
    files = snapshot({"holds": "{{key}}", "through": "{{holds}}", "plain": 1}, {"key": "CANARY"})
    choice = choose_variables(files, None, ProgramWish())
    assert set(choice.names) == {"plain"}
    assert {one.name: one.others for one in choice.passed_over} == {
        "holds": ("key",),
        "through": ("key",),
    }
    assert "key" not in variables_in(choice.scope)
    wish = ProgramWish(secrets=frozenset({"key"}))
    assert set(choose_variables(files, None, wish).names) == {"key", "holds", "through", "plain"}


def test_a_name_is_given_once() -> None:
    files = snapshot({"a-b": "1", "a.b": "2", "token": "3"})
    choice = choose_variables(files, None, ProgramWish(taken={"token": "the token"}))
    assert list(choice.names.values()) == ["a_b"]
    assert {one.name: one.others for one in choice.passed_over} == {
        "a.b": ('variable "a-b"',),
        "token": ("the token",),
    }


def test_access_token_is_no_variable_of_its_own() -> None:
    files = snapshot({"access_token": "old", "header": "{{access_token}}"})
    choice = choose_variables(files, None, ProgramWish())
    assert set(choice.names) == {"header"}
