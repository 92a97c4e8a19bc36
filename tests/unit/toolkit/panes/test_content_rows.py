"""How many rows a widget has to show."""

from __future__ import annotations

from tests.unit.widgets.widget_app import COLORS
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Static

from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.panes.content_rows import content_rows


class _Rows(ScrollView):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self.virtual_size = Size(1, rows)


class _Parts(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults() | COLORS

    def compose(self) -> ComposeResult:
        with Vertical(id="below"):
            yield Static("a title")
            yield _Rows(7)
        with Horizontal(id="beside"):
            yield _Rows(3)
            yield _Rows(5)
        yield Vertical(id="empty")
        with Vertical(id="over"):
            yield _Rows(2)
            yield _Rows(9)


async def test_rows_add_up_below_each_other_and_the_most_count_beside() -> None:
    async with _Parts().run_test() as pilot:
        app = pilot.app
        hidden: Widget = app.query_one("#over").children[1]
        counted = {
            str(one.id): content_rows(one) for one in app.query("#below, #beside, #empty, #over")
        }
        assert counted == {"below": 1 + 7, "beside": 5, "empty": 1, "over": 11}
        hidden.display = False
        assert content_rows(app.query_one("#over")) == 2
        hidden.display = True
        hidden.styles.position = "absolute"
        assert content_rows(app.query_one("#over")) == 2
