"""The environments: who is active, how each token stands, what the keys ask for."""

from typing import Any

import pytest
from tests.patience import until
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, lines_of, strips_of

from outrider.model.token import TokenIndicator
from outrider.model.units import countdown
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.view_models import EnvironmentRow


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def rows(**staging: Any) -> tuple[EnvironmentRow, ...]:
    return (
        EnvironmentRow("dev", "Dev", light=TokenIndicator.NONE),
        EnvironmentRow("staging", "Staging", active=True, **staging),
        EnvironmentRow("production", "Production", "error", protected=True),
    )


def bench(clock: Clock | None = None) -> tuple[Bench, EnvironmentList]:
    widget = EnvironmentList(clock=clock or Clock())
    return Bench(widget), widget


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (24, 8)])
async def test_each_environment_is_one_line_with_digit_mark_and_state(
    size: tuple[int, int],
) -> None:
    app, widget = bench()
    async with app.run_test(size=size) as pilot:
        widget.show(rows(light=TokenIndicator.FRESH, expires_at=1000 + 2530.5))
        await pilot.pause()
        _, dev, staging, production = lines_of(widget)[:4]
    assert dev.startswith(" 1 Dev")
    assert dev.endswith("○")
    assert staging.startswith("▌2 Staging")
    assert staging.endswith("● 42 min")
    assert "▲" in production


@pytest.mark.parametrize(
    ("light", "expires_at", "shown"),
    [
        (TokenIndicator.NONE, None, "○"),
        (TokenIndicator.FETCHING, None, "◐ fetching"),
        (TokenIndicator.FRESH, 1060.0, "● 1:00"),
        (TokenIndicator.STALE, 1009.0, "◐ 0:09"),
        (TokenIndicator.FRESH, 999.0, "○ expired"),
        (TokenIndicator.EXPIRED, 999.0, "○ expired"),
        (TokenIndicator.FAILED, None, "✗ failed"),
        (TokenIndicator.NOT_OAUTH, None, "Staging"),
    ],
)
async def test_each_state_has_its_own_sign(
    light: TokenIndicator, expires_at: float | None, shown: str
) -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(rows(light=light, expires_at=expires_at))
        await pilot.pause()
        assert lines_of(widget)[2].endswith(shown)


async def test_digits_and_enter_choose_and_letters_ask() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(rows())
        widget.focus()
        await pilot.press("3", "9", "up", "enter", "n", "D", "r", "x", "delete", "e")
        chosen = [message.id for message in app.heard(EnvironmentList.Selected)]
        asked = [(one.action, one.id) for one in app.heard(EnvironmentList.ActionRequested)]
    assert chosen == ["production", "staging"]
    actions = ["new", "duplicate", "rename", "delete", "delete", "edit"]
    assert asked == [(action, "staging") for action in actions]


async def test_one_click_goes_to_an_environment_and_two_switch_to_it() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(rows())
        await pilot.pause()
        await pilot.click(widget, offset=(5, 2))
        assert widget.selected is not None
        assert widget.selected.id == "production"
        assert app.heard(EnvironmentList.Selected) == []
        await pilot.click(widget, offset=(5, 0), times=2)
        assert [message.id for message in app.heard(EnvironmentList.Selected)] == ["dev"]


@pytest.mark.parametrize(
    ("size", "expected"),
    [((40, 10), ["No environment.  n adds one"]), ((20, 10), ["No environment."])],
)
async def test_an_empty_list_says_what_fills_it(size: tuple[int, int], expected: list[str]) -> None:
    app, widget = bench()
    async with app.run_test(size=size) as pilot:
        widget.teach("No environment.", "<environments.new> adds one")
        await pilot.pause()
        assert [line.strip() for line in lines_of(widget)[1:]] == expected
        widget.show(rows())
        await pilot.pause()
        assert "adds" not in "".join(lines_of(widget))


async def test_an_empty_list_asks_for_a_new_environment_and_for_nothing_else() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.focus()
        await pilot.press("enter", "1", "x", "n", "down", "end", "pagedown")
        asked = [(one.action, one.id) for one in app.heard(EnvironmentList.ActionRequested)]
    assert asked == [("new", "")]
    assert app.heard(EnvironmentList.Selected) == []


