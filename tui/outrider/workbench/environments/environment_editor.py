"""Edits an environment on a page of its own: save, test, and what to do with changes outside."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from outrider.auth.definitions import DEFAULT
from outrider.auth.schemes import SCHEMES
from outrider.dialogs.environment_dialog import EnvironmentDialog
from outrider.engine.editing.environment_autosave import restored_table
from outrider.engine.editing.environment_buffer import EnvironmentBuffer
from outrider.errors import OutriderError, SaveError
from outrider.model.units import span_text
from outrider.secret_providers import PROVIDERS
from outrider.storage.draft_folder import EnvironmentDraft
from outrider.toml_text.schema import Finding, KeyPath
from outrider.toolkit.key_bindings import name_keys
from outrider.variables.reference_grammar import is_name
from outrider.widgets.environment.environment_rows import EnvironmentFormContext
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext


class EnvironmentEditor:
    """One environment while it is edited.

    Args:
        drafts: keeps what is edited.
        environment_id: which one.
        saved: told each time that its files were written.
        edits: what an earlier run did not save.

    Raises:
        OutriderError: its files cannot be edited as they are.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        drafts: DraftKeeper,
        environment_id: str,
        saved: Callable[[], None],
        edits: EnvironmentDraft | None = None,
    ) -> None:
        self._context = context
        self._id = environment_id
        self._saved = saved
        self._asking = False
        self._draft = EnvironmentBuffer(context.workspace, environment_id)
        self._edits = edits
        self._autosaver = drafts.keep_environment(self._draft, edits)
        _require_page(context, self._draft)

    async def edit(self, key: KeyPath = ()) -> None:
        """Shows the form, with the cursor on a key, until the user leaves it."""
        table = self._draft.before
        if self._edits is not None:
            table = restored_table(self._edits, self._draft)
        title = f"Environment {self._id} · {self._draft.files[0]}"
        form = EnvironmentDialog(title, table, self._view, self._check, self._act, key)
        await self._context.show_dialog(form)
        if self._autosaver is not None:
            self._autosaver.close()

    def _view(self, table: Mapping[str, Any]) -> EnvironmentFormContext:
        file_of = self._draft.file_of_key(table)

        def note(path: KeyPath) -> str:
            changed = "• " if self._draft.is_new(path, table) else ""
            return changed + file_of(path).rpartition("/")[2]

        return EnvironmentFormContext(PROVIDERS, SCHEMES, self._draft.inheritance(table), note)

    def _check(self, table: Mapping[str, Any]) -> Sequence[Finding]:
        if self._autosaver is not None:
            self._autosaver.changed(table)
        return self._draft.problems(table)

    def _act(self, form: EnvironmentDialog, what: str) -> None:
        match what:
            case "save":
                self._one_question(self._save(form))
            case "test":
                self._context.run_task(self._test(form))
            case "copy":
                self._copy(form)
            case "help":
                self._one_question(self._help(form))
            case "leave":
                self._one_question(self._leave(form))
            case _:
                self._one_question(self._add(form, what.removeprefix("new ")))

    def _one_question(self, work: Coroutine[Any, Any, object]) -> None:
        """Does what may ask, unless something is being asked already: a key may come twice."""
        if self._asking:
            work.close()
            return
        self._asking = True

        async def alone() -> None:
            try:
                await work
            finally:
                self._asking = False

        self._context.run_task(alone())

    async def _help(self, form: EnvironmentDialog) -> None:
        """Explains the keys of the form."""
        from outrider.dialogs.help_dialog import HelpDialog
        from outrider.keymap.key_display import display_key
        from outrider.keymap.key_help import pane_help

        of_page = [(display_key(key), sentence) for key, sentence in form.page_keys()]
        await self._context.show_dialog(
            HelpDialog("Environment", [*of_page, *pane_help(form.sheet.lines)])
        )

    def _copy(self, form: EnvironmentDialog) -> None:
        lines = form.sheet.lines
        if lines.row is not None and lines.row.masked and not lines.revealed:
            words = (
                "Press <rows.show_secret> to show the secret, then <rows.copy_value> to copy it."
            )
            form.say(name_keys(lines, words))
        elif lines.row is not None:
            self._context.copy_text(lines.row.cells[-1])

    async def _add(self, form: EnvironmentDialog, kind: str) -> None:
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

    async def _save(self, form: EnvironmentDialog) -> bool:
        """Writes the files, asking where one was changed outside; whether it was done."""
        table = form.sheet.table
        wrong = [one for one in form.sheet.remarks if one.is_error]
        if wrong:
            lines = "\n".join(f"  {one.what}" for one in wrong[:5])
            choices = [("e", "Keep editing", "no")]
            if self._draft.can_be_written(table):
                choices.append(("s", "Save anyway", "yes"))
            answer = await self._context.confirm(
                f"This environment has errors:\n\n{lines}", choices
            )
            if answer != "yes":
                return False
        try:
            with self._context.consent.saving_environment(self._draft.id):
                wrote = self._draft.save(table)
        except SaveError as refused:
            if refused.code != "changed_outside":
                raise
            return await self._settle(form, table)
        self._done(form, wrote=wrote)
        return True

    async def _settle(self, form: EnvironmentDialog, table: Mapping[str, Any]) -> bool:
        """The files were changed outside: nobody's change is lost without asking."""
        answer = await self._context.confirm(
            f"{self._draft.files[0]} changed on disk after you opened it.",
            [
                ("e", "Keep editing", "no"),
                ("b", "Save my changes only (keep the others)", "both"),
                ("r", "Reload from disk (discard my changes)", "reload"),
            ],
        )
        if answer == "both":
            with self._context.consent.saving_environment(self._draft.id):
                wrote = self._draft.save(table, onto_outside=True)
            self._done(form, wrote=wrote)
            return True
        if answer == "reload":
            self._draft.reload()
            form.sheet.reset(self._draft.before)
        return False

    def _done(self, form: EnvironmentDialog, *, wrote: bool) -> None:
        self._saved()
        if form.is_attached:
            form.finish(True)
        if wrote:
            self._context.notify("Saved.")

    async def _leave(self, form: EnvironmentDialog) -> None:
        if self._draft.is_changed(form.sheet.table):
            answer = await self._context.confirm(
                "Save changes to this environment?",
                [
                    ("s", "Save", "save"),
                    ("d", "Discard changes", "discard"),
                    ("c", "Keep editing", "stay"),
                ],
            )
            if answer == "save":
                await self._save(form)
                return
            if answer != "discard":
                return
        form.dismiss(False)

    async def _test(self, form: EnvironmentDialog) -> None:
        """Fetches a token with what the form says, saved or not."""
        table, name = form.sheet.table, form.sheet.auth or DEFAULT
        engine = self._context.engine
        config = self._draft.auth(table, name)
        form.say(f'Fetching a token for "{name}"…')
        try:
            use = await engine.sender.token(self._draft.snapshot(table), config, fresh=True)
        except OutriderError:
            form.say("")
            raise
        token = use.token
        left = span_text(token.expires_at - engine.clock())
        scope = token.requested_scope if token.scope is None else token.scope
        granted = f"; scope: {' '.join(sorted(scope))}" if scope else ""
        form.say(f'✓ Token for "{name}", valid for {left}{granted}.')


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
