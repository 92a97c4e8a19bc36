"""The tab with a request's captures and expectations."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.widgets.request.editor_app import CONTEXT, REQUEST, EditorApp

from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.storage.reading.expectation_problems import check_problem

CAPTURE = Capture("order_id", Subject.JQ, ".id")
SEVERAL = Expectation(
    Subject.JQ, ".n", (Check(CheckKind.AT_LEAST, 1), Check(CheckKind.AT_MOST, 5)), "few"
)
STATUS = Expectation(Subject.STATUS, 201)
CHECKED = replace(REQUEST, captures=(CAPTURE,), expectations=(SEVERAL, STATUS))
AROUND = replace(CONTEXT, check_problem=check_problem)


def opened() -> EditorApp:
    return EditorApp(CHECKED, AROUND)


async def test_rows_are_shown_and_nothing_is_changed_by_that() -> None:
    app = opened()
    async with app.run_test(size=(80, 12)) as pilot:
        app.editor.open_tab("checks")
        await pilot.pause()
        shown = app.shown()
        assert "[x] jq .id" in shown
        assert "capture" in shown
        assert "few" in shown
        assert "Checks 4" in shown
        assert app.editor.request == CHECKED
        assert not app.edited


async def test_rows_are_switched_off_moved_and_removed_by_the_keys_of_rows() -> None:
    app = opened()
    async with app.run_test(size=(80, 12)) as pilot:
        app.editor.open_tab("checks")
        await pilot.pause()
        await pilot.press("space")
        await pilot.pause()
        assert app.last.captures == (replace(CAPTURE, enabled=False),)
        await pilot.press("j", "space")
        await pilot.pause()
        first, second = SEVERAL.checks
        assert list(app.last.expectations) == [
            replace(SEVERAL, checks=(first,), enabled=False),
            replace(SEVERAL, checks=(second,)),
            STATUS,
        ]
        await pilot.press("space")
        await pilot.pause()
        assert list(app.last.expectations) == [SEVERAL, STATUS]
        await pilot.press("d")
        await pilot.pause()
        assert list(app.last.expectations) == [replace(SEVERAL, checks=(second,)), STATUS]
        await pilot.press("G", "d", "u")
        await pilot.pause()
        assert app.last.expectations[-1] == STATUS


async def test_a_row_with_a_problem_says_so_and_the_file_keeps_what_it_has() -> None:
    app = opened()
    async with app.run_test(size=(100, 12)) as pilot:
        app.editor.open_tab("checks")
        await pilot.pause()
        await pilot.press("G", "enter", "ctrl+u", *"99", "enter")
        await pilot.pause()
        assert "✗ Such as 200" in app.shown()
        assert app.editor.request == CHECKED
        await pilot.press("a", *"body", "tab", *"capture", "tab", *"1x", "enter")
        await pilot.pause()
        assert app.editor.request == CHECKED
        await pilot.press("enter", "ctrl+u", *"page", "enter")
        await pilot.pause()
        assert app.last.captures == (CAPTURE, Capture("page", Subject.BODY))
