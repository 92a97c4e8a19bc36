"""Panes as drawings: the lines around them, and what the focus changes of these."""

from __future__ import annotations

from rich.color import Color
from rich.style import Style
from tests.unit.widgets.widget_app import COLORS
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import DockArrangeResult, WidgetPlacement
from textual.strip import Strip
from textual.widgets import Static

from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.panes.pane_column import PaneColumn


class _Text(Static, EdgedPane, can_focus=True):
    """A pane of two lines."""


class _Columns(App[None]):
    CSS = """
    Screen { layout: horizontal; }
    _Text { height: 2; }
    Horizontal { height: 8; }
    #left { width: 16; padding: 0 1 1 1; }
    #right { width: 20; padding: 0 1 1 1; }
    PaneColumn > .edge--line { color: #111111; }
    .rules #left { padding: 0; }
    .rules #right { padding: 0 0 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts = [_Text(one) for one in (" a", " b", " c")]
        for text, name in zip(self.texts, ("One", "Two", "Three"), strict=True):
            text.edge = Edge(name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults() | COLORS

    def compose(self) -> ComposeResult:
        with Horizontal():
            with PaneColumn(id="left") as left:
                yield from self.texts[:2]
            with PaneColumn(id="right", beside=left):
                yield self.texts[2]

    @property
    def drawing(self) -> list[str]:
        return [one.text[:36].rstrip() for one in self.screen._compositor.render_strips()[:8]]

    def column(self, name: str) -> PaneColumn:
        return self.query_one(f"#{name}", PaneColumn)

    def colours(self, name: str) -> list[str]:
        """For each line of a column: F where its first cell has the focus's colour."""
        column = self.column(name)
        wanted = column.get_component_rich_style("edge--focus").color
        strips = column.render_lines(Region(0, 0, 1, column.outer_size.height))
        return ["F" if _first(one).color == wanted else "." for one in strips]


def _first(strip: Strip) -> Style:
    return next(iter(strip)).style or Style()


async def test_panes_of_a_column_share_their_edges() -> None:
    async with _Columns().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Columns)
        app.texts[1].edge = Edge("Two", facts=("13",))
        app.texts[2].edge = Edge("Three", "✓ 200", "2xx", ("Dev",))
        await pilot.pause()
        assert app.drawing == [
            "╭─ One ────────╮╭─ Three ─ ✓ 200 ──╮"[:36],
            "│ a            ││ c                │",
            "│              ││                  │",
            "├─ Two ─── 13 ─┤│                  │",
            "│ b            ││                  │",
            "│              ││                  │",
            "│              ││                  │",
            "╰──────────────╯╰──────────────────╯",
        ]


async def test_without_sides_a_divider_joins_the_rules_of_both_columns() -> None:
    async with _Columns().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Columns)
        app.screen.add_class("rules")
        app.column("left").show_lines(heavy=True, color=Style(color=Color.from_rgb(255, 0, 0)))
        app.column("right").show_lines(heavy=True, color=None)
        await pilot.pause()
        assert app.drawing[:5] == [
            "━ One ━━━━━━━━━━┳━ Three ━━━━━━━━━━━",
            " a              ┃ c",
            "                ┃",
            "━ Two ━━━━━━━━━━┫",
            " b              ┃",
        ]


async def test_the_focus_has_the_whole_box_and_the_only_filled_name() -> None:
    async with _Columns().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Columns)
        column = app.column("left")
        column.show_focus(app.texts[0])
        assert app.colours("left") == [*"FFFF...."]
        column.show_focus(app.texts[1])
        assert app.colours("left") == [*"...FFFFF"]
        chip = column.get_component_rich_style("edge--chip").bgcolor
        strips = column.render_lines(column.outer_size.region)
        filled = [
            one.text for strip in strips for one in strip if one.style and one.style.bgcolor == chip
        ]
        assert filled == [" Two "]
        column.show_focus(app.texts[2])
        assert app.colours("left") == [*"........"]


async def test_a_name_of_what_is_shown_is_a_heading_and_a_badge_is_text() -> None:
    async with _Columns().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Columns)
        app.texts[2].edge = Edge("Three", "✓ 200", "2xx", heading=True)
        column = app.column("right")
        column.show_focus(None)
        title, *_ = column.render_lines(column.outer_size.region)
        looks = {one.text.strip(): one.style or Style() for one in title}
        assert looks["Three"].bold
        assert not looks["─"].bold
        assert looks["✓ 200"].color == column.get_component_rich_style("edge--2xx").color
        assert len({one.bgcolor for one in looks.values()}) == 1


