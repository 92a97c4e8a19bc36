"""Files that break, go or change, and very many of them."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import COMMENTED, seated, to
from tests.work_counter import counted


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
            lambda: seat.app.screen is not seat.work or seat.work.controls.sending.outcome,
            "an answer",
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
        await seat.until(lambda: "No request open" in seat.said, "the sentence")
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
        await seat.until(lambda: "changed on disk. Saving will ask" in seat.said, "the warning")
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
        await seat.until(lambda: "in this terminal" in seat.said, "the word")
        await seat.press("ctrl+g", "n", "ctrl+g", "v")
        await seat.until(lambda: "Save the request first" in seat.said, "the word")


async def work_among(count: int, folder: Path) -> tuple[int, int]:
    """What it takes to open a workspace of so many requests, and to type into the last of them."""
    lab = Lab(folder.resolve())
    files = {
        f"requests/f{n // 50:02}/r{n:04}.toml": f'url = "http://x.test/{n}"\n' for n in range(count)
    }
    lab.write({"outrider.toml": 'name = "Many"\n', **files})
    async with AsyncExitStack() as stack:
        with counted(only_calls=True) as work:
            seat = await stack.enter_async_context(seated(lab))
        opening = work.calls
        await seat.press("ctrl+o")
        await seat.dialog()
        await seat.type(f"r{count - 1:04}")
        await seat.press("enter")
        await seat.until(
            lambda: str(seat.work.context.request_id).endswith(f"r{count - 1:04}"), "the request"
        )
        with counted(only_calls=True) as work:
            await seat.edit_url("http://x.test/other")
    return opening, work.calls


async def test_two_thousand_requests_are_hardly_more_work_than_twenty(tmp_path: Path) -> None:
    opening, typing = await work_among(20, tmp_path / "few")
    opening_many, typing_many = await work_among(2000, tmp_path / "many")
    assert opening_many < opening + 200 * 2000
    assert typing_many < typing * 2


async def test_files_that_cannot_be_read_are_marked_where_they_are_named(files: Lab) -> None:
    environment = files.root / "environments/dev.toml"
    environment.write_text(
        f'{environment.read_text()}\n[secrets.assertion]\nfile = "gone.jwt"\n'
        '[tls]\nca_bundle = "gone.pem"\n'
    )
    files.write(
        {
            "there.bin": "x",
            "requests/file.toml": 'url = "{{base_url}}"\n[body]\ntype = "file"\n'
            'file = "gone.bin"\n',
            "requests/parts.toml": 'url = "{{base_url}}"\n[body]\ntype = "multipart"\nparts = ['
            '{ name = "a", file = "there.bin" }, { name = "b", file = "lost.bin" }]\n',
        }
    )
    async with seated(files) as seat:
        await seat.open("file")
        seat.editor.open_tab("body")
        await seat.sees("gone.bin", "✗ not found")
        (files.root / "gone.bin").touch()
        await seat.press("ctrl+g", "l")
        await seat.until(lambda: "not found" not in seat.text, "the file")
        await seat.open("parts")
        seat.editor.open_tab("body")
        await seat.sees("lost.bin", "✗ not found")
        assert seat.text.count("not found") == 1
        await seat.press("ctrl+g", "e", "e")
        await seat.sees("gone.jwt", '✗ Secret "assertion": file')
