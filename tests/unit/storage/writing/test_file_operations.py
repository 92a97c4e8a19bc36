from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import SaveError
from outrider.storage.writing.file_operations import FileOperations
from outrider.storage.writing.folder_order import move_by, remove_name


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    files = {
        "outrider.toml": 'default_environment = "dev" # ours\n',
        "environments/dev.toml": '# dev\nname = "Dev"\n',
        "environments/dev.local.toml": "[variables]\na = 1\n",
        "requests/folder.toml": 'order = ["b", "deep", "a"]\n',
        "requests/a.toml": 'url = "a"\n',
        "requests/b.toml": 'url = "b"\n',
        "requests/deep/c.toml": 'url = "c"\n',
    }
    for name, text in files.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text)
    return made


@pytest.fixture
def filing(root: Path) -> FileOperations:
    return FileOperations(root, trusted=False)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def order(root: Path) -> str:
    return (root / "requests/folder.toml").read_text()


def test_moving_within_a_folder_keeps_the_place_in_its_order(
    filing: FileOperations, root: Path
) -> None:
    filing.move_request("b", "z")
    assert (root / "requests/z.toml").read_text() == 'url = "b"\n'
    assert order(root) == 'order = ["z", "deep", "a"]\n'


def test_moving_to_another_folder_makes_it_and_leaves_the_old_order(
    filing: FileOperations, root: Path
) -> None:
    filing.move_request("b", "new/place/b")
    assert (root / "requests/new/place/b.toml").exists()
    assert order(root) == 'order = ["deep", "a"]\n'


def test_nothing_is_overwritten(filing: FileOperations, root: Path) -> None:
    acts: list[Callable[[], None]] = [
        lambda: filing.move_request("a", "b"),
        lambda: filing.duplicate_request("a", "b"),
        lambda: filing.move_folder("deep", "a.toml/x"),
        lambda: filing.create_environment("dev"),
        lambda: filing.create_folder("deep"),
    ]
    for act in acts:
        with pytest.raises(SaveError):
            act()
    assert (root / "requests/b.toml").read_text() == 'url = "b"\n'
    assert (root / "requests/a.toml").read_text() == 'url = "a"\n'


def test_a_name_that_differs_only_by_case_can_be_given(filing: FileOperations, root: Path) -> None:
    filing.move_request("a", "A")
    assert names_in(root / "requests") == ["A.toml", "b.toml", "deep", "folder.toml"]


def test_the_last_name_leaves_no_order_behind(filing: FileOperations, root: Path) -> None:
    (root / "requests/folder.toml").write_text('# mine\norder = ["a"]\n')
    filing.delete_request("a")
    assert order(root) == "# mine\n"


def test_a_folder_with_other_files_is_not_deleted(filing: FileOperations, root: Path) -> None:
    (root / "requests/deep/notes.md").write_text("keep")
    with pytest.raises(SaveError, match=r"notes\.md"):
        filing.delete_folder("deep")
    assert (root / "requests/deep/c.toml").exists()


def test_deleting_a_folder_that_is_a_link_deletes_the_link(
    filing: FileOperations, root: Path
) -> None:
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "d.toml").write_text("")
    (root / "requests/linked").symlink_to(elsewhere)
    filing.delete_folder("linked")
    assert not (root / "requests/linked").is_symlink()
    assert (elsewhere / "d.toml").exists()


def test_a_folder_does_not_move_into_itself(filing: FileOperations) -> None:
    with pytest.raises(SaveError, match="into itself"):
        filing.move_folder("deep", "deep/deeper")


def test_the_folder_of_all_requests_stays(filing: FileOperations, root: Path) -> None:
    with pytest.raises(SaveError):
        filing.delete_folder("")
    assert (root / "requests/a.toml").exists()


def test_what_is_not_there_is_refused_with_a_sentence(filing: FileOperations) -> None:
    acts: list[Callable[[], None]] = [
        lambda: filing.delete_request("nothing"),
        lambda: filing.move_request("nothing", "x"),
        lambda: filing.duplicate_request("nothing", "y"),
        lambda: filing.delete_folder("nothing"),
    ]
    for act in acts:
        with pytest.raises(SaveError, match="nothing"):
            act()


def test_an_untrusted_workspace_writes_nothing_through_a_link(
    filing: FileOperations, root: Path
) -> None:
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    (root / "requests/linked").symlink_to(elsewhere)
    with pytest.raises(SaveError, match="outside"):
        filing.move_request("a", "linked/a")
    assert list(elsewhere.iterdir()) == []