async def test_a_move_of_the_focus_draws_the_edges_and_nothing_within() -> None:
    async with _Columns().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Columns)
        column = app.column("left")
        drawn: list[Region] = []
        column.show_focus(None)
        refresh = column.refresh

        def watched(*regions: Region, **more: bool) -> PaneColumn:
            drawn.extend(regions)
            return refresh(*regions, **more)

        column.refresh = watched  # type: ignore[method-assign]
        column.show_focus(app.texts[0])
        assert drawn
        assert all(min(one.width, one.height) == 1 for one in drawn)
        drawn.clear()
        column.show_focus(app.texts[0])
        assert drawn == []
        app.texts[0].edge = app.texts[0].edge
        assert drawn == []


class _SideBySide(PaneColumn):
    """The first two panes share the first line."""

    def place(self, size: Size, *, optimal: bool) -> DockArrangeResult:
        regions = [Region(0, 1, 8, 3), Region(10, 1, 16, 3), Region(0, 5, 26, 2)]
        placements = [
            WidgetPlacement(region, Offset(), Spacing(), pane)
            for region, pane in zip(regions, self.children, strict=True)
        ]
        return DockArrangeResult(placements, set(self.children), Spacing())


class _Beside(_Columns):
    CSS = _Columns.CSS + "#both { width: 28; padding: 0 1 1 1; }"

    def compose(self) -> ComposeResult:
        with Horizontal(), _SideBySide(id="both"):
            yield from self.texts


async def test_panes_may_stand_side_by_side_in_boxes_that_end_on_the_one_below() -> None:
    async with _Beside().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Beside)
        assert app.drawing == [
            "╭─ One ──╮╭─ Two ──────────╮",
            "│ a      ││ b              │",
            "│        ││                │",
            "│        ││                │",
            "├─ Three ┴┴────────────────┤",
            "│ c                        │",
            "│                          │",
            "╰──────────────────────────╯",
        ]
        app.texts[2].edge = Edge("A longer name")
        await pilot.pause()
        # A name comes before the ends of other lines.
        assert app.drawing[4] == "├─ A longer name ──────────┤"
        app.column("both").show_lines(heavy=True, color=None)
        app.texts[2].edge = Edge("C")
        await pilot.pause()
        assert app.drawing[4] == "┣━ C ━━━━┻┻━━━━━━━━━━━━━━━━┫"


async def test_a_pane_beside_another_has_its_own_box_in_the_focus_s_colour() -> None:
    async with _Beside().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Beside)
        column = app.column("both")
        wanted = column.get_component_rich_style("edge--focus").color

        def lit() -> list[str]:
            strips = column.render_lines(column.outer_size.region)
            return [
                "".join(
                    ("F" if one.style and one.style.color == wanted else ".") * one.cell_length
                    for one in strip
                )
                for strip in strips
            ]

        column.show_focus(app.texts[1])
        told = lit()
        # The chip has the focus's colour as its ground.
        assert told[0] == "." * 10 + "FF" + "." * 5 + "F" * 11
        assert told[1:4] == ["." * 10 + "F" + "." * 16 + "F"] * 3
        assert told[4] == "." * 10 + "F" * 18
        assert told[5:] == ["." * 28] * 3
        column.show_focus(app.texts[0])
        told = lit()
        assert told[1] == "F........F" + "." * 18
        # The name of the pane below keeps its own.
        assert told[4] == "FF" + "." * 7 + "F" + "." * 18
        column.show_focus(app.texts[2])
        told = lit()
        assert told[:4] == ["." * 28] * 4
        assert told[5] == "F" + "." * 26 + "F"
        assert told[7] == "F" * 28


async def test_a_second_blank_at_the_right_lies_outside_of_the_box() -> None:
    async with _Columns().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, _Columns)
        app.column("left").styles.padding = (0, 2, 1, 1)
        await pilot.pause()
        assert app.drawing[0][:18] == "╭─ One ───────╮ ╭─"
        assert app.drawing[1][:17] == "│ a           │ │"
        assert app.drawing[7][:17] == "╰─────────────╯ ╰"
