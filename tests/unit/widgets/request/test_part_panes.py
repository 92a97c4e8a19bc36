"""How many rows the open part of a request wants, and those above it."""

from __future__ import annotations

from tests.unit.widgets.widget_app import COLORS
from textual.app import App, ComposeResult

from outrider.model.workspace import NameValueRow, Request
from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.widgets.request.request_editor import RequestEditor


class _Editor(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults() | COLORS

    def compose(self) -> ComposeResult:
        yield RequestEditor()


async def test_the_open_part_tells_how_many_rows_it_has() -> None:
    async with _Editor().run_test() as pilot:
        editor = pilot.app.query_one(RequestEditor)
        rows = tuple(NameValueRow(f"n{one}", "v") for one in range(4))
        editor.show(Request(id="r", name="r", file="", url="/", query_params=rows))
        await pilot.pause()
        assert (editor.head_rows, editor.part_rows) == (2, 4)
        params = editor.part_shown
        editor.open_tab("headers")
        await pilot.pause()
        assert (editor.head_rows, editor.part_rows) == (2, 1)
        assert editor.part_shown != params
