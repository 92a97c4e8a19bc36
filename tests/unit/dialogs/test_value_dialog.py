"""A value, where it is kept, or the name that was meant."""

from __future__ import annotations

from typing import Any

from tests.unit.dialogs.dialog_app import PENDING, Asking

from outrider.dialogs.value_dialog import GivenValue, ValueDialog
from outrider.model.secret import Secret
from outrider.toolkit.fields.line_input import LineInput


def dialog(**more: Any) -> ValueDialog:
    """With two places."""
    return ValueDialog(
        'Define "x"',
        'Variable "x" is not defined.',
        ["here", "there"],
        label="Save in",
        done="Define",
        **{"validate": lambda value, _: "" if value else "Type a value.", **more},
    )


async def given(asked: ValueDialog, *keys: str) -> Any:
    """The answer after these keys."""
    app = Asking(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        return app.result


async def test_enter_gives_the_value_from_the_field_and_from_the_place() -> None:
    assert await given(dialog(), "a", "r", "enter") == GivenValue("ar", "here")
    assert await given(dialog(), "a", "tab", "right", "enter") == GivenValue("a", "there")
    assert await given(dialog(), "a", "down", "left", "enter") == GivenValue("a", "there")
    assert await given(dialog(), "escape") is None


async def test_what_is_wrong_is_said_and_nothing_is_given() -> None:
    assert await given(dialog(), "enter") == PENDING
    assert await given(dialog(), "enter", "a", "enter") == GivenValue("a", "here")


async def test_the_name_that_was_meant_has_a_key_and_other_letters_are_a_value() -> None:
    meant = {"instead": 'Use "y" instead (1)'}
    assert await given(dialog(**meant), "r") == GivenValue(instead=True)
    assert await given(dialog(**meant), "enter") == GivenValue(instead=True)
    assert await given(dialog(**meant), "a", "r", "enter") == GivenValue("ar", "here")
    assert await given(dialog(**meant), "tab", "r", "enter") == GivenValue("r", "here")


async def test_a_secret_is_not_shown_and_the_field_is_emptied() -> None:
    asked = dialog(secret=True)
    app = Asking(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"CANARY")
        field = asked.query_one(LineInput)
        assert "CANARY" not in str(field.render_line(0).text)
        await pilot.press("enter")
        await pilot.pause()
        assert app.result == GivenValue(Secret("CANARY"), "here")
        assert field.value == ""


async def test_without_places_there_is_no_choice() -> None:
    asked = ValueDialog(
        "Enter X", "", [], label="Keep", done="Continue", validate=lambda *_: "", secret=True
    )
    assert await given(asked, "a", "enter") == GivenValue(Secret("a"), "")
