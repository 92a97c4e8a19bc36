"""What the editor shows beside a request: the auth that it gets, and what it inherits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from outrider.auth.definitions import ChosenAuth, choose_auth
from outrider.auth.schemes import SCHEMES, find_scheme
from outrider.credential_shapes import is_credential_field
from outrider.engine.send.auth_resolution import auth_fields
from outrider.engine.send.error_lines import add_lines
from outrider.engine.send.request_scopes import auth_variable_scope, request_scope
from outrider.engine.send.required_scopes import scope_faults
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.named_files import unreadable_body_file
from outrider.errors import OutriderError, SourceLocation
from outrider.model.auth import AuthConfig, FieldKind
from outrider.model.member_path import path_text
from outrider.model.secret import MASK, Secret, masked
from outrider.model.workspace import Environment, Request, RequestWithFolders
from outrider.secret_providers import find_provider
from outrider.storage.files.path_listing import paths_beginning_with
from outrider.storage.reading.expectation_problems import check_problem
from outrider.variables.name_lookup import NameLookup
from outrider.variables.reference_faults import OWN_TOKEN
from outrider.variables.reference_grammar import has_reference
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import PROCESS_PREFIX
from outrider.widgets.view_models import AuthContext, EditorContext, InheritedHeader
from outrider.workbench.context.view_model_builders import problem_lines

_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
"""A secret that is nothing but a reference may be shown: it says where, not what."""


def editor_context(
    workspace: ActiveWorkspace, request: Request, typed: Collection[str] = ()
) -> EditorContext:
    """What lies around a request as it is edited now.

    Args:
        workspace: its files, and the active environment.
        request: as it is edited.
        typed: names of what was typed for the environment, process variables with their prefix.
    """
    process = {name.removeprefix(PROCESS_PREFIX) for name in typed if name[:1] == "$"}
    known = workspace.process_names | process
    snapshot = workspace.cached_snapshot()
    file_problem = partial(unreadable_body_file, root=workspace.root)
    paths = partial(paths_beginning_with, workspace.root)
    try:
        in_place = workspace.with_folders(request)
    except OutriderError as error:
        view = AuthContext(problems=tuple(problem_lines(error)), forms=SCHEMES)
        names = _names(workspace, RequestWithFolders(request, ()), view, known)
        return EditorContext(
            auth=view,
            names=names,
            file_problem=file_problem,
            check_problem=check_problem,
            paths=paths,
        )
    view = auth_view(in_place, snapshot)
    return EditorContext(
        auth=view,
        # The outermost folder's first.
        headers=tuple(
            InheritedHeader(row, folder.name)
            for folder in reversed(in_place.folders)
            for row in folder.headers
        ),
        names=_names(workspace, in_place, view, known),
        file_problem=file_problem,
        check_problem=check_problem,
        paths=paths,
    )


def _names(
    workspace: ActiveWorkspace,
    request: RequestWithFolders,
    view: AuthContext,
    process: Collection[str],
) -> NameLookup:
    """What the request's texts can refer to; nothing is looked up yet."""
    scheme = find_scheme(view.type)
    # While the auth itself is at fault, nothing can be said of its token.
    token = scheme.uses_token if scheme is not None else bool(view.problems)
    scope = request_scope(workspace.cached_snapshot(), request)
    return NameLookup(scope, process, token=token)


def auth_view(request: RequestWithFolders, snapshot: WorkspaceSnapshot) -> AuthContext:
    """The auth that a request gets, resolved, and what it could get; secrets are never in it."""
    environment = snapshot.environment
    names = tuple(environment.auths) if environment else ()
    try:
        choice = choose_auth(request, environment)
    except OutriderError as error:
        problems = tuple(problem_lines(add_lines(error, snapshot.with_line)))
        return AuthContext(problems=problems, names=names, forms=SCHEMES)
    config = choice.config
    if config is None:
        return AuthContext(names=names, forms=SCHEMES)
    scope = auth_variable_scope(snapshot, request, config)
    # Nothing is opened for being shown: every secret is its mask.
    hidden = {name: Secret(MASK) for name in scope.secrets}
    resolver = Resolver(
        scope,
        RuntimeValues(secrets=hidden, no_token_reason=OWN_TOKEN),
    )
    settings = tuple(_settings(config, resolver))
    asked = config.settings.get("scope", "")
    requested = masked(resolver.text(asked, config.location_of("scope"))) if asked else ""
    return AuthContext(
        source=_source(choice, config, request, environment),
        type=config.type,
        settings=settings,
        problems=tuple(
            dict.fromkeys(
                fault.what
                for fault in (*resolver.faults, *scope_faults(request, config, requested))
            )
        ),
        names=names,
        forms=SCHEMES,
    )


def _source(
    choice: ChosenAuth,
    config: AuthConfig,
    request: RequestWithFolders,
    environment: Environment | None,
) -> str:
    """Who decided, in words."""
    named = f", [auth.{config.name}]" if config.name else ""
    if choice.defined_in == "request":
        return f"this request{named}"
    if choice.defined_in.startswith("folder:"):
        folder_id = choice.defined_in.removeprefix("folder:")
        folder = next(one for one in request.folders if one.id == folder_id)
        return f'inherited from folder "{folder.name}" ({folder.file}){named}'
    return f'environment "{environment.name}"{named}' if environment else f"no environment{named}"


def _settings(config: AuthConfig, resolver: Resolver) -> Iterator[tuple[str, str]]:
    """Label and resolved value; of a secret, only where it comes from."""

    def resolved(value: str, place: SourceLocation) -> str:
        known = len(resolver.faults)
        text = resolver.text(value, place)
        return masked(text) if len(resolver.faults) == known else value

    for field in auth_fields(config):
        if field.name in config.sources:
            ref = config.sources[field.name]
            yield field.label, find_provider(ref.provider).source(ref, Path())
        value = config.settings.get(field.name, field.default or "")
        if not value:
            continue
        told = resolved(value, config.location_of(field.name))
        if field.kind is FieldKind.SECRET:
            told = f"{MASK} {value}" if _REFERENCE.fullmatch(value.strip()) else MASK
        yield field.label, told
    for name, values in config.token_parameters:
        for value in values:
            yield name, resolved(value, config.location_of("token_parameters"))
    for name, value in config.token_headers:
        written_out = is_credential_field(name, value) and not has_reference(value)
        yield name, MASK if written_out else resolved(value, config.location_of("token_headers"))
    for name, path in config.token_response.items():
        yield f"{name} from", path_text(path)
    if config.hosts is not None:
        yield "Hosts", ", ".join(config.hosts) or "none"
    placement = config.placement
    if placement is not None:
        yield "Sent in", f"{placement.location.value} {placement.name} {placement.prefix}".strip()
