"""Several requests open as tabs: each keeps its place, its edits, its response and its send."""

from __future__ import annotations

import asyncio

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, answer, request_files, seated, to
from tests.servers.toxic import Call, response, toxic_server

from outrider.toolkit.tab_bar import TabBar


@pytest.fixture
def three(files: Lab) -> Lab:
    """The requests list, other and billing/pay."""
    return files.request("other", "{{base_url}}/other")


def tabs(seat: Seat) -> str:
    """The line of open requests; empty where there is none."""
    found = seat.work.query("#open-requests")
    if not found or not found.first().display:
        return ""
    return found.first(TabBar).render_line(0).text.strip()


async def shows(seat: Seat, request_id: str) -> None:
    await seat.until(lambda: seat.work.context.request_id == request_id, request_id)
    await seat.pilot.pause()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_looking_through_requests_costs_no_line(three: Lab, size: tuple[int, int]) -> None:
    async with seated(three, size) as seat:
        top = seat.editor.region.y
        for name in ("list", "other", "billing/pay"):
            await seat.open(name)
            assert tuple(seat.work.controls.open_requests._ids) == (name,)
        assert tabs(seat) == ""
        assert seat.editor.region.y == top
        await seat.press("ctrl+g", "greater_than_sign")
        assert seat.said == ""


