"""What the fields of the editor ask for and cannot do themselves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from outrider.auth.definitions import choose_auth
from outrider.credential_shapes import is_credential_field
from outrider.errors import OutriderError, SaveError
from outrider.keymap.key_display import display_key
from outrider.model.secret import MaybeSecret
from outrider.model.workspace import AuthTable, Request
from outrider.toolkit.fields.field_messages import (
    DescriptionRequested,
    ExternalEditRequested,
    TextPasted,
)
from outrider.variables.reference_grammar import has_reference
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.url_bar import UrlField
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

if TYPE_CHECKING:
    from outrider.model.import_result import ImportResult

MAX_OUTSIDE = 5_000_000
"""Bytes that are taken back from an editor."""

_REMOVED = " Its unsaved auth definition ({}) was removed."

_LONGEST_IN_PASSING = 200
"""Characters of what is said in passing of a pasted command; more is a page to read."""


class FieldController(Struct):
    """Lends texts to the user's editor, takes commands for requests, undoes edits.

    Args:
        requests: what is open.
        import_text: imports a text.
    """

    _context: WorkbenchContext
    _requests: RequestController
    _import_text: Callable[[str], Coroutine[object, object, None]]

    def undo(self) -> None:
        """Takes the last edit of the request back."""
        self._step(self._requests.history.undo)

    def redo(self) -> None:
        """Does the edit again that was taken back last."""
        self._step(self._requests.history.redo)

    def _step(self, step: Callable[[Request], Request | None]) -> None:
        now = self._context.request
        other = step(now) if now is not None else None
        if other is not None:
            self._context.buffers.edit(other)
            self._requests.show()

    async def take_paste(self, message: UrlField.CommandPasted | TextPasted) -> None:
        """What was pasted: a command is a request, and credentials get into no shared file."""
        if isinstance(message, UrlField.CommandPasted):
            await self.take_command(message.text)
            return
        self._requests.apply_edit(self._context.screen.query_one(RequestEditor).request)
        shown = self._context.request
        if shown is None:
            return
        buffer = self._context.buffers.edits.get(shown.id)
        if self._context.pasted.note(shown, buffer.saved if buffer is not None else None):
            self._context.engine.entered_credentials.note(shown)
            environment = self._context.workspace.active
            where = f"environments/{environment}.local.toml" if environment else "a local file"
            names = ", ".join(own_credential_headers(shown)) or "The pasted credential"
            offer = self._instead_of(shown)
            self._context.notify(f"{names} will be saved in {where}.{offer}")

    def _instead_of(self, request: Request) -> str:
        """The offer to send what the request inherits, in place of the credentials it has."""
        inherited = self._inherited(request)
        if inherited is None or not (request.auth or own_credential_headers(request)):
            return ""
        key = f"{display_key(self._context.key_of('leader'))} {display_key('a')}"
        return f" Press {key} to use the {inherited[0]}'s auth ({inherited[1]}) instead."

    def _inherited(self, request: Request) -> tuple[str, str] | None:
        """Whose auth a request without one of its own gets, and its type."""
        context = self._context
        try:
            inheriting = context.workspace.with_folders(structs.replace(request, auth=None))
            config = choose_auth(inheriting, context.workspace.environment).config
        except OutriderError:
            return None
        if config is None or config.type == "none":
            return None
        of_folder = any(folder.auth is not None for folder in inheriting.folders)
        return "folder" if of_folder else "environment", config.type

    async def take_command(self, text: str) -> None:
        """A pasted command takes the place of the request that is shown; undoing brings it back."""
        self._requests.apply_edit(self._context.screen.query_one(RequestEditor).request)
        shown = self._context.request
        if shown is None:
            return
        found = await asyncio.to_thread(_read_command, text, self._context.workspace.root)
        if len(found.requests) > 1 and not await self._first_of(found, text):
            return
        pasted = found.requests[0]
        needs = self._context.consent.needs_of_pasted(pasted)
        if needs:
            if not await self._context.confirm_needs("The pasted command needs trust:", needs):
                return
            self._context.grant(needs)
        own = _brings_credentials(pasted)
        # What the file has stays; a command without credentials inherits nobody's.
        buffer = self._context.buffers.edits.get(shown.id)
        saved = buffer.saved if buffer is not None else shown if shown.file else None
        kept = saved.auth if saved is not None else None
        auth = pasted.auth if own or kept is None else kept
        self._context.pasted.note(pasted, named=found.pasted)
        self._context.engine.redactor.register(found.pasted.values())
        self._context.engine.entered_credentials.note(pasted)
        replaced = structs.replace(
            shown,
            method=pasted.method,
            url=pasted.url,
            query_params=pasted.query_params,
            headers=pasted.headers,
            path_params=pasted.path_params,
            auth=auth,
            body=pasted.body,
            options=pasted.options,
        )
        replaced, told = self._without_inherited(replaced)
        self._requests.edited(replaced)
        self._requests.show()
        undo = f"{display_key(self._context.key_of('leader'))} {display_key('U')}"
        done = f"Replaced by the pasted command. Press {undo} to undo."
        done += self._instead_of(replaced) if own else self._about_auth(shown, kept)
        done += told
        if not found.remarks:
            self._context.notify(done)
            return
        from outrider.dialogs.report_dialog import ReportDialog
        from outrider.engine.import_export.report_lines import report_lines

        lines = list(report_lines(found.remarks, full=True))
        short = " ".join(one.what for one in found.remarks)
        if len(short) + len(done) <= _LONGEST_IN_PASSING:
            self._context.notify(f"{done} {short}", warning=True)
        else:
            await self._context.show_dialog(ReportDialog("From the pasted command", [done, *lines]))

    def _without_inherited(self, request: Request) -> tuple[Request, str]:
        """The request without the credentials in its folders' headers, and what is said of it."""
        from outrider.variables.inherited_credentials import without_inherited

        workspace = self._context.workspace
        try:
            folders = workspace.with_folders(request).folders
        except OutriderError:
            return request, ""
        environments = [one.environment for one in workspace.environments if one.environment]
        variables = workspace.cached_snapshot().settings.variables
        alone = without_inherited(request, folders, environments, variables)
        names = [row.name for row in alone.headers[len(request.headers) :]]
        said = f" Switched off: {', '.join(names)} of its folders." if names else ""
        return alone, said

    def _about_auth(self, before: Request, kept: AuthTable | None) -> str:
        """What becomes of the auth of a request into which a command without any was pasted."""
        context = self._context
        stays = kept is not None
        auth = kept if kept is not None else before.auth
        if auth is not None:
            kind = auth.table.get("type") or auth.table.get("use") or "own"
            if kind == "none":
                return ""
            return f" Its auth definition ({kind}) is kept." if stays else _REMOVED.format(kind)
        inherited = self._inherited(before)
        if inherited is None:
            return ""
        key = f"{display_key(context.key_of('leader'))} {display_key('a')}"
        return (
            f" No credentials are sent. Press {key} to inherit auth from the {inherited[0]} "
            f"({inherited[1]})."
        )

    def inherit_auth(self) -> None:
        """Lets the request take the auth of its folder or environment, and no other credentials."""
        self._requests.apply_edit(self._context.screen.query_one(RequestEditor).request)
        shown = self._context.request
        dropped = own_credential_headers(shown) if shown is not None else ()
        if shown is None or (shown.auth is None and not dropped):
            return
        headers = tuple(row for row in shown.headers if not (row.enabled and row.name in dropped))
        self._requests.edited(structs.replace(shown, auth=None, headers=headers))
        self._requests.show()
        removed = f" Removed: {', '.join(dropped)}." if dropped else ""
        self._context.notify(f"The request inherits auth now.{removed}")

    async def _first_of(self, found: ImportResult, text: str) -> bool:
        """Whether the first of several commands is wanted, and no other."""
        first = found.requests[0]
        answer = await self._context.confirm(
            f"The paste contains {len(found.requests)} requests.",
            [
                ("t", f"Use the first: {first.method} {first.url}", "first"),
                ("i", "Import all into the workspace", "all"),
                ("n", "Cancel", ""),
            ],
        )
        if answer == "all":
            self._context.run_task(self._import_text(text))
        return answer == "first"

    async def describe(self, asked: DescriptionRequested) -> None:
        """Asks what a row is for."""
        from outrider.dialogs.text_prompt import TextPrompt

        title = f"Description of {asked.name or 'this row'}"
        text: MaybeSecret | None = await self._context.show_dialog(TextPrompt(title, asked.text))
        if isinstance(text, str):
            asked.put(text.strip())

    def edit_externally(self, asked: ExternalEditRequested) -> None:
        """Opens a text in the user's editor, and takes it back."""
        if asked.secret:
            self._context.notify("Secrets are not opened in an external editor.", warning=True)
        else:
            self._context.run_task(self._edit_outside(asked))

    async def _edit_outside(self, asked: ExternalEditRequested) -> None:
        from tempfile import TemporaryDirectory

        app = self._context.app
        before = asked.text.encode("utf-8", "surrogatepass")
        own = os.environ.get("XDG_RUNTIME_DIR", "")
        parent = own if os.access(own, os.W_OK) else None
        try:
            with TemporaryDirectory("", "outrider-", parent, ignore_cleanup_errors=True) as folder:
                path = Path(folder) / f"field{asked.suffix}"
                _write(path, before)
                problem = await app.suspend_for_editor(path, preferred=app.preferred_editor)
                after = _read(path)
        except OSError as error:
            why = os.strerror(error.errno or 5).lower()
            raise SaveError(f"The text could not be opened in an editor: {why}.") from None
        if problem:
            self._context.notify(f"{problem} The text was not changed.", warning=True)
        elif after != before:
            asked.put(_text(after, before))


