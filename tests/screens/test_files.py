"""Requests, folders and environments: what the tree shows is what the files are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.lab import Lab
from tests.screens.kit import LARGE, SMALL, Seat, seated
from tui.widgets.request_tree import RequestTree

COMMENTED = """# what it is for
url = "{{base_url}}/orders" # the list
"""


@pytest.fixture
def files(lab: Lab) -> Lab:
    """Two requests, one of them in a folder, with comments."""
    lab.write({"requests/list.toml": COMMENTED, "requests/billing/folder.toml": 'name = "Bills"\n'})
    return lab.request("billing/pay", "{{base_url}}/pay")


def requests(lab: Lab) -> set[str]:
    folder = lab.root / "requests"
    return {str(one.relative_to(folder)) for one in folder.rglob("*.toml")}


async def answer(seat: Seat, text: str) -> None:
    """Types a name into the question that comes."""
    await seat.dialog()
    await seat.fill(text)
    await seat.press("enter")
    await seat.at_work()


async def to(seat: Seat, row: str) -> None:
    """Puts the tree's cursor on a row."""
    tree = seat.work.query_one(RequestTree)
    await seat.press("ctrl+g", "r", "home")
    for _ in range(20):
        if tree.selected is not None and tree.selected.id == row:
            return
        await seat.press("down")
    raise AssertionError(f"no row {row}:\n{seat.tree}")


# Saving.


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
        await seat.until(lambda: "Nothing to save." in seat.said, "the word")
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
        assert "changed outside" in seat.text
        await seat.press(*keys)
        await seat.at_work()
        await seat.until(lambda: seat.editor.request.url.endswith(shown), shown)
        assert seat.work.stage.desk.is_dirty("list") is (keys == ["escape"])
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
        await seat.until(lambda: seat.work.stage.request_id == "mine", "the new one")
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
        await seat.until(lambda: "changed outside and here" in seat.said, "the warning")
        assert "new-one" in seat.tree
        await seat.open("billing/pay")
        assert seat.editor.request.url.endswith("/mine")


# Requests without a file.


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
        assert requests(files) == {"list.toml", "billing/folder.toml", "billing/pay.toml"}
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
        scratch = seat.work.stage.request_id
        await to(seat, scratch)
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "Untitled" not in seat.tree, "the request to go")
        await seat.press("ctrl+q")
        await seat.until(lambda: seat.app._exit, "the end without a question")


# In the tree.


async def test_a_request_is_made_copied_renamed_and_deleted(files: Lab) -> None:
    async with seated(files) as seat:
        await to(seat, "billing")
        await seat.press("n")
        await answer(seat, "billing/refund")
        await seat.until(lambda: "refund" in seat.tree, "the new one")
        assert "billing/refund.toml" in requests(files)
        assert seat.work.stage.request_id == "billing/refund"
        await to(seat, "list")
        await seat.press("D")
        await answer(seat, "list-two")
        await seat.until(lambda: "list-two" in seat.tree, "the copy")
        assert (files.root / "requests/list-two.toml").read_text() == COMMENTED
        await to(seat, "list-two")
        await seat.press("r")
        await answer(seat, "billing/list-three")
        await seat.until(lambda: "list-three" in seat.tree, "the new name")
        assert "list-two" not in seat.tree
        await to(seat, "billing/list-three")
        await seat.press("x")
        await seat.dialog()
        await seat.press("enter")
        await seat.at_work()
        assert "billing/list-three.toml" in requests(files)
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "list-three" not in seat.tree, "the request to go")
    assert requests(files) == {
        "list.toml",
        "billing/folder.toml",
        "billing/pay.toml",
        "billing/refund.toml",
    }