def test_an_environment_is_renamed_with_its_overlay_and_as_default(
    filing: FileOperations, root: Path
) -> None:
    filing.move_environment("dev", "local-dev")
    assert names_in(root / "environments") == ["local-dev.local.toml", "local-dev.toml"]
    assert (root / "outrider.toml").read_text() == 'default_environment = "local-dev" # ours\n'


def test_a_copy_of_an_environment_has_no_overlay(filing: FileOperations, root: Path) -> None:
    filing.duplicate_environment("dev", "staging")
    assert (root / "environments/staging.toml").read_text() == '# dev\nname = "Dev"\n'
    assert not (root / "environments/staging.local.toml").exists()


def test_a_private_file_stays_private_when_copied(filing: FileOperations, root: Path) -> None:
    (root / "environments/dev.toml").chmod(0o600)
    filing.duplicate_environment("dev", "staging")
    assert (root / "environments/staging.toml").stat().st_mode & 0o777 == 0o600


def test_deleting_an_environment_deletes_its_overlay_and_the_default(
    filing: FileOperations, root: Path
) -> None:
    filing.delete_environment("dev")
    assert names_in(root / "environments") == []
    assert "default_environment" not in (root / "outrider.toml").read_text()


def test_a_folder_is_copied_byte_for_byte_right_behind_the_original(
    filing: FileOperations, root: Path
) -> None:
    (root / "requests/deep/notes.md").write_bytes(b"\x00\xff")
    (root / "requests/deep/secret.toml").write_text("")
    (root / "requests/deep/secret.toml").chmod(0o600)
    (root / "requests/deep/deeper").mkdir()
    (root / "requests/deep/deeper/d.toml").write_text('# d\nurl = "d"\n')
    filing.duplicate_folder("deep", "copy")
    assert names_in(root / "requests/copy") == ["c.toml", "deeper", "notes.md", "secret.toml"]
    assert (root / "requests/copy/notes.md").read_bytes() == b"\x00\xff"
    assert (root / "requests/copy/secret.toml").stat().st_mode & 0o777 == 0o600
    assert (root / "requests/copy/deeper/d.toml").read_text() == '# d\nurl = "d"\n'
    assert order(root) == 'order = ["b", "deep", "copy", "a"]\n'


def test_a_folder_that_cannot_be_copied_whole_is_not_copied(
    filing: FileOperations, root: Path
) -> None:
    before = names_in(root / "requests")
    (root / "requests/deep/link.toml").symlink_to("/etc/passwd")
    acts: list[Callable[[], None]] = [
        lambda: filing.duplicate_folder("deep", "copy"),
        lambda: filing.duplicate_folder("deep", "deep/copy"),
        lambda: filing.duplicate_folder("deep", "deep"),
        lambda: filing.duplicate_folder("nothing", "copy"),
        lambda: filing.duplicate_folder("deep", "../copy"),
    ]
    for act in acts:
        with pytest.raises(SaveError):
            act()
    assert names_in(root / "requests") == before
    assert names_in(root / "requests/deep") == ["c.toml", "link.toml"]


def test_an_order_is_written_with_the_comments_of_its_file(
    filing: FileOperations, root: Path
) -> None:
    file = root / "requests/folder.toml"
    file.write_text('# ours\nname = "All" # yes\norder = ["b", "a"] # as we work\n')
    filing.change_order("", lambda _: ["a", "deep", "b"])
    assert file.read_text() == (
        '# ours\nname = "All" # yes\norder = ["a", "deep", "b"] # as we work\n'
    )
    filing.change_order("deep", lambda _: ["c"])
    assert (root / "requests/deep/folder.toml").read_text() == 'order = ["c"]\n'


NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(NAMES, st.sampled_from("abcdef"), st.integers(-7, 7))
def test_moving_in_an_order_loses_nothing_and_can_be_taken_back(
    names: list[str], name: str, step: int
) -> None:
    there = list(move_by(names, name, step))
    assert sorted(there) == sorted(names)
    assert remove_name(there, name) == remove_name(names, name)
    if name in names:
        back = names.index(name) - there.index(name)
        assert list(move_by(there, name, back)) == names


def test_an_overlay_gets_no_name_under_which_git_would_take_it(root: Path) -> None:
    (root / "environments/.gitignore").write_text("!live*\n")
    with pytest.raises(SaveError, match="git would not ignore it"):
        FileOperations(root, trusted=False).move_environment("dev", "live")
    assert (root / "environments/dev.toml").exists()
    assert (root / "environments/dev.local.toml").exists()
