"""An environment's table as rows and back: what nobody edits stays exactly as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from outrider.auth.schemes import SCHEMES
from outrider.model.auth import FieldKind
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.secret_providers import PROVIDERS
from outrider.toml_text.table_diff import strictly_equal
from outrider.widgets.environment.environment_rows import (
    NO,
    USUAL,
    YES,
    EnvironmentFormContext,
    SecretProviderForm,
    rows_from_table,
)
from outrider.widgets.environment.environment_table import table_from_rows

VIEW = EnvironmentFormContext(PROVIDERS, SCHEMES, lambda _: ("oauth2", {}), lambda _: "dev.toml")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
NAME = st.sampled_from(["a", "b.c", "X-Y", "", "default"])
SCALAR = TEXT | st.booleans() | st.integers() | st.floats(allow_nan=False)
SECRET = st.one_of(
    TEXT,
    st.fixed_dictionaries({"env": TEXT}),
    st.fixed_dictionaries({"dotenv": TEXT, "key": TEXT}),
    st.fixed_dictionaries({"command": st.lists(TEXT, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"prompt": st.just(True)}),
    st.fixed_dictionaries({"keyring": TEXT}, optional={"unknown": SCALAR}),
)
AUTH = st.fixed_dictionaries(
    {"type": st.sampled_from(["oauth2", "basic", "bearer", "api_key", "none", "digest"])},
    optional={
        "extends": TEXT,
        "client_id": SCALAR,
        "client_secret": TEXT,
        "scope": SCALAR,
        "token_endpoint": TEXT,
        "grant_type": st.sampled_from(["client_credentials", "odd"]),
        "hosts": st.lists(TEXT, max_size=2),
        "unset": st.lists(TEXT, max_size=2),
        "placement": st.fixed_dictionaries(
            {},
            optional={
                "in": st.sampled_from(["header", "query", "cookie", "body"]),
                "name": TEXT,
                "prefix": TEXT,
            },
        ),
        "token_headers": st.dictionaries(NAME, SCALAR, max_size=2),
        "token_response": st.dictionaries(
            NAME, TEXT | st.lists(TEXT, min_size=1, max_size=2), max_size=2
        ),
        "token_parameters": st.dictionaries(NAME, SCALAR | st.lists(SCALAR, max_size=2)),
        "unknown": st.lists(SCALAR, max_size=2),
    },
)
TABLE = st.fixed_dictionaries(
    {
        "variables": st.dictionaries(NAME, SCALAR, max_size=3),
        "secrets": st.dictionaries(NAME, SECRET, max_size=3),
        "auth": st.dictionaries(NAME, AUTH, max_size=2),
        "tls": st.fixed_dictionaries({}, optional={"verify": st.booleans(), "ca_bundle": TEXT}),
        "proxy": st.fixed_dictionaries({}, optional={"url": TEXT}),
        "options": st.fixed_dictionaries(
            {}, optional={"http": st.sampled_from(["1.1", "auto", "2"])}
        ),
        "cookies": st.fixed_dictionaries(
            {}, optional={"keep": st.booleans(), "store": st.booleans()}
        ),
    },
    optional={
        "name": TEXT,
        "color": TEXT,
        "protected": st.booleans(),
        "unknown": st.lists(SCALAR, max_size=2),
    },
)


@given(TABLE)
def test_rows_that_nobody_edits_stand_for_the_table_that_they_were_made_of(
    table: dict[str, Any],
) -> None:
    again = table_from_rows(rows_from_table(table, VIEW), table, table, VIEW)
    assert strictly_equal(again, table), (again, table)


@given(TABLE, TEXT)
def test_an_edited_row_changes_its_own_key_alone(table: dict[str, Any], text: str) -> None:
    rows = rows_from_table(table, VIEW)
    at = next(i for i, row in enumerate(rows) if row.model_value == ("description",))
    rows[at] = structs.replace(rows[at], cells=("description", text))
    again = table_from_rows(rows, table, table, VIEW)
    assert again.pop("description", "") == text
    assert strictly_equal(again, table)


def edited(table: Mapping[str, Any], origin: tuple[str, ...], value: str) -> dict[str, Any]:
    rows = rows_from_table(table, VIEW)
    at = next(i for i, row in enumerate(rows) if row.model_value == origin)
    rows[at] = structs.replace(rows[at], cells=(*rows[at].cells[:-1], value))
    return table_from_rows(rows, table, table, VIEW)


EMPTY: dict[str, Any] = {
    name: {} for name in ("variables", "secrets", "auth", "tls", "proxy", "cookies", "options")
}


def test_the_version_of_http_is_chosen_and_left_out_again() -> None:
    assert edited(EMPTY, ("options", "http"), "2")["options"] == {"http": "2"}
    chosen = {**EMPTY, "options": {"http": "auto"}}
    assert edited(chosen, ("options", "http"), USUAL)["options"] == {}


def test_cookies_are_kept_and_stored_by_switches() -> None:
    kept = edited(EMPTY, ("cookies", "keep"), YES)
    assert kept["cookies"] == {"keep": True}
    assert edited(kept, ("cookies", "store"), YES)["cookies"] == {"keep": True, "store": True}
    assert edited(kept, ("cookies", "keep"), NO)["cookies"] == {"keep": False}


SETTINGS = [
    *({"type": scheme.type} for scheme in SCHEMES),
    *(
        {"type": "oauth2", "token_endpoint_auth_method": method.name}
        for method in CLIENT_AUTH_METHODS
    ),
    *({"type": "oauth2", "grant_type": grant.grant_type} for grant in GRANTS),
]


@pytest.mark.parametrize("auth", SETTINGS, ids=lambda auth: " ".join(auth.values()))
def test_every_declared_field_of_an_auth_has_its_row(auth: dict[str, str]) -> None:
    rows = rows_from_table({**EMPTY, "auth": {"x": auth}}, VIEW)
    scheme = next(one for one in SCHEMES if one.type == auth["type"])
    found = {row.model_value for row in rows}
    assert {("auth", "x", field.name) for field in scheme.fields(auth)} <= found


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_every_declared_field_of_a_provider_has_its_row(provider: SecretProviderForm) -> None:
    names = [field.name for field in provider.fields if field.kind is not FieldKind.BOOLEAN]
    value: Any = "" if provider.name == "literal" else {provider.name: ""}
    rows = rows_from_table({**EMPTY, "secrets": {"x": value}}, VIEW)
    assert {("secrets", "x", name) for name in names} <= {row.model_value for row in rows}


def test_no_row_shows_a_secret_that_is_written_out_unmasked() -> None:
    table = {
        **EMPTY,
        "secrets": {"pin": "CANARY"},
        "auth": {"default": {"type": "basic", "password": "CANARY"}},
    }
    hidden = [row for row in rows_from_table(table, VIEW) if "CANARY" in row.cells[-1]]
    assert len(hidden) == 2
    assert all(row.masked for row in hidden)


def test_choosing_where_a_secret_is_kept_begins_it_anew() -> None:
    table = {**EMPTY, "secrets": {"pin": "1234"}}
    path = ("secrets", "pin")
    assert edited(table, path, "env")["secrets"]["pin"] == {"env": ""}
    assert edited(table, path, "prompt")["secrets"]["pin"] == {"prompt": True}
    assert edited({**EMPTY, "secrets": {"pin": {"env": "A"}}}, path, "literal")["secrets"] == {
        "pin": ""
    }


def test_switches_that_are_as_usual_are_not_written() -> None:
    assert "protected" not in edited(EMPTY, ("protected",), "no")
    assert edited(EMPTY, ("protected",), "yes")["protected"] is True
    assert edited(EMPTY, ("tls", "verify"), "no")["tls"] == {"verify": False}
