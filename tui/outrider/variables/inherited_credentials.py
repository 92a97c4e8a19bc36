"""Credentials that a request would get from its folders' headers, without one of its own.

A command or a collection from outside is sent as where it comes from: what the folders of a
workspace add for their own requests is switched off for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from outrider.credential_shapes import is_credential_field
from outrider.errors import SourceLocation
from outrider.model.workspace import (
    Environment,
    Folder,
    NameValueRow,
    Request,
    RequestWithFolders,
    Variable,
)
from outrider.variables.header_resolution import effective_headers
from outrider.variables.requirements import find_requirements
from outrider.variables.variable_scope import VariableScope


def inherited_credentials(
    request: RequestWithFolders,
    environments: Iterable[Environment],
    variables: Mapping[str, Variable],
) -> tuple[str, ...]:
    """The names of fields that the folders add, and that hold a credential in an environment.

    Args:
        request: with the folders above it.
        environments: all of the workspace.
        variables: of the workspace.
    """
    rows = [one for one in effective_headers(request) if one.file != request.request.file]
    if not rows:
        return ()
    layers = (*(folder.variables for folder in request.folders), variables)
    scopes = [
        VariableScope(layers=(one.variables, *layers), secrets=one.secrets) for one in environments
    ]
    scopes.append(VariableScope(layers=layers))
    return tuple(
        one.row.name
        for one in rows
        if is_credential_field(one.row.name, one.row.value)
        or any(_opens(one.row.value, one.place("value"), scope) for scope in scopes)
    )


def _opens(value: str, place: SourceLocation, scope: VariableScope) -> bool:
    needed = find_requirements([(value, place)], scope)
    return bool(needed.secrets or needed.process or needed.access_token)


def switched_off(headers: Sequence[NameValueRow], names: Iterable[str]) -> tuple[NameValueRow, ...]:
    """Rows with a row for each name that takes away what is inherited under it."""
    own = {row.name.strip().lower() for row in headers}
    more = (NameValueRow(name, "", enabled=False) for name in names if name.lower() not in own)
    return (*headers, *more)


def without_inherited(
    request: Request,
    folders: Sequence[Folder],
    environments: Iterable[Environment],
    variables: Mapping[str, Variable],
) -> Request:
    """A request that gets no credential from the headers of the folders above it."""
    in_place = RequestWithFolders(request, tuple(folders))
    names = inherited_credentials(in_place, environments, variables)
    return replace(request, headers=switched_off(request.headers, names)) if names else request
