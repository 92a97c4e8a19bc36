"""Keeps what is in no file against every kind of end of the program."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from outrider.model.secret import Secret
from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.context.workbench_context import WorkbenchContext

if TYPE_CHECKING:
    from outrider.engine.editing.page_autosave import PageAutosaver
    from outrider.engine.editing.request_autosave import RequestAutosaver
    from outrider.engine.editing.table_buffer import TableBuffer
    from outrider.engine.editing.workspace_secrets import NamedSecret, SecretsNow
    from outrider.storage.draft_folder import DraftFolder, PageDraft, RequestDraft


class DraftKeeper(Struct):
    """Keeps drafts of requests and of the page that is open, once it has been started.

    Attributes:
        folder: where drafts lie; ``None`` before it was started.
    """

    _context: WorkbenchContext
    folder: DraftFolder | None = None
    _requests: RequestAutosaver | None = None
    _page: PageAutosaver | None = None
    _of_files: SecretsNow | None = None

    def start(self) -> None:
        """Keeps edits from now on."""
        from outrider.engine.editing.request_autosave import RequestAutosaver
        from outrider.storage.draft_folder import DraftFolder

        context = self._context
        self.folder = DraftFolder(
            context.app.state_folder() / "drafts",
            context.workspace.root,
            f"{os.getpid()}-{os.urandom(4).hex()}",
            context.engine.clock,
        )
        self._requests = RequestAutosaver(
            context.buffers,
            self.folder,
            self._warner(),
            secrets=self._secrets,
            named=lambda: context.pasted.named,
            held=self._held,
        )

    def _secrets(self) -> tuple[Secret, ...]:
        return self._context.engine.redactor.secrets

    def _secrets_of_page(self) -> tuple[Secret, ...]:
        from outrider.variables.secret_copies import SecretCopies

        copies = SecretCopies((name, value) for name, value, _ in self._held())
        return (*self._secrets(), *map(Secret, copies.values))

    def _held(self) -> tuple[NamedSecret, ...]:
        """What the files of the workspace have."""
        if self._of_files is None:
            from outrider.engine.editing.workspace_secrets import WorkspaceSecrets

            self._of_files = WorkspaceSecrets(self._context.workspace)
        return self._of_files()

    def _warner(self) -> Callable[[str], None]:
        """What tells the user, from any thread, that drafts cannot be kept."""
        loop, copied = asyncio.get_running_loop(), copy_context()

        def tell(text: str) -> None:
            with suppress(RuntimeError):
                say = partial(self._context.notify, text, warning=True)
                loop.call_soon_threadsafe(say, context=copied)

        return tell

    def keep_page(
        self, draft: TableBuffer[Any], replaces: PageDraft | None
    ) -> PageAutosaver | None:
        """What keeps the one page that is open; ``None`` before the start."""
        from outrider.engine.editing.page_autosave import PageAutosaver

        if self.folder is not None:
            self._page = PageAutosaver(
                self.folder, draft, self._warner(), replaces=replaces, secrets=self._secrets_of_page
            )
        return self._page

    async def take_over(self, kept: str, draft: RequestDraft) -> None:
        """Keeps a request that was brought back, and lets its old draft go after that."""
        assert self.folder is not None
        assert self._requests is not None
        await asyncio.to_thread(self._requests.flush)
        if self._requests.keeps(kept):
            self.folder.discard(draft)

    def flush(self) -> bool:
        """Keeps what the editor holds now; whether there is anything to offer at the next start.

        It may be called by a signal handler.
        """
        if self._requests is None:
            return False
        latest = None
        with suppress(Exception):
            # The message of the last key may be on its way.
            latest = self._context.screen.query_one(RequestEditor).request
        self._requests.flush(latest)
        page = self._page
        if page is not None:
            typed = None
            with suppress(Exception):
                from outrider.dialogs.table_page import TablePage

                stack = self._context.screen.app.screen_stack
                forms = (one for one in stack if isinstance(one, TablePage))
                typed = next(form.sheet.table for form in forms)
            page.flush(typed)
        return self._requests.keeps_any or (page is not None and page.keeps_any)

    def discard_all(self) -> None:
        """The user leaves and wants none of the edits."""
        if self._requests is not None:
            self._requests.discard_all()

    def close(self) -> None:
        """Keeps what there is, for the last time."""
        if self._requests is not None:
            self._requests.close()
