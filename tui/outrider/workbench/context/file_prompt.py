"""Asks for a path, asks before it writes over a file, and writes with mode 0600."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from outrider.errors import UsageError
from outrider.home_path import expand_home
from outrider.model.units import size_text
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
        SaveError: the system refused; an older file is as it was.
    """
    path = await prompt_path(context, title, Path.cwd() / name, note=note)
    if path is None:
        return
    size = await asyncio.to_thread(_write, path, content)
    context.notify(f"Saved {size_text(size)} to {path}.")


async def prompt_path(
    context: WorkbenchContext, title: str, proposed: Path, *, note: str = ""
) -> Path | None:
    """Asks for a file to write, and again where there is one; ``None`` where the user went away."""
    answer = await context.prompt_text(title, str(proposed), _path_problem, note=note)
    if not answer:
        return None
    path = Path.cwd() / expand_home(answer)
    if await asyncio.to_thread(os.path.lexists, path):
        choices = [("n", "Cancel", "no"), ("o", "Overwrite", "yes")]
        if await context.confirm(f"{path} already exists.", choices) != "yes":
            return None
    return path


def _path_problem(answer: str) -> str:
    from outrider.dialogs.text_prompt import not_blank

    try:
        expand_home(answer)
    except UsageError as error:
        return error.what
    return not_blank(answer)


def _write(path: Path, content: Callable[[], bytes]) -> int:
    data = content()
    # An older file of this name keeps its mode otherwise, and others may read that.
    with suppress(OSError):
        if path.is_file():
            path.chmod(0o600)
    write_atomically(path, data, private=True)
    return len(data)
