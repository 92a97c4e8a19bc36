"""Asks where to, and writes a file that only the user can read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from outrider.storage.files.atomic_write import write_atomically
from outrider.workbench.context.workbench_context import WorkbenchContext


async def prompt_and_save(
    context: WorkbenchContext,
    title: str,
    name: str,
    content: Callable[[], bytes],
    *,
    note: str = "",
) -> None:
    """Writes what the user wants to keep.

    Args:
        context: asks and tells.
        title: what is asked.
        name: of the file that is proposed, in the current folder.
        content: makes what is written; called in a thread, after the questions.
        note: a sentence below the path.

    Raises:
        SaveRefused: the system refused; an older file is as it was.
    """
    asked = await context.prompt_text(title, str(Path.cwd() / name), note=note)
    if not asked:
        return
    path = await asyncio.to_thread(_expanded, asked)
    if await asyncio.to_thread(path.exists):
        answer = await context.confirm(
            f"{path} exists.", [("n", "Keep it", "no"), ("o", "Overwrite it", "yes")]
        )
        if answer != "yes":
            return
    size = await asyncio.to_thread(_write, path, content)
    context.notify(f"{size:,} bytes written to {path}.")


def _expanded(name: str) -> Path:
    return Path(name).expanduser()


def _write(path: Path, content: Callable[[], bytes]) -> int:
    data = content()
    # An older file of this name keeps its mode otherwise, and others may read that.
    with suppress(OSError):
        if path.is_file():
            path.chmod(0o600)
    write_atomically(path, data, private=True)
    return len(data)
