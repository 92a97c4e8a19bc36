"""Edits an environment on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from outrider.auth.definitions import DEFAULT
from outrider.auth.schemes import SCHEMES
from outrider.dialogs.environment_dialog import EnvironmentDialog
from outrider.dialogs.table_page import TablePage
from outrider.engine.editing.environment_buffer import EnvironmentBuffer
from outrider.engine.send.request_scopes import environment_scope
from outrider.errors import OutriderError
from outrider.secret_providers import PROVIDERS
from outrider.storage.draft_folder import PageDraft
from outrider.toml_text.schema import KeyPath
from outrider.variables.reference_grammar import is_name
from outrider.variables.variable_scope import VariableScope
from outrider.widgets.environment.environment_rows import EnvironmentFormContext
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.page_editor import PageEditor
from outrider.workbench.context.workbench_context import WorkbenchContext


class EnvironmentEditor(PageEditor):
    """One environment while it is edited.

    Args:
        drafts: keeps what is edited.
        environment_id: which one.
        saved: told each time that its files were written.
        edits: what an earlier run did not save.

    Raises:
        OutriderError: its files cannot be edited as they are.
    """

    noun = "environment"

    def __init__(
        self,
        context: WorkbenchContext,
        drafts: DraftKeeper,
        environment_id: str,
        saved: Callable[[], None],
        edits: PageDraft | None = None,
    ) -> None:
        self._environment = EnvironmentBuffer(context.workspace, environment_id)
        super().__init__(context, drafts, self._environment, saved, edits)
        _require_page(context, self._environment)

    def _page(self, table: Mapping[str, Any], key: KeyPath) -> TablePage:
        title, file = f"Environment {self._draft.id}", self._draft.files[0]
        return EnvironmentDialog(title, table, self._view, self._check, self._act, key, file=file)

    def _environment_id(self) -> str:
        return self._draft.id

    def _saving(self) -> AbstractContextManager[None]:
        return self._context.consent.saving_environment(self._draft.id)

    def _scope(self, table: Mapping[str, Any]) -> VariableScope:
        return environment_scope(self._environment.shown(table))

    def _view(self, table: Mapping[str, Any]) -> EnvironmentFormContext:
        inherited = self._environment.inheritance(table)
        return EnvironmentFormContext(PROVIDERS, SCHEMES, inherited, self._note(table))

    async def _add(self, form: TablePage, kind: str) -> None:
        """Adds a secret or an auth."""
        known = form.sheet.table.get(kind, {})

        def problem(name: str) -> str:
            if name in known:
                return "This name is already in use."
            return "" if is_name(name) else 'Use letters, digits, "_", "." and "-".'

        first = DEFAULT if kind == "auth" and DEFAULT not in known else ""
        title = "Name of the secret" if kind == "secrets" else "Name of the auth definition"
        name = await self._context.prompt_text(title, first, problem)
        if name:
            form.sheet.put((kind, name), "" if kind == "secrets" else _first_auth(name, known))


def can_be_edited(context: WorkbenchContext, environment_id: str) -> bool:
    """Whether an environment can be shown on a page."""
    known = {one.id for one in context.workspace.environments}
    try:
        if environment_id in known:
            _require_page(context, EnvironmentBuffer(context.workspace, environment_id))
            return True
    except OutriderError:
        pass
    return False


def _require_page(context: WorkbenchContext, draft: EnvironmentBuffer) -> None:
    """Tells with its line what no form can show, or mend.

    Raises:
        OutriderError: something is.
    """
    try:
        context.workspace.reader.environment(draft.id)
    except OutriderError as error:
        private = any(fault.code == "overlay_mode" for fault in error.faults)
        if private or not draft.can_be_shown(draft.before):
            raise


def _first_auth(name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """What a new auth starts with."""
    if known and name != DEFAULT:
        return {"extends": DEFAULT if DEFAULT in known else next(iter(known))}
    return {"type": SCHEMES.names[0]}