async def test_the_cursor_stays_on_its_environment_when_the_list_changes() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(rows())
        widget.focus()
        await pilot.press("end")
        widget.show((EnvironmentRow("new", "New"), *rows()))
        assert widget.selected is not None
        assert widget.selected.id == "production"
        widget.show(rows()[:1])
        assert widget.selected.id == "dev"


async def test_a_tick_draws_only_countdowns_that_changed() -> None:
    clock = Clock()
    app, widget = bench(clock)
    async with app.run_test() as pilot:
        widget.show(rows(light=TokenIndicator.FRESH, expires_at=1100.5))
        await pilot.pause()
        drawn: list[Any] = []
        refresh = widget.refresh

        def watched(*regions: Any, **more: Any) -> Any:
            drawn.extend(regions)
            return refresh(*regions, **more)

        widget.refresh = watched  # type: ignore[method-assign]
        widget.tick(clock.now)
        assert drawn == []
        clock.now += 1
        widget.tick(clock.now)
        assert [(region.y, region.height) for region in drawn] == [(1, 1)]
        assert drawn[0].x > 0
        await pilot.pause()
        assert lines_of(widget)[2].endswith("● 1:39")


async def test_a_timer_runs_only_while_something_counts_in_sight() -> None:
    clock = Clock()
    app, widget = bench(clock)
    async with app.run_test(size=(40, 12)) as pilot:
        widget.show(rows())
        await pilot.pause()
        seen = [widget._ticker.timer is not None]
        widget.show(rows(light=TokenIndicator.FRESH, expires_at=1100.0))
        seen.append(widget._ticker.timer is not None)
        for displayed in (False, True):
            widget.display = displayed
            await pilot.pause(0.3)
            seen.append(widget._ticker.timer is not None)
        widget.show(rows(light=TokenIndicator.EXPIRED, expires_at=900.0))
        seen.append(widget._ticker.timer is not None)
    assert seen == [False, True, False, True, False]


async def test_the_timer_counts_down_and_stops_at_the_end() -> None:
    clock = Clock()
    app, widget = bench(clock)
    async with app.run_test() as pilot:
        widget.show(rows(light=TokenIndicator.FRESH, expires_at=1001.2))
        await pilot.pause()
        assert lines_of(widget)[2].endswith("● 0:01")
        clock.now += 0.5
        await until(lambda: lines_of(widget)[2].endswith("● 0:00"), pilot.pause)
        clock.now += 1
        await until(lambda: lines_of(widget)[2].endswith("○ expired"), pilot.pause)
        assert widget._ticker.timer is None


async def test_a_token_goes_stale_by_itself() -> None:
    clock = Clock()
    app, widget = bench(clock)
    async with app.run_test() as pilot:
        widget.show(rows(light=TokenIndicator.FRESH, expires_at=1100.0, stale_at=1090.0))
        clock.now = 1091.0
        widget.tick(clock.now)
        await pilot.pause()
        assert lines_of(widget)[2].endswith("◐ 0:09")


@pytest.mark.parametrize("name", [HOSTILE, LONG, "", "日本語の環境名" * 5])
async def test_a_hostile_name_is_drawn_harmless_and_in_its_line(name: str) -> None:
    app, widget = bench()
    async with app.run_test(size=(30, 10)) as pilot:
        widget.show((EnvironmentRow("h", name, color=name[:40], problem=name[:40]),))
        await pilot.pause()
        for strip in strips_of(widget):
            assert strip.cell_length == 30
            assert strip.text.isprintable()
            assert not any(segment.style and segment.style.meta for segment in strip)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (-5, "0:00"),
        (59.9, "0:59"),
        (2530, "42:10"),
        (5999, "99:59"),
        (86400, "24:00:00"),
    ],
)
def test_a_countdown_reads_as_minutes_and_seconds(seconds: float, text: str) -> None:
    assert countdown(seconds) == text
