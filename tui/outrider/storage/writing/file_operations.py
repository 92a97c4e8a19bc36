"""Creating, copying, moving and deleting the files of a workspace; nothing is ever overwritten.

What a folder's ``order`` says about a file follows it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from outrider.errors import SaveError, TrustRequiredError
from outrider.model.trust import TrustGiven
from outrider.storage.files.atomic_write import (
    folder_lock,
    make_folder,
    refuse_save,
    write_atomically,
)
from outrider.storage.files.file_names import (
    OVERLAY_SUFFIX,
    file_name_problem,
    new_file_name_problem,
)
from outrider.storage.files.folder_trees import check_only_requests, copy_folder
from outrider.storage.files.workspace_files import UnusualFile, WorkspaceFiles, read_regular
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, REQUESTS
from outrider.storage.writing.document_updates import open_folder
from outrider.storage.writing.environment_order import follow_environment
from outrider.storage.writing.folder_order import Order, insert_after, remove_name, rename_in_order
from outrider.storage.writing.git_ignore import ignore_overlays
from outrider.storage.writing.overlay_secrets import refuse_tracked
from outrider.storage.writing.toml_file import TomlFile


class FileOperations:
    """Moves the files of one workspace.

    Args:
        root: the workspace's folder.
        trusted: whether what lies outside of it may be touched.

    Raises:
        SaveRefused: in each method, where a new name cannot be used or is taken, or the system
            refuses.
    """

    def __init__(self, root: Path, *, trusted: TrustGiven) -> None:
        self._root = root
        self._trusted = trusted

    def check_new_name(self, file: str, name: str, old: str = "") -> None:
        """Refuses a name for a file (or a folder) that shall be new.

        Args:
            file: path relative to the workspace.
            name: what the user chose: the path below its folder, without ``.toml``.
            old: path of the file that is to be renamed, if it is one.
        """
        problem = file_name_problem(name) or new_file_name_problem(name)
        if problem:
            what = f'"{name}" is not a valid name: {problem}.'
            raise _refuse("invalid_name", what, file, "Use another name.")
        try:
            WorkspaceFiles(self._root, trusted=self._trusted).checked_path(file)
        except TrustRequiredError as error:
            raise _refuse("trust", error.what, file) from None
        self._check_free(file, old)

    # --- requests and folders -----------------------------------------------------------------

    def duplicate_request(self, request_id: str, new_id: str) -> None:
        """Copies a request byte for byte; it comes right behind the original."""
        self._copy(f"{REQUESTS}/{request_id}.toml", f"{REQUESTS}/{new_id}.toml", new_id)
        self._copied(request_id, new_id)

    def move_request(self, request_id: str, new_id: str) -> None:
        """Gives a request another name, or another folder."""
        self._move(f"{REQUESTS}/{request_id}.toml", f"{REQUESTS}/{new_id}.toml", new_id)
        self._moved(request_id, new_id)

    def delete_request(self, request_id: str) -> None:
        """Deletes a request's file; of a symbolic link, the link."""
        self._delete(f"{REQUESTS}/{request_id}.toml")
        self._gone(request_id)

    def create_folder(self, folder_id: str, label: str = "") -> None:
        """Makes a folder with a ``folder.toml``, so that git keeps it."""
        self.check_new_name(f"{REQUESTS}/{folder_id}", folder_id)
        file = f"{REQUESTS}/{folder_id}/folder.toml"
        self._write(file, _named(label, file))

    def duplicate_folder(self, folder_id: str, new_id: str) -> None:
        """Copies a folder with all that lies in it, byte for byte, right behind the original.

        One that would lie in itself is refused, and one in which a symbolic link lies.
        """
        shown, new = f"{REQUESTS}/{folder_id}", f"{REQUESTS}/{new_id}"
        if f"{new_id}/".startswith(f"{folder_id}/") and new_id != folder_id:
            raise _refuse("invalid_name", f"{folder_id} cannot be copied into itself.", new)
        self.check_new_name(new, new_id)
        copy_folder(self._root, shown, new, lambda: self._check_free(new, ""))
        self._copied(folder_id, new_id)

    def move_folder(self, folder_id: str, new_id: str) -> None:
        """Gives a folder, with all that lies in it, another name or place, not in itself."""
        if f"{new_id}/".startswith(f"{folder_id}/") and new_id != folder_id:
            raise _refuse("invalid_name", f"{folder_id} cannot be moved into itself.", new_id)
        self._move(f"{REQUESTS}/{folder_id}", f"{REQUESTS}/{new_id}", new_id)
        self._moved(folder_id, new_id)

    def delete_folder(self, folder_id: str) -> None:
        """Deletes a folder with its requests; refuses where other files lie in it."""
        from shutil import rmtree

        path = self._root / REQUESTS / folder_id
        shown = f"{REQUESTS}/{folder_id}"
        if not folder_id:
            raise _refuse("invalid_name", "The requests folder cannot be deleted.", shown)
        try:
            if path.is_symlink():
                path.unlink()
            else:
                check_only_requests(path, shown)
                rmtree(path)
        except OSError as error:
            raise _not_done(error, shown, "deleted") from None
        self._gone(folder_id)

    # --- environments -------------------------------------------------------------------------

    def create_environment(self, environment_id: str, label: str = "") -> None:
        """Writes an environment that says nothing yet but what people call it."""
        file = f"{ENVIRONMENTS}/{environment_id}.toml"
        self.check_new_name(file, environment_id)
        self._write(file, _named(label, file))

    def duplicate_environment(self, environment_id: str, new_id: str) -> None:
        """Copies what the team shares of an environment; this machine's overlay stays behind."""
        self._copy(f"{ENVIRONMENTS}/{environment_id}.toml", f"{ENVIRONMENTS}/{new_id}.toml", new_id)

    def move_environment(self, environment_id: str, new_id: str) -> None:
        """Gives an environment and its overlay another name; the workspace's default follows."""
        old, new = f"{ENVIRONMENTS}/{environment_id}", f"{ENVIRONMENTS}/{new_id}"
        overlay = f"{old}{OVERLAY_SUFFIX}.toml"
        has_overlay = os.path.lexists(self._root / overlay)
        if has_overlay:
            self._check_free(f"{new}{OVERLAY_SUFFIX}.toml", overlay)
            refuse_tracked(self._root, f"{new}{OVERLAY_SUFFIX}.toml")
            ignore_overlays(self._root, f"{new}{OVERLAY_SUFFIX}.toml")
        self._move(f"{old}.toml", f"{new}.toml", new_id)
        if has_overlay:
            self._rename(overlay, f"{new}{OVERLAY_SUFFIX}.toml")
        follow_environment(self._root, environment_id, new_id, trusted=self._trusted)

    def delete_environment(self, environment_id: str) -> None:
        """Deletes an environment, its overlay, and the workspace's default if it names it."""
        self._delete(f"{ENVIRONMENTS}/{environment_id}.toml")
        overlay = f"{ENVIRONMENTS}/{environment_id}{OVERLAY_SUFFIX}.toml"
        if os.path.lexists(self._root / overlay):
            self._delete(overlay)
        follow_environment(self._root, environment_id, "", trusted=self._trusted)

    # --- one file -----------------------------------------------------------------------------

    def _copy(self, old: str, new: str, name: str) -> None:
        self.check_new_name(new, name)
        try:
            data, mode = read_regular(self._root / old)
        except (OSError, UnusualFile):
            raise _refuse(
                "not_saved", f"{old} cannot be read, so it was not copied.", old
            ) from None
        self._write(new, data, private=not mode & 0o077)

    def _write(self, file: str, data: bytes, *, private: bool = False) -> None:
        path = self._root / file
        make_folder(path.parent, file)
        write_atomically(path, data, private=private, shown=file)

    def _move(self, old: str, new: str, name: str) -> None:
        if old == new:
            return
        self.check_new_name(new, name, old)
        self._rename(old, new)

    def _rename(self, old: str, new: str) -> None:
        path = self._root / new
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with folder_lock(path.parent):
                self._check_free(new, old)
                (self._root / old).rename(path)
        except OSError as error:
            raise _not_done(error, old, "renamed") from None

    def _delete(self, file: str) -> None:
        try:
            (self._root / file).unlink()
        except OSError as error:
            raise _not_done(error, file, "deleted") from None

    def _check_free(self, file: str, old: str) -> None:
        path, before = self._root / file, self._root / old
        if not os.path.lexists(path):
            return
        # A file system that ignores case finds the old file under the new name.
        if old and path.parent == before.parent and path.name.casefold() == before.name.casefold():
            names = os.listdir(path.parent)  # noqa: PTH208 - names as they are written
            if path.name not in names:
                return
        advice = "Use another name."
        raise _refuse("exists", f"{file} already exists.", file, advice)

    # --- order --------------------------------------------------------------------------------

    def change_order(self, folder_id: str, change: Callable[[Order], Order]) -> None:
        """Writes what a function makes of the names in a folder's order, if that is another one.

        Raises:
            DocumentError: what is written there is no folder's file.
        """
        document = open_folder(self._root, folder_id, trusted=self._trusted)
        order = document.data.get("order", ())
        wanted = list(change(order))
        if list(order) != wanted:
            document.set(("order",), wanted) if wanted else document.remove(("order",))
            document.save()

    def _copied(self, old_id: str, new_id: str) -> None:
        (folder, _, old), (target, _, new) = old_id.rpartition("/"), new_id.rpartition("/")
        if folder == target:
            self.change_order(folder, lambda order: insert_after(order, old, new))

    def _moved(self, old_id: str, new_id: str) -> None:
        (folder, _, old), (target, _, new) = old_id.rpartition("/"), new_id.rpartition("/")
        if folder == target:
            self.change_order(folder, lambda order: rename_in_order(order, old, new))
        else:
            self._gone(old_id)

    def _gone(self, name: str) -> None:
        folder, _, last = name.rpartition("/")
        self.change_order(folder, lambda order: remove_name(order, last))


def _named(label: str, file: str) -> bytes:
    """A new file that says what people call it, where its own name does not."""
    document = TomlFile.create(Path(file), file=file)
    if label:
        document.set(("name",), label)
    return document.text.encode()


def _refuse(code: str, what: str, file: str, advice: str = "") -> SaveError:
    return refuse_save(code, what, file, advice=advice)


def _not_done(error: OSError, file: str, what: str) -> SaveError:
    reason = os.strerror(error.errno or 5).lower()
    return _refuse("not_saved", f"{file} was not {what}: {reason}.", file)
