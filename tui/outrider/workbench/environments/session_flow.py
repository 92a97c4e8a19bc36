"""Shows the values of this session, and takes what the user makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct, structs

from outrider.dialogs.session_dialog import SessionDialog, SessionOrigin, SessionRow
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.expectations.json_values import as_variable
from outrider.model.secret import MASK, Secret
from outrider.variables.variable_scope import PROCESS_PREFIX
from outrider.workbench.context.workbench_context import WorkbenchContext


class SessionFlow(Struct):
    """The session values of the active environment.

    Args:
        show_context: shows anew what surrounds the request: variables have other values now.
    """

    _context: WorkbenchContext
    _show_context: Callable[[], None]

    async def run(self) -> None:
        """Shows the values until the user goes back, and keeps what was changed."""
        context, workspace = self._context, self._context.workspace
        environment = workspace.active
        before = list(self._rows(environment))
        name = workspace.environment.name if workspace.environment else ""
        title = f"Session values in {name}" if name else "Session values"
        answer = await context.show_dialog(SessionDialog(title, before, context.copy_text))
        if answer is None:
            return
        self._keep(environment, before, answer)
        self._show_context()

    def _rows(self, environment: str) -> Iterator[SessionRow]:
        context, values = self._context, self._context.workspace.session_values
        secrets = context.workspace.environment.secrets if context.workspace.environment else {}
        given = values.of(environment)
        for name, one in values.captured(environment).items():
            if name not in given:
                yield SessionRow(
                    name,
                    as_variable(one.value),
                    SessionOrigin.CAPTURED,
                    one.secret,
                    one.request_id,
                )
        for name, text in given.items():
            yield SessionRow(name, text, SessionOrigin.GIVEN, name in secrets)
        opener, root = context.engine.secret_opener, context.workspace.root
        for name in sorted(opener.typed_names(root, environment)):
            yield SessionRow(name, MASK, SessionOrigin.TYPED_SECRET)

    def _keep(
        self,
        environment: str,
        before: Sequence[SessionRow],
        rows: Sequence[tuple[str, str, SessionRow | None]],
    ) -> None:
        context, values = self._context, self._context.workspace.session_values
        captured = values.captured(environment)
        kept = {name for name, _, _ in rows}
        for one in before:
            if one.name in kept:
                continue
            if one.origin is SessionOrigin.TYPED_SECRET:
                names = {one.name.removeprefix(PROCESS_PREFIX)}
                context.engine.secret_opener.forget(environment, names)
            else:
                values.forget(environment, one.name)
        for name, text, was in rows:
            if was is not None and (name, text) == (was.name, was.text):
                continue
            known = captured.get(name)
            if was is not None and was.origin is SessionOrigin.CAPTURED and known is not None:
                self._take(structs.replace(known, value=_typed_like(text, known.value)))
            else:
                values.define(environment, name, text)

    def _take(self, captured: CapturedValue) -> None:
        if isinstance(captured.text, Secret):
            self._context.engine.redactor.register([captured.text])
        self._context.workspace.session_values.capture([captured])


def _typed_like(text: str, before: Any) -> Any:
    """A text as a value of the kind that was captured; a text where it is none."""
    if isinstance(before, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, type(before)) else text
