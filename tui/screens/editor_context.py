"""What the editor shows beside a request: the auth that it gets, and what it inherits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.auth.definitions import AuthChoice, choose
from tui.auth.schemes import SCHEMES
from tui.engine.opened import OpenedWorkspace
from tui.engine.resolution import auth_fields
from tui.errors import OutriderError
from tui.model.auth import AuthConfig, FieldKind
from tui.model.secret import MASK
from tui.model.workspace import Environment, Request, RequestInPlace
from tui.screens.presenting import problem_lines
from tui.widgets.values import AuthView, EditorContext, InheritedHeader

_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
"""A secret that is nothing but a reference may be shown: it says where, not what."""


def editor_context(workspace: OpenedWorkspace, request: Request, *, unsaved: bool) -> EditorContext:
    """What lies around a request as it is edited now."""
    try:
        in_place = workspace.in_place(request)
    except OutriderError as error:
        view = AuthView(problems=tuple(problem_lines(error)), forms=SCHEMES)
        return EditorContext(auth=view, unsaved=unsaved)
    return EditorContext(
        auth=auth_view(in_place, workspace.environment),
        headers=tuple(_inherited(in_place)),
        unsaved=unsaved,
    )


def auth_view(request: RequestInPlace, environment: Environment | None) -> AuthView:
    """The auth that a request gets, and what it could get; secrets are never in it."""
    names = tuple(environment.auths) if environment else ()
    try:
        choice = choose(request, environment)
    except OutriderError as error:
        return AuthView(problems=tuple(problem_lines(error)), names=names, forms=SCHEMES)
    config = choice.config
    if config is None:
        return AuthView(names=names, forms=SCHEMES)
    return AuthView(
        source=_source(choice, config, request, environment),
        type=config.type,
        settings=tuple(_settings(config)),
        names=names,
        forms=SCHEMES,
    )


def _source(
    choice: AuthChoice,
    config: AuthConfig,
    request: RequestInPlace,
    environment: Environment | None,
) -> str:
    """Who decided, in words."""
    named = f", auth {config.name}" if config.name else ""
    if choice.owner == "request":
        return f"this request{named}"
    if choice.owner.startswith("folder:"):
        folder_id = choice.owner.removeprefix("folder:")
        folder = next(one for one in request.folders if one.id == folder_id)
        return f"inherited from folder {folder.name}, {folder.file}{named}"
    return f"environment {environment.name if environment else ''}{named}"


def _settings(config: AuthConfig) -> Iterator[tuple[str, str]]:
    """Label and value as written; a secret that is written out is masked."""
    for field in auth_fields(config):
        value = config.settings.get(field.name, field.default or "")
        if not value:
            continue
        if field.kind is FieldKind.SECRET and not _REFERENCE.fullmatch(value.strip()):
            value = MASK
        yield field.label, value
    for name, values in config.token_parameters:
        for value in values:
            yield name, value
    if config.hosts is not None:
        yield "Hosts", ", ".join(config.hosts) or "none"
    placement = config.placement
    if placement is not None:
        yield "Goes into", f"{placement.location.value} {placement.name} {placement.prefix}".strip()


def _inherited(request: RequestInPlace) -> Iterator[InheritedHeader]:
    """The folders' headers, the outermost folder's first."""
    for folder in reversed(request.folders):
        for row in folder.headers:
            yield InheritedHeader(row, folder.name, folder.file)
