"""Keeps what is typed into the page of an environment or a folder where it outlives the process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from outrider.engine.editing.draft_secrets import (
    page_without_credentials,
    says_the_same,
    without_masks,
)
from outrider.engine.editing.environment_buffer import ENVIRONMENT, EnvironmentBuffer
from outrider.engine.editing.folder_buffer import FolderBuffer
from outrider.engine.editing.request_autosave import (
    PAUSE,
    DraftComparison,
    DraftState,
    masked_comparison,
)
from outrider.engine.editing.table_buffer import TableBuffer
from outrider.engine.editing.written_secrets import written_secrets
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import OutriderError
from outrider.model.secret import Secret
from outrider.redaction import Redactor
from outrider.storage.draft_folder import DraftFolder, PageDraft
from outrider.toml_text.table_diff import NoSuchKey, apply_edits, strictly_equal, table_edits


class PageAutosaver:
    """Keeps a draft of the environment or folder that is being edited.

    It is written in a thread, ``pause`` seconds after a change, and there is none while nothing
    differs from the files.

    Args:
        tell: told once, in the thread, that drafts cannot be kept and why.
        replaces: what an earlier run left, to be removed as soon as this is on the disk.
        secrets: those that are known by now; none of them gets into a draft.
    """

    def __init__(
        self,
        folder: DraftFolder,
        draft: TableBuffer[Any],
        tell: Callable[[str], None],
        pause: float = PAUSE,
        replaces: PageDraft | None = None,
        secrets: Callable[[], Iterable[Secret]] = tuple,
    ) -> None:
        self._secrets = secrets
        self._redactor = Redactor()
        self._folder = folder
        self._draft = draft
        self._tell = tell
        self._pause = pause
        self._writing = threading.Lock()
        self._timer: threading.Timer | None = None
        self._table: Mapping[str, Any] = draft.before
        self._kept: Mapping[str, Any] | None = None
        self._ended = False
        self._replaces = replaces

    @property
    def keeps_any(self) -> bool:
        """Whether a draft is on the disk."""
        return self._kept is not None

    def changed(self, table: Mapping[str, Any]) -> None:
        """Takes what stands in the page now, what is being typed included."""
        self._table = table
        if self._timer is None and not self._ended and not self._is_kept():
            self._timer = threading.Timer(self._pause, self._write)
            self._timer.daemon = True
            self._timer.start()

    def flush(self, latest: Mapping[str, Any] | None = None) -> None:
        """Writes what is not written yet, as it was typed last; a signal handler may call it."""
        if latest is not None:
            self._table = latest
        held = self._writing.acquire(timeout=1.0)
        try:
            self._mirror()
        finally:
            if held:
                self._writing.release()

    def close(self) -> None:
        """The page is left: its edits are in the files, or nobody wants them."""
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()
        with self._writing:
            self._folder.remove_page(self._draft.kind, self._draft.id)
            self._kept = None

    def _is_kept(self) -> bool:
        return self._kept is not None and strictly_equal(self._kept, self._table)

    def _write(self) -> None:
        with self._writing:
            self._timer = None
            self._mirror()

    def _mirror(self) -> None:
        table = self._table
        if self._ended or self._is_kept():
            return
        if not self._draft.is_changed(table):
            self._folder.remove_page(self._draft.kind, self._draft.id)
            self._kept = None
            return
        draft = self._draft
        edits = PageDraft(draft.id, _plain(draft.before), _plain(table), kind=draft.kind)
        self._redactor.register(self._secrets())
        try:
            kept = page_without_credentials(edits, self._redactor)
            self._folder.write_page(kept)
        except OutriderError as error:
            self._tell(f"Unsaved changes cannot be backed up. {error.what}")
        else:
            self._kept = table
            if self._replaces is not None:
                self._folder.discard(self._replaces)
                self._replaces = None


def restored_table(edits: PageDraft, draft: TableBuffer[Any]) -> dict[str, Any]:
    """What the page shall show: the edits, on top of what the files say by now.

    Where the place of an edit is no longer there, all is as it was typed.
    """
    try:
        return apply_edits(draft.before, tuple(table_edits(edits.before, edits.table)))
    except NoSuchKey:
        return without_masks(edits.table)


def compare_page(edits: PageDraft, draft: TableBuffer[Any] | None) -> DraftComparison:
    """Says what kept edits would change; secrets that are written out are masked.

    There is no ``draft`` where the files cannot be read.
    """
    now = {} if draft is None else draft.before
    if draft is None or not now:
        state = DraftState.NEW
    else:
        state = DraftState.SAME if says_the_same(now, edits.before) else DraftState.CHANGED
    after = edits.table if draft is None else restored_table(edits, draft)
    hidden = {*written_secrets(now), *written_secrets(after), *written_secrets(edits.before)}
    return masked_comparison(state, _text(now), _text(after), hidden)


def compare_with_files(workspace: ActiveWorkspace, edits: PageDraft) -> DraftComparison:
    """As :func:`compare_page`, with the files of the environment or folder as they are now."""
    found: TableBuffer[Any] | None = None
    with suppress(OutriderError):
        if edits.kind == ENVIRONMENT:
            found = EnvironmentBuffer(workspace, edits.id)
        else:
            found = FolderBuffer(workspace, edits.id)
    return compare_page(edits, found)


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(one) if isinstance(one, Mapping) else one for name, one in table.items()}


def _text(table: Mapping[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps(table)
