"""Another type, grant or method of a definition, and the keys that mean nothing to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec import structs

from outrider.auth.schemes import SCHEMES
from outrider.widgets.auth.auth_form_rows import auth_form_rows, auth_table_of
from outrider.widgets.view_models import AuthContext

VIEW = AuthContext(type="oauth2", forms=SCHEMES)
FULL = {
    "type": "oauth2",
    "token_endpoint": "https://login.test/token",
    "client_id": "me",
    "client_secret": "{{client_secret}}",
    "hosts": ["a.test"],
    "placement": {"in": "query", "name": "t"},
    "token_parameters": {"audience": "x"},
    "token_headers": {"X-Tenant": "y"},
    "token_response": {"access_token": "data.t"},
}


def edited(table: Mapping[str, Any], **cells: str) -> dict[str, Any]:
    """The table after some rows say something else."""
    return again(table, table, VIEW, **cells)


def again(
    table: Mapping[str, Any], written: Mapping[str, Any], view: AuthContext, **cells: str
) -> dict[str, Any]:
    """The same of a table that is in the file as it is written."""
    rows = [
        structs.replace(row, cells=(row.cells[0], cells.get(row.cells[0], row.cells[-1])))
        if len(row.cells) == 2
        else row
        for row in auth_form_rows(table, view, structure=True)
    ]
    return auth_table_of(rows, table, written, view, structure=True)


@pytest.mark.parametrize("method", ["private_key_jwt", "none", "tls_client_auth"])
def test_another_method_leaves_no_secret_behind_and_the_former_one_brings_it_back(
    method: str,
) -> None:
    chosen = edited(FULL, token_endpoint_auth_method=method)
    assert chosen == {
        **{key: value for key, value in FULL.items() if key != "client_secret"},
        "token_endpoint_auth_method": method,
    }
    assert again(chosen, FULL, VIEW, token_endpoint_auth_method="client_secret_basic") == FULL


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_jwt"])
def test_a_method_with_the_same_secret_keeps_it(method: str) -> None:
    chosen = edited(FULL, token_endpoint_auth_method=method)
    assert chosen == {**FULL, "token_endpoint_auth_method": method}


def test_another_grant_leaves_no_key_of_the_former_one_behind() -> None:
    table = {**FULL, "grant_type": "password", "username": "ann", "password": "{{p}}"}
    chosen = edited(table, grant_type="client_credentials")
    assert chosen == {**FULL, "grant_type": "client_credentials"}


@pytest.mark.parametrize("kind", ["digest", "aws_sigv4", "basic", "bearer", "api_key", "command"])
def test_another_type_keeps_only_the_tables_that_mean_something_to_it(kind: str) -> None:
    form = next(one for one in SCHEMES if one.type == kind)
    chosen = edited(FULL, type=kind)
    tables = {"placement", "token_parameters", "token_headers", "token_response"}
    meant = {*form.token_tables, *(["placement"] if form.placement is not None else [])}
    assert tables & chosen.keys() == tables & meant
    assert "client_secret" not in chosen
    assert chosen["hosts"] == ["a.test"]


def test_what_a_file_says_without_a_meaning_stays_until_it_is_edited_there() -> None:
    table = {**FULL, "token_endpoint_auth_method": "none", "odd": 1}
    chosen = edited(table, client_id="you")
    assert chosen == {**table, "client_id": "you"}


def test_a_method_that_is_inherited_takes_no_key_away() -> None:
    view = AuthContext(type="oauth2", forms=SCHEMES, names=("base",))
    table = {"extends": "base", "private_key": "{{key}}", "scope": "a"}
    assert again(table, table, view, scope="b") == {**table, "scope": "b"}
