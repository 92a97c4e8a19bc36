"""Short questions over the screen: every answer has a key, and escape is none."""

from typing import Any

import pytest
from tests.unit.dialogs.dialog_app import PENDING, Asking
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, strips_of
from textual import events
from textual.screen import ModalScreen
from textual.widgets import Input

from outrider.dialogs.help_dialog import HelpDialog
from outrider.dialogs.picker import Picker, PickerList
from outrider.dialogs.picker_item import PickerItem
from outrider.dialogs.question import Question
from outrider.dialogs.text_prompt import TextPrompt
from outrider.keymap.key_display import display_key
from outrider.keymap.key_help import footer_keys, key_help
from outrider.model.secret import Secret
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.widgets.chrome.footer_bar import FooterKey
from outrider.widgets.sidebar.request_tree import RequestTree

CHOICES = (
    PickerItem("dev", "Dev", "environments/dev.toml"),
    PickerItem("staging", "Staging", "environments/staging.toml", "▌"),
    PickerItem("production", "Production", "environments/production.toml"),
)


async def answered(dialog: ModalScreen[Any], *keys: str) -> Any:
    """The result after these keys."""
    app = Asking(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        return app.result


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        (["enter"], "staging"),
        (["down", "enter"], "production"),
        (["up", "up", "up", "enter"], "dev"),
        (["p", "r", "o", "enter"], "production"),
        (["d", "e", "v", "enter"], "dev"),
        (["t", "o", "m", "l", "space", "p", "r", "enter"], "production"),
        (["z", "z", "enter"], PENDING),
        (["z", "backspace", "enter"], "dev"),
        (["escape"], None),
    ],
)
async def test_a_picker_picks_what_the_words_leave(keys: list[str], result: str | None) -> None:
    assert await answered(Picker("Environment", CHOICES, current="staging"), *keys) == result


async def test_a_click_picks() -> None:
    app = Asking(Picker("Environment", CHOICES))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(app.dialog.query_one(PickerList), offset=(4, 2))
        await pilot.pause()
        assert app.result == "production"


async def test_many_choices_scroll_and_stay_fast() -> None:
    many = [PickerItem(f"r{n}", f"Request {n}", f"folder/{n}", "GET") for n in range(5000)]
    assert await answered(Picker("Requests", many), "pagedown", "pagedown", "enter") == "r26"
    assert await answered(Picker("Requests", many), *"request 4999", "enter") == "r4999"


async def test_an_empty_picker_only_goes_away() -> None:
    assert await answered(Picker("Nothing", ()), "enter", "down", "pagedown", "escape") is None


@pytest.mark.parametrize("dialog", [Picker("Environment", CHOICES), TextPrompt("Name", HOSTILE)])
async def test_a_paste_moves_no_cursor(dialog: ModalScreen[Any]) -> None:
    app = Asking(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        dialog.query_one(Input).post_message(events.Paste(HOSTILE))
        await pilot.pause()
        assert all(strip.text.isprintable() for strip in dialog._compositor.render_strips())


ANSWERS = (("d", "Delete", "delete"), ("k", "Keep it", "keep"), ("D", "Delete all", "all"))


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        (["enter"], "delete"),
        (["d"], "delete"),
        (["D"], "all"),
        (["down", "up", "enter"], "delete"),
        (["right", "enter"], "keep"),
        (["tab", "tab", "enter"], "all"),
        (["x", "y", "z"], PENDING),
        (["escape"], None),
        (["d", "d", "escape"], "delete"),
    ],
)
async def test_a_question_takes_the_key_of_an_answer(keys: list[str], result: str | None) -> None:
    question = Question("Delete?", ANSWERS, title="Sure?", danger=True)
    assert await answered(question, *keys) == result


async def test_a_prompt_gives_the_text_that_was_typed() -> None:
    assert await answered(TextPrompt("Name"), "a", "b", "enter") == "ab"
    assert await answered(TextPrompt("Name", "old"), "enter") == "old"
    assert await answered(TextPrompt("Name", "old"), "escape") is None


