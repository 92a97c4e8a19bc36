"""A page of its own for a table of files: save, test, and what to do with changes outside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from outrider.auth.definitions import DEFAULT
from outrider.dialogs.table_page import TablePage
from outrider.engine.editing.page_autosave import restored_table
from outrider.engine.editing.reference_correction import correct_table
from outrider.engine.editing.table_buffer import TableBuffer
from outrider.errors import OutriderError, SaveError
from outrider.model.units import span_text
from outrider.storage.draft_folder import PageDraft
from outrider.toml_text.schema import Finding, KeyPath
from outrider.toolkit.key_bindings import name_keys
from outrider.variables.name_lookup import NameLookup
from outrider.variables.variable_scope import VariableScope
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext


class PageEditor(ABC):
    """One table while it is edited on its page.

    Args:
        drafts: keeps what is edited.
        draft: the table and its files.
        saved: told each time that its files were written.
        edits: what an earlier run did not save.
    """

    noun: ClassVar[str]
    """What is edited, in the middle of a sentence."""

    def __init__(
        self,
        context: WorkbenchContext,
        drafts: DraftKeeper,
        draft: TableBuffer[Any],
        saved: Callable[[], None],
        edits: PageDraft | None = None,
    ) -> None:
        self._context = context
        self._draft = draft
        self._saved = saved
        self._asking = False
        self._edits = edits
        self._known: NameLookup | None = None
        self._autosaver = drafts.keep_page(draft, edits)

    @abstractmethod
    def _page(self, table: Mapping[str, Any], key: KeyPath) -> TablePage:
        """The page with a table, and the cursor on a key."""

    @abstractmethod
    def _scope(self, table: Mapping[str, Any]) -> VariableScope:
        """What the values of a table can refer to."""

    def _names(self, table: Mapping[str, Any]) -> NameLookup | None:
        if self._draft.can_be_written(table):
            workspace = self._context.workspace
            self._known = NameLookup(self._scope(table), workspace.process_names, token=False)
        # While something is mistyped elsewhere, names are those of before.
        return self._known

    @abstractmethod
    def _environment_id(self) -> str:
        """Id of the environment in which the references of a table are looked up."""

    @abstractmethod
    def _saving(self) -> AbstractContextManager[None]:
        """While it is saved: what it needs then and did not before is agreed to."""

    @abstractmethod
    async def _add(self, form: TablePage, kind: str) -> None:
        """Adds something that needs a name."""

    async def edit(self, key: KeyPath = ()) -> bool:
        """Shows the page, with the cursor on a key, until the user leaves it; whether by saving."""
        table = self._draft.before
        if self._edits is not None:
            table = restored_table(self._edits, self._draft)
        page = self._page(table, key)
        page.sheet.names_of = self._names
        saved = await self._context.show_dialog(page)
        if self._autosaver is not None:
            self._autosaver.close()
        return bool(saved)

    def _check(self, table: Mapping[str, Any]) -> Sequence[Finding]:
        if self._autosaver is not None:
            self._autosaver.changed(table)
        return self._draft.problems(table)

    def _note(self, table: Mapping[str, Any]) -> Callable[[KeyPath], str]:
        """Says in which file a key is, and whether its value is in none yet."""
        file_of = self._draft.file_of_key(table)

        def note(path: KeyPath) -> str:
            changed = "• " if self._draft.is_new(path, table) else ""
            return changed + file_of(path).rpartition("/")[2]

        return note

    def _act(self, form: TablePage, what: str) -> None:
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
                kind, _, name = what.partition(" ")
                work = self._define if kind == "define" else self._add
                self._one_question(work(form, name))

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

    async def _help(self, form: TablePage) -> None:
        """Explains the keys of the form."""
        from outrider.dialogs.help_dialog import HelpDialog
        from outrider.keymap.key_display import display_key
        from outrider.keymap.key_help import pane_help

        of_page = [(display_key(key), sentence) for key, sentence in form.page_keys()]
        await self._context.show_dialog(
            HelpDialog(self.noun.capitalize(), [*of_page, *pane_help(form.sheet.lines)])
        )

    async def _define(self, form: TablePage, name: str) -> None:
        """Gives a name of the page a value, in whatever file, or corrects its reference."""
        names = self._names(form.sheet.table)
        if names is None or self._context.steps.define is None:
            return
        step = names.step_to(name)
        if step is None:
            known = names.find(name)
            form.say(f"{known.problem} {known.advice}".strip())
            return

        def correct(other: str) -> None:
            form.sheet.change(correct_table(form.sheet.table, name, other))

        if await self._context.steps.define(step, self._environment_id(), correct):
            table = self._draft.rebase(form.sheet.table)
            form.sheet.change(table, self._draft.before)

    def _copy(self, form: TablePage) -> None:
        lines = form.sheet.lines
        if lines.row is not None and lines.row.masked and not lines.revealed:
            words = (
                "Press <rows.show_secret> to show the secret, then <rows.copy_value> to copy it."
            )
            form.say(name_keys(lines, words))
        elif lines.row is not None:
            self._context.copy_text(lines.row.cells[-1])

    async def _save(self, form: TablePage) -> bool:
        """Writes the files, asking where one was changed outside; whether it was done."""
        table = form.sheet.table
        wrong = [one for one in form.sheet.remarks if one.is_error]
        if wrong:
            lines = "\n".join(f"  {one.what}" for one in wrong[:5])
            choices = [("e", "Keep editing", "no")]
            if self._draft.can_be_written(table):
                choices.append(("s", "Save anyway", "yes"))
            answer = await self._context.confirm(
                f"This {self.noun} has errors:\n\n{lines}", choices
            )
            if answer != "yes":
                return False
        try:
            with self._saving():
                wrote = self._draft.save(table)
        except SaveError as refused:
            if refused.code != "changed_outside":
                raise
            return await self._settle(form, table)
        self._done(form, wrote=wrote)
        return True

    async def _settle(self, form: TablePage, table: Mapping[str, Any]) -> bool:
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
            with self._saving():
                wrote = self._draft.save(table, onto_outside=True)
            self._done(form, wrote=wrote)
            return True
        if answer == "reload":
            self._draft.reload()
            form.sheet.reset(self._draft.before)
        return False

    def _done(self, form: TablePage, *, wrote: bool) -> None:
        self._saved()
        if form.is_attached:
            form.finish(True)
        if wrote:
            self._context.notify("Saved.")

    async def _leave(self, form: TablePage) -> None:
        if self._draft.is_changed(form.sheet.table):
            answer = await self._context.confirm(
                f"Save changes to this {self.noun}?",
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

    def _whose_token(self, name: str) -> str:
        """What a token is for, in the middle of a sentence."""
        return f'"{name}"'

    async def _test(self, form: TablePage) -> None:
        """Fetches a token with what the form says, saved or not."""
        table, name = form.sheet.table, form.sheet.auth or DEFAULT
        engine = self._context.engine
        config = self._draft.auth(table, name)
        whose = self._whose_token(name)
        form.say(f"Fetching a token for {whose}…")
        try:
            use = await engine.sender.token(self._draft.snapshot(table), config, fresh=True)
        except OutriderError:
            form.say("")
            raise
        token = use.token
        left = span_text(token.expires_at - engine.clock())
        scope = token.requested_scope if token.scope is None else token.scope
        granted = f"; scope: {' '.join(sorted(scope))}" if scope else ""
        form.say(f"✓ Token for {whose}, valid for {left}{granted}.")
