"""The top line says where the user is, the bottom line which keys matter."""

import time
from typing import Any

import pytest
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, lines_of, strips_of
from textual.color import Color

from outrider.model.token import TokenIndicator
from outrider.toolkit.painting.line_painting import environment_color
from outrider.widgets.chrome.footer_bar import FooterBar, fitting
from outrider.widgets.chrome.status_bar import StatusBar
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


async def test_the_status_line_is_a_band_in_the_environments_color() -> None:
    app, widget = status()
    async with app.run_test() as pilot:
        widget.show("Orders API", row(color="#ff0000"))
        await pilot.pause()
        [strip] = strips_of(widget)
        styles = [segment.style for segment in strip if segment.style]
        assert {style.bgcolor and style.bgcolor.name for style in styles} == {"#ff0000"}


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
    widget = StatusBar()
    app = Bench(widget)
    async with app.run_test() as pilot:
        widget.show("Orders", row(expires_at=time.time() + 1.2))
        assert widget._ticker.timer is not None
        await pilot.pause(1.5)
        assert "○ token expired" in lines_of(widget)[0]
        assert widget._ticker.timer is None


def test_a_color_is_a_theme_color_or_a_number_or_none() -> None:
    theme = {"warning": "#010203", "environment-error": "#040506", "broken": "nonsense"}
    assert environment_color("warning", theme) == Color(1, 2, 3)
    assert environment_color("$error", theme) == Color(4, 5, 6)
    assert environment_color("#ffffff", theme) == Color(255, 255, 255)
    assert environment_color("broken", theme) is None
    assert environment_color(HOSTILE, theme) is None


PAIRS = [("^R", "send"), ("^N", "environment"), ("^T", "new token"), ("F1", "help")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_footer_shows_keys_in_one_line(size: tuple[int, int]) -> None:
    widget = FooterBar()
    async with Bench(widget).run_test(size=size) as pilot:
        widget.show(PAIRS * 9)
        await pilot.pause()
        [line] = lines_of(widget)
        assert line.startswith(" ^R send  ^N environment")
        assert len(line) <= size[0]
        assert widget.size.height == 1


async def test_a_click_on_a_key_posts_it() -> None:
    widget = FooterBar()
    app = Bench(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show(PAIRS)
        await pilot.pause()
        await pilot.click(widget, offset=(12, 0))
        await pilot.click(widget, offset=(79, 0))
        assert [message.key for message in app.heard(FooterBar.Pressed)] == ["^N"]


async def test_hostile_labels_stay_in_the_line() -> None:
    widget = FooterBar()
    async with Bench(widget).run_test(size=(80, 24)) as pilot:
        widget.show([(HOSTILE, HOSTILE), ("a", LONG)])
        await pilot.pause()
        for strip in strips_of(widget):
            assert strip.cell_length == 80
            assert strip.text.isprintable()


def test_what_does_not_fit_is_left_out() -> None:
    assert fitting(PAIRS, 80) == tuple(PAIRS)
    assert fitting(PAIRS, 24) == (("^R", "send"), ("^N", "environment"))
    assert fitting(PAIRS, 23) == (("^R", "send"),)
    assert fitting([], 20) == ()
    assert fitting([("a", "b" * 100)], 20) == (("a", "b" * 100),)
