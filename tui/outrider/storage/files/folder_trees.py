"""Folders with all that lies in them: copied whole, or looked through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from outrider.storage.files.atomic_write import (
    folder_lock,
    refuse_save,
    save_error,
    write_atomically,
)
from outrider.storage.files.workspace_files import UnusualFile, read_regular


def copy_folder(root: Path, old: str, new: str, check: Callable[[], None]) -> None:
    """Copies a folder of the workspace byte for byte: whole, or not at all.

    The check is made right before the copy gets its name, and refuses where that is taken.

    Raises:
        SaveRefused: a symbolic link or something that cannot be read lies in it, the check
            refuses, or the system does.
    """
    from shutil import rmtree
    from tempfile import mkdtemp

    path = root / new
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(mkdtemp(prefix=".copy-", dir=path.parent))
        try:
            _copy_tree(root / old, unfinished, old)
            unfinished.chmod((root / old).stat().st_mode & 0o777)
            with folder_lock(path.parent):
                check()
                unfinished.rename(path)
        except BaseException:
            rmtree(unfinished, ignore_errors=True)
            raise
    except OSError as error:
        raise save_error(error, new) from None


def check_only_requests(folder: Path, shown: str) -> None:
    """Refuses a folder that holds anything but requests and folders.

    Raises:
        SaveRefused: it does; the error calls it as ``shown``.
    """
    for path in _below(folder):
        if path.suffix != ".toml":
            file = path.relative_to(folder)
            what = f"{shown} was not deleted: it contains {file}, which is not a request."
            raise refuse_save("not_empty", what, shown, advice="Move or delete that file first.")


def _below(folder: Path) -> Iterator[Path]:
    """Every file, and every symbolic link, below a folder."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        else:
            yield path


def _copy_tree(folder: Path, to: Path, shown: str) -> None:
    """Copies every file below a folder; a link might lead anywhere, so there must be none."""
    for path in sorted(folder.iterdir()):
        name = f"{shown}/{path.name}"
        if path.is_symlink():
            raise refuse_save(
                "not_saved", f"{name} is a symbolic link, so {shown} was not copied.", name
            )
        if path.is_dir():
            (to / path.name).mkdir()
            _copy_tree(path, to / path.name, name)
            continue
        try:
            data, mode = read_regular(path)
        except UnusualFile:
            what = f"{name} cannot be read, so it was not copied."
            raise refuse_save("not_saved", what, name) from None
        write_atomically(to / path.name, data, private=not mode & 0o077, shown=name)
