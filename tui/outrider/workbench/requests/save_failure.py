"""When saving fails: offers to try again, to save a copy elsewhere or to keep the edits."""

from __future__ import annotations

from pathlib import Path

from outrider.errors import SaveError
from outrider.model.workspace import Request
from outrider.storage.files.atomic_write import write_atomically
from outrider.workbench.context.file_prompt import prompt_path
from outrider.workbench.context.workbench_context import WorkbenchContext


async def resolve_save_failure(
    context: WorkbenchContext, request_id: str, refused: SaveError
) -> bool:
    """Says why a request was not saved, and what is left to do; returns whether to try again.

    Raises:
        SaveError: a copy cannot be written either.
    """
    from outrider.dialogs.question import Question
    from outrider.workbench.context.view_model_builders import problem_lines

    answer = await context.show_dialog(
        Question(
            "\n".join(problem_lines(refused)),
            [
                ("t", "Try again", "again"),
                ("c", "Save a copy elsewhere", "copy"),
                ("l", "Keep editing", "leave"),
            ],
            title="Not saved",
        )
    )
    if answer == "copy":
        await _save_copy(context, context.buffers.open(request_id).current)
    return answer == "again"


async def _save_copy(context: WorkbenchContext, request: Request) -> None:
    from outrider.engine.editing.request_autosave import rendered_file

    name = request.id.rsplit("/", 1)[-1] if request.file else request.name.lower()
    proposed = Path.home() / f"{name.replace(' ', '-').replace('/', '-')}.toml"
    path = await prompt_path(context, "Save a copy as (any folder)", proposed)
    if path is None:
        return
    workspace = context.workspace
    text = rendered_file(workspace.root, request, trusted=workspace.reader.trusted)
    write_atomically(path, text.encode("utf-8", "replace"), private=True)
    context.notify(f"Copy saved to {path}. Changes here stay unsaved.")
