"""Tabs in one line."""

from typing import Any

import pytest
from textual.app import App, ComposeResult

from outrider.toolkit.tab_bar import Tab, TabBar

TABS = (Tab("body", "Body"), Tab("headers", "Headers", 12), Tab("timing", "Timing", 0))
HOSTILE = "\x1b]0;x\x07[/x][@click=app.quit]\u202e\ud800\r\n\x9b31m"


class Bar(App[None]):
    def __init__(self, tabs: tuple[Tab, ...] = TABS) -> None:
        super().__init__()
        self.tabs = tabs
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield TabBar()

    def on_mount(self) -> None:
        self.bar.show(self.tabs, self.tabs[0].name)
        self.bar.focus()

    def on_tab_bar_tab_activated(self, message: TabBar.TabActivated) -> None:
        self.heard.append(message.name)

    @property
    def bar(self) -> TabBar:
        return self.query_one(TabBar)

    @property
    def row(self) -> str:
        return self.bar.render_line(0).text


async def test_counts_stand_behind_labels_and_zero_does_not() -> None:
    async with Bar().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        assert app.row.rstrip() == " Body  Headers 12  Timing"


async def test_arrows_go_round_and_tell() -> None:
    async with Bar().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.press("right", "right", "right", "left", "home", "end")
        assert app.heard == ["headers", "timing", "body", "timing", "body", "timing"]
        assert app.bar.active == "timing"


async def test_a_click_switches_and_showing_tells_nobody() -> None:
    async with Bar().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.click(TabBar, offset=(9, 0))
        assert app.heard == ["headers"]
        app.bar.show(TABS, "timing")
        await pilot.pause()
        assert app.heard == ["headers"]


async def test_an_unknown_active_tab_is_the_first() -> None:
    async with Bar().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        app.bar.show(TABS, "nonsense")
        assert app.bar.active == "body"
        app.bar.show((), "body")
        assert app.bar.active == ""
        assert not app.row.strip()
        await pilot.press("right", "home")


@pytest.mark.parametrize("width", [1, 2, 8, 20])
async def test_where_they_do_not_fit_the_active_one_is_shown(width: int) -> None:
    tabs = tuple(Tab(f"t{n}", f"Tab{n}") for n in range(9))
    async with Bar(tabs).run_test(size=(width, 5)) as pilot:
        app: Any = pilot.app
        for _ in range(5):
            await pilot.press("right")
        assert app.bar.active == "t5"
        assert width < 8 or "Tab5" in app.row
        assert app.bar.render_line(0).cell_length == width


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (35, " Body json  Auth oauth2 ✗  Checks 3"),
        (34, " Body  Auth ✗  Checks 3"),
        (23, " Body  Auth ✗  Checks 3"),
        (22, " Body Auth ✗ Checks 3"),
        (21, " Body Auth ✗ Checks 3"),
        (20, " Body Auth ✗ Checks"),
        (19, " Body Auth ✗ Checks"),
        (18, " Body Auth ✗ Chec›"),
    ],
)
async def test_where_room_is_scarce_labels_are_shorter_then_nearer(width: int, row: str) -> None:
    tabs = (
        Tab("body", "Body json", short="Body"),
        Tab("auth", "Auth oauth2", mark="✗", short="Auth"),
        Tab("checks", "Checks", 3),
    )
    async with Bar(tabs).run_test(size=(width, 5)) as pilot:
        app: Any = pilot.app
        assert app.row.rstrip() == row
        for name in ("checks", "auth", "body"):
            start = next(start for start, tab in app.bar.places() if tab.name == name)
            if "›" not in row:
                await pilot.click(TabBar, offset=(start, 0))
                assert app.bar.active == name
                assert app.bar.cursor_column() == start


async def test_hostile_labels_are_shown_and_never_obeyed() -> None:
    async with Bar((Tab("a", HOSTILE), Tab("b", "b" * 100_000))).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        assert "[@click=app.quit]<U+202E>" in app.row
        assert not set(app.row) & {"\x1b", "\x07", "\x9b", "\ud800", "\n"}
        assert all(not segment.style.meta for segment in app.bar.render_line(0) if segment.style)
