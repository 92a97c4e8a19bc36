from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import REQUEST, EditorApp

from outrider.model.connection import HttpVersion
from outrider.model.workspace import RequestOptions
from outrider.widgets.request.options_editor import OptionsEditor, options_changed


@pytest.mark.parametrize("http", [None, *HttpVersion])
async def test_the_version_of_http_is_shown_with_what_it_means(http: HttpVersion | None) -> None:
    request = structs.replace(REQUEST, options=RequestOptions(http=http))
    app = EditorApp(request)
    async with app.run_test() as pilot:
        app.editor.open_tab("options")
        await pilot.pause()
        sheet = app.query_one(OptionsEditor)
        row = next(row for row in sheet.rows if row.cells[0] == "http")
        assert row.cells[1] == (http.value if http else "inherited")
        assert row.choices == ("inherited", "1.1", "auto", "2")
        assert sheet.apply(request) == request
    assert options_changed(request.options) == (http is not None)


async def test_another_version_is_chosen_by_keys() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.open_tab("options")
        await pilot.pause()
        app.query_one(OptionsEditor).focus()
        await pilot.press("down", "down", "down", "enter")
        await pilot.pause()
        assert app.editor.request.options.http is HttpVersion.HTTP1
