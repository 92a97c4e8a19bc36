"""Rows of parameters, headers, options and variables, edited by keys."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import (
    CONTEXT,
    FILE,
    REQUEST,
    EditorApp,
    focused,
    variable,
)

from outrider.errors import SourceLocation
from outrider.model.workspace import NameValueRow, RequestOptions
from outrider.toolkit.fields.line_input import LineInput, pasted_line
from outrider.toolkit.sheet.sheet_view import SheetView

OPEN, DEBUG, CLOSED = REQUEST.query_params


async def press(app: EditorApp, pilot: object, tab: str, *keys: str) -> None:
    app.editor.open_tab(tab)
    await pilot.pause()  # type: ignore[attr-defined]
    await pilot.press(*keys)  # type: ignore[attr-defined]
    await pilot.pause()  # type: ignore[attr-defined]


# --- query and path ---------------------------------------------------------------------------


async def test_a_row_is_added_below_the_current_one_with_tab_between_its_cells() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "a", "n", "tab", "v", "enter")
        assert app.last.query_params == (OPEN, NameValueRow("n", "v"), DEBUG, CLOSED)
        assert isinstance(focused(app), SheetView)


async def test_what_is_typed_in_a_row_is_told_before_enter() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "enter", "X")
        assert app.last.query_params[0] == NameValueRow("status", "openX")


async def test_escape_takes_back_what_was_typed() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "enter", "X", "escape")
        assert app.last == REQUEST


async def test_escape_takes_back_a_new_row() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "a", "n", "escape")
        assert app.last == REQUEST


async def test_a_new_row_in_which_nothing_was_typed_goes() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "a", "tab", "enter")
        assert app.editor.request == REQUEST


async def test_space_switches_and_d_removes() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "space")
        assert app.last.query_params[0] == NameValueRow("status", "open", enabled=False)
        await pilot.press("down", "space", "down", "d")
        await pilot.pause()
        assert app.last.query_params == (
            NameValueRow("status", "open", enabled=False),
            NameValueRow("debug", "1"),
        )


async def test_changes_are_undone_one_after_the_other() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "d", "d", "enter", "X", "enter", "u")
        assert app.last.query_params == (CLOSED,)
        await pilot.press("u", "u", "u", "u")
        await pilot.pause()
        assert app.last == REQUEST


@pytest.mark.parametrize(("down", "up"), [("J", "K"), ("shift+down", "shift+up")])
async def test_rows_move_within_their_group(down: str, up: str) -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", down)
        assert app.last.query_params == (DEBUG, OPEN, CLOSED)
        await pilot.press(down, down)
        await pilot.pause()
        assert app.last.query_params == (DEBUG, CLOSED, OPEN)
        await pilot.press(up, up, up)
        await pilot.pause()
        # The path parameter above them is not theirs to change places with.
        assert app.last == REQUEST


async def test_the_value_of_a_row_is_copied() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "y", "end", "y", "up", "y")
        # What is written in the URL comes last.
        assert app.copied == ["42", "1", "closed"]


async def test_path_parameters_come_from_the_url_and_keep_their_values() -> None:
    app = EditorApp(structs.replace(REQUEST, query_params=()))
    async with app.run_test(size=(100, 24)) as pilot:
        app.editor.focus_url()
        url = app.editor.url_bar.url_field
        url.value = "https://a.test/:customer/:order"
        await pilot.pause()
        assert ":order" in app.shown()
        await press(app, pilot, "params", "end", "enter", "7", "enter")
        assert app.last.path_params == {"customer": "42", "order": "7"}


async def test_a_path_parameter_is_emptied_and_not_removed() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "d")
        assert app.last.path_params == {"customer": ""}
        assert "empty" in app.shown()


async def test_what_is_typed_stays_when_the_focus_leaves() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "a", "n")
        app.editor.focus_url()
        await pilot.pause()
        await pilot.pause()
        assert app.editor.request.query_params[-1].name == "n"
        assert not app.editor.query(LineInput).filter("SheetForm LineInput")


async def test_a_hint_stands_where_there_is_no_row_and_enter_adds_one() -> None:
    app = EditorApp(structs.replace(REQUEST, headers=()), structs.replace(CONTEXT, headers=()))
    async with app.run_test() as pilot:
        await press(app, pilot, "headers")
        assert "Press a to add one" in app.shown()
        await pilot.press("enter", "Q", "tab", "b", "enter")
        await pilot.pause()
        assert app.last.headers == (NameValueRow("Q", "b"),)


# --- headers ----------------------------------------------------------------------------------


async def test_inherited_headers_say_from_where_and_what_replaces_them() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "headers")
        assert "X-Client    outrider  from Orders" in app.shown()
        assert "from Billing, replaced above" in app.shown()


async def test_space_on_an_inherited_header_switches_it_off_for_this_request() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "headers", "down", "down", "space")
        assert app.last.headers[-1] == NameValueRow("X-Client", "outrider", enabled=False)
        assert "from Orders, switched off above" in app.shown()


async def test_enter_on_an_inherited_header_writes_an_own_one_over_it() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "headers", "down", "down", "enter")
        await pilot.press("ctrl+u", "m", "e", "enter")
        await pilot.pause()
        assert app.last.headers[-1] == NameValueRow("X-Client", "me")


async def test_descriptions_stay_with_their_rows() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "headers", "down", "enter", "!", "enter", "K")
        assert app.last.headers[0] == NameValueRow("X-Trace", "{{$guid}}!", description="why")


# --- variables --------------------------------------------------------------------------------


async def test_numbers_stay_numbers_and_text_stays_text() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "variables", "down", "enter", "1", "enter")
        assert app.last.variables["size"] == variable("size", 201)
        await pilot.press("enter", "x", "enter")
        await pilot.pause()
        assert app.last.variables["size"] == variable("size", "201x")
        await pilot.press("up", "enter", "ctrl+u", "5", "enter")
        await pilot.pause()
        assert app.last.variables["note"] == variable("note", "5")


async def test_a_name_that_no_reference_can_have_is_told_and_left_out() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "variables", "a", *"1x", "tab", "v", "enter")
        assert "only letters" in app.shown()
        assert dict(app.editor.request.variables) == dict(REQUEST.variables)
        await pilot.press("enter", "tab", "home", "x", "enter")
        await pilot.pause()
        assert app.last.variables["x1x"].value == "v"
        assert app.last.variables["x1x"].place == SourceLocation(FILE, ("variables", "x1x"))


async def test_a_name_that_is_there_twice_is_told() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "variables", "a", *"note", "tab", "v", "enter")
        assert "duplicate name" in app.shown()


# --- options ----------------------------------------------------------------------------------


async def test_options_are_checked_in_place_and_the_one_before_counts() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "options", "enter", "3", "0", "enter")
        assert app.last.options == RequestOptions(timeout=30.0)
        await pilot.press("enter", "x", "enter")
        await pilot.pause()
        assert "must be a number of seconds" in app.shown()
        assert app.editor.request.options == RequestOptions(timeout=30.0)
        await pilot.press("d", "down", "space", "down", "enter", *"5MB", "enter")
        await pilot.pause()
        assert app.last.options == RequestOptions(follow_redirects=True, max_body=5_000_000)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e99", "86401", "١٢x"])
async def test_a_timeout_that_cannot_be_is_refused(text: str) -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "options", "enter", *text, "enter")
        assert "✗ must be" in app.shown()
        assert app.editor.request.options == RequestOptions()


# --- pasting ----------------------------------------------------------------------------------


def test_a_paste_into_a_line_is_one_line_without_control_characters() -> None:
    assert pasted_line("https://a.test/\r\n  b\x1b[31m\x9b\ud800c\n") == "https://a.test/b[31mc"


async def test_five_lines_are_enough_for_many_rows() -> None:
    rows = tuple(NameValueRow(f"name{number}", str(number)) for number in range(50))
    app = EditorApp(structs.replace(REQUEST, query_params=rows))
    async with app.run_test(size=(58, 24)) as pilot:
        await press(app, pilot, "params", "end", "up", "enter", "x")
        assert "name49" in app.shown()
        assert app.last.query_params[-1] == NameValueRow("name49", "49x")
        await pilot.press("enter", "pageup", "home")
        await pilot.pause()
        assert ":customer" in app.shown()
