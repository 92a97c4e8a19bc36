"""Chooses the environment, and does to environment files what the sidebar asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.dialogs.picker_item import PickerItem
from outrider.storage.writing.environment_order import append_environment
from outrider.toml_text.schema import KeyPath
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext

if TYPE_CHECKING:
    from outrider.storage.draft_folder import PageDraft
    from outrider.workbench.environments.new_environment import MadeEnvironment


class EnvironmentController(Struct):
    """The active environment.

    Args:
        drafts: keeps what is edited.
        edit_path: opens a file of the workspace in the user's editor.
        complete: asks for the secrets of a new environment, which may be like another one, and
            tries its tokens; whether its page is wanted again.
    """

    _context: WorkbenchContext
    _drafts: DraftKeeper
    _edit_path: Callable[[Path], Awaitable[None]]
    _complete: Callable[[str, str], Awaitable[bool]]

    def activate(self, environment_id: str) -> None:
        """Makes an environment the active one; sends under way keep theirs."""
        workspace = self._context.workspace
        found = next((one for one in workspace.environments if one.id == environment_id), None)
        if found is None:
            return
        workspace.activate(environment_id)
        if found.problem:
            self._context.notify(found.problem, warning=True)

    def activate_number(self, digit: int) -> None:
        """Chooses by position, from 1."""
        environments = self._context.workspace.environments
        if digit <= len(environments):
            self.activate(environments[digit - 1].id)

    def next(self) -> None:
        """Chooses the one after the active one, the first after the last."""
        known = [one.id for one in self._context.workspace.environments]
        if known:
            active = self._context.workspace.active
            index = known.index(active) + 1 if active in known else 0
            self.activate(known[index % len(known)])

    async def pick(self) -> None:
        """Chooses by name."""
        workspace = self._context.workspace
        choices = [
            PickerItem(
                entry.id,
                entry.environment.name if entry.environment else entry.id,
                entry.environment.description if entry.environment else entry.problem,
                "▲" if entry.environment and entry.environment.protected else "",
            )
            for entry in workspace.environments
        ]
        found = await self._context.pick("Environment", choices, current=workspace.active)
        if found:
            self.activate(found)

    def on_requested(self, action: str, environment_id: str) -> None:
        """Does what the sidebar asks for."""
        if action == "new":
            self._context.run_task(self._new())
            return
        work = {
            "duplicate": self._duplicate,
            "rename": self._rename,
            "delete": self._delete,
            "edit": self.edit,
            "edit_file": self._edit_file,
        }.get(action)
        if work is not None and environment_id:
            self._context.run_task(work(environment_id))

    async def _new(self) -> None:
        from outrider.workbench.environments.new_environment import new_environment

        await self._fill_in(await new_environment(self._context))

    async def _duplicate(self, environment_id: str) -> None:
        from outrider.workbench.environments.new_environment import environment_like

        await self._fill_in(await environment_like(self._context, environment_id))

    async def _fill_in(self, made: MadeEnvironment | None) -> None:
        """Shows the page of a new environment, then asks for what it still needs."""
        if made is None:
            return
        name = made.environment_id
        self._append(name)
        # Asked while the page is filled in: the first secret is asked for as soon as it is left,
        # and a key that is typed ahead must not go elsewhere.
        self._context.run_task(self._context.workspace.keyring.is_usable())
        # Requests go where they went, until another environment is chosen.
        self._reload(self._context.workspace.active or name, name)
        wanted = True
        while wanted:
            if not await self._edit_page(name, key=made.key):
                return
            wanted = await self._complete(name, made.like)

    def _append(self, environment_id: str) -> None:
        """The others keep their digits."""
        shown = [one.id for one in self._context.workspace.environments]
        workspace = self._context.workspace
        append_environment(workspace.root, environment_id, shown, trusted=workspace.reader.trusted)

    async def _rename(self, environment_id: str) -> None:
        entries = self._context.workspace.environments
        found = next((one.environment for one in entries if one.id == environment_id), None)
        note = ""
        if found is not None and found.name != environment_id:
            note = f'The list still shows "{found.name}": change "name" in the form.'
        name = await self._context.prompt_file_name("New file name", environment_id, note)
        if name and name != environment_id:
            with self._context.consent.copying_environment(environment_id, name):
                self._context.buffers.filing.move_environment(environment_id, name)
            active = self._context.workspace.active
            self._reload(name if active == environment_id else active, name)

    async def _delete(self, environment_id: str) -> None:
        answer = await self._context.confirm(
            f'Delete environment "{environment_id}" and its local file?',
            [("n", "Cancel", "no"), ("x", "Delete", "yes")],
            danger=True,
        )
        if answer == "yes":
            self._context.buffers.filing.delete_environment(environment_id)
            self._reload(self._context.workspace.active)

    async def edit(
        self,
        environment_id: str,
        edits: PageDraft | None = None,
        *,
        key: KeyPath = (),
    ) -> None:
        """Opens the page of an environment, perhaps with what an earlier run did not save.

        Args:
            environment_id: which one.
            edits: what an earlier run did not save.
            key: where the cursor is.
        """
        await self._edit_page(environment_id, edits, key=key)

    async def _edit_page(
        self, environment_id: str, edits: PageDraft | None = None, *, key: KeyPath = ()
    ) -> bool:
        """As :meth:`edit`; whether it was left by saving."""
        from outrider.workbench.environments.environment_editor import EnvironmentEditor

        def saved() -> None:
            self._reload(self._context.workspace.active, environment_id)

        editor = EnvironmentEditor(self._context, self._drafts, environment_id, saved, edits)
        return await editor.edit(key)

    async def _edit_file(self, environment_id: str) -> None:
        await self._edit_path(Path("environments") / f"{environment_id}.toml")

    def _reload(self, active: str, selected: str = "") -> None:
        self._context.workspace.reload(active=active)
        # The list is drawn anew before.
        screen = self._context.screen
        screen.call_next(screen.query_one(EnvironmentList).select, selected)