async def test_a_prompt_says_what_is_wrong_and_asks_on() -> None:
    prompt = TextPrompt("Name", validate=lambda value: "" if value == "ab" else "not like that")
    app = Asking(prompt)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "enter")
        await pilot.pause()
        assert app.result == PENDING
        text = str(prompt.query_one(".prompt--note").render())
        assert "✗ not like that" in text
        await pilot.press("b", "enter")
        await pilot.pause()
        assert app.result == "ab"


async def test_a_secret_is_neither_shown_nor_given_as_text() -> None:
    prompt = TextPrompt("Client secret of Staging", secret=True)
    app = Asking(prompt)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"CANARY")
        await pilot.pause()
        assert "CANARY" not in app.export_screenshot()
        await pilot.press("enter")
        await pilot.pause()
    assert isinstance(app.result, Secret)
    assert app.result == Secret("CANARY")
    assert "CANARY" not in repr(prompt.query("Input"))


PAIRS = [(f"ctrl+{n}", f"Does the {n}th thing. " * 5) for n in range(30)]


async def test_help_scrolls_and_goes_away() -> None:
    app = Asking(HelpDialog("Requests", PAIRS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        reading = app.dialog.query_one(WrappedList)
        await pilot.press("end")
        assert reading.scroll_offset.y == reading.count - reading.size.height
        await pilot.press("home", "pagedown")
        assert 0 < reading.scroll_offset.y < reading.size.height
        await pilot.press("f1")
        await pilot.pause()
        assert app.result is None


async def test_help_is_folded_and_nothing_is_cut() -> None:
    long = "".join(chr(97 + number % 26) for number in range(300))
    app = Asking(HelpDialog("Requests", [("a", long)] * 10))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strips = strips_of(app.dialog.query_one(WrappedList))
        assert long in "".join(strip.text[2:].rstrip("▁▂▃▄▅▆▇█ ") for strip in strips)


def test_the_keys_of_a_widget_make_its_help() -> None:
    tree = RequestTree()
    assert ("x del", "Delete the file or folder (asks first)") in key_help(tree)
    assert FooterKey("slash", "/", "Filter") in footer_keys(tree)
    assert display_key("ctrl+r") == "^R"
    assert display_key("f1") == "F1"


async def test_help_shows_the_keys_that_the_settings_say() -> None:
    tree = RequestTree()
    app = Bench(tree)
    async with app.run_test() as pilot:
        app.set_keymap({"requests.rename": "f6"})
        await pilot.pause()
        assert ("F6", "Rename the file or folder") in key_help(tree)
        assert FooterKey("f6", "F6", "Rename") in footer_keys(tree)


def hostile(text: str) -> list[ModalScreen[Any]]:
    return [
        Picker(text, [PickerItem("a", text, text, text[:4]), PickerItem("b", "b", text)]),
        Question(text, [("a", text, "a")], title=text),
        TextPrompt(text, text, lambda _value: text, note=text),
        HelpDialog(text, [(text[:20], text), ("", text)]),
    ]


@pytest.mark.parametrize("size", [(80, 24), (5, 3)])
@pytest.mark.parametrize("index", range(4))
@pytest.mark.parametrize("text", [HOSTILE, LONG[:100_000]])
async def test_hostile_text_is_shown_harmless(text: str, index: int, size: tuple[int, int]) -> None:
    app = Asking(hostile(text)[index])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("down", "enter") if index == 2 else await pilot.press("down")
        await pilot.pause()
        strips = app.dialog._compositor.render_strips()
        for strip in strips:
            assert strip.text.isprintable()
            assert not any(segment.style and "@click" in segment.style.meta for segment in strip)
        for widget in app.dialog.query(WrappedList):
            assert all(strip.text.isprintable() for strip in strips_of(widget))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_box_is_centred_and_as_wide_as_it_needs(
    size: tuple[int, int],
) -> None:
    for dialog in hostile("Some words. " * 20):
        app = Asking(dialog)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            region = dialog.query_one(".dialog--box").region
            # A choice is shown whole, as far as the screen goes.
            # So is help, in two columns where there is room for them.
            wide = {Picker: size[0], HelpDialog: min(106, size[0])}
            width = wide.get(type(dialog), 62)
            assert region.width == width
            assert region.x == (size[0] - width) // 2
            assert region.bottom <= size[1]
            assert len(dialog.query(Input)) <= 1
