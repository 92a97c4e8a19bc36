"""Which variables a request sees, and which an auth definition sees."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.engine.send.send_job import Snapshot
from outrider.model.auth import AuthConfig
from outrider.model.workspace import RequestInPlace, Variable
from outrider.variables.variable_scope import Scope


def request_scope(snapshot: Snapshot, request: RequestInPlace) -> Scope:
    """Session, request, environment, folders nearest first, workspace."""
    return _scope(
        snapshot,
        request.request.variables,
        _environment(snapshot),
        *(folder.variables for folder in request.folders),
    )


def environment_scope(snapshot: Snapshot) -> Scope:
    """Session, environment, workspace: what an environment's own auth sees."""
    return _scope(snapshot, _environment(snapshot))


def auth_scope(snapshot: Snapshot, request: RequestInPlace | None, config: AuthConfig) -> Scope:
    """The scope of the file that the definition is written in."""
    if not config.scope_file or request is None:
        return environment_scope(snapshot)
    if config.scope_file == request.request.file:
        return request_scope(snapshot, request)
    files = [folder.file for folder in request.folders]
    above = request.folders[files.index(config.scope_file) :]
    return _scope(snapshot, _environment(snapshot), *(folder.variables for folder in above))


def _environment(snapshot: Snapshot) -> Mapping[str, Variable]:
    return snapshot.environment.variables if snapshot.environment else {}


def _scope(snapshot: Snapshot, *layers: Mapping[str, Variable]) -> Scope:
    return Scope(
        session=snapshot.session,
        layers=(*layers, snapshot.settings.variables),
        secrets=snapshot.environment.secrets if snapshot.environment else {},
    )