async def test_the_request_that_is_shown_is_copied_with_its_edits(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        await seat.press("ctrl+g", "d")
        await answer(seat, "copy")
        await seat.until(lambda: seat.work.stage.request_id == "copy", "the copy")
        assert "/typed" in (files.root / "requests/copy.toml").read_text()
        assert seat.work.stage.desk.is_dirty("list")


async def test_a_folder_is_made_renamed_and_deleted_with_what_is_in_it(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.open("billing/pay")
        await seat.edit_url("{{base_url}}/typed")
        await to(seat, "list")
        await seat.press("N")
        await answer(seat, "archive")
        await seat.until(lambda: "archive" in seat.tree, "the folder")
        await to(seat, "billing")
        await seat.press("r")
        await answer(seat, "money")
        await seat.until(lambda: "money/pay.toml" in requests(files), "the new name")
        await seat.until(lambda: seat.work.stage.request_id == "money/pay", "what is shown")
        assert seat.editor.request.url.endswith("/typed")
        await to(seat, "money")
        await seat.press("D")
        await seat.until(lambda: "Only requests can be copied" in seat.said, "the word")
        await seat.press("x")
        await seat.dialog()
        assert "every request in it" in seat.text
        await seat.press("x")
        await seat.until(lambda: "pay" not in seat.tree, "the folder to go")
        assert seat.work.stage.request_id == ""
        await seat.press("ctrl+s")
    assert {one for one in requests(files) if "pay" in one} == set()


async def test_a_request_is_found_by_a_part_of_its_name(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.press("ctrl+o")
        await seat.dialog()
        await seat.type("pay")
        await seat.press("enter")
        await seat.until(lambda: seat.work.stage.request_id == "billing/pay", "the request")
        assert seat.editor.request.url == "{{base_url}}/pay"


# Environments.


async def test_environments_are_made_copied_renamed_and_deleted(
    files: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    folder = files.root / "environments"
    async with seated(files) as seat:
        await seat.press("ctrl+g", "e", "D")
        await answer(seat, "copy")
        await seat.until(lambda: "copy" in seat.environments, "the copy")
        assert (folder / "copy.toml").read_text() == (folder / "dev.toml").read_text()
        assert seat.work.stage.workspace.active == "copy"
        await seat.press("home", "r")
        await answer(seat, "another")
        await seat.until(lambda: "another" in seat.environments, "the new name")
        assert not (folder / "copy.toml").exists()
        assert seat.work.stage.workspace.active == "another"
        await seat.press("home", "x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "another" not in seat.environments, "the environment to go")
        assert not (folder / "another.toml").exists()
        await seat.press("n")
        await answer(seat, "fresh")
        await seat.until(lambda: "fresh" in seat.environments, "the new one")
        assert (folder / "fresh.toml").exists()


async def test_a_deleted_environment_that_was_active_gives_way_to_another(files: Lab) -> None:
    text = (files.root / "environments/dev.toml").read_text()
    files.write({"environments/zeta.toml": text})
    async with seated(files, environment="zeta") as seat:
        await seat.press("ctrl+g", "e", "end", "x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "zeta" not in seat.environments, "the environment to go")
        assert "no environment" in seat.status
        await seat.press("f2")
        assert seat.work.stage.workspace.active == "dev"
        await seat.open("list")
        await seat.send()
        await seat.sees("200 OK")


# Files that are wrong.


async def test_broken_files_keep_their_place_and_say_what_is_wrong(files: Lab) -> None:
    files.write(
        {
            "environments/broken.toml": "variables = nothing\n",
            "requests/wrong.toml": "url = [\n",
            "requests/list.toml": 'method = "GET"\nurl = "{{base_url}}/orders"\n',
        }
    )
    async with seated(files) as seat:
        assert "✗ file" in seat.environments
        assert "wrong" in seat.tree
        assert "!" in seat.tree
        await to(seat, "wrong")
        await seat.press("enter")
        await seat.dialog()
        assert "requests/wrong.toml" in seat.text
        await seat.press("enter")
        await seat.at_work()
        await seat.press("f2")
        await seat.press("f2")
        await seat.press("ctrl+g", "1")
        await seat.open("list")
        await seat.press("ctrl+r")
        await seat.until(
            lambda: seat.app.screen is not seat.work or seat.work.sending.outcome, "an answer"
        )
        await seat.sees("environments/broken.toml")


@pytest.mark.parametrize("breaks", [True, False])
async def test_a_file_that_breaks_or_goes_while_it_is_open_is_told(
    files: Lab, breaks: bool
) -> None:
    file = files.root / "requests/list.toml"
    async with seated(files) as seat:
        await seat.open("list")
        if breaks:
            file.write_text("url = [\n")
        else:
            file.unlink()
        await seat.press("ctrl+g", "l")
        await seat.dialog()
        assert "list" in seat.text
        await seat.press("escape")
        await seat.at_work()
        assert seat.editor.request.url == ""
        await seat.press("ctrl+g", "e", "1", "f2", "ctrl+r")
        await seat.until(lambda: "There is no request to send" in seat.said, "the sentence")
        await seat.open("billing/pay")
        assert seat.editor.request.url.endswith("/pay")
        file.write_text(COMMENTED)
        await seat.press("ctrl+g", "l")
        await seat.open("list")
        assert seat.editor.request.url == "{{base_url}}/orders"


async def test_what_was_typed_stays_when_the_file_goes(files: Lab) -> None:
    file = files.root / "requests/list.toml"
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        file.unlink()
        await seat.press("ctrl+g", "l")
        await seat.until(lambda: "changed outside and here" in seat.said, "the warning")
        assert seat.editor.request.url.endswith("/typed")
        await seat.press("f2", "ctrl+s")
        await seat.dialog()
        await seat.press("o")
        await seat.at_work()
        await seat.until(file.exists, "the file")
    assert "/typed" in file.read_text()


async def test_a_workspace_file_that_breaks_is_told_and_the_work_goes_on(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        (files.root / "outrider.toml").write_text("name = [\n")
        await seat.press("ctrl+g", "l")
        await seat.until(lambda: seat.said or seat.app.screen is not seat.work, "a word")
        await seat.press("escape", "ctrl+s")
        await seat.until(lambda: "/typed" in (files.root / "requests/list.toml").read_text())
        assert seat.app.fault is None


async def test_a_file_is_opened_in_the_users_editor_and_read_again(
    files: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seated(files) as seat:
        await seat.open("list")
        monkeypatch.setenv("EDITOR", "true")
        await seat.press("ctrl+g", "v")
        # A pilot has no terminal to lend; that an editor edits is shown on a pty.
        await seat.until(lambda: "cannot be lent" in seat.said, "the word")
        await seat.press("ctrl+g", "n", "ctrl+g", "v")
        await seat.until(lambda: "no file yet" in seat.said, "the word")


# Many of them.


async def test_two_thousand_requests_open_quickly_enough_to_be_used(tmp_path: Path) -> None:
    lab = Lab((tmp_path / "many").resolve())
    files = {
        f"requests/f{n // 50:02}/r{n:04}.toml": f'url = "http://x.test/{n}"\n' for n in range(2000)
    }
    lab.write({"outrider.toml": 'name = "Many"\n', **files})
    began = time.monotonic()
    async with seated(lab) as seat:
        opened = time.monotonic() - began
        await seat.press("ctrl+o")
        await seat.dialog()
        await seat.type("r1999")
        await seat.press("enter")
        await seat.until(lambda: seat.work.stage.request_id == "f39/r1999", "the request")
        began = time.process_time()
        await seat.edit_url("http://x.test/other")
        typed = time.process_time() - began
    assert opened < 8
    assert typed < 4
