"""Asks what something new is called."""

from __future__ import annotations

from outrider.engine.editing.given_names import GivenName, given_name, given_name_problem
from outrider.workbench.context.workbench_context import WorkbenchContext


async def prompt_name(
    context: WorkbenchContext, title: str, value: str, note: str = ""
) -> GivenName | None:
    """Asks for a name that people read, from which a file gets its own; ``None`` for none."""
    typed = await context.prompt_text(title, value, given_name_problem, note=note)
    return given_name(typed) if typed else None
