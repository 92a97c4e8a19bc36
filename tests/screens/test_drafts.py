"""Edits that were not saved: kept, offered at the next start, and never in anybody's way."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import COMMENTED, LARGE, SMALL, Seat, answer, seated

from outrider.dialogs.draft_question import DraftQuestion
from outrider.engine.editing.request_autosave import unsaved_drafts
from outrider.engine.events import BufferChanged


def drafts_in(home: Path) -> list[Path]:
    return sorted((home / "state/outrider/drafts").glob("*.json"))


def leave_behind(home: Path) -> None:
    """Makes the drafts of the instance that runs those of one that was killed."""
    for lock in (home / "state/outrider/drafts").glob("*.lock"):
        lock.unlink()


async def typed(seat: Seat, request_id: str, url: str, home: Path) -> None:
    """Edits a request, and waits until that is kept."""
    await seat.open(request_id)
    await seat.edit_url(url)
    await kept(seat, url, home)


async def kept(seat: Seat, text: str, home: Path) -> None:
    """Waits until a draft holds a text."""
    await seat.until(lambda: any(text in one.read_text() for one in drafts_in(home)), text)


async def asked(seat: Seat) -> DraftQuestion:
    await seat.until(lambda: isinstance(seat.app.screen, DraftQuestion), "the question")
    question = seat.app.screen
    assert isinstance(question, DraftQuestion)
    # It does not hear what was typed ahead; tests need not wait for that.
    question._since = float("-inf")
    await seat.pilot.pause()
    return question


async def crashed(files: Lab, home: Path, **urls: str) -> None:
    """A run that typed these and was killed."""
    held: dict[Path, bytes] = {}
    async with seated(files) as seat:
        for request_id, url in urls.items():
            await typed(seat, request_id.replace("__", "/"), url, home)
        held = {one: one.read_bytes() for one in drafts_in(home)}
        leave_behind(home)
    for path, data in held.items():
        path.write_bytes(data)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_was_typed_is_offered_with_the_difference_and_kept(
    files: Lab, home: Path, size: tuple[int, int]
) -> None:
    await crashed(files, home, list="{{base_url}}/typed")
    file = files.root / "requests/list.toml"
    assert file.read_text() == COMMENTED
    async with seated(files, size) as seat:
        await asked(seat)
        await seat.sees(
            "Recover unsaved changes",
            'Request "list", changed ',
            "File unchanged.",
            "  # what it is for",
            '- url = "{{base_url}}/orders" # the list',
            '+ url = "{{base_url}}/typed" # the list',
        )
        await seat.press("k")
        await seat.at_work()
        await seat.until(lambda: seat.editor.request.url == "{{base_url}}/typed", "the draft")
        assert "1 unsaved" in seat.status
        await kept(seat, "typed", home)
        assert len(drafts_in(home)) == 1
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
        await seat.until(lambda: not drafts_in(home), "the draft to go")
    assert file.read_text() == COMMENTED.replace("/orders", "/typed")
    assert not list((home / "state/outrider/drafts").iterdir())


async def test_a_draft_is_shown_before_a_key_can_edit_what_was_shown_before_it(
    files: Lab, home: Path
) -> None:
    await crashed(files, home, list="{{base_url}}/typed")
    async with seated(files) as seat:
        await asked(seat)
        shown: list[str] = []
        loop = asyncio.get_running_loop()
        seat.work.context.buffers.bus.subscribe(
            lambda _: loop.call_soon(lambda: shown.append(seat.editor.request.url)), BufferChanged
        )
        await seat.press("k")
        await seat.until(lambda: bool(shown), "the draft in the buffers")
        assert shown[0] == "{{base_url}}/typed"


async def test_a_draft_can_be_dropped_or_left_for_later(files: Lab, home: Path) -> None:
    await crashed(files, home, list="{{base_url}}/one", billing__pay="{{base_url}}/two")
    async with seated(files) as seat:
        await asked(seat)
        await seat.sees('Request "billing/pay", changed ')
        await seat.press("d")
        await seat.sees('Request "list", changed ')
        await asked(seat)
        await seat.press("l")
        await seat.at_work()
        await seat.until(lambda: len(drafts_in(home)) == 1, "one to go")
        assert "unsaved" not in seat.status
        await seat.press("ctrl+g", "D")
        await asked(seat)
        await seat.sees('Request "list", changed ')
        await seat.press("escape")
        await seat.at_work()
    assert "/one" in drafts_in(home)[0].read_text()
    async with seated(files) as seat:
        await asked(seat)


async def test_what_was_typed_ahead_drops_nothing(files: Lab, home: Path) -> None:
    await crashed(files, home, list="{{base_url}}/one")
    async with seated(files) as seat:
        question = await asked(seat)
        question._since = float("inf")
        await seat.press("d", "down", "enter")
        assert seat.app.screen is question
    assert drafts_in(home)


async def test_a_draft_of_a_file_that_changed_since_asks_when_it_is_saved(
    files: Lab, home: Path
) -> None:
    await crashed(files, home, list="{{base_url}}/mine")
    file = files.root / "requests/list.toml"
    file.write_text(COMMENTED.replace("/orders", "/theirs"))
    async with seated(files) as seat:
        await asked(seat)
        await seat.sees("File changed on disk; saving will ask.", '- url = "{{base_url}}/the')
        await seat.press("k")
        await seat.until(lambda: seat.editor.request.url.endswith("/mine"), "the draft")
        await seat.press("ctrl+s")
        await seat.dialog()
        assert "changed on disk" in seat.text
        assert "/theirs" in file.read_text()
        await seat.press("o")
        await seat.at_work()
    assert file.read_text() == COMMENTED.replace("/orders", "/mine")


@pytest.mark.parametrize("broken", [False, True])
async def test_a_draft_without_its_file_comes_back_as_a_request_without_a_file(
    files: Lab, home: Path, broken: bool
) -> None:
    await crashed(files, home, billing__pay="{{base_url}}/mine")
    file = files.root / "requests/billing/pay.toml"
    file.write_text("url = [") if broken else file.unlink()
    async with seated(files) as seat:
        await asked(seat)
        await seat.sees("File missing; recovered as a new request.", '+ url = "{{base_url}}/mine"')
        await seat.press("k")
        await seat.until(lambda: seat.editor.request.url.endswith("/mine"), "the draft")
        assert seat.work.context.request_id.startswith("*")
        assert "pay" in seat.tree
        await seat.press("ctrl+s")
        await answer(seat, "again")
        await seat.until(lambda: "Saved as" in seat.said, "the word")
        await seat.until(lambda: not drafts_in(home), "the draft to go")
    assert "/mine" in (files.root / "requests/again.toml").read_text()


async def test_a_request_without_a_file_comes_back_and_a_blank_one_does_not(
    files: Lab, home: Path
) -> None:
    held = {}
    async with seated(files) as seat:
        await seat.press("ctrl+g", "n")
        await seat.edit_url("https://typed.test/")
        await kept(seat, "typed.test", home)
        await seat.press("ctrl+g", "n")
        await seat.press("ctrl+g", "r")
        held = {one: one.read_bytes() for one in drafts_in(home)}
        leave_behind(home)
    assert len(held) == 1
    for path, data in held.items():
        path.write_bytes(data)
    async with seated(files) as seat:
        await asked(seat)
        await seat.sees('Request "Untitled 1", changed', "It has no file yet.", "+ url = ")
        await seat.press("k")
        await seat.until(lambda: seat.editor.request.url == "https://typed.test/", "the draft")
        assert "Untitled 1" in seat.tree


async def test_discarding_on_purpose_leaves_nothing_behind(files: Lab, home: Path) -> None:
    async with seated(files) as seat:
        await typed(seat, "list", "{{base_url}}/typed", home)
        await seat.press("ctrl+q")
        await seat.dialog()
        await seat.press("d")
        await seat.until(lambda: seat.app._exit, "the end")
    assert not list((home / "state/outrider/drafts").iterdir())
    async with seated(files) as seat:
        await seat.pilot.pause(0.2)
        assert seat.app.screen is seat.work


async def test_two_instances_leave_each_others_drafts_alone(files: Lab, home: Path) -> None:
    async with seated(files) as one:
        await typed(one, "list", "{{base_url}}/first", home)
        async with seated(files) as other:
            for asks in (False, True):
                if asks:
                    await typed(other, "list", "{{base_url}}/second", home)
                    await other.press("ctrl+g", "D")
                # Named, but in this very process: it cannot be ended.
                await other.dialog()
                await other.sees("Unsaved changes elsewhere")
                assert "Take over" not in other.text
                await other.press("l")
                await other.at_work()
            assert len(drafts_in(home)) == 2
            await other.press("ctrl+s")
            await other.until(lambda: "Saved." in other.said, "the word")
            await other.until(lambda: len(drafts_in(home)) == 1, "one to go")
        await one.press("ctrl+s")
        await one.dialog()
        assert "changed on disk" in one.text
        await one.press("escape")
        await one.at_work()
        assert one.editor.request.url.endswith("/first")
        assert "/first" in drafts_in(home)[0].read_text()


async def test_two_drafts_of_one_request_both_come_back(files: Lab, home: Path) -> None:
    await crashed(files, home, list="{{base_url}}/older")
    (older,) = drafts_in(home)
    data = json.loads(older.read_text())
    data["table"]["url"] = "{{base_url}}/newer"
    data["written"] += 5
    older.with_name(older.name.replace(".", ".9", 1)).write_text(json.dumps(data))
    async with seated(files) as seat:
        for word in ("newer", "older"):
            await asked(seat)
            await seat.sees(f"/{word}")
            await seat.press("k")
        await seat.at_work()
        await seat.until(lambda: seat.editor.request.url.endswith("/older"), "the second")
        assert {one.request.url for one in unsaved_drafts(seat.work.context.buffers)} == {
            "{{base_url}}/older",
            "{{base_url}}/newer",
        }


async def test_drafts_are_the_users_alone_and_hold_no_opened_secret(files: Lab, home: Path) -> None:
    old = os.umask(0)
    try:
        async with seated(files) as seat:
            await typed(seat, "list", "{{base_url}}/{{client_secret}}", home)
            await seat.press("ctrl+r")
            folder = home / "state/outrider/drafts"
            assert folder.stat().st_mode & 0o777 == 0o700
            assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
            for one in folder.iterdir():
                assert "dev-only-secret" not in one.read_text()
            await seat.press("escape")
    finally:
        os.umask(old)


async def test_a_state_folder_that_cannot_be_written_is_said_once(files: Lab, home: Path) -> None:
    (home / "state").mkdir()
    (home / "state/outrider").write_text("in the way")
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        await seat.until(lambda: "cannot be backed up" in seat.said, "the warning")
        await seat.edit_url("{{base_url}}/more")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
        assert seat.said.count("cannot be backed up") == 1


async def test_a_draft_that_cannot_be_kept_anew_stays_where_it_was(files: Lab, home: Path) -> None:
    await crashed(files, home, list="{{base_url}}/typed")
    folder = home / "state/outrider/drafts"
    async with seated(files) as seat:
        await asked(seat)
        folder.rename(home / "moved")
        folder.symlink_to(home / "moved")
        await seat.press("k")
        await seat.at_work()
        await seat.until(lambda: seat.editor.request.url == "{{base_url}}/typed", "the draft")
        await seat.until(lambda: "cannot be backed up" in seat.said, "the warning")
    assert any("/typed" in one.read_text() for one in (home / "moved").glob("*.json"))


async def test_a_fault_of_our_own_keeps_what_was_typed(files: Lab, home: Path) -> None:
    async def break_it() -> None:
        async with seated(files) as seat:
            await seat.open("list")
            await seat.edit_url("{{base_url}}/typed")
            seat.app._handle_exception(RuntimeError())
            (draft,) = drafts_in(home)
            assert "/typed" in draft.read_text()
            assert seat.app.status == 70
            assert "The next start offers to recover" in seat.app.last_words

    with pytest.raises(RuntimeError):
        await break_it()
    assert drafts_in(home)


async def test_a_credential_that_was_typed_is_not_kept_and_that_is_said(
    files: Lab, home: Path
) -> None:
    secret = "k3Jq9ZvT1m-typed"
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url(f"{{{{base_url}}}}/new?api_key={secret}")
        await kept(seat, "/new?api_key={{api_key_not_kept}}", home)
        assert not any(secret in one.read_text() for one in drafts_in(home))
        held = {one: one.read_bytes() for one in drafts_in(home)}
        leave_behind(home)
    for path, data in held.items():
        path.write_bytes(data)
    async with seated(files) as seat:
        await asked(seat)
        await seat.sees("Credentials are not backed up. Enter them again:", "{{api_key_not_kept}}")
        await seat.press("k")
        await seat.at_work()
        url = "{{base_url}}/new?api_key={{api_key_not_kept}}"
        await seat.until(lambda: seat.editor.request.url == url, "the draft")
