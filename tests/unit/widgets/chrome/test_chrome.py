"""The top line says where the user is, the bottom line which keys matter."""

from typing import Any

import pytest
from tests.patience import until
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, lines_of, strips_of
from textual.color import Color

from outrider.model.token import TokenIndicator
from outrider.toolkit.painting.line_painting import environment_color
from outrider.widgets.chrome.footer_bar import FooterBar, FooterKey, fitting, without_middle
from outrider.widgets.chrome.status_bar import StatusBar
from outrider.widgets.chrome.token_countdown import bar_text
from outrider.widgets.view_models import EnvironmentRow


def status() -> tuple[Bench, StatusBar]:
    widget = StatusBar(clock=lambda: 1000.0)
    return Bench(widget), widget


def row(**more: Any) -> EnvironmentRow:
    more = {"light": TokenIndicator.FRESH, "expires_at": 1060.0, **more}
    return EnvironmentRow("p", "Production", active=True, **more)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_status_line_says_everything_in_words(size: tuple[int, int]) -> None:
    app, widget = status()
    async with app.run_test(size=size) as pilot:
        widget.show("Orders API", row(protected=True), unsaved=2)
        await pilot.pause()
        [line] = lines_of(widget)
    for words in ("Orders API", "2 unsaved", "▲ PROTECTED", "Production", "● token 1:00"):
        assert words in line
    assert line.index("Orders API") < line.index("unsaved") < line.index("PROTECTED")


async def test_the_environment_has_its_own_colour_and_a_protected_one_the_whole_line() -> None:
    app, widget = status()

    def text_in(color: str) -> str:
        [strip] = strips_of(widget)
        fronts = ((one.text, one.style and one.style.color) for one in strip)
        return "".join(text for text, front in fronts if front and front.name == color)

    def filled() -> str:
        [strip] = strips_of(widget)
        grounds = ((one.text, one.style and one.style.bgcolor) for one in strip)
        usual = widget.rich_style.bgcolor
        return "".join(text for text, ground in grounds if ground != usual)

    async with app.run_test() as pilot:
        widget.show("Orders API", row(color="#ff8888"))
        await pilot.pause()
        assert text_in("#ff8888") == "▌Production ▾ "
        assert filled() == ""
        # Its own colour would be hard to read there: the sign in front of it has it alone.
        near = widget.styles.background.lighten(0.02).hex.lower()
        widget.show("Orders API", row(color=near))
        await pilot.pause()
        assert text_in(near) == "▌"
        widget.show("Orders API", row(color="#ff0000", protected=True))
        await pilot.pause()
        assert filled().strip() == lines_of(widget)[0].strip()
        assert "▌" not in filled()


@pytest.mark.parametrize("protected", [False, True])
async def test_a_click_on_a_part_of_the_status_line_posts_which(*, protected: bool) -> None:
    app, widget = status()
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show("Orders API", row(protected=protected, auth="billing"), unsaved=1)
        await pilot.pause()
        line = lines_of(widget)[0]
        for word in ("Orders", "1 unsaved", "Production ▾", "● billing 1:00"):
            await pilot.click(widget, offset=(line.index(word), 0))
            await pilot.click(widget, offset=(line.index(word) + len(word) - 1, 0))
        await pilot.click(widget, offset=(40, 0))
        actions = [message.action for message in app.heard(StatusBar.Pressed)]
        assert actions[::2] == actions[1::2] == ["find", "next_unsaved", "environment", "token"]


@pytest.mark.parametrize(
    ("light", "expected"),
    [
        (TokenIndicator.FRESH, "● token 1:00"),
        (TokenIndicator.STALE, "◐ token 1:00"),
        (TokenIndicator.FETCHING, "◐ fetching token"),
        (TokenIndicator.NONE, "○ no token"),
        (TokenIndicator.FAILED, "✗ token failed"),
        (TokenIndicator.NOT_OAUTH, ""),
    ],
)
def test_the_status_line_tells_of_the_token_of_one_auth(
    light: TokenIndicator, expected: str
) -> None:
    assert bar_text(row(light=light), 1000.0) == expected
    named = bar_text(row(light=light, auth="billing"), 1000.0)
    assert ("billing" in named) is bool(expected)


async def test_without_an_environment_it_says_so() -> None:
    app, widget = status()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "no environment" in lines_of(widget)[0]
        assert widget._ticker.timer is None


@pytest.mark.parametrize("name", [HOSTILE, LONG, "日本" * 60])
async def test_a_hostile_name_cannot_hide_the_environment(name: str) -> None:
    app, widget = status()
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show(name, row(protected=True, color=HOSTILE))
        await pilot.pause()
        [strip] = strips_of(widget)
        assert strip.cell_length == 80
        assert strip.text.isprintable()
        assert "▲ PROTECTED" in strip.text
        assert "Production" in strip.text
        widget.show("Orders", EnvironmentRow("x", name))
        await pilot.pause()
        assert strips_of(widget)[0].cell_length == 80


