"""The request tree: folding, filtering, and what the keys ask for."""

import pytest
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, lines_of, strips_of

from outrider.toolkit.painting.line_painting import PaintedLine
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.widgets.view_models import TreeRow

ROWS = (
    TreeRow("billing", "billing", True, 0),
    TreeRow("billing/create", "Create invoice", False, 1, "POST", unsaved=True),
    TreeRow("billing/deep", "deep", True, 1),
    TreeRow("billing/deep/options", "Options", False, 2, "OPTIONS"),
    TreeRow("list", "List orders", False, 0, "GET"),
    TreeRow("delete", "Delete order", False, 0, "DELETE", problem="not TOML"),
)


def bench() -> tuple[Bench, RequestTree]:
    widget = RequestTree()
    return Bench(widget), widget


def names(widget: RequestTree) -> list[str]:
    return [line.strip() for line in lines_of(widget)[1 : widget.count + 1]]


async def test_it_shows_folders_methods_and_marks() -> None:
    app, widget = bench()
    async with app.run_test(size=(26, 24)) as pilot:
        widget.show(ROWS)
        await pilot.pause()
        shown = lines_of(widget)[1:7]
    assert shown[0] == " ▾ billing"
    assert shown[1].startswith("   POST Create invoice")
    assert shown[1].endswith("•")
    assert shown[2] == "   ▾ deep"
    assert shown[3] == "     OPT  Options"
    assert shown[4] == " GET  List orders"
    assert shown[5].startswith(" DEL  Delete order")
    assert shown[5].endswith("!")


async def test_methods_are_written_out_where_there_is_room() -> None:
    app, widget = bench()
    async with app.run_test(size=(120, 40)) as pilot:
        widget.show(ROWS)
        await pilot.pause()
        assert " DELETE  Delete order" in lines_of(widget)[6]


async def test_folders_fold_and_unfold_by_key() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("enter")
        assert names(widget)[:2] == ["▸ billing", "GET     List orders"]
        await pilot.press("right")
        assert widget.count == 6
        await pilot.press("right", "right")
        assert widget.selected == ROWS[1]
        await pilot.press("left")
        assert widget.selected == ROWS[0]
        await pilot.press("left")
        assert widget.count == 3
        await pilot.press("space")
        assert widget.count == 6
        assert app.heard(RequestTree.Opened) == []


async def test_what_is_folded_stays_folded_when_the_rows_change() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("down", "down", "space", "end")
        widget.show((*ROWS, TreeRow("zz", "zz", False, 0, "GET")))
        assert widget._tree.folded == {"billing/deep"}
        assert widget.selected == ROWS[5]


async def test_enter_opens_a_request_and_letters_ask() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("n", "down", "enter", "n", "N", "D", "r", "x", "delete", "e")
        opened = [message.id for message in app.heard(RequestTree.Opened)]
        asked = [
            (one.action, one.id, one.is_folder) for one in app.heard(RequestTree.ActionRequested)
        ]
    assert opened == ["billing/create"]
    assert asked[0] == ("new", "billing", True)
    actions = ["new", "new_folder", "duplicate", "rename", "delete", "delete", "edit"]
    assert asked[1:] == [(action, "billing/create", False) for action in actions]


async def test_an_empty_tree_asks_for_new_things_only() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.focus()
        await pilot.press("enter", "x", "e", "left", "right", "n", "N")
        asked = [
            (one.action, one.id, one.is_folder) for one in app.heard(RequestTree.ActionRequested)
        ]
    assert asked == [("edit", "", True), ("new", "", True), ("new_folder", "", True)]


async def test_selecting_unfolds_what_hides_the_request() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("home", "left")
        assert widget.count == 3
        widget.select("billing/deep/options")
        await pilot.pause()
        assert widget.selected == ROWS[3]
        assert "▌    OPTIONS" in lines_of(widget)[4]
        widget.select("is not there")
        assert widget.selected == ROWS[3]


async def test_typing_after_a_slash_narrows_to_matches_and_their_folders() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("slash", *"invo")
        assert names(widget) == ["▾ billing", "POST    Create invoice" + names(widget)[1][22:]]
        assert "/invo" in lines_of(widget)[0]
        assert widget.selected == ROWS[1]
        await pilot.press("enter")
        assert [message.id for message in app.heard(RequestTree.Opened)] == ["billing/create"]
        await pilot.press("escape")
        assert widget.count == 6
        assert widget.selected == ROWS[1]


async def test_letters_typed_into_the_filter_ask_for_nothing() -> None:
    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("slash", *"nxDre", "space", "slash", "N")
        assert widget.count == 0
        assert "(none)" in lines_of(widget)[0]
        assert app.heard(RequestTree.ActionRequested) == []
        await pilot.press("enter", "ctrl+u")
        await pilot.press("escape")
        assert widget.count == 6
        await pilot.press("slash", "z", "backspace", "backspace", "x")
        assert len(app.heard(RequestTree.ActionRequested)) == 1


async def test_a_paste_into_the_filter_stays_one_line() -> None:
    from textual import events

    app, widget = bench()
    async with app.run_test() as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("slash")
        widget.post_message(events.Paste("orders\x1b]0;x\x07\nx"))
        await pilot.pause()
        assert all(strip.text.isprintable() for strip in strips_of(widget))
        widget.post_message(events.Paste(""))
        await pilot.pause()
        assert widget.count == 0


class Counting(RequestTree):
    """Counts the rows that it draws."""

    drawn = 0

    def line(self, index: int, width: int) -> PaintedLine:
        self.drawn += 1
        return super().line(index, width)


async def test_of_ten_thousand_rows_only_those_in_sight_are_drawn() -> None:
    many = tuple(
        row
        for folder in range(100)
        for row in (
            TreeRow(f"f{folder}", f"Folder {folder}", True, 0),
            *(
                TreeRow(f"f{folder}/r{number}", f"Request {number}", False, 1, "GET")
                for number in range(99)
            ),
        )
    )
    widget = Counting()
    app = Bench(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show(many)
        widget.focus()
        await pilot.press("end", "home", *["pagedown"] * 10, "slash", *"quest 77")
        assert widget.count == 100 + 99 + 99  # the folders, one in each, and all of folder 77
    # Twenty keys, each at most twice the height of the screen.
    assert 0 < widget.drawn <= 24 * 2 * 24


@pytest.mark.parametrize("name", [HOSTILE, LONG, "", "日本語" * 40])
async def test_hostile_names_are_drawn_harmless_and_in_their_line(name: str) -> None:
    app, widget = bench()
    async with app.run_test(size=(24, 8)) as pilot:
        widget.show((TreeRow("f", name, True, 0), TreeRow("r", name, False, 30, name[:50])))
        await pilot.pause()
        for strip in strips_of(widget):
            assert strip.cell_length == 24
            assert strip.text.isprintable()
            assert not any(segment.style and segment.style.meta for segment in strip)


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (5, 2)])
async def test_no_size_is_too_small(size: tuple[int, int]) -> None:
    app, widget = bench()
    async with app.run_test(size=size) as pilot:
        widget.show(ROWS)
        widget.focus()
        await pilot.press("down", "end", "slash", "o", "escape", "home")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert widget.count == 6
