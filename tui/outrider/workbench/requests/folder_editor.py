"""Edits a folder on a page of its own, or the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from outrider.auth.definitions import choose_auth, named_auth
from outrider.auth.schemes import SCHEMES
from outrider.dialogs.folder_dialog import FolderDialog
from outrider.dialogs.table_page import TablePage
from outrider.engine.editing.folder_buffer import FolderBuffer
from outrider.engine.send.request_scopes import folder_scope
from outrider.errors import OutriderError
from outrider.storage.draft_folder import PageDraft
from outrider.toml_text.schema import KeyPath
from outrider.variables.variable_scope import VariableScope
from outrider.widgets.folder.folder_rows import FolderFormContext
from outrider.widgets.view_models import AuthContext
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.page_editor import PageEditor
from outrider.workbench.context.workbench_context import WorkbenchContext


class FolderEditor(PageEditor):
    """One folder while it is edited; the empty id is the workspace.

    Args:
        drafts: keeps what is edited.
        folder_id: which one.
        saved: told each time that its files were written.
        edits: what an earlier run did not save.

    Raises:
        OutriderError: its files cannot be edited as they are.
    """

    noun = "folder"

    def __init__(
        self,
        context: WorkbenchContext,
        drafts: DraftKeeper,
        folder_id: str,
        saved: Callable[[], None],
        edits: PageDraft | None = None,
    ) -> None:
        self._folder = FolderBuffer(context.workspace, folder_id)
        self._folder.require_shown()
        super().__init__(context, drafts, self._folder, saved, edits)

    def _page(self, table: Mapping[str, Any], key: KeyPath) -> TablePage:
        what = f"Folder {self._draft.id}" if self._draft.id else "Workspace"
        file = " and ".join(self._draft.files)
        return FolderDialog(what, table, self._view, self._check, self._act, key, file=file)

    def _environment_id(self) -> str:
        return self._context.workspace.active

    def _saving(self) -> AbstractContextManager[None]:
        return self._context.consent.saving_folder(self._draft.id)

    async def _add(self, form: TablePage, kind: str) -> None:
        """Nothing in a folder needs a name before it is there."""

    def _whose_token(self, name: str) -> str:
        return "this folder"

    def _done(self, form: TablePage, *, wrote: bool) -> None:
        super()._done(form, wrote=wrote)
        kept = self._folder.kept
        if kept is not None:
            names = ", ".join(f'"{name}"' for name in kept.names)
            plural = "s" if len(kept.names) > 1 else ""
            told = f"Secret{plural} {names} saved in {kept.file}. {kept.also_changed}"
            self._context.notify(told.rstrip())

    def _scope(self, table: Mapping[str, Any]) -> VariableScope:
        return folder_scope(self._folder.shown(table), self._folder.in_place(table).folders)

    def _view(self, table: Mapping[str, Any]) -> FolderFormContext:
        return FolderFormContext(
            self._auth_context,
            self._inherited(table),
            self._note(table),
            tuple(self._children()),
            tuple(
                (one.id, one.environment.name if one.environment else "")
                for one in self._context.workspace.environments
            ),
        )

    def _auth_context(self, table: Mapping[str, Any]) -> AuthContext:
        environment = self._context.workspace.environment
        names = tuple(environment.auths) if environment is not None else ()
        parent = table.get("auth", {}).get("extends")
        try:
            config = named_auth(environment, str(parent)) if environment and parent else None
        except OutriderError:
            config = None
        if config is None:
            return AuthContext(names=names, forms=SCHEMES)
        settings = tuple(config.settings.items())
        return AuthContext(type=config.type, settings=settings, names=names, forms=SCHEMES)

    def _inherited(self, table: Mapping[str, Any]) -> str:
        """Who decides where the folder says nothing."""
        environment = self._context.workspace.environment
        try:
            without = {key: value for key, value in table.items() if key != "auth"}
            choice = choose_auth(self._folder.in_place(without), environment)
        except OutriderError:
            return ""
        if choice.config is None:
            return "no authentication"
        if choice.defined_in.startswith("folder:"):
            above = choice.defined_in.removeprefix("folder:")
            return f'from folder "{above}"' if above else "from the workspace"
        return f"[auth.{choice.config.name}] of the active environment"

    def _children(self) -> Iterator[tuple[str, str]]:
        """Name and label of what is in the folder, as the tree shows it."""
        folder, found = self._draft.id, dict[str, str]()
        for one in self._context.workspace.tree():
            parent, _, name = one.id.rpartition("/")
            if parent == folder:
                found.setdefault(name, one.name)
        yield from found.items()
