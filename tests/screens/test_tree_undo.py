"""What the tree did is taken back: files, their place, and edits that are in no file."""

from __future__ import annotations

import os

from tests.engine_lab import Lab
from tests.screens.seat import Seat, answer, request_files, seated, to


async def _delete(seat: Seat, row: str) -> None:
    await to(seat, row)
    await seat.press("x")
    await seat.dialog()
    await seat.press("x")
    await seat.at_work()


async def test_unsaved_edits_come_back_with_their_request_and_it_is_shown(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.open("billing/pay")
        await seat.edit_url("{{base_url}}/typed")
        await _delete(seat, "billing")
        await seat.until(lambda: "pay" not in seat.tree, "the folder to go")
        await seat.press("u")
        await seat.until(lambda: seat.work.context.request_id == "billing/pay", "the request")
        assert seat.editor.request.url.endswith("/typed")
        assert seat.work.context.buffers.is_dirty("billing/pay")


async def test_a_request_without_a_file_comes_back(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.press("ctrl+g", "n")
        await seat.until(lambda: "Untitled 1" in seat.tree, "the new one")
        await seat.edit_url("{{base_url}}/typed")
        await _delete(seat, "*1")
        await seat.until(lambda: "Untitled" not in seat.tree, "it to go")
        await seat.press("u")
        await seat.until(lambda: "Untitled 1" in seat.tree, "it to come back")
        assert seat.editor.request.url.endswith("/typed")


async def test_a_move_that_is_taken_back_leaves_nothing_behind(files: Lab) -> None:
    requests = files.root / "requests"
    files.write({"requests/folder.toml": 'order = ["list", "billing"]\n'})
    async with seated(files) as seat:
        await to(seat, "list")
        await seat.press("r")
        await answer(seat, "old/2024/list")
        await seat.until((requests / "old/2024/list.toml").exists, "the move")
        await seat.press("u")
        await seat.until((requests / "list.toml").exists, "the file")
        await seat.until(lambda: "Back at requests/list." in seat.said, "the word")
    assert not (requests / "old").exists()
    assert (requests / "folder.toml").read_text() == 'order = ["list", "billing"]\n'


async def test_another_place_in_the_order_is_taken_back(files: Lab) -> None:
    written = files.root / "requests/folder.toml"
    async with seated(files) as seat:
        await to(seat, "list")
        await seat.press("K")
        await seat.until(written.exists, "the order")
        await to(seat, "list")
        await seat.press("u")
        await seat.until(lambda: "Order restored." in seat.said, "the word")
        assert "order" not in written.read_text()


async def test_a_step_whose_file_is_gone_makes_room_for_the_one_before(files: Lab) -> None:
    requests = files.root / "requests"
    files.request("zz/other", "{{base_url}}/other")
    async with seated(files) as seat:
        await seat.open("billing/pay")
        await _delete(seat, "list")
        await seat.until(lambda: not (requests / "list.toml").exists(), "the file to go")
        await to(seat, "zz/other")
        await seat.press("r")
        await answer(seat, "zz/new")
        await seat.until((requests / "zz/new.toml").exists, "the new name")
        (requests / "zz/new.toml").unlink()
        await to(seat, "billing")
        await seat.press("u")
        await seat.sees("was moved or deleted since")
        await seat.press("escape")
        await seat.press("u")
        await seat.until((requests / "list.toml").exists, "the first one")
    assert "zz/other.toml" not in request_files(files)


async def test_the_question_says_what_cannot_be_undone(files: Lab) -> None:
    (files.root / "requests/billing/huge").mkdir()
    os.mkfifo(files.root / "requests/billing/huge/pipe.toml")
    async with seated(files) as seat:
        await to(seat, "billing")
        await seat.press("x")
        await seat.sees("This cannot be undone.")
        await seat.press("escape")
        await to(seat, "list")
        await seat.press("x")
        await seat.dialog()
        assert "undone" not in seat.text
