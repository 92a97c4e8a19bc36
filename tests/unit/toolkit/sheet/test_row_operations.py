"""Rows copied, moved, pasted and lent to an editor; a pasted command is told."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import REQUEST, EditorApp, focused
from textual import events, on

from outrider.model.workspace import NameValueRow
from outrider.toolkit.fields.field_messages import ExternalEditRequested
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.sheet.row_operations import pasted_rows
from outrider.toolkit.sheet.sheet_view import SheetRow, SheetView
from outrider.widgets.request.url_bar import UrlField

OPEN, DEBUG, CLOSED = REQUEST.query_params
BLANK = SheetRow(("", ""))


class Asking(EditorApp):
    """Hears what the editor asks the screen for."""

    outside: ExternalEditRequested | None = None
    command = ""

    @on(ExternalEditRequested)
    def _outside(self, message: ExternalEditRequested) -> None:
        self.outside = message

    @on(UrlField.CommandPasted)
    def _command(self, message: UrlField.CommandPasted) -> None:
        self.command = message.text


async def press(app: EditorApp, pilot: object, tab: str, *keys: str) -> None:
    app.editor.open_tab(tab)
    await pilot.pause()  # type: ignore[attr-defined]
    await pilot.press(*keys)  # type: ignore[attr-defined]
    await pilot.pause()  # type: ignore[attr-defined]


async def test_a_row_is_copied_moved_undone_and_done_again() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "D")
        assert app.last.query_params == (OPEN, OPEN, DEBUG, CLOSED)
        await pilot.press("alt+down")
        await pilot.pause()
        assert app.last.query_params == (OPEN, DEBUG, OPEN, CLOSED)
        await pilot.press("K", "u", "u", "u")
        await pilot.pause()
        assert app.last == REQUEST
        await pilot.press("U", "ctrl+y")
        await pilot.pause()
        assert app.last.query_params == (OPEN, DEBUG, OPEN, CLOSED)


async def test_lines_pasted_into_a_name_are_rows() -> None:
    app = EditorApp(structs.replace(REQUEST, headers=(NameValueRow("First", "1"),)))
    async with app.run_test() as pilot:
        await press(app, pilot, "headers", "a")
        focused(app).post_message(events.Paste("Accept: a/b\n\n// X-Off: 2\nX-Time: 10:30\n"))
        await pilot.pause()
        await pilot.pause()
        assert app.last.headers == (
            NameValueRow("First", "1"),
            NameValueRow("Accept", "a/b"),
            NameValueRow("X-Off", "2", enabled=False),
            NameValueRow("X-Time", "10:30"),
        )
        assert isinstance(focused(app), SheetView)
        await pilot.press("u")
        await pilot.pause()
        assert list(app.last.headers) == [NameValueRow("First", "1")]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a=1\nb=2", [("a", "1"), ("b", "2")]),
        ("a\tx y\nb:", [("a", "x y"), ("b", "")]),
        ("a: 1", []),
        ("a: 1\nno pair", []),
        ("", []),
    ],
)
def test_what_is_a_row_and_what_is_not(text: str, cells: list[tuple[str, str]]) -> None:
    assert [row.cells for row in pasted_rows(text, BLANK)] == cells
    assert pasted_rows(text, None) == ()


async def test_a_value_goes_to_an_editor_and_back_with_its_line_breaks() -> None:
    app = Asking(structs.replace(REQUEST, headers=(NameValueRow("X", "1"),)))
    async with app.run_test() as pilot:
        await press(app, pilot, "params", "down", "f4")
        assert app.outside is not None
        assert (app.outside.text, app.outside.secret) == ("open", False)
        app.outside.put("two\nlines")
        await pilot.pause()
        assert app.last.query_params[0] == NameValueRow("status", "two\nlines")
        # A field's value is one line, whatever an editor makes of it.
        await press(app, pilot, "headers", "f4")
        app.outside.put("two\nlines")
        await pilot.pause()
        assert list(app.last.headers) == [NameValueRow("X", "twolines")]
        # Somebody removed the row meanwhile.
        await pilot.press("f4", "d")
        await pilot.pause()
        app.outside.put("late")
        await pilot.pause()
        assert not list(app.last.headers)


@pytest.mark.parametrize(
    ("text", "is_command"),
    [
        ("curl https://a.test \\\n -H 'A: b'", True),
        ("$ curl -X POST https://a.test", True),
        ("  curl.exe https://a.test", True),
        ("curlew.test/x", False),
        ("https://a.test/curl x", False),
    ],
)
async def test_a_pasted_command_is_no_url(text: str, is_command: bool) -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.pause()
        field = focused(app)
        assert isinstance(field, LineInput)
        field.text = ""
        field.post_message(events.Paste(text))
        await pilot.pause()
        assert app.command == (text if is_command else "")
        assert bool(field.text) is not is_command


async def test_a_command_that_a_terminal_typed_is_no_url_either() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.pause()
        field = focused(app)
        assert isinstance(field, LineInput)
        field.text = "curl https://a.test -H 'A: b'"
        await pilot.press("enter")
        await pilot.pause()
        assert app.command == "curl https://a.test -H 'A: b'"
