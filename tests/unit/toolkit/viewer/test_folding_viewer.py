"""Folding, and copies of what is at the cursor."""

import json
from typing import Any

import pytest
from tests.unit.widgets.response.test_response_panel import Panel, outcome
from textual.pilot import Pilot

from outrider.toolkit.viewer.viewer import Viewer

BODY = json.dumps(
    {"items": [{"id": n, "name": f"order {n}", "tags": ["a", "b"]} for n in range(3)], "next": None}
).encode()
SIZES = [(80, 24), (120, 40)]


async def settle(pilot: Pilot[Any], *keys: str) -> None:
    app: Any = pilot.app
    for key in keys:
        await pilot.press(key)
        await app.settled()
        await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_objects_fold_at_the_cursor_and_to_a_level(size: tuple[int, int]) -> None:
    async with Panel().run_test(size=size) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(BODY))
        await settle(pilot, "j", "j", "j", "space")
        assert app.lines[:4] == [
            "{",
            '  "items": [',
            '    { "id": 0, "name": "order 0", … 3 keys },',
            "    {",
        ]
        # Inside an array the array folds; the fold inside it is still there afterwards.
        await settle(pilot, "k", "enter")
        assert app.lines[:4] == ["{", '  "items": [ … 3 items ],', '  "next": null', "}"]
        await settle(pilot, "enter")
        assert app.lines[2] == '    { "id": 0, "name": "order 0", … 3 keys },'
        await settle(pilot, "Z")
        assert app.lines[3] == '      "id": 0,'
        await settle(pilot, "z")
        assert app.lines[:4] == ["{", '  "items": [ … 3 items ],', '  "next": null', "}"]
        await settle(pilot, "plus")
        assert app.lines[1:4] == [
            '  "items": [',
            '    { "id": 0, "name": "order 0", … 3 keys },',
            '    { "id": 1, "name": "order 1", … 3 keys },',
        ]
        await settle(pilot, "plus")
        assert app.lines[5] == '      "tags": [ "a", "b" … 2 items ]'
        await settle(pilot, "minus", "minus", "minus")
        assert app.lines[:2] == ["{ … 2 keys }", ""]
        # What is folded stays folded in its tab.
        await settle(pilot, "2", "1")
        assert app.lines[:2] == ["{ … 2 keys }", ""]


async def test_two_clicks_fold() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(BODY))
        await pilot.pause()
        await pilot.click(Viewer, offset=(10, 2), times=2)
        await app.settled()
        assert app.lines[2] == '    { "id": 0, "name": "order 0", … 3 keys },'
        await pilot.click(Viewer, offset=(10, 2))
        assert app.lines[2] == '    { "id": 0, "name": "order 0", … 3 keys },'


async def test_a_search_goes_into_folds() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(BODY))
        await settle(pilot, "z", "slash", *"order 1")
        view = app.panel.pane.view
        assert app.lines[view.cursor - view.top.row] == '      "name": "order 1",'
        assert '    { "id": 0' not in "\n".join(app.lines)


async def test_value_and_path_at_the_cursor_are_copied() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(BODY))
        await settle(pilot, *"jjjj", "Y", "p", "j", "Y", "p")
        assert app.heard == [
            ("value", "order 0"),
            ("path", ".items[0].name"),
            ("value", '[\n  "a",\n  "b"\n]'),
            ("path", ".items[0].tags"),
        ]
        app.heard.clear()
        await settle(pilot, "2", "p", "space", "Y")
        assert app.heard == [("value", BODY.decode())]


async def test_the_cursor_goes_by_lines_of_the_screen() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(b"x" * 30_000, "text/plain"))
        view = app.panel.pane.view
        await settle(pilot, *["j"] * 30)
        assert view.cursor == 0
        assert view.top.wrapped > 0
        await settle(pilot, "pagedown", "pagedown", "pagedown", "ctrl+d", "ctrl+u", "G")
        assert view.cursor == 3
        await settle(pilot, "w")
        assert view.cursor == 3
        await settle(pilot, "g")
        assert view.cursor == 0
