"""Hosts, placement and token parameters as rows, and a request's name and description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.unit.widgets.request.editor_app import AUTH, CONTEXT, FILE, REQUEST, EditorApp

from outrider.auth.schemes import SCHEMES
from outrider.errors import SourceLocation
from outrider.model.workspace import AuthTable
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.auth.auth_form_rows import auth_form_rows, auth_table_of
from outrider.widgets.request.auth_editor import AuthSheet
from outrider.widgets.view_models import AuthContext

VIEW = AuthContext(type="oauth2", forms=SCHEMES)
WORDS = st.text(st.characters(), max_size=5)
SCALARS = WORDS | st.booleans() | st.integers()
TABLES = st.fixed_dictionaries(
    {"type": st.sampled_from(["oauth2", "basic", "bearer", "api_key"])},
    optional={
        "hosts": st.lists(WORDS, max_size=3) | SCALARS,
        "placement": st.dictionaries(
            st.sampled_from(["in", "name", "prefix", "odd"]), SCALARS, max_size=3
        ),
        "token_parameters": st.dictionaries(
            WORDS, SCALARS | st.lists(SCALARS, max_size=3), max_size=3
        ),
        "token_headers": st.dictionaries(WORDS, SCALARS, max_size=3) | SCALARS,
        "token_response": st.dictionaries(
            WORDS, SCALARS | st.lists(WORDS | st.integers(0, 9), max_size=3), max_size=3
        ),
    },
)


def edited(table: Mapping[str, Any], **cells: str) -> dict[str, Any]:
    """The table after some rows say something else."""
    rows = [
        structs.replace(row, cells=(row.cells[0], cells[row.cells[0]]))
        if row.cells[0] in cells
        else row
        for row in auth_form_rows(table, VIEW, structure=True)
    ]
    return auth_table_of(rows, table, table, VIEW, structure=True)


def with_row(table: Mapping[str, Any], *cells: str) -> dict[str, Any]:
    """The table after a row for a parameter was added."""
    rows = [
        *auth_form_rows(table, VIEW, structure=True),
        SheetRow(cells, None, group="token_parameters"),
    ]
    return auth_table_of(rows, table, table, VIEW, structure=True)


@given(TABLES)
def test_what_nobody_touches_stays_as_it_is(table: dict[str, Any]) -> None:
    assert (
        auth_table_of(
            auth_form_rows(table, VIEW, structure=True), table, table, VIEW, structure=True
        )
        == table
    )


@given(TABLES, st.sampled_from(["h.test", "a.test, *.b.test"]))
def test_an_edit_changes_its_own_key_and_no_other(table: dict[str, Any], hosts: str) -> None:
    changed = edited(table, hosts=hosts)
    if any(row.model_value == "hosts" for row in auth_form_rows(table, VIEW, structure=True)):
        assert changed.pop("hosts") == hosts.split(", ")
    table.pop("hosts", None) if "hosts" not in changed else None
    assert changed == table


def test_hosts_are_a_list_and_none_of_them_is_no_limit() -> None:
    table = {"type": "oauth2", "hosts": ["a.test"]}
    assert edited(table, hosts="a.test b.test,c.test")["hosts"] == ["a.test", "b.test", "c.test"]
    assert "hosts" not in edited(table, hosts="")


@pytest.mark.parametrize(
    ("hosts", "note"),
    [
        (["a.test", "{{api}}"], ""),
        (["a.test", "https://b.test/x"], 'Host "https://b.test/x" matches nothing.'),
        (["*"], 'Host "*" matches nothing.'),
        ([], "no host"),
    ],
)
def test_a_host_that_matches_nothing_is_named(hosts: list[str], note: str) -> None:
    rows = auth_form_rows({"type": "oauth2", "hosts": hosts}, VIEW, structure=True)
    assert [row.note for row in rows if row.model_value == "hosts"] == [note]


def test_a_placement_holds_only_what_was_chosen() -> None:
    table = {"type": "oauth2"}
    name = "placement.name"
    assert edited(table, **{name: "X-Token"}) == {**table, "placement": {"name": "X-Token"}}
    placed = {**table, "placement": {"in": "query", "name": "t"}}
    assert edited(placed, **{name: ""}) == {**table, "placement": {"in": "query"}}
    bare = edited(table, **{"placement.prefix": '""'})
    assert bare == {**table, "placement": {"prefix": ""}}
    assert edited(bare, **{"placement.prefix": ""}) == table


def test_parameters_are_added_and_repeated_and_keep_their_kinds() -> None:
    table: dict[str, Any] = {"type": "oauth2", "token_parameters": {"n": 1, "r": ["a", True]}}
    assert with_row(table, "audience", "x")["token_parameters"] == {
        "n": 1,
        "r": ["a", True],
        "audience": "x",
    }
    assert with_row(table, "n", "2")["token_parameters"]["n"] == ["1", "2"]
    assert with_row({"type": "oauth2"}, "", "") == {"type": "oauth2"}


def custom(**table: Any) -> EditorApp:
    own = AuthTable(table, {}, SourceLocation(FILE, ("auth",)))
    view = structs.replace(AUTH, source="this request", names=())
    return EditorApp(structs.replace(REQUEST, auth=own), structs.replace(CONTEXT, auth=view))


async def test_a_parameter_is_added_by_key_and_a_type_without_a_token_has_none() -> None:
    app = custom(type="oauth2", grant_type="client_credentials")
    async with app.run_test(size=(100, 40)) as pilot:
        app.editor.open_tab("auth")
        await pilot.pause()
        await pilot.press("down", "a", *"audience", "tab", *"x", "enter")
        await pilot.pause()
        assert app.last.auth is not None
        assert app.last.auth.table["token_parameters"] == {"audience": "x"}
        assert "parameter of the token request" in app.shown()
        await pilot.press("u")
        await pilot.pause()
    app = custom(type="basic")
    async with app.run_test(size=(100, 40)) as pilot:
        app.editor.open_tab("auth")
        await pilot.pause()
        await pilot.press("down", "a")
        await pilot.pause()
        assert not app.editor.query("RowForm")


@pytest.mark.parametrize(("typed", "hidden"), [("hunter2", True), ("{{secret}}", False)])
async def test_a_secret_is_masked_from_its_first_letter(typed: str, hidden: bool) -> None:
    app = custom(type="bearer")
    async with app.run_test(size=(100, 40)) as pilot:
        app.editor.open_tab("auth")
        await pilot.pause()
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        await pilot.press(*typed)
        await pilot.pause()
        (field,) = app.editor.query("RowForm LineInput").results(LineInput)
        assert field.password is hidden
        assert (typed in app.shown()) is not hidden
        assert app.last.auth is not None
        assert app.last.auth.table["token"] == typed


async def test_a_request_is_named_and_described() -> None:
    app = EditorApp()
    async with app.run_test(size=(100, 40)) as pilot:
        app.editor.open_tab("options")
        await pilot.pause()
        await pilot.press(*["down"] * 4, "enter", *"!", "enter")
        await pilot.pause()
        assert app.last.name == "Create!"
        await pilot.press("down", "enter", *"why", "enter")
        await pilot.pause()
        assert (app.last.name, app.last.description) == ("Create!", "why")
        await pilot.press("up", "enter", "ctrl+u", "enter")
        await pilot.pause()
        assert app.last.name == "Create!"
        assert "name required" in app.shown()


KEY = {
    "type": "oauth2",
    "token_endpoint": "https://t",
    "token_endpoint_auth_method": "private_key_jwt",
    "client_id": "me",
    "private_key": "{{key}}",
}


def shown(table: Mapping[str, Any]) -> dict[str, SheetRow]:
    return {row.cells[0]: row for row in auth_form_rows(table, VIEW)}


def test_a_list_is_a_row_of_its_texts() -> None:
    table = {**KEY, "assertion_audience": ["https://a", "https://b"]}
    assert shown(table)["assertion_audience"].cells[1] == "https://a, https://b"
    assert edited(table) == table
    assert edited(table, assertion_audience="x , y,")["assertion_audience"] == ["x", "y"]
    assert edited(table, assertion_audience="x")["assertion_audience"] == "x"
    assert "assertion_audience" not in edited(table, assertion_audience="")
    odd = {**KEY, "assertion_audience": ["a, b"]}
    assert shown(odd)["assertion_audience"].locked
    assert edited(odd, client_id="you") == {**odd, "client_id": "you"}


def test_a_number_is_written_as_one() -> None:
    assert shown(KEY)["assertion_lifetime"].note == "60, the default"
    assert edited(KEY, assertion_lifetime="120")["assertion_lifetime"] == 120
    assert edited(KEY, assertion_lifetime="{{life}}")["assertion_lifetime"] == "{{life}}"
    assert "assertion_lifetime" not in edited(KEY, assertion_lifetime="60")
    table = {**KEY, "assertion_lifetime": 60}
    assert edited(table, client_id="you")["assertion_lifetime"] == 60


def test_a_choice_that_may_be_left_out_is_left_out_until_it_is_made() -> None:
    row = shown(KEY)["token_endpoint_auth_signing_alg"]
    assert (row.cells[1], row.choices[0], row.note) == ("", "", "that of the key, unless set")
    assert shown(KEY)["x5t"].choices == ("", "x5t", "x5t#S256")
    assert edited(KEY) == KEY
    chosen = edited(KEY, x5t="x5t#S256")
    assert chosen["x5t"] == "x5t#S256"
    assert edited(chosen, x5t="") == KEY


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ({"file": "/run/a b"}, "file /run/a b"),
        ({"env": "ASSERTION"}, "env ASSERTION"),
        ({"command": ["a", "b c"]}, "command a 'b c'"),
    ],
)
def test_a_source_is_a_row_of_its_kind_and_place(source: dict[str, Any], text: str) -> None:
    table = {name: value for name, value in KEY.items() if name != "private_key"}
    assert shown(table)["private_key"].problem == "required"
    assert not shown(table)["client_assertion"].choices
    written = {**table, "client_assertion": source}
    assert shown(written)["client_assertion"].cells[1] == text
    assert shown(written)["private_key"].problem == ""
    assert edited(written) == written
    assert edited(table, client_assertion=text) == written
    assert edited(written, client_assertion="") == table


@pytest.mark.parametrize("text", ["eyJ", "file", "vault secret/x"])
def test_what_names_no_source_stays_as_it_was_typed(text: str) -> None:
    assert edited(KEY, client_assertion=text)["client_assertion"] == text


def test_a_source_that_no_row_can_show_is_locked() -> None:
    table = {**KEY, "client_assertion": {"file": "a", "env": "B"}}
    assert shown(table)["client_assertion"].locked


def with_row_of(table: Mapping[str, Any], group: str, *cells: str) -> dict[str, Any]:
    """The table after a row was added to one of its tables."""
    rows = [*auth_form_rows(table, VIEW, structure=True), SheetRow(cells, None, group=group)]
    return auth_table_of(rows, table, table, VIEW, structure=True)


OAUTH2: dict[str, Any] = {"type": "oauth2", "token_endpoint": "https://a", "client_id": "c"}


def test_headers_and_members_are_added_changed_and_removed() -> None:
    table = with_row_of(OAUTH2, "token_headers", "X-Tenant", "orders")
    table = with_row_of(table, "token_response", "access_token", "data.accessToken")
    table = with_row_of(table, "token_response", "scope", '["may", "do.this"]')
    assert table["token_headers"] == {"X-Tenant": "orders"}
    assert table["token_response"] == {
        "access_token": "data.accessToken",
        "scope": ["may", "do.this"],
    }
    shown = {row.cells for row in auth_form_rows(table, VIEW, structure=True) if row.group}
    assert ("scope", '["may", "do.this"]') in shown
    table = edited(table, **{"X-Tenant": "billing", "access_token": "token"})
    assert table["token_headers"] == {"X-Tenant": "billing"}
    assert table["token_response"] == {"access_token": "token", "scope": ["may", "do.this"]}
    rows = [
        row
        for row in auth_form_rows(table, VIEW, structure=True)
        if row.cells[0] not in {"X-Tenant", "access_token", "scope"}
    ]
    assert auth_table_of(rows, table, table, VIEW, structure=True) == OAUTH2


def test_the_headings_say_how_the_first_one_is_added() -> None:
    headings = [
        (row.cells[0], row.note)
        for row in auth_form_rows(OAUTH2, VIEW, structure=True)
        if row.heading
    ]
    assert headings == [
        ("token headers", "such as X-Tenant; <rows.add> adds one"),
        ("token response", "such as access_token; <rows.add> adds one"),
    ]
    basic = {"type": "basic", "username": "u"}
    view = AuthContext(type="basic", forms=SCHEMES)
    assert not [row for row in auth_form_rows(basic, view, structure=True) if row.heading]


async def test_a_header_is_added_below_its_heading() -> None:
    app = custom(**OAUTH2)
    async with app.run_test(size=(100, 40)) as pilot:
        app.editor.open_tab("auth")
        await pilot.pause()
        sheet = app.editor.query_one(AuthSheet)
        at = next(at for at, row in enumerate(sheet.rows) if row.cells[0] == "token headers")
        await pilot.press("down")
        sheet.lines.select(at)
        await pilot.press("enter", *"X-Tenant", "tab", *"orders", "enter")
        await pilot.pause()
        assert app.last.auth is not None
        assert app.last.auth.table["token_headers"] == {"X-Tenant": "orders"}
        assert "header of the token request" in app.shown()


def test_a_command_is_a_row_with_its_words_as_a_shell_has_them() -> None:
    table = {"type": "command", "command": ["sh", "-c", "a b"]}
    rows = auth_form_rows(table, VIEW, structure=True)
    (row,) = [row for row in rows if row.cells[0] == "command"]
    assert row.cells[1] == "sh -c 'a b'"
    assert edited(table, command="gh auth 'x y'")["command"] == ["gh", "auth", "x y"]
    assert edited(table, command="gh 'auth")["command"] == ["gh 'auth"]
    assert edited(table, timeout="5") == {**table, "timeout": 5}


def test_a_command_has_a_token_response_and_no_token_request() -> None:
    rows = auth_form_rows({"type": "command", "command": ["gh"]}, VIEW, structure=True)
    assert [row.cells[0] for row in rows if row.heading] == ["token response"]


def rows_of(table: Mapping[str, Any]) -> dict[str, SheetRow]:
    return {row.cells[0]: row for row in auth_form_rows(table, VIEW, structure=True)}


def test_a_grant_that_proves_itself_needs_no_client_unless_one_is_chosen() -> None:
    table = {"type": "oauth2", "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}
    rows = rows_of(table)
    assert rows["token_endpoint_auth_method"].cells[1] == "none"
    assert "client_secret_post" in rows["token_endpoint_auth_method"].choices
    assert (rows["client_id"].problem, rows["private_key"].problem) == ("", "required")
    assert rows["service_account"].secret
    assert {"assertion_issuer", "assertion_subject", "assertion_audience"} <= rows.keys()
    assert rows_of({**table, "service_account": "{{k}}"})["private_key"].problem == ""
    by_secret = edited(table, token_endpoint_auth_method="client_secret_post")
    assert by_secret["token_endpoint_auth_method"] == "client_secret_post"
    assert rows_of(by_secret)["client_id"].problem == "required"
    without = edited(by_secret, token_endpoint_auth_method="none")
    assert rows_of(without)["client_id"].problem == ""


def test_tokens_are_bound_to_a_key_by_a_choice() -> None:
    table = {"type": "oauth2"}
    assert rows_of(table)["dpop"].choices == ("false", "true")
    bound = edited(table, dpop="true")
    assert bound == {**table, "dpop": True}
    assert edited(bound, dpop="false").get("dpop") in (None, False)
