"""Sets the URL of a request as an error advises, or goes to where its host is defined."""

from __future__ import annotations

import re

from msgspec import Struct, structs

from outrider.engine.send.request_scopes import request_scope
from outrider.errors import SourceLocation
from outrider.model.secret import MASK
from outrider.model.workspace import Variable
from outrider.variables.reference_grammar import reference_spans
from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#{]*(?=[/?#]|$)")


class UrlStep(Struct):
    """Takes :class:`~outrider.next_steps.SetUrl`.

    Args:
        requests: has the request whose URL is set.
    """

    _context: WorkbenchContext
    _requests: RequestController

    def take(self, url: str) -> SourceLocation | None:
        """Sets the URL, if it is written in the request, and goes to its line.

        Args:
            url: with a path, the whole URL; without one, what path and query are kept behind.

        Returns:
            Where the variable is defined that has the host; ``None`` where the URL line has it.
        """
        request = self._context.request
        if request is None:
            return None
        place = None if MASK in url else self._apply(url, request.url)
        if place is None:
            self._context.screen.query_one(RequestEditor).focus_url()
        return place

    def _apply(self, url: str, written: str) -> SourceLocation | None:
        whole = bool(_ORIGIN.sub("", url, count=1))
        if whole and "{{" not in written:
            self._set(url)
        elif not whole and _ORIGIN.match(written):
            self._set(_ORIGIN.sub(url, written, count=1))
        else:
            return self._host_variable(written)
        return None

    def _set(self, url: str) -> None:
        request = self._context.request
        assert request is not None
        self._requests.apply_edit(structs.replace(request, url=url))
        self._requests.show()
        self._context.notify("URL set. Not saved yet.")

    def _host_variable(self, written: str) -> SourceLocation | None:
        """Where the variable that a URL begins with is defined; ``None`` without one."""
        workspace, request = self._context.workspace, self._context.request
        first = next(reference_spans(written), None)
        if request is None or first is None or first.start:
            return None
        scope = request_scope(workspace.snapshot(), workspace.with_folders(request))
        found = scope.find(first.name)
        return found.place if isinstance(found, Variable) else None
