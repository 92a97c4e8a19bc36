"""Which variables a request sees, and which an auth definition sees."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.model.auth import AuthConfig
from outrider.model.workspace import RequestWithFolders, Variable
from outrider.variables.variable_scope import VariableScope


def request_scope(snapshot: WorkspaceSnapshot, request: RequestWithFolders) -> VariableScope:
    """Session, request, environment, folders nearest first, workspace."""
    return _scope(
        snapshot,
        request.request.variables,
        _environment(snapshot),
        *(folder.variables for folder in request.folders),
    )


def environment_scope(snapshot: WorkspaceSnapshot) -> VariableScope:
    """Session, environment, workspace: what an environment's own auth sees."""
    return _scope(snapshot, _environment(snapshot))


def auth_variable_scope(
    snapshot: WorkspaceSnapshot, request: RequestWithFolders | None, config: AuthConfig
) -> VariableScope:
    """The scope of the file that the definition is written in."""
    if not config.declared_in or request is None:
        return environment_scope(snapshot)
    if config.declared_in == request.request.file:
        return request_scope(snapshot, request)
    files = [folder.file for folder in request.folders]
    above = request.folders[files.index(config.declared_in) :]
    return _scope(snapshot, _environment(snapshot), *(folder.variables for folder in above))


def _environment(snapshot: WorkspaceSnapshot) -> Mapping[str, Variable]:
    return snapshot.environment.variables if snapshot.environment else {}


def _scope(snapshot: WorkspaceSnapshot, *layers: Mapping[str, Variable]) -> VariableScope:
    return VariableScope(
        overrides=snapshot.overrides,
        layers=(*layers, snapshot.settings.variables),
        secrets=snapshot.environment.secrets if snapshot.environment else {},
    )
