"""Requests, folders and environments: what the sidebar shows is what the files are."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import COMMENTED, answer, request_files, seated, to

from outrider.widgets.sidebar.request_tree import RequestTree


async def test_a_request_is_made_copied_renamed_and_deleted(files: Lab) -> None:
    async with seated(files) as seat:
        await to(seat, "billing")
        await seat.press("n")
        await answer(seat, "billing/refund")
        await seat.until(lambda: "refund" in seat.tree, "the new one")
        assert "billing/refund.toml" in request_files(files)
        assert seat.work.context.request_id == "billing/refund"
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
        assert "billing/list-three.toml" in request_files(files)
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "list-three" not in seat.tree, "the request to go")
    assert request_files(files) == {
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
        await seat.until(lambda: seat.work.context.request_id == "copy", "the copy")
        assert "/typed" in (files.root / "requests/copy.toml").read_text()
        assert seat.work.context.buffers.is_dirty("list")


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
        await seat.until(lambda: "money/pay.toml" in request_files(files), "the new name")
        await seat.until(lambda: seat.work.context.request_id == "money/pay", "what is shown")
        assert seat.editor.request.url.endswith("/typed")
        await to(seat, "money")
        await seat.press("D")
        await answer(seat, "coins")
        await seat.until(lambda: "coins/pay.toml" in request_files(files), "the copy")
        await seat.until(lambda: "stay in the original" in seat.said, "the word")
        await to(seat, "coins")
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "coins" not in seat.tree, "the copy to go")
        await to(seat, "money")
        await seat.press("x")
        await seat.dialog()
        assert 'folder "money" and its ' in seat.text
        await seat.press("x")
        await seat.until(lambda: "pay" not in seat.tree, "the folder to go")
        assert seat.work.context.request_id == ""
        await seat.press("ctrl+s")
    assert {one for one in request_files(files) if "pay" in one} == set()


async def test_requests_and_folders_are_moved_by_picking_a_folder(files: Lab) -> None:
    files.request("deep/er/one", "{{base_url}}/one")
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/typed")
        await to(seat, "list")
        await seat.press("m")
        await seat.dialog()
        await seat.type("er")
        await seat.press("enter")
        await seat.until(lambda: "deep/er/list.toml" in request_files(files), "the new place")
        await seat.until(lambda: seat.work.context.request_id == "deep/er/list", "what is shown")
        assert seat.editor.request.url.endswith("/typed")
        assert seat.work.context.buffers.is_dirty("deep/er/list")
        await to(seat, "deep/er")
        await seat.press("m")
        await seat.dialog()
        # It cannot go into itself.
        assert "deep/er/" not in seat.text.split('Move "er" to')[1]
        await seat.type("requests")
        await seat.press("enter")
        await seat.until(lambda: "er/list.toml" in request_files(files), "the new place")
        assert seat.work.context.request_id == "er/list"
        assert seat.work.query_one(RequestTree).selected is not None
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
    text = (files.root / "requests/er/list.toml").read_text()
    assert "/typed" in text
    assert "# what it is for" in text


async def test_the_order_of_the_tree_is_changed_by_key(files: Lab) -> None:
    files.request("alpha", "{{base_url}}/a")
    files.write({"requests/folder.toml": "# how we work\nheaders = []\n"})
    async with seated(files) as seat:
        assert seat.tree.index("alpha") < seat.tree.index("Bills") < seat.tree.index("list")
        await to(seat, "list")
        await seat.press("K", "K", "K")
        await seat.until(lambda: seat.tree.index("list") < seat.tree.index("alpha"), "the order")
        await seat.press("shift+down")
        await seat.until(lambda: seat.tree.index("alpha") < seat.tree.index("list"), "the order")
        tree = seat.work.query_one(RequestTree)
        assert tree.selected is not None
        assert tree.selected.id == "list"
    text = (files.root / "requests/folder.toml").read_text()
    assert text.startswith("# how we work\n")
    assert 'order = ["alpha", "list", "billing"]' in text


async def test_a_request_is_found_by_a_part_of_its_name(files: Lab) -> None:
    async with seated(files) as seat:
        await seat.press("ctrl+o")
        await seat.dialog()
        await seat.type("pay")
        await seat.press("enter")
        await seat.until(lambda: seat.work.context.request_id == "billing/pay", "the request")
        assert seat.editor.request.url == "{{base_url}}/pay"


async def test_environments_are_made_copied_renamed_and_deleted(
    files: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    folder = files.root / "environments"
    async with seated(files) as seat:
        await seat.press("ctrl+g", "e", "D")
        await seat.sees("New environment like dev")
        await seat.type("copy")
        await seat.press("enter")
        await seat.sees("Environment copy")
        await seat.press("escape")
        await seat.at_work()
        await seat.until(lambda: "copy" in seat.environments, "the copy")
        assert (folder / "copy.toml").read_text() == (folder / "dev.toml").read_text()
        # Requests go where they went, until the copy is chosen.
        assert seat.work.context.workspace.active == "dev"
        await seat.press("end", "enter")
        await seat.until(lambda: seat.work.context.workspace.active == "copy", "the copy's turn")
        await seat.press("r")
        await answer(seat, "another")
        await seat.until(lambda: "another" in seat.environments, "the new name")
        assert not (folder / "copy.toml").exists()
        assert seat.work.context.workspace.active == "another"
        await seat.press("end", "x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "another" not in seat.environments, "the environment to go")
        assert not (folder / "another.toml").exists()
        await seat.press("n")
        await seat.sees("New environment")
        await seat.type("Empty")
        await seat.press("enter")
        await seat.sees("A name, such as Staging.")
        await seat.fill("fresh")
        await seat.press("enter")
        await seat.sees("Environment fresh")
        await seat.press("escape")
        await seat.at_work()
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
        await seat.until(lambda: "no environment" in seat.status, "the status to say so")
        await seat.press("f2")
        await seat.until(lambda: seat.work.context.workspace.active == "dev", "the other one")
        await seat.open("list")
        await seat.send()
        await seat.sees("200 OK")


async def test_what_was_deleted_or_moved_comes_back(files: Lab) -> None:
    requests = files.root / "requests"
    files.write({"requests/folder.toml": 'order = ["list", "billing", "zz"] # mine\n'})
    before = {one: one.read_bytes() for one in requests.rglob("*.toml")}
    async with seated(files) as seat:
        await to(seat, "list")
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: not (requests / "list.toml").exists(), "the file to go")
        await to(seat, "billing")
        await seat.press("x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: not (requests / "billing").exists(), "the folder to go")
        await seat.press("u")
        await seat.until(lambda: "requests/billing restored." in seat.said, "the word")
        await to(seat, "billing/pay")
        await seat.press("r")
        await answer(seat, "billing/other")
        await seat.until((requests / "billing/other.toml").exists, "the new name")
        await seat.press("u")
        await seat.until((requests / "billing/pay.toml").exists, "the old name")
        (requests / "list.toml").write_text("# of somebody else\n")
        await seat.press("u")
        await seat.sees("requests/list.toml exists by now")
        await seat.press("escape")
        (requests / "list.toml").unlink()
        await seat.press("u")
        await seat.until((requests / "list.toml").exists, "the first one")
        await seat.press("u")
    assert {one: one.read_bytes() for one in requests.rglob("*.toml")} == before


async def test_a_new_request_keeps_its_name_and_its_file_gets_a_slug(files: Lab) -> None:
    async with seated(files) as seat:
        await to(seat, "billing")
        await seat.press("n")
        await seat.sees("A name, such as List orders.")
        await seat.type("Pay an invoice (v2)")
        await seat.press("enter")
        await seat.until(lambda: "Pay an inv" in seat.tree, "the request")
        await seat.type("patch {{base_url}}/invoices?x=1")
        await seat.until(lambda: "PTCH Pay an" in seat.tree, "the method in the tree")
        await seat.press("ctrl+s")
        await seat.press("ctrl+g", "r", "N")
        await seat.sees("A name, such as Billing.")
        await seat.fill("More things")
        await seat.press("enter")
        await seat.until(lambda: "More things" in seat.tree, "the folder")
    text = (files.root / "requests/billing/pay-an-invoice-v2.toml").read_text()
    assert 'name = "Pay an invoice (v2)"' in text
    assert 'method = "PATCH"' in text
    folder = (files.root / "requests/more-things/folder.toml").read_text()
    assert folder == 'name = "More things"\n'