async def test_what_was_edited_or_kept_has_a_tab_and_its_place(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        await seat.press("home", "ctrl+g", "p", "right", "right")
        await seat.open("other")
        await seat.until(lambda: tabs(seat) == "list •  (other)", "the tabs")
        assert seat.editor.request.url.endswith("/other")
        await seat.press("ctrl+g", "equals_sign")
        await seat.open("billing/pay")
        await seat.until(lambda: tabs(seat) == "list •  other  (pay)", "the tabs")
        await seat.press("ctrl+g", "greater_than_sign")
        await shows(seat, "list")
        assert seat.editor.tab == "body"
        assert seat.editor.request.url.endswith("/typed")
        assert seat.editor.url_bar.url_field.cursor_position == 0
        await seat.press("ctrl+g", "less_than_sign")
        await shows(seat, "billing/pay")
        await seat.press("ctrl+pagedown", "ctrl+pagedown")
        await shows(seat, "other")
        # By the arrows in the line itself.
        seat.work.query_one("#open-requests").focus()
        await seat.press("left")
        await shows(seat, "list")


async def test_a_request_is_opened_beside_the_one_that_is_shown(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await to(seat, "other")
        await seat.press("t")
        await shows(seat, "other")
        await seat.until(lambda: tabs(seat) == "list  other", "the tabs")
        await to(seat, "billing")
        await seat.press("t")
        await seat.pilot.pause()
        assert tuple(seat.work.controls.open_requests._ids) == ("list", "other")
        await seat.press("ctrl+g", "n", "ctrl+g", "r", "end", "m")
        await seat.until(lambda: "Save the request first" in seat.said, "the word")


async def test_closing_asks_only_where_something_would_be_lost(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        await seat.open("other")
        await seat.press("ctrl+g", "w")
        await shows(seat, "list")
        assert tabs(seat) == ""
        await seat.press("ctrl+g", "w")
        await seat.dialog()
        assert "Save changes to" in seat.text
        await seat.press("c")
        await seat.at_work()
        assert seat.work.context.buffers.is_dirty("list")
        await seat.press("ctrl+g", "w")
        await seat.dialog()
        await seat.press("s")
        await shows(seat, "")
        assert "/typed" in (three.root / "requests/list.toml").read_text()
        assert seat.editor.disabled
        await seat.open("other")
        await seat.edit_url("{{base_url}}/lost")
        await seat.press("ctrl+g", "w")
        await seat.dialog()
        await seat.press("d")
        await shows(seat, "")
        await seat.open("other")
        assert seat.editor.request.url.endswith("/other")


async def test_a_request_without_a_file_is_saved_or_thrown_away_when_it_is_closed(
    three: Lab,
) -> None:
    async with seated(three) as seat:
        await seat.press("ctrl+g", "n")
        await seat.edit_url("{{base_url}}/typed")
        await seat.press("ctrl+g", "w")
        await seat.dialog()
        await seat.press("s")
        await answer(seat, "fresh")
        await seat.until(lambda: "fresh.toml" in request_files(three), "the file")
        await seat.until(
            lambda: "fresh" not in seat.work.controls.open_requests._ids, "the tab to go"
        )
        await seat.press("ctrl+g", "n")
        await seat.edit_url("{{base_url}}/typed")
        await seat.press("ctrl+g", "w")
        await seat.dialog()
        await seat.press("d")
        await seat.at_work()
        await seat.until(
            lambda: not seat.work.context.buffers.scratch_requests, "the request to go"
        )


async def test_an_untouched_request_without_a_file_is_not_unsaved(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.press("ctrl+g", "n")
        assert "Untitled 1" in seat.tree
        assert "unsaved" not in seat.status
        await seat.edit_url("x")
        await seat.until(lambda: "1 unsaved" in seat.status, "the count")
        await seat.edit_url("")
        await seat.until(lambda: "unsaved" not in seat.status, "no count")
        await seat.press("ctrl+g", "w")
        await seat.until(
            lambda: not seat.work.context.buffers.scratch_requests, "the request to go unasked"
        )
        await seat.press("ctrl+g", "n", "ctrl+q")
        await seat.until(lambda: seat.app._exit, "the end without a question")


async def test_tabs_follow_a_rename_and_a_deletion(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("billing/pay")
        await seat.edit_url("{{base_url}}/typed")
        await seat.open("other")
        await seat.press("ctrl+g", "equals_sign")
        await to(seat, "billing")
        await seat.press("r")
        await answer(seat, "money")
        await seat.until(lambda: "money/pay" in seat.work.controls.open_requests._ids, "the new id")
        assert seat.work.context.buffers.is_dirty("money/pay")
        await to(seat, "other")
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(
            lambda: tuple(seat.work.controls.open_requests._ids) == ("money/pay",), "the tab to go"
        )


async def test_a_late_response_appears_under_its_own_request_only(three: Lab) -> None:
    late = response(b'"late"', b"Content-Type: application/json")
    awaited = asyncio.Event()

    async def slow(call: Call) -> None:
        await call.say(late[:10])
        await awaited.wait()
        await call.say(late[10:])

    async with toxic_server(slow) as server:
        three.request("slow", server.url, '[auth]\ntype = "none"\n')
        async with seated(three) as seat:
            await seat.open("slow")
            await seat.press("ctrl+r")
            await seat.until(lambda: seat.work.controls.sending.under_way, "the send")
            await seat.open("list")
            await seat.until(lambda: "slow ◐  (list)" in tabs(seat), "the tab's mark")
            await seat.send()
            await seat.sees('"orders"')
            awaited.set()
            await seat.until(lambda: "Response received: slow" in seat.said, "the word")
            assert "late" not in await seat.read()
            await seat.until(lambda: "◐" not in tabs(seat), "the mark to go")
            await seat.press("ctrl+pageup")
            await shows(seat, "slow")
            await seat.sees('"late"')
            await seat.press("ctrl+pageup")
            await shows(seat, "list")
            await seat.sees('"orders"')


async def test_each_tab_keeps_its_response_and_how_far_it_was_read(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await seat.send()
        await seat.press("ctrl+g", "equals_sign", "ctrl+g", "b", "pagedown", "pagedown")
        top = seat.response.pane.view.top
        assert top.row > 0
        await seat.open("billing/pay")
        await seat.send()
        await seat.press("ctrl+g", "b", "3")
        await seat.until(lambda: seat.response.tab == "headers", "the tab")
        await seat.press("ctrl+pageup")
        await shows(seat, "list")
        await seat.until(lambda: seat.response.tab == "body", "its tab")
        await seat.until(lambda: seat.response.pane.view.top == top, "its place")
        await seat.press("ctrl+pageup")
        await shows(seat, "billing/pay")
        await seat.until(lambda: seat.response.tab == "headers", "its tab")
        # Another response begins at its start.
        await seat.press("ctrl+pageup")
        await shows(seat, "list")
        await seat.send()
        await seat.until(lambda: seat.response.pane.view.top.row == 0, "the start")
