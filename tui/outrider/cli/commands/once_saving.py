"""Keeps a request of the command line as a file of the workspace, its credentials apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from outrider.engine.editing.edit_buffers import EditBuffers
from outrider.engine.editing.given_names import given_name, given_name_problem
from outrider.engine.editing.pasted_secrets import PastedSecrets
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.workspace_consent import WorkspaceConsent
from outrider.errors import SaveError, UsageError
from outrider.model.workspace import Request
from outrider.storage.reading.workspace_discovery import REQUESTS


class OnceSaving:
    """Saves one request under a new name.

    Args:
        root: of the workspace.
        typed: the name as typed.
        environment: id of the one whose local file takes the credentials; empty for none.
        process: the process's variables.

    Raises:
        UsageError: the name cannot be used, or is taken.
    """

    def __init__(
        self, root: Path, typed: str, environment: str, process: Mapping[str, str]
    ) -> None:
        problem = given_name_problem(typed)
        if problem:
            raise UsageError(
                f'--save "{typed}" is not a valid name.',
                code="save_name",
                why=f"{problem.rstrip('.')}.",
                advice="Pass a name such as list-orders, or billing/list-orders.",
            )
        self.name = given_name(typed)
        self._root = root
        self._workspace = ActiveWorkspace(str(root), process)
        self._workspace.active = environment
        self._buffers = EditBuffers(self._workspace.reader, self._workspace.bus)
        file = f"{REQUESTS}/{self.name.id}.toml"
        try:
            self._buffers.filing.check_new_name(file, self.name.id)
        except SaveError as error:
            raise UsageError(
                f"--save: {error.what}",
                code=error.code,
                why="No request was sent.",
                advice=f"Pass another name, or change {file} itself.",
            ) from None

    def path_inside(self, path: str) -> str:
        """A file of a body as the request's file has it: relative where it is in the workspace."""
        found = Path(path)
        return str(found.relative_to(self._root)) if found.is_relative_to(self._root) else path

    def save(self, request: Request) -> tuple[str, ...]:
        """Writes the request; what was written, as lines for the console.

        Raises:
            SaveError: the system refuses.
        """
        pasted = PastedSecrets(self._workspace)
        self._buffers.keep_apart = pasted.keep_apart
        pasted.note(request)
        scratch = self._buffers.new(request).current
        with WorkspaceConsent(self._workspace).saving_as(self.name.id):
            saved = self._buffers.save_as(scratch.id, self.name.id, self.name.shown)
        lines = [f"Saved {saved.file}."]
        if pasted.kept is not None:
            lines.append(f"Kept apart in {pasted.kept.file}: {', '.join(pasted.kept.names)}.")
            lines.append(pasted.kept.also_changed)
        return tuple(filter(None, lines))
