"""Which variables a request sees, and which an auth definition sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.model.auth import AuthConfig
from outrider.model.workspace import Folder, RequestWithFolders, Variable
from outrider.variables.variable_scope import VariableScope


def request_scope(snapshot: WorkspaceSnapshot, request: RequestWithFolders) -> VariableScope:
    """Session, request, environment, folders nearest first, workspace."""
    saved = request.request
    return _scope(snapshot, saved.variables, folders=request.folders, request_id=saved.id)


def folder_scope(snapshot: WorkspaceSnapshot, folders: Sequence[Folder]) -> VariableScope:
    """Session, environment, folders nearest first, workspace."""
    return _scope(snapshot, folders=folders)


def environment_scope(snapshot: WorkspaceSnapshot) -> VariableScope:
    """Session, environment, workspace: what an environment's own auth sees."""
    return _scope(snapshot)


def auth_variable_scope(
    snapshot: WorkspaceSnapshot, request: RequestWithFolders | None, config: AuthConfig
) -> VariableScope:
    """The scope of the file that the definition is written in."""
    if not config.declared_in or request is None:
        return environment_scope(snapshot)
    if config.declared_in == request.request.file:
        return request_scope(snapshot, request)
    files = [folder.file for folder in request.folders]
    return folder_scope(snapshot, request.folders[files.index(config.declared_in) :])


def _scope(
    snapshot: WorkspaceSnapshot,
    *own: Mapping[str, Variable],
    folders: Sequence[Folder] = (),
    request_id: str = "",
) -> VariableScope:
    environment, above = snapshot.environment, [folder.variables for folder in folders]
    variables = environment.variables if environment else {}
    return VariableScope(
        overrides=snapshot.overrides,
        request_id=request_id,
        captured=snapshot.session_texts,
        captured_by=snapshot.captured_by,
        capturable=snapshot.capturable,
        captured_from={name: one.request_id for name, one in snapshot.captured.items()},
        layers=(*own, variables, *above, snapshot.settings.variables),
        secrets=environment.secrets if environment else {},
        file=environment.file if environment else snapshot.settings.file,
        script_variables={
            name: script
            for one in reversed(folders)
            for name, script in one.script_variables.items()
        },
    )
