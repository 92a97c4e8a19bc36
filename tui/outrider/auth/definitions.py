"""From ``[auth]`` tables as written to one complete definition: ``use``, ``extends``, ``unset``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from outrider.auth.schemes import SCHEMES, find_scheme
from outrider.auth.validation import alternatives, validated_config
from outrider.errors import Fault, ResolveError, SourceLocation, UsageError, WorkspaceError
from outrider.model.auth import MERGED_TABLES, AuthConfig
from outrider.model.workspace import AuthTable, Environment, RequestWithFolders
from outrider.next_steps import ChooseEnvironment

DEFAULT = "default"
_OWN_WORDS = frozenset({"extends", "unset", "use"})


class ChosenAuth(Struct, frozen=True):
    """The definition that a request gets, and where it comes from.

    Attributes:
        config: ``None`` for no authentication at all.
        defined_in: id of the request or folder that decided (``"request"``, ``"folder:billing"``),
            or ``"environment"``; empty where nobody says anything.
    """

    config: AuthConfig | None
    defined_in: str = ""


class _Merged(Struct, frozen=True):
    table: dict[str, Any]
    places: dict[str, SourceLocation]


def choose_auth(request: RequestWithFolders, environment: Environment | None) -> ChosenAuth:
    """The nearest ``[auth]``: request, folders upward, the environment's ``default``, else none.

    Raises:
        WorkspaceError: a name that does not exist, a cycle, a key that is missing or wrong.
    """
    if request.request.auth is not None:
        config = _own(request.request.auth, environment, request.request.file)
        return ChosenAuth(config, "request")
    for folder in request.folders:
        if folder.auth is not None:
            return ChosenAuth(_own(folder.auth, environment, folder.file), f"folder:{folder.id}")
    if environment is not None and DEFAULT in environment.auths:
        return ChosenAuth(named_auth(environment, DEFAULT), "environment")
    return ChosenAuth(None)


def named_auth(
    environment: Environment, name: str, asked: SourceLocation | None = None
) -> AuthConfig:
    """A named definition of an environment, its ``extends`` applied.

    ``asked`` is where the name is written, for the fault when it does not exist.

    Raises:
        WorkspaceError: the name does not exist, a cycle, a key that is missing or wrong.
    """
    merged = _extended(environment, name, asked, ())
    table = environment.auths[name]
    return validated_config(merged.table, merged.places, table.place, name=name, scope_file="")


def token_types() -> tuple[str, ...]:
    """The types of definitions that have a token."""
    return tuple(scheme.type for scheme in SCHEMES if scheme.uses_token)


def require_token(config: AuthConfig | None) -> AuthConfig:
    """A definition that fetches a token, as it is.

    Raises:
        UsageError: there is none, or it fetches no token.
    """
    scheme = find_scheme(config.type) if config else None
    if config is None or scheme is None or not scheme.uses_token:
        fault = Fault(
            "not_oauth",
            f'Auth type "{config.type if config else "none"}" has no token.',
            config.location_of("type") if config else None,
            advice=f"Types with a token: {', '.join(token_types())}.",
        )
        raise UsageError.of([fault])
    return config


def merged_table(table: AuthTable, environment: Environment | None) -> Mapping[str, Any]:
    """What a folder's or request's table says, ``extends`` and ``unset`` applied.

    Nothing is checked: a key may be missing or unknown.

    Raises:
        WorkspaceError: a name that does not exist, or a cycle.
    """
    return _with_parents(table, environment).table


def named_table(environment: Environment, name: str) -> Mapping[str, Any]:
    """What a named definition of an environment says, ``extends`` and ``unset`` applied.

    Raises:
        WorkspaceError: a name that does not exist, or a cycle.
    """
    return _extended(environment, name, None, ()).table


def named_places(environment: Environment, name: str) -> Mapping[str, SourceLocation]:
    """Where each key of a named definition is written, ``extends`` and ``unset`` applied.

    Raises:
        WorkspaceError: a name that does not exist, or a cycle.
    """
    return _extended(environment, name, None, ()).places


def _with_parents(
    table: AuthTable, environment: Environment | None, chain: tuple[str, ...] = ()
) -> _Merged:
    parent = table.table.get("extends")
    if not isinstance(parent, str):
        return _Merged(_plain(table.table), dict(table.places))
    place = table.location_of("extends")
    base = _extended(_needed(environment, place, parent), parent, place, chain)
    return _overlay(base, table)


def _own(table: AuthTable, environment: Environment | None, file: str) -> AuthConfig:
    """What a folder's or request's table says."""
    used = table.table.get("use")
    if isinstance(used, str):
        place = table.location_of("use")
        return named_auth(_needed(environment, place, used), used, place)
    merged = _with_parents(table, environment)
    return validated_config(merged.table, merged.places, table.place, name="", scope_file=file)


def _needed(environment: Environment | None, place: SourceLocation, name: str) -> Environment:
    if environment is None:
        fault = Fault(
            "no_environment",
            f'Auth definition "{name}" needs an environment, and no environment is active.',
            place,
            step=ChooseEnvironment(),
        )
        raise WorkspaceError.of([fault])
    return environment


def _extended(
    environment: Environment, name: str, asked: SourceLocation | None, chain: tuple[str, ...]
) -> _Merged:
    if name not in environment.auths:
        known = ", ".join(environment.auths) or "none"
        fault = Fault(
            "unknown_auth",
            f'Environment "{environment.id}" has no auth definition "{name}".',
            asked or SourceLocation(environment.file, ("auth", name)),
            advice=f"Defined: {known}.",
        )
        raise ResolveError.of([fault])
    table = environment.auths[name]
    if name in chain:
        path = " → ".join((*chain[chain.index(name) :], name))
        fault = Fault(
            "auth_cycle",
            f"The auth definitions extend each other in a cycle: {path}.",
            table.place,
            advice='Remove one "extends" from the cycle.',
        )
        raise ResolveError.of([fault])
    return _with_parents(table, environment, (*chain, name))


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in _OWN_WORDS}


def _overlay(base: _Merged, table: AuthTable) -> _Merged:
    """A parent's keys with the child's over them; ``unset`` removes, endpoints replace."""
    merged, places = dict(base.table), dict(base.places)
    for name in table.table.get("unset", ()):
        _unset(merged, str(name))
    for key, value in _plain(table.table).items():
        other = alternatives().get(key, "")
        if other not in table.table:
            merged.pop(other, None)
        merged[key] = _merge(merged.get(key), value) if key in MERGED_TABLES else value
        places[key] = table.location_of(key)
    return _Merged(merged, places)


def _unset(table: dict[str, Any], dotted: str) -> None:
    """Removes a key, or a key of a table inside (``token_parameters.audience``)."""
    first, _, rest = dotted.partition(".")
    inner = table.get(first)
    if rest and isinstance(inner, Mapping):
        table[first] = {key: value for key, value in inner.items() if key != rest}
    else:
        table.pop(dotted, None)


def _merge(below: object, above: object) -> object:
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merge(merged.get(key), value)
    return merged
