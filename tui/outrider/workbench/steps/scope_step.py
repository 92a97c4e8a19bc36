"""Adds the scope that an API requires to the auth definition of a request."""

from __future__ import annotations

from contextlib import nullcontext

from msgspec import Struct

from outrider.engine.editing.auth_scope import add_file_scope, add_request_scope
from outrider.engine.events import EntryLogged
from outrider.errors import SourceLocation
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.value_source import file_and_line
from outrider.next_steps import AddScope
from outrider.workbench.context.screen_steps import environment_of
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController


class ScopeStep(Struct):
    """Takes :class:`~outrider.next_steps.AddScope`.

    Args:
        requests: has the request whose own auth may be what is changed.
    """

    _context: WorkbenchContext
    _requests: RequestController

    def take(self, step: AddScope, place: SourceLocation | None) -> None:
        """Adds to the scope: in the request as it is edited, or in the file that has it.

        Raises:
            OutriderError: the file cannot be written.
        """
        context, request = self._context, self._context.request
        place = place or SourceLocation(step.file, tuple(step.key.split(".")), step.line)
        if request is not None and request.auth is not None and place.file == request.file:
            self._requests.apply_edit(add_request_scope(request, step.scope))
            self._requests.show()
            context.notify("Scope added. Not saved yet.")
        else:
            self._write(place, step.scope)
            context.notify(f"Scope added in {place.file}.")
        said = f'Scope "{step.scope}" added{file_and_line(place)}.'
        entry = ConsoleEntry(
            context.engine.clock(), 0, environment_of(place.file), EntryKind.NOTE, said
        )
        context.engine.bus.publish(EntryLogged(entry))

    def _write(self, place: SourceLocation, scope: str) -> None:
        workspace, environment = self._context.workspace, environment_of(place.file)
        consent = self._context.consent
        saving = consent.saving_environment(environment) if environment else nullcontext()
        with saving:
            add_file_scope(workspace.root, place, scope, trusted=workspace.reader.trusted)
        workspace.reload()
        self._context.buffers.set_reader(workspace.reader)
