"""A text of any size: shown, folded, searched."""

from typing import Any

import pytest
from tests.work_counter import counted, given_up_at_last
from textual.app import App, ComposeResult
from textual.widgets import Input

from outrider.body_views import format_body
from outrider.body_views.formatted_body import FormattedBody, format_text
from outrider.highlighting import Role
from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.viewer.searchable_viewer import SearchableViewer
from outrider.toolkit.viewer.viewer import Viewer

HOSTILE = (
    "a\x1b]0;title\x07\x1b[2J\x9b31m\x08\x00\x7f\u202eevil\u2066\ufeff [/x] [@click=app.quit]x[/] "
    "[INFO] [$v] [ \\ \u2028 \x85 zal" + "\u0301" * 50
)
SIZES = [(80, 24), (120, 40)]


class Reader(App[None]):
    def __init__(self, layout: FormattedBody, *, cursor: bool = False) -> None:
        super().__init__()
        self.text = layout
        self.cursor = cursor
        self.copies = 0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults() | {f"syntax-{role.value}": "#9ece6a" for role in Role}

    def compose(self) -> ComposeResult:
        yield SearchableViewer()

    def on_mount(self) -> None:
        self.pane.show(self.text, cursor=self.cursor)
        self.pane.view.focus()

    def on_viewer_copy_requested(self) -> None:
        self.copies += 1

    @property
    def pane(self) -> SearchableViewer:
        return self.query_one(SearchableViewer)

    @property
    def lines(self) -> list[str]:
        view = self.pane.view
        return [view.render_line(y).text[:-1].rstrip() for y in range(view.size.height)]

    @property
    def answer(self) -> str:
        return str(self.query_one("#answer").render()).strip()


def plain(text: str) -> FormattedBody:
    return format_text(text.encode("utf-8", "surrogatepass"), "", "", "text")


def numbers(count: int = 500) -> FormattedBody:
    return plain("".join(f"line {n}\n" for n in range(1, count + 1)))


@pytest.mark.parametrize("size", SIZES)
async def test_keys_go_to_every_place(size: tuple[int, int]) -> None:
    async with Reader(numbers()).run_test(size=size) as pilot:
        app: Any = pilot.app
        height = size[1]
        assert app.lines[0] == "line 1"
        await pilot.press("down", "j")
        assert app.lines[0] == "line 3"
        await pilot.press("k", "up", "up")
        assert app.lines[0] == "line 1"
        await pilot.press("pagedown")
        assert app.lines[0] == f"line {height}"
        await pilot.press("G")
        assert app.lines[-1] == "line 500"
        await pilot.press("pageup", "g", "end")
        assert app.lines[-1] == "line 500"
        await pilot.press("home")
        assert app.lines[0] == "line 1"


async def test_the_wheel_moves_and_the_bar_can_be_clicked() -> None:
    async with Reader(numbers()).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot._post_mouse_events([_scroll_down()], Viewer, button=0)
        assert app.lines[0] == "line 4"
        await pilot.click(Viewer, offset=(79, 23))
        assert app.lines[-1] == "line 500"
        await pilot.click(Viewer, offset=(79, 0))
        assert app.lines[0] == "line 1"


def _scroll_down() -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_long_lines_are_folded_or_cut_off() -> None:
    text = plain("a" * 100 + "b" * 100 + "\nend\n")
    async with Reader(text).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        assert app.lines[:4] == ["a" * 79, "a" * 21 + "b" * 58, "b" * 42, "end"]
        await pilot.press("w")
        assert app.lines[:2] == ["a" * 78 + "›", "end"]
        await pilot.press("right", "right")
        assert app.lines[:2] == ["a" * 78 + "›", ""]
        await pilot.press(*["right"] * 30)
        assert app.lines[0].endswith("b")
        await pilot.press(*["left"] * 40)
        assert app.lines[1] == "end"


