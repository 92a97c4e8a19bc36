"""What was deleted comes back as it was, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import SaveError
from outrider.storage.writing.deleted_files import DeletedFiles
from outrider.storage.writing.folder_order import put_back, remove_name

NAMES = st.lists(st.sampled_from("abcdefg"), unique=True)


def _taken(root: Path, name: str, *, is_folder: bool, order: tuple[str, ...] = ()) -> DeletedFiles:
    found = DeletedFiles.of(root, name, is_folder=is_folder, order=order)
    assert found is not None
    return found


def _seen(folder: Path) -> dict[str, object]:
    """Every path with what it is."""
    return {
        str(one.relative_to(folder)): (
            str(one.readlink())
            if one.is_symlink()
            else (oct(one.stat().st_mode), one.read_bytes() if one.is_file() else b"")
        )
        for one in folder.rglob("*")
    }


def test_a_folder_comes_back_with_links_modes_and_empty_folders(tmp_path: Path) -> None:
    bills = tmp_path / "requests/bills"
    (bills / "empty/inner").mkdir(parents=True)
    (bills / "a.toml").write_text('url = "x"\n')
    (bills / "a.toml").chmod(0o640)
    (bills / "secret.toml").write_text("x")
    (bills / "secret.toml").chmod(0o600)
    (bills / "link.toml").symlink_to("a.toml")
    (bills / "closed").mkdir()
    (bills / "closed/b.toml").write_text("")
    (bills / "closed").chmod(0o500)
    before = _seen(tmp_path)
    taken = _taken(tmp_path, "bills", is_folder=True)
    (bills / "closed").chmod(0o700)
    rmtree(bills)
    taken.restore(tmp_path, trusted=True)
    assert _seen(tmp_path) == before
    (bills / "closed").chmod(0o700)


def test_an_empty_folder_comes_back(tmp_path: Path) -> None:
    (tmp_path / "requests/nothing").mkdir(parents=True)
    taken = _taken(tmp_path, "nothing", is_folder=True)
    (tmp_path / "requests/nothing").rmdir()
    taken.restore(tmp_path, trusted=True)
    assert (tmp_path / "requests/nothing").is_dir()


def test_a_link_comes_back_as_a_link(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    link = tmp_path / "requests/x.toml"
    link.symlink_to("/elsewhere.toml")
    taken = _taken(tmp_path, "x", is_folder=False)
    link.unlink()
    taken.restore(tmp_path, trusted=True)
    assert str(link.readlink()) == "/elsewhere.toml"


def test_what_is_there_already_as_it_was_is_no_hindrance(tmp_path: Path) -> None:
    bills = tmp_path / "requests/bills"
    bills.mkdir(parents=True)
    for name in "ab":
        (bills / f"{name}.toml").write_text(name)
    taken = _taken(tmp_path, "bills", is_folder=True)
    (bills / "b.toml").unlink()
    taken.restore(tmp_path, trusted=True)
    assert (bills / "b.toml").read_text() == "b"


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    bills = tmp_path / "requests/bills"
    (bills / "inner").mkdir(parents=True)
    (bills / "a.toml").write_text("a")
    (bills / "inner/b.toml").write_text("b")
    taken = _taken(tmp_path, "bills", is_folder=True)
    rmtree(bills)
    bills.mkdir()
    (bills / "inner").write_text("a file where a folder was")
    with pytest.raises(SaveError):
        taken.restore(tmp_path, trusted=True)
    assert sorted(one.name for one in bills.iterdir()) == ["inner"]
    (bills / "inner").unlink()
    taken.restore(tmp_path, trusted=True)
    assert (bills / "inner/b.toml").read_text() == "b"


def test_what_is_no_plain_file_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    os.mkfifo(tmp_path / "requests/x.toml")
    assert DeletedFiles.of(tmp_path, "x", is_folder=False, order=()) is None


def test_the_place_in_the_order_comes_back_among_what_came_meanwhile(tmp_path: Path) -> None:
    requests = tmp_path / "requests"
    requests.mkdir()
    (requests / "b.toml").write_text("")
    taken = _taken(tmp_path, "b", is_folder=False, order=("a", "b", "c"))
    (requests / "b.toml").unlink()
    (requests / "folder.toml").write_text('order = ["new", "c", "a"] # mine\n')
    taken.restore(tmp_path, trusted=True)
    assert (requests / "folder.toml").read_text() == 'order = ["new", "c", "a", "b"] # mine\n'


@given(NAMES, st.data())
def test_a_name_that_is_put_back_stands_where_it_was(order: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from("abcdefg"))
    assert list(put_back(remove_name(order, name), name, order)) == order


@given(NAMES, NAMES, st.sampled_from("abcdefg"))
def test_the_others_keep_their_order(now: list[str], former: list[str], name: str) -> None:
    found = list(put_back(now, name, former))
    assert remove_name(found, name) == remove_name(now, name)
    assert (name in found) is (name in former)
