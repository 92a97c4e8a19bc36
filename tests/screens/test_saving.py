"""Saving: what was typed gets into the file, and nobody's change is lost unasked."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import COMMENTED, LARGE, SMALL, answer, request_files, seated, to


async def test_saving_writes_the_change_and_keeps_the_comments(files: Lab) -> None:
    file = files.root / "requests/list.toml"
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/other")
        assert "•" in seat.tree
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
        assert "•" not in seat.tree
        assert "unsaved" not in seat.status
    assert file.read_text() == COMMENTED.replace("/orders", "/other")


async def test_saving_without_a_change_writes_nothing(files: Lab) -> None:
    file = files.root / "requests/list.toml"
    before = file.stat().st_mtime_ns
    async with seated(files) as seat:
        await seat.open("list")
        await seat.press("ctrl+s")
        await seat.pilot.pause(0.1)
        assert seat.said == ""
    assert file.stat().st_mtime_ns == before


async def test_edits_stay_while_another_request_is_looked_at(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        await seat.open("billing/pay")
        assert seat.editor.request.url == "{{base_url}}/pay"
        await seat.open("list")
        assert seat.editor.request.url == "{{base_url}}/typed"


@pytest.mark.parametrize(
    ("keys", "inside", "shown"),
    [
        (["o"], "/mine", "/mine"),
        (["r"], "/theirs", "/theirs"),
        (["escape"], "/theirs", "/mine"),
    ],
)
async def test_a_file_changed_outside_asks_and_each_answer_does_what_it_says(
    files: Lab, keys: list[str], inside: str, shown: str
) -> None:
    file = files.root / "requests/list.toml"
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/mine")
        file.write_text(COMMENTED.replace("/orders", "/theirs") + "# longer now\n")
        await seat.press("ctrl+s")
        await seat.dialog()
        assert "changed on disk" in seat.text
        await seat.press(*keys)
        await seat.at_work()
        await seat.until(lambda: seat.editor.request.url.endswith(shown), shown)
        assert seat.work.context.buffers.is_dirty("list") is (keys == ["escape"])
    assert inside in file.read_text()
    assert "# what it is for" in file.read_text()


async def test_a_file_changed_outside_can_be_left_alone_and_mine_saved_beside_it(
    files: Lab,
) -> None:
    file = files.root / "requests/list.toml"
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/mine")
        file.write_text(COMMENTED.replace("/orders", "/theirs") + "# longer now\n")
        await seat.press("ctrl+s")
        await seat.dialog()
        await seat.press("s")
        await seat.until(lambda: "Save as" in seat.text, "the question")
        await answer(seat, "mine")
        await seat.until(lambda: seat.work.context.request_id == "mine", "the new one")
        assert seat.editor.request.url.endswith("/mine")
    assert "/theirs" in file.read_text()
    assert "/mine" in (files.root / "requests/mine.toml").read_text()


async def test_reading_again_takes_what_was_changed_outside_and_keeps_what_was_typed(
    files: Lab,
) -> None:
    async with seated(files) as seat:
        await seat.open("billing/pay")
        await seat.edit_url("{{base_url}}/mine")
        await seat.open("list")
        (files.root / "requests/list.toml").write_text('url = "{{base_url}}/from-outside"\n')
        files.request("billing/pay", "{{base_url}}/theirs").request("new-one")
        await seat.press("ctrl+g", "l")
        await seat.until(lambda: "from-outside" in seat.editor.request.url, "the file's version")
        await seat.until(lambda: "changed on disk. Saving will ask" in seat.said, "the warning")
        assert "new-one" in seat.tree
        await seat.open("billing/pay")
        assert seat.editor.request.url.endswith("/mine")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_request_that_has_no_file_is_sent_and_then_saved_under_a_name(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await seat.press("ctrl+g", "n")
        assert "Untitled 1" in seat.tree
        await seat.edit_url("{{base_url}}/orders")
        await seat.send()
        await seat.sees("200 OK")
        assert request_files(files) == {"list.toml", "billing/folder.toml", "billing/pay.toml"}
        await seat.press("ctrl+s")
        await answer(seat, "billing/mine")
        await seat.until(lambda: "Saved as requests/billing/mine.toml" in seat.said, "the word")
        assert "Untitled" not in seat.tree
        assert "mine" in seat.tree
        await seat.sees("200 OK")
        text = (files.root / "requests/billing/mine.toml").read_text()
        assert 'url = "{{base_url}}/orders"' in text


async def test_a_name_that_cannot_be_is_told_and_asked_again(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.press("ctrl+g", "n", "ctrl+s")
        await seat.dialog()
        await seat.fill("../out")
        await seat.press("enter")
        await seat.sees("✗")
        await seat.fill("list")
        await seat.press("enter")
        await seat.until(lambda: "Not done" in seat.text or "exists" in seat.text, "the refusal")
        await seat.press("escape", "escape")
        await seat.at_work()
        assert "Untitled 1" in seat.tree
    assert not (files.root.parent / "out.toml").exists()


async def test_a_scratch_request_can_be_thrown_away(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.press("ctrl+g", "n")
        scratch = seat.work.context.request_id
        await to(seat, scratch)
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "Untitled" not in seat.tree, "the request to go")
        await seat.press("ctrl+q")
        await seat.until(lambda: seat.app._exit, "the end without a question")