async def test_a_resize_folds_anew_and_keeps_the_row() -> None:
    async with Reader(plain("\n".join(f"{n} " + "x" * 100 for n in range(90)))).run_test(
        size=(80, 24)
    ) as pilot:
        app: Any = pilot.app
        await pilot.press(*["down"] * 40)
        assert app.lines[0].startswith("20 ")
        for size in ((120, 40), (1, 1), (200, 2), (3, 50), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert app.lines[0].startswith("20 ")


async def test_wide_characters_are_never_cut_in_two() -> None:
    async with Reader(plain("漢字" * 100)).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        assert app.lines[0] == "漢字" * 19 + "漢"
        for y in range(5):
            assert app.pane.view.render_line(y).cell_length == 80


async def test_a_search_marks_counts_and_steps() -> None:
    async with Reader(numbers()).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.press("slash", *"LINE 4")
        await app.workers.wait_for_complete()
        assert app.answer == "no matches"
        await pilot.press(*["backspace"] * 6, *"line 4")
        await app.workers.wait_for_complete()
        assert app.answer == "1 of 111"
        await pilot.press("enter", "n", "n")
        assert app.answer == "3 of 111"
        assert "line 41" in app.lines
        await pilot.press("N", "N", "N")
        assert app.answer == "111 of 111"
        assert "line 499" in app.lines
        marked = [
            segment.text
            for y in range(24)
            for segment in app.pane.view.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert "line 4" in marked
        await pilot.press("escape")
        assert not app.pane.search.is_open
        assert app.pane.view.has_focus
        await pilot.press("n")
        assert app.answer == ""


async def test_a_search_starts_from_here_and_goes_round() -> None:
    async with Reader(numbers()).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        app.pane.view.go_to_line(299)
        await pilot.press("slash", *"line 2")
        await app.workers.wait_for_complete()
        assert app.answer.startswith("1 of ")
        await pilot.press("up")
        assert app.answer == "111 of 111"


async def test_typing_in_the_search_types() -> None:
    async with Reader(numbers()).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.press("slash", "n", "g", "slash", "colon", "w", "y")
        assert app.query_one(Input).value == "ng/:wy"
        assert app.copies == 0


async def test_a_line_can_be_gone_to_by_number() -> None:
    async with Reader(numbers()).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.press("colon")
        assert app.answer == "line 1 of 500"
        await pilot.press(*"1,2x", "enter")
        assert app.answer == "enter a line number"
        await pilot.press("backspace", "3", "enter")
        assert app.lines[0] == "line 123"
        assert app.pane.view.has_focus
        await pilot.press("colon", *"99999", "enter")
        assert app.lines[-1] == "line 500"


async def test_rows_can_be_chosen_one_by_one() -> None:
    async with Reader(numbers(), cursor=True).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.press(*["down"] * 30, "up")
        assert app.pane.view.cursor == 29
        assert "line 30" in app.lines
        await pilot.click(Viewer, offset=(3, 0))
        assert f"line {app.pane.view.cursor + 1}" == app.lines[0]
        await pilot.press("y")
        assert app.copies == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "text/html"])
async def test_hostile_text_is_shown_and_never_obeyed(
    size: tuple[int, int], content_type: str
) -> None:
    body = (HOSTILE + "\n") * 5 + "\ud800"
    layout = format_body(body.encode("utf-8", "surrogatepass").replace(b"\0", b""), content_type)
    async with Reader(layout).run_test(size=size) as pilot:
        app: Any = pilot.app
        await app.workers.wait_for_complete()
        shown = "\n".join(app.lines)
        assert "␛]0;title␇" in shown
        assert "[@click=app.quit]" in shown
        assert "<U+202E>" in shown
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown.replace("\n", ""))
        assert not set(shown) & set("\u202e\u2066\ufeff\u2028\ud800")
        for y in range(size[1]):
            strip = app.pane.view.render_line(y)
            assert strip.cell_length == size[0]
            assert not any(segment.style.meta for segment in strip if segment.style)
        await pilot.press("slash", "x")
        await app.workers.wait_for_complete()


@pytest.mark.parametrize(
    "body",
    [
        b'"' + b"x" * 1_000_000 + b'"',
        b"\xc2\x85" * 500_000,
        "\u202e".encode() * 300_000,
        ("e" + "\u0301" * 300_000).encode(),
        b"\t" * 1_000_000,
        b"\n" * 1_000_000,
    ],
)
async def test_a_megabyte_of_anything_is_painted_with_little_work(body: bytes) -> None:
    async with Reader(numbers(1)).run_test(size=(120, 40)) as pilot:
        app: Any = pilot.app
        with given_up_at_last(), counted() as work:
            app.pane.show(format_body(body, ""))
            assert len(app.lines) == 40
            app.pane.view.action_bottom()
            assert len(app.lines) == 40
        assert work.steps < len(body) * 2


async def test_another_text_is_searched_for_the_same() -> None:
    async with Reader(numbers()).run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.press("slash", *"line", "enter")
        await app.workers.wait_for_complete()
        app.pane.show(numbers(7))
        await app.workers.wait_for_complete()
        assert app.answer == "7"
        await pilot.press("n")
        assert app.answer == "1 of 7"
