"""The keys are found on the screen: footer, help, commands, and a way back from a zoomed pane."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.past_sends import OUTCOME
from tests.screens.seat import LARGE, SMALL, seated

from outrider.dialogs.help_dialog import HelpDialog
from outrider.toolkit.sheet.sheet_view import SheetView


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """One environment and one request; nothing is sent."""
    lab = Lab((tmp_path / "orders").resolve()).write({"outrider.toml": 'name = "Orders"\n'})
    lab.environment("dev", api="https://api.example", token="https://login.example/token")
    return lab.request("list", "https://api.example/orders")


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(
    ("pane", "hints"),
    [
        ("e", ("enter Switch", "n New")),
        ("r", ("enter Open", "/ Filter", "n New")),
        ("p", ("→ Next tab", "↓ Into the tab")),
        ("b", ("y Copy", "/ Search", "s Save body")),
        ("g", ("enter Open", "/ Search", "f Filter", "u curl")),
    ],
)
async def test_the_footer_begins_with_the_panes_own_keys(
    lab: Lab, size: tuple[int, int], pane: str, hints: tuple[str, ...]
) -> None:
    async with seated(lab, size) as seat:
        await seat.press("ctrl+g", pane)
        await seat.until(lambda: hints[0] in seat.lines[-1], hints[0])
        for word in ("^R Send", *hints, "^G Go", "F1 Help"):
            assert word in seat.lines[-1]


@pytest.mark.parametrize(
    ("keys", "sentences"),
    [
        (["ctrl+g", "b"], ("Go to the next tab", "Save the body to a file, byte for byte")),
        (["ctrl+g", "p"], ("Go to the next tab",)),
        (["ctrl+g", "p", "down"], ("Add a row", "Switch the row on or off")),
        (["ctrl+g", "u"], ("Go up to the tabs and the URL",)),
    ],
)
async def test_help_explains_the_focused_pane(
    lab: Lab, keys: list[str], sentences: tuple[str, ...]
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press(*keys)
        await seat.press("f1")
        found = await seat.dialog()
        assert isinstance(found, HelpDialog)
        # The list may be longer than the screen.
        told = [sentence for _, sentence in found.pairs]
        assert {*sentences} <= {*told[: told.index("Everywhere")]}


async def test_help_names_no_key_that_is_typed_here(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "u", "f1")
        found = await seat.dialog()
        assert isinstance(found, HelpDialog)
        await seat.sees("Go down")
        keys = [key for key, _ in found.pairs[: found.pairs.index(("", "Everywhere"))]]
        assert not any("]" in key for key in keys)


async def test_what_cannot_be_added_to_offers_no_key_for_it(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "p", "right", "right", "right", "right", "down")
        await seat.sees("follow redirects")
        await seat.until(lambda: "enter Edit" in seat.lines[-1], "the hints")
        assert "a Add" not in seat.lines[-1]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_zoomed_pane_leaves_the_environment_and_the_keys(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        await seat.press("ctrl+g", "g", "ctrl+g", "z")
        await seat.until(lambda: seat.work.has_class("-zoom"), "the zoom")
        await seat.until(lambda: "Requests" not in seat.text, "the others to go")
        assert seat.lines[0] == seat.status.rstrip()
        assert "^G Go" in seat.lines[-1]
        await seat.press("ctrl+g")
        await seat.sees("z Zoom")
        await seat.press("z")
        await seat.until(lambda: not seat.work.has_class("-zoom"), "the others to come back")


async def test_commands_say_what_they_do_and_are_found_by_it(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+p")
        await seat.dialog()
        await seat.type("comments")
        await seat.until(lambda: "Send; fetch" not in seat.text, "the list to narrow")
        assert "Save the request; comments are kept" in seat.text


@pytest.mark.parametrize("keys", [["ctrl+g", "n"], ["n"]])
async def test_the_url_of_a_new_request_is_what_is_typed_next(lab: Lab, keys: list[str]) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "r", *keys)
        if keys == ["n"]:
            await seat.dialog()
            await seat.type("fresh")
            await seat.press("enter")
            await seat.at_work()
        url = seat.editor.url_bar.url_field
        await seat.until(lambda: url.has_focus, "the URL to have the focus")
        await seat.type("https://api.example/nx")
        await seat.until(lambda: seat.editor.request.url == "https://api.example/nx", "the URL")


async def test_our_themes_are_offered_first(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "h")
        await seat.dialog()
        await seat.type("light")
        await seat.until(lambda: "dark" not in seat.text, "the list to narrow")
        await seat.press("enter")
        await seat.at_work()
        assert seat.app.theme == "outrider-light"


@pytest.mark.parametrize("pane", ["b", "u", "n"])
async def test_leaving_a_zoomed_pane_ends_the_zoom(lab: Lab, pane: str) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "g", "ctrl+g", "z")
        await seat.until(lambda: seat.work.has_class("-zoom"), "the zoom")
        await seat.press("ctrl+g", pane)
        await seat.until(lambda: not seat.work.has_class("-zoom"), "the others to come back")
        await seat.sees("Requests")


async def test_the_footer_follows_the_view_of_the_response(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "b")
        seat.response.show(OUTCOME)
        await seat.until(lambda: "space Fold" in seat.lines[-1], "the keys of a tree")
        await seat.press("2")
        await seat.until(lambda: "space Fold" not in seat.lines[-1], "the keys of a raw body")
        await seat.press("1")
        await seat.until(lambda: "space Fold" in seat.lines[-1], "the keys of the tree again")


async def test_a_row_is_added_from_the_tabs_where_the_tab_has_rows(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "p")
        await seat.until(lambda: "a Add" in seat.lines[-1], "the key")
        await seat.press("a")
        await seat.type("page")
        await seat.press("tab")
        await seat.type("2")
        await seat.press("enter")
        await seat.until(lambda: seat.editor.request.query_params, "the parameter")
        assert [(row.name, row.value) for row in seat.editor.request.query_params] == [
            ("page", "2")
        ]
        seat.editor.open_tab("body")
        await seat.press("ctrl+g", "p")
        await seat.until(lambda: "a Add" not in seat.lines[-1], "no key for what has no rows")


async def test_rows_are_moved_through_by_half_pages(lab: Lab) -> None:
    rows = "".join(f'\n[[query]]\nname = "p{number}"\nvalue = "1"\n' for number in range(40))
    lab.request("many", more=rows)
    async with seated(lab, LARGE) as seat:
        await seat.open("many")
        seat.editor.open_tab("params")
        lines = seat.editor.query_one(SheetView)
        await seat.until(lambda: lines.has_focus, "the rows to have the focus")
        await seat.press("ctrl+d")
        assert 0 < lines.current < lines.size.height
        await seat.press("ctrl+d", "ctrl+u", "ctrl+u")
        assert lines.current == 0
