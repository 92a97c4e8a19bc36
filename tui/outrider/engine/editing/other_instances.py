"""Other living instances of Outrider on the same workspace: what they hold, and their end.

A line that is lost in silence leaves a program behind that nobody sees any more, with edits that
are in no file.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

from outrider.model.units import moment_text
from outrider.storage.draft_folder import DraftFolder, HeldDrafts
from outrider.storage.files.living_processes import process_terminal

PATIENCE = 10.0
"""Seconds that an instance gets to keep its edits and end."""

_LOOK = 0.05


def held_lines(held: HeldDrafts, now: float) -> Iterator[str]:
    """Who holds what, in lines.

    Args:
        held: by another instance.
        now: seconds since the epoch.
    """
    terminal = process_terminal(held.process) if held.is_here else ""
    where = f" on {terminal}" if terminal else ""
    yield f"Another Outrider{where} (process {held.process}) has unsaved changes:"
    for draft in held.requests:
        name = draft.request.id if draft.request.file else draft.request.name
        yield f'  Request "{name}", changed {moment_text(draft.written, now)}'
    for edits in held.pages:
        yield f"  {edits.title}, changed {moment_text(edits.written, now)}"


async def end_instance(folder: DraftFolder, held: HeldDrafts) -> bool:
    """Has another instance keep its edits and end; whether it did.

    Its drafts are left over from then on.
    """
    if not held.is_here:
        return False
    try:
        os.kill(held.process, signal.SIGTERM)
    except PermissionError:
        return False
    except ProcessLookupError:
        pass
    ending = asyncio.get_running_loop().time() + PATIENCE
    while folder.is_living(held.instance):
        if asyncio.get_running_loop().time() > ending:
            return False
        await asyncio.sleep(_LOOK)
    return True
