"""The query that is written in the URL, beside the rows."""

from __future__ import annotations

from msgspec import structs
from tests.unit.widgets.request.editor_app import REQUEST, EditorApp

from outrider.model.workspace import NameValueRow


async def test_the_query_of_the_url_is_seen_and_taken_for_rows() -> None:
    url = "{{base_url}}/x?a=1&b=c%20d&e&f={{note}}#top"
    app = EditorApp(structs.replace(REQUEST, url=url, query_params=(NameValueRow("z", "9"),)))
    async with app.run_test(size=(100, 24)) as pilot:
        assert "?b" in app.shown()
        assert "in the URL: enter makes rows of it" in app.shown()
        app.editor.focus_url()
        await pilot.press("end", *"x")
        await pilot.pause()
        app.editor.open_tab("params")
        await pilot.pause()
        await pilot.press("end", "enter")
        await pilot.pause()
        assert app.last.url == "{{base_url}}/x#topx"
        assert [(one.name, one.value) for one in app.last.query_params] == [
            ("a", "1"),
            ("b", "c d"),
            ("e", ""),
            ("f", "{{note}}"),
            ("z", "9"),
        ]
        assert "in the URL" not in app.shown()


async def test_a_query_that_is_typed_in_the_url_is_seen_at_once() -> None:
    app = EditorApp(structs.replace(REQUEST, url="https://a.test", query_params=()))
    async with app.run_test(size=(100, 24)) as pilot:
        app.editor.focus_url()
        await pilot.press("end", *"?page=2")
        await pilot.pause()
        assert "?page" in app.shown()
        await pilot.press(*"3")
        await pilot.pause()
        assert "23" in app.shown()