def own_credential_headers(request: Request) -> tuple[str, ...]:
    """Names of the headers by which a request authenticates itself, each once.

    An ``Authorization`` field is one whatever it says; others where a credential is written out.
    """
    return tuple(
        dict.fromkeys(
            row.name
            for row in request.headers
            if row.enabled
            and (
                row.name.strip().lower() == "authorization"
                or (is_credential_field(row.name, row.value) and not has_reference(row.value))
            )
        )
    )


def _brings_credentials(request: Request) -> bool:
    """Whether a command says itself how it authenticates: by an auth, or an Authorization field."""
    kind = request.auth.table.get("type") if request.auth is not None else "none"
    return kind != "none" or any(
        row.enabled and row.name.strip().lower() == "authorization" for row in request.headers
    )


def _read_command(text: str, root: Path) -> ImportResult:
    # The importers are loaded with the first command, in the thread that reads it.
    from outrider.workbench.requests.pasted_command import parse_pasted_command

    return parse_pasted_command(text, root)


def _write(path: Path, content: bytes) -> None:
    """Writes a new file that only the user can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_OUTSIDE + 1)
    if len(content) > MAX_OUTSIDE:
        raise SaveError(
            f"The edited text has more than {MAX_OUTSIDE:,} bytes.",
            advice='Use a body of type "file".',
        )
    return content


def _text(after: bytes, before: bytes) -> str:
    """What was written; editors end the last line, whether it was ended or not."""
    try:
        text = after.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise SaveError("The edited text is not valid UTF-8.") from None
    text = text.replace("\r\n", "\n")
    return text if before.endswith(b"\n") else text.removesuffix("\n")
