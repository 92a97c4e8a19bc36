from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec import structs

from outrider.engine.editing.edit_buffers import EditBuffers, is_scratch
from outrider.engine.event_bus import EventBus
from outrider.engine.events import BufferChanged, Event, RequestRenamed, UnsavedChanged
from outrider.errors import SaveError, UnknownName
from outrider.model.workspace import NameValueRow, Request, RequestOptions, TextBody
from outrider.storage.reading.workspace_reader import WorkspaceReader

LIST = """\
# What people ask for most.
name = "List orders"   # the label
method = "GET"
url = "{{base_url}}/orders"
query = [
  { name = "status", value = "open" },  # only these
]
unknown_key = 1
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "outrider.toml": 'default_environment = "dev"\n',
        "environments/dev.toml": "",
        "requests/folder.toml": 'order = ["list", "billing"]  # most used first\n',
        "requests/list.toml": LIST,
        "requests/billing/create.toml": 'method = "POST"\nurl = "https://a.test"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def desk(root: Path) -> EditBuffers:
    return EditBuffers(WorkspaceReader(root, trusted=False), EventBus())


def with_url(desk: EditBuffers, request_id: str, url: str) -> Request:
    return desk.edit(structs.replace(desk.open(request_id).current, url=url)).current


def test_a_request_that_is_opened_has_no_changes(desk: EditBuffers) -> None:
    edited = desk.open("list")
    assert edited.current == edited.saved
    assert not desk.is_dirty("list")
    assert desk.dirty == ()


def test_an_edit_makes_it_dirty_and_taking_it_back_makes_it_clean(desk: EditBuffers) -> None:
    before = desk.open("list").current
    with_url(desk, "list", "https://other.test")
    assert desk.dirty == ("list",)
    desk.edit(before)
    assert not desk.dirty


def test_saving_keeps_comments_and_what_it_does_not_know(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "list", "{{base_url}}/all")
    assert desk.save("list")
    text = (root / "requests/list.toml").read_text()
    assert text == LIST.replace("/orders", "/all")
    assert not desk.is_dirty("list")


def test_saving_without_a_change_writes_nothing(desk: EditBuffers, root: Path) -> None:
    desk.open("list")
    before = (root / "requests/list.toml").stat().st_mtime_ns
    assert not desk.save("list")
    assert (root / "requests/list.toml").stat().st_mtime_ns == before


def test_every_part_of_a_request_survives_saving(desk: EditBuffers) -> None:
    request = structs.replace(
        desk.open("list").current,
        method="PURGE",
        query_params=(NameValueRow("a", "1"), NameValueRow("a", "2", enabled=False)),
        headers=(NameValueRow("X", "{{y}}"),),
        options=RequestOptions(timeout=2.5, follow_redirects=True, max_body=5_000_000),
        body=TextBody("json", '{"a": {{b}}}'),
    )
    desk.edit(request)
    desk.save("list")
    assert desk.reload("list") == request


def test_a_change_outside_is_not_overwritten_unasked(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "list", "https://mine.test")
    (root / "requests/list.toml").write_text(LIST + "# theirs\n")
    assert desk.changed_on_disk("list")
    with pytest.raises(SaveError) as refused:
        desk.save("list")
    assert refused.value.code == "changed_outside"
    assert desk.open("list").current.url == "https://mine.test"


def test_forcing_keeps_my_values_and_their_comments(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "list", "https://mine.test")
    (root / "requests/list.toml").write_text(LIST + "# theirs\n")
    assert desk.save("list", force=True)
    text = (root / "requests/list.toml").read_text()
    assert '"https://mine.test"' in text
    assert text.endswith("# theirs\n")
    assert not desk.changed_on_disk("list")


def test_forcing_brings_back_a_file_that_was_deleted(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "list", "https://mine.test")
    (root / "requests/list.toml").unlink()
    assert desk.changed_on_disk("list")
    with pytest.raises(SaveError):
        desk.save("list")
    desk.save("list", force=True)
    assert desk.reload("list").url == "https://mine.test"


def test_reloading_gives_up_edits_for_what_the_file_says(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "list", "https://mine.test")
    (root / "requests/list.toml").write_text('url = "https://theirs.test"\n')
    assert desk.reload("list").url == "https://theirs.test"
    assert not desk.is_dirty("list")
    assert not desk.changed_on_disk("list")


def test_a_refresh_reads_what_has_no_edits_and_tells_of_what_has(
    desk: EditBuffers, root: Path
) -> None:
    desk.open("list")
    with_url(desk, "billing/create", "https://mine.test")
    for name in ("list", "billing/create"):
        (root / f"requests/{name}.toml").write_text('url = "https://theirs.test"\n')
    assert desk.refresh() == ("billing/create",)
    assert desk.open("list").current.url == "https://theirs.test"
    assert desk.open("billing/create").current.url == "https://mine.test"


def test_touching_a_file_is_no_change(desk: EditBuffers, root: Path) -> None:
    desk.open("list")
    os.utime(root / "requests/list.toml", ns=(1, 1))
    assert not desk.changed_on_disk("list")


def test_a_scratch_request_is_dirty_and_saved_under_a_name(desk: EditBuffers, root: Path) -> None:
    scratch = desk.new().current
    assert is_scratch(scratch.id)
    with_url(desk, scratch.id, "https://new.test")
    assert desk.dirty == (scratch.id,)
    assert desk.scratch_requests[0].url == "https://new.test"
    saved = desk.save_as(scratch.id, "billing/refund")
    assert (saved.id, saved.name) == ("billing/refund", "refund")
    assert (root / "requests/billing/refund.toml").read_text() == 'url = "https://new.test"\n'
    assert desk.scratch_requests == ()
    assert not desk.is_dirty("billing/refund")


def test_save_as_overwrites_nothing_and_keeps_the_edits(desk: EditBuffers, root: Path) -> None:
    scratch = desk.new().current
    with_url(desk, scratch.id, "https://new.test")
    with pytest.raises(SaveError):
        desk.save_as(scratch.id, "list")
    assert (root / "requests/list.toml").read_text() == LIST
    assert desk.open(scratch.id).current.url == "https://new.test"


@pytest.mark.parametrize("name", ["../evil", "a/../../b", "/etc/x", "", "con", "x\0y", "folder"])
def test_names_that_could_leave_the_workspace_are_refused(desk: EditBuffers, name: str) -> None:
    scratch = desk.new().current
    for act in (desk.save_as, desk.duplicate, desk.rename):
        request_id = "list" if act == desk.rename else scratch.id
        with pytest.raises(SaveError):
            act(request_id, name)


def test_duplicating_takes_edits_along_and_leaves_the_original(
    desk: EditBuffers, root: Path
) -> None:
    with_url(desk, "list", "https://mine.test")
    copy = desk.duplicate("list", "list copy")
    assert copy.url == "https://mine.test"
    assert (root / "requests/list.toml").read_text() == LIST
    assert desk.dirty == ("list",)


def test_duplicating_a_clean_request_copies_its_comments(desk: EditBuffers, root: Path) -> None:
    desk.duplicate("list", "again")
    assert (root / "requests/again.toml").read_text() == LIST
    order = (root / "requests/folder.toml").read_text()
    assert order == 'order = ["list", "again", "billing"]  # most used first\n'


def test_renaming_takes_edits_along(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "billing/create", "https://mine.test")
    desk.rename("billing/create", "billing/make")
    edited = desk.open("billing/make")
    assert edited.current.url == "https://mine.test"
    assert (edited.current.name, edited.current.file) == ("make", "requests/billing/make.toml")
    assert desk.dirty == ("billing/make",)
    with pytest.raises(UnknownName):
        desk.open("billing/create")
    desk.save("billing/make")
    assert not (root / "requests/billing/create.toml").exists()


def test_renaming_a_folder_takes_the_edits_in_it_along(desk: EditBuffers) -> None:
    with_url(desk, "billing/create", "https://mine.test")
    desk.rename_folder("billing", "money/bills")
    assert desk.open("money/bills/create").current.url == "https://mine.test"
    assert desk.dirty == ("money/bills/create",)


def test_deleting_takes_it_off_the_desk(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "list", "https://mine.test")
    desk.delete("list")
    assert desk.dirty == ()
    assert not (root / "requests/list.toml").exists()
    assert (root / "requests/folder.toml").read_text() == 'order = ["billing"]  # most used first\n'


def test_deleting_a_folder_takes_its_requests_off_the_desk(desk: EditBuffers, root: Path) -> None:
    with_url(desk, "billing/create", "https://mine.test")
    desk.delete_folder("billing")
    assert desk.dirty == ()
    assert not (root / "requests/billing").exists()


def test_what_becomes_of_them_is_published(desk: EditBuffers) -> None:
    told: list[Event] = []
    desk.bus.subscribe(told.append)
    with_url(desk, "list", "https://other.test")
    with_url(desk, "list", "https://another.test")
    changed = BufferChanged("list")
    assert told == [changed, changed, UnsavedChanged(), changed]
    told.clear()
    desk.rename("list", "all")
    assert told[-1] == RequestRenamed("list", "all")
    desk.rename_folder("billing", "money")
    assert told[-1] == RequestRenamed("billing", "money", is_folder=True)
    desk.delete("all")
    assert told[-2:] == [UnsavedChanged(), RequestRenamed("all", "")]
    scratch = desk.new().current.id
    desk.save_as(scratch, "fresh")
    assert told[-1] == RequestRenamed(scratch, "fresh")
    desk.delete_folder("money")
    assert told[-1] == RequestRenamed("money", "", is_folder=True)
