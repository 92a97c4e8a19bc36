"""One line of text, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.widgets.widget_app import HOSTILE, LONG
from textual import events
from textual.app import App, ComposeResult

from outrider.toolkit.fields.line_input import LineInput
from outrider.visible_text import visible_cells, visible_text


class OneLine(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.given = text

    def compose(self) -> ComposeResult:
        yield LineInput(self.given)

    @property
    def field(self) -> LineInput:
        return self.query_one(LineInput)

    @property
    def row(self) -> str:
        return self.field.render_line(0).text


@given(st.text(st.characters()))
def test_every_character_keeps_its_position_and_none_is_dangerous(text: str) -> None:
    cells = visible_cells(text)
    assert len(cells) == len(text)
    assert visible_text(cells) == cells


@pytest.mark.parametrize("text", [HOSTILE, LONG, "", "[/x][@click=app.quit]y[/]"])
async def test_a_text_that_nobody_touches_is_the_text_that_was_given(text: str) -> None:
    app = OneLine(text)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.pause()
        assert app.field.text == text
        assert not set(app.row) & set("\x1b\x07\x9b\u202e\ud800\r\n")


async def test_hostile_characters_can_be_deleted_one_by_one() -> None:
    app = OneLine("a\x1b\u202eb")
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press("end", "left", "backspace", "backspace")
        assert app.field.text == "ab"


async def test_a_paste_is_one_clean_line_in_place_of_the_selection() -> None:
    app = OneLine("old")
    async with app.run_test() as pilot:
        app.field.focus()
        app.field.select_all()
        app.field.post_message(events.Paste("https://a\x1b[2J.test\r\n/b\n"))
        await pilot.pause()
        assert app.field.text == "https://a[2J.test/b"


async def test_a_line_of_a_megabyte_is_kept_whole_and_shown_in_part() -> None:
    app = OneLine(LONG)
    async with app.run_test():
        seen = [app.field.disabled]
        app.field.text = "short"
        seen.append(app.field.disabled)
        assert seen == [True, False]
        assert app.field.text == "short"


async def test_references_stand_out() -> None:
    app = OneLine("a{{ b }}c{{1}}")
    async with app.run_test():
        styled = [app.field._value.plain[s.start : s.end] for s in app.field._value.spans]
        assert styled == ["{{ b }}"]


class TwoLines(App[None]):
    def compose(self) -> ComposeResult:
        yield LineInput("{{base_url}}/" + "x" * 200 + "end", id="long")
        yield LineInput("short", id="short")

    def row(self, name: str) -> str:
        return self.query_one(f"#{name}", LineInput).render_line(0).text.rstrip()


async def test_a_long_text_shows_its_start_until_it_has_the_focus() -> None:
    app = TwoLines()
    async with app.run_test(size=(40, 5)) as pilot:
        field = app.query_one("#long", LineInput)
        app.query_one("#short").focus()
        field.cursor_position = len(field.value)
        await pilot.pause()
        assert app.row("long").startswith("{{base_url}}/xx")
        assert app.row("long").endswith("x…")
        assert len(app.row("long")) == 40
        field.focus()
        await pilot.pause()
        assert app.row("long").endswith("xend")
        await pilot.press("tab")
        await pilot.pause()
        assert app.row("long").startswith("{{base_url}}/xx")
        assert app.row("short") == "short"
