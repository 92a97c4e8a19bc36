"""One TOML file that is edited in place and saved atomically."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from outrider.errors import DocumentError, SaveError
from outrider.storage.files.atomic_write import (
    WriteBatch,
    folder_lock,
    make_folder,
    refuse_save,
    remove_leftovers,
    write_atomically,
)
from outrider.storage.files.workspace_files import UnusualFile, decode_utf8, read_regular
from outrider.toml_text.schema import KeyPath
from outrider.toml_text.table_diff import (
    NoSuchKey,
    RemoveKey,
    SetKey,
    TableEdit,
    apply_edits,
    strictly_equal,
    without_empty,
)
from outrider.toml_text.toml_parsing import parse_toml

_BOM = b"\xef\xbb\xbf"


class TomlFile:
    """One TOML file that is being edited.

    Only the keys that are set or removed change in the text. Nothing is written before
    :meth:`save`.

    Attributes:
        data: what the document says, edits included.
        text: as it will be saved, with plain line ends and without a byte order mark.
        digest: SHA-256 of the file as it was loaded or saved, which decides whether it was
            changed since; empty where there was none.
    """

    def __init__(self, path: Path, data: bytes | None, file: str) -> None:
        self.path = path
        self.file = file
        self._seen = () if data is None else _stamp(path)
        self.digest = "" if data is None else _digest(data)
        self._bom = bool(data and data.startswith(_BOM))
        text = decode_utf8(data or b"", file)
        # With mixed line ends, every one stays as it is and new ones are plain.
        self._crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
        self.text = text.replace("\r\n", "\n") if self._crlf else text
        self._saved = self.text
        self.data: Mapping[str, Any] = parse_toml(self.text, file)

    @classmethod
    def load(cls, path: Path, *, file: str = "") -> TomlFile:
        """Reads a file for editing; ``file`` is what error texts call it.

        Raises:
            DocumentError: it is missing, or is not TOML in UTF-8.
        """
        shown = file or str(path)
        try:
            data = read_regular(path)[0]
        except OSError as error:
            reason = os.strerror(error.errno or 5).lower()
            raise DocumentError(f"{shown} cannot be read: {reason}.", where=shown) from None
        except UnusualFile:
            raise DocumentError(f"{shown} is not a TOML file.", where=shown) from None
        return cls(path, data, shown)

    @classmethod
    def create(cls, path: Path, *, file: str = "") -> TomlFile:
        """An empty document for a file that does not exist yet."""
        return cls(path, None, file or str(path))

    @property
    def is_edited(self) -> bool:
        """Whether there is anything to save."""
        return self.text != self._saved

    @property
    def saved_data(self) -> Mapping[str, Any]:
        """What the file says, without what was edited."""
        return parse_toml(self._saved, self.file) if self.is_edited else self.data

    def set(self, path: KeyPath, value: Any) -> None:
        """Gives a key a value; tables around it are made as needed.

        Raises:
            SaveRefused: the layout has no place for it.
        """
        self.apply([SetKey(path, value)])

    def remove(self, path: KeyPath) -> None:
        """Removes a key.

        Raises:
            SaveRefused: there is no such key, or the layout does not let it be removed.
        """
        self.apply([RemoveKey(path)])

    def append_comments(self, lines: Iterable[str]) -> None:
        """Writes comments at the end, one for each line."""
        from outrider.visible_text import visible_line

        comments = [f"# {visible_line(line)}".rstrip() + "\n" for line in lines]
        if comments:
            gap = "" if not self.text else "\n" if self.text.endswith("\n") else "\n\n"
            self.text += gap + "".join(comments)

    def replace_comments(self, text: str) -> None:
        """Takes a text whose comments are others; nothing happens where more than that is."""
        if text != self.text and strictly_equal(parse_toml(text, self.file), self.data):
            self.text = text

    def apply(self, steps: Iterable[TableEdit]) -> None:
        """Takes these steps, all or none.

        Raises:
            SaveRefused: as :meth:`set`.
        """
        from outrider.toml_text.edit_runs import apply_all, laid_out
        from outrider.toml_text.text_edits import UneditableLayout

        steps = tuple(steps)
        if not steps:
            return
        text = self.text
        try:
            wanted = apply_edits(self.data, steps)
            text = apply_all(text, steps) if text else laid_out(steps)
            data = parse_toml(text, self.file)
        except (UneditableLayout, NoSuchKey, DocumentError):
            raise self._cannot_edit(steps) from None
        # Whatever the text looks like: it must say exactly what was asked for.
        if not strictly_equal(without_empty(data), without_empty(wanted)):
            raise self._cannot_edit(steps)
        self.text, self.data = text, data

    def _cannot_edit(self, steps: tuple[TableEdit, ...]) -> SaveError:
        from outrider.errors import SourceLocation

        keys = ", ".join(dict.fromkeys(SourceLocation("", step.path).dotted_key for step in steps))
        return refuse_save(
            "layout",
            f"Outrider cannot edit {keys} in {self.file}.",
            self.file,
            why="The layout would lose comments or order.",
            advice="Change these keys in an editor.",
        )

    def save(
        self, *, force: bool = False, private: bool = False, batch: WriteBatch | None = None
    ) -> bool:
        """Writes the document if it was edited; returns whether it was.

        Args:
            force: write over a change that was made outside since loading.
            private: a new file is 0600; one with a secret written out in it always is.
            batch: what it is written with.

        Raises:
            SaveRefused: the file was changed outside, or the system refused to write.
        """
        new = not self.digest
        if not self.is_edited and not (new and not self.text):
            return False
        data = self._encoded()
        folder = Path(os.path.realpath(self.path)).parent
        if new:
            make_folder(folder, self.file)
        with folder_lock(folder):
            if batch is None or batch.is_new(folder):
                remove_leftovers(folder)
            if not force:
                self._check_unchanged()
            private = private or _holds_literal(self.data) or ".local." in self.path.name
            write_atomically(self.path, data, private=private, shown=self.file, batch=batch)
        self._saved = self.text
        self.digest, self._seen = _digest(data), _stamp(self.path)
        return True

    def set_base_digest(self, digest: str) -> None:
        """Says which version of the file the edits began with: over another, saving asks."""
        self.digest, self._seen = digest, ()

    def changed_on_disk(self) -> bool:
        """Whether the file is no longer what was loaded."""
        try:
            data = read_regular(self.path)[0]
        except FileNotFoundError:
            return bool(self.digest)
        except (OSError, UnusualFile):
            return True
        return _digest(data) != self.digest

    def maybe_changed(self) -> bool:
        """Whether time, size or inode tell that the file may have changed; reads nothing."""
        seen = _stamp(self.path)
        return seen != self._seen if seen else bool(self.digest)

    def _encoded(self) -> bytes:
        text = self.text.replace("\n", "\r\n") if self._crlf else self.text
        try:
            return (_BOM if self._bom else b"") + text.encode()
        except UnicodeEncodeError:
            raise refuse_save(
                "not_saved",
                f"{self.file} was not saved: a value contains an unpaired surrogate.",
                self.file,
                advice="Remove it and save again.",
            ) from None

    def _check_unchanged(self) -> None:
        if self.changed_on_disk():
            there = os.path.lexists(self.path)
            new = not self.digest
            what = "exists already" if new else "changed on disk after it was opened"
            raise refuse_save(
                "changed_outside",
                f"{self.file} {what if there else 'was deleted after it was opened'}.",
                self.file,
                why="Saving would overwrite that change.",
                advice="Reload it, or save under another name.",
            )
        if self.digest and self.path.stat().st_nlink > 1:
            raise refuse_save(
                "hard_link",
                f"{self.file} has a second name (hard link), which saving would break.",
                self.file,
                advice="Remove one of the names, or overwrite the file.",
            )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells at a quick look whether a file was changed; nothing where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _holds_literal(data: Mapping[str, Any]) -> bool:
    secrets = data.get("secrets")
    return isinstance(secrets, dict) and any(isinstance(one, str) for one in secrets.values())
