"""Creating, copying, moving and deleting the files of a workspace; nothing is ever overwritten.

What a folder's ``order`` says about a file follows it.
"""

from __future__ import annotations

import os
from pathlib import Path

from outrider.errors import SaveError
from outrider.storage.files.atomic_write import (
    folder_lock,
    refuse_save,
    save_error,
    write_atomically,
)
from outrider.storage.files.file_names import (
    OVERLAY_SUFFIX,
    file_name_problem,
    new_file_name_problem,
)
from outrider.storage.files.folder_trees import check_only_requests, copy_folder, remove_tree
from outrider.storage.files.workspace_files import (
    MAX_FILE_BYTES,
    FileTooLarge,
    NotARegularFile,
    read_regular,
)
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS
from outrider.storage.writing.document_updates import open_settings
from outrider.storage.writing.folder_order import (
    FolderOrder,
    insert_after,
    remove_name,
    rename_in_order,
)
from outrider.storage.writing.toml_file import TomlFile


class FileOperations:
    """Moves the files of one workspace.

    Args:
        root: the workspace's folder.
        trusted: whether what lies outside of it may be touched.

    Attributes:
        ordering: the orders of its folders.
    """

    def __init__(self, root: Path, *, trusted: bool) -> None:
        self._root = root
        self._trusted = trusted
        self.ordering = FolderOrder(root, trusted=trusted)

    def check_new_name(self, file: str, name: str, old: str = "") -> None:
        """Refuses a name for a file (or a folder) that shall be new.

        Args:
            file: path relative to the workspace.
            name: what the user chose: the path below its folder, without ``.toml``.
            old: path of the file that is to be renamed, if it is one.

        Raises:
            SaveRefused: no file should have the name, or one has it.
        """
        problem = file_name_problem(name) or new_file_name_problem(name)
        if problem:
            raise _refuse(
                "invalid_name", f"{name!r} is no usable name: {problem}.", file, "Use another name."
            )
        real = os.path.realpath(self._root / file)
        inside = os.path.realpath(self._root).rstrip(os.sep) + os.sep
        if not self._trusted and not real.startswith(inside):
            raise _refuse(
                "trust", f"{file} lies outside the workspace, which is not trusted.", file
            )
        self._check_free(file, old)

    # --- requests and folders -----------------------------------------------------------------

    def duplicate_request(self, request_id: str, new_id: str) -> None:
        """Copies a request byte for byte; it comes right behind the original.

        Raises:
            SaveRefused: the new name cannot be used or is taken, or the system refuses.
        """
        self._copy(f"{REQUESTS}/{request_id}.toml", f"{REQUESTS}/{new_id}.toml", new_id)
        if _parent(request_id) == _parent(new_id):
            old, new = _last(request_id), _last(new_id)
            self.ordering.change(_parent(new_id), lambda order: insert_after(order, old, new))

    def move_request(self, request_id: str, new_id: str) -> None:
        """Gives a request another name, or another folder.

        Raises:
            SaveRefused: as :meth:`duplicate_request`.
        """
        self._move(f"{REQUESTS}/{request_id}.toml", f"{REQUESTS}/{new_id}.toml", new_id)
        self._moved(request_id, new_id)

    def delete_request(self, request_id: str) -> None:
        """Deletes a request's file; of a symbolic link, the link.

        Raises:
            SaveRefused: the system refuses.
        """
        self._delete(f"{REQUESTS}/{request_id}.toml")
        self.ordering.change(
            _parent(request_id), lambda order: remove_name(order, _last(request_id))
        )

    def create_folder(self, folder_id: str) -> None:
        """Makes a folder with an empty ``folder.toml``, so that git keeps it.

        Raises:
            SaveRefused: as :meth:`duplicate_request`.
        """
        self.check_new_name(f"{REQUESTS}/{folder_id}", folder_id)
        self._write(f"{REQUESTS}/{folder_id}/folder.toml", b"")

    def duplicate_folder(self, folder_id: str, new_id: str) -> None:
        """Copies a folder with all that lies in it, byte for byte, right behind the original.

        Raises:
            SaveRefused: as :meth:`duplicate_request`, it would lie in itself, or a symbolic link
                lies in it.
        """
        shown, new = f"{REQUESTS}/{folder_id}", f"{REQUESTS}/{new_id}"
        if f"{new_id}/".startswith(f"{folder_id}/") and new_id != folder_id:
            raise _refuse("invalid_name", f"{folder_id} cannot be copied into itself.", new)
        self.check_new_name(new, new_id)
        copy_folder(self._root, shown, new, lambda: self._check_free(new, ""))
        if _parent(folder_id) == _parent(new_id):
            old, copy = _last(folder_id), _last(new_id)
            self.ordering.change(_parent(new_id), lambda order: insert_after(order, old, copy))

    def move_folder(self, folder_id: str, new_id: str) -> None:
        """Gives a folder, with all that lies in it, another name or place.

        Raises:
            SaveRefused: as :meth:`duplicate_request`, or it would lie in itself.
        """
        if f"{new_id}/".startswith(f"{folder_id}/") and new_id != folder_id:
            raise _refuse("invalid_name", f"{folder_id} cannot be moved into itself.", new_id)
        self._move(f"{REQUESTS}/{folder_id}", f"{REQUESTS}/{new_id}", new_id)
        self._moved(folder_id, new_id)

    def delete_folder(self, folder_id: str) -> None:
        """Deletes a folder with its requests; refuses where other files lie in it.

        Raises:
            SaveRefused: it holds something that is no request, or the system refuses.
        """
        path = self._root / REQUESTS / folder_id
        shown = f"{REQUESTS}/{folder_id}"
        if not folder_id:
            raise _refuse("invalid_name", "The folder of all requests is not deleted.", shown)
        try:
            if path.is_symlink():
                path.unlink()
            else:
                check_only_requests(path, shown)
                remove_tree(path)
        except OSError as error:
            raise _not_deleted(error, shown) from None
        self.ordering.change(_parent(folder_id), lambda order: remove_name(order, _last(folder_id)))

    # --- environments -------------------------------------------------------------------------

    def create_environment(self, environment_id: str) -> None:
        """Writes an environment that says nothing yet.

        Raises:
            SaveRefused: as :meth:`duplicate_request`.
        """
        file = f"{ENVIRONMENTS}/{environment_id}.toml"
        self.check_new_name(file, environment_id)
        self._write(file, b"")

    def duplicate_environment(self, environment_id: str, new_id: str) -> None:
        """Copies what the team shares of an environment; this machine's overlay stays behind.

        Raises:
            SaveRefused: as :meth:`duplicate_request`.
        """
        self._copy(f"{ENVIRONMENTS}/{environment_id}.toml", f"{ENVIRONMENTS}/{new_id}.toml", new_id)

    def move_environment(self, environment_id: str, new_id: str) -> None:
        """Gives an environment and its overlay another name; the workspace's default follows.

        Raises:
            SaveRefused: as :meth:`duplicate_request`.
        """
        old, new = f"{ENVIRONMENTS}/{environment_id}", f"{ENVIRONMENTS}/{new_id}"
        overlay = f"{old}{OVERLAY_SUFFIX}.toml"
        has_overlay = os.path.lexists(self._root / overlay)
        if has_overlay:
            self._check_free(f"{new}{OVERLAY_SUFFIX}.toml", overlay)
        self._move(f"{old}.toml", f"{new}.toml", new_id)
        if has_overlay:
            self._rename(overlay, f"{new}{OVERLAY_SUFFIX}.toml")
        settings = self._settings()
        if settings is not None and settings.data.get("default_environment") == environment_id:
            settings.set(("default_environment",), new_id)
            settings.save()

    def delete_environment(self, environment_id: str) -> None:
        """Deletes an environment, its overlay, and the workspace's default if it names it.

        Raises:
            SaveRefused: the system refuses.
        """
        self._delete(f"{ENVIRONMENTS}/{environment_id}.toml")
        overlay = f"{ENVIRONMENTS}/{environment_id}{OVERLAY_SUFFIX}.toml"
        if os.path.lexists(self._root / overlay):
            self._delete(overlay)
        settings = self._settings()
        if settings is not None and settings.data.get("default_environment") == environment_id:
            settings.remove(("default_environment",))
            settings.save()

    # --- one file -----------------------------------------------------------------------------

    def _copy(self, old: str, new: str, name: str) -> None:
        self.check_new_name(new, name)
        try:
            data, mode = read_regular(self._root / old, MAX_FILE_BYTES)
        except (OSError, NotARegularFile, FileTooLarge):
            raise _refuse("not_saved", f"{old} cannot be read, so it is not copied.", old) from None
        self._write(new, data, private=not mode & 0o077)

    def _write(self, file: str, data: bytes, *, private: bool = False) -> None:
        path = self._root / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise save_error(error, file) from None
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
            raise _not_moved(error, old) from None

    def _delete(self, file: str) -> None:
        try:
            (self._root / file).unlink()
        except OSError as error:
            raise _not_deleted(error, file) from None

    def _check_free(self, file: str, old: str) -> None:
        path, before = self._root / file, self._root / old
        if not os.path.lexists(path):
            return
        # A file system that ignores case finds the old file under the new name.
        if old and path.parent == before.parent and path.name.casefold() == before.name.casefold():
            names = os.listdir(path.parent)  # noqa: PTH208 - names as they are written
            if path.name not in names:
                return
        raise _refuse(
            "exists", f"{file} exists already.", file, "Use another name; nothing is overwritten."
        )

    # --- order --------------------------------------------------------------------------------

    def _moved(self, old_id: str, new_id: str) -> None:
        old, new = _last(old_id), _last(new_id)
        if _parent(old_id) == _parent(new_id):
            self.ordering.change(_parent(new_id), lambda order: rename_in_order(order, old, new))
        else:
            self.ordering.change(_parent(old_id), lambda order: remove_name(order, old))

    def _settings(self) -> TomlFile | None:
        if not os.path.lexists(self._root / MARKER):
            return None
        return open_settings(self._root, trusted=self._trusted)


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _refuse(code: str, what: str, file: str, advice: str = "") -> SaveError:
    return refuse_save(code, what, file, advice=advice)


def _not_moved(error: OSError, file: str) -> SaveError:
    reason = os.strerror(error.errno or 5).lower()
    return _refuse("not_saved", f"{file} was not renamed: {reason}.", file)


def _not_deleted(error: OSError, file: str) -> SaveError:
    reason = os.strerror(error.errno or 5).lower()
    return _refuse("not_saved", f"{file} was not deleted: {reason}.", file)