async def test_the_status_line_counts_only_while_a_token_lives() -> None:
    now = [1000.0]
    widget = StatusBar(clock=lambda: now[0])
    app = Bench(widget)
    async with app.run_test() as pilot:
        widget.show("Orders", row(expires_at=1000.2))
        assert widget._ticker.timer is not None
        now[0] += 1
        await until(lambda: widget._ticker.timer is None, pilot.pause)
        assert "○ token expired" in lines_of(widget)[0]


def test_a_color_is_a_theme_color_or_a_number_or_none() -> None:
    theme = {"warning": "#010203", "environment-error": "#040506", "broken": "nonsense"}
    assert environment_color("warning", theme) == Color(1, 2, 3)
    assert environment_color("$error", theme) == Color(4, 5, 6)
    assert environment_color("#ffffff", theme) == Color(255, 255, 255)
    assert environment_color("broken", theme) is None
    assert environment_color(HOSTILE, theme) is None


LEFT = [
    FooterKey("enter", "enter", "Open"),
    FooterKey("slash", "/", "Filter"),
    FooterKey("n", "n", "New"),
]
RIGHT = [
    FooterKey("ctrl+r", "^R", "Send"),
    FooterKey("ctrl+n", "^N", "Env"),
    FooterKey("ctrl+s", "^S", "Save"),
    FooterKey("ctrl+o", "^O", "Find"),
    FooterKey("ctrl+g", "^G", "Go"),
    FooterKey("f1", "F1", "Help"),
]


@pytest.mark.parametrize(
    ("size", "always"),
    [
        ((120, 40), "^R Send  ^N Env  ^S Save  ^O Find  ^G Go  F1 Help"),
        ((80, 24), "^R Send  ^N Env  ^G Go  F1 Help"),
        ((60, 16), "^R Send  ^G Go  F1 Help"),
    ],
)
async def test_the_right_end_of_the_footer_is_the_same_whatever_the_left_one_is(
    size: tuple[int, int], always: str
) -> None:
    widget = FooterBar()
    async with Bench(widget).run_test(size=size) as pilot:
        for left in (LEFT, LEFT * 9, []):
            widget.show(left, RIGHT)
            await pilot.pause()
            [strip] = strips_of(widget)
            assert strip.cell_length == size[0]
            assert strip.text.endswith(f" {always} ")
            assert strip.text.startswith(" enter Open  / Filter") or not left


async def test_a_click_on_a_key_posts_it_as_textual_names_it() -> None:
    widget = FooterBar()
    app = Bench(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show(LEFT, RIGHT)
        await pilot.pause()
        line = strips_of(widget)[0].text
        for word in ("/ Filter", "^N Env", "F1 Help"):
            await pilot.click(widget, offset=(line.index(word), 0))
            await pilot.click(widget, offset=(line.index(word) + len(word) - 1, 0))
        await pilot.click(widget, offset=(0, 0))
        await pilot.click(widget, offset=(79, 0))
        found = [message.key for message in app.heard(FooterBar.Pressed)]
        assert found == ["slash", "slash", "ctrl+n", "ctrl+n", "f1", "f1"]


async def test_hostile_labels_stay_in_the_line() -> None:
    widget = FooterBar()
    async with Bench(widget).run_test(size=(80, 24)) as pilot:
        hostile = [FooterKey("a", HOSTILE, HOSTILE), FooterKey("b", "b", LONG)]
        for left, right in ((hostile, RIGHT), (LEFT, hostile), (hostile, hostile)):
            widget.show(left, right)
            await pilot.pause()
            for strip in strips_of(widget):
                assert strip.cell_length == 80
                assert strip.text.isprintable()


async def test_keys_that_do_the_like_share_a_label() -> None:
    widget = FooterBar([FooterKey("left", "←", ""), FooterKey("right", "→", "Move")])
    async with Bench(widget).run_test(size=(80, 24)):
        assert strips_of(widget)[0].text.rstrip() == " ←  → Move"


def test_what_does_not_fit_is_left_out() -> None:
    assert fitting(LEFT, 80) == tuple(LEFT)
    assert fitting(LEFT, 21) == tuple(LEFT[:2])
    assert fitting(LEFT, 20) == tuple(LEFT[:1])
    assert fitting([], 20) == ()
    assert fitting([FooterKey("a", "a", "b" * 100)], 20) == (FooterKey("a", "a", "b" * 100),)
    assert [one.label for one in without_middle(RIGHT, 0)] == ["Help"]
