"""Checks a merged ``[auth]`` table against what its scheme declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.auth.schemes import SCHEMES, Scheme, find_scheme
from outrider.errors import Fault, ResolveError, SourceLocation, UnsupportedConfiguration
from outrider.model.auth import AuthConfig, CredentialLocation, FieldKind, Placement
from outrider.model.workspace import scalar_text

_STRUCTURE = frozenset({"type", "hosts", "placement", "token_parameters"})
_NOT_YET = {
    "digest": "HTTP Digest",
    "aws": "AWS Signature Version 4",
    "oauth1": "OAuth 1.0",
    "hawk": "Hawk",
    "ntlm": "NTLM",
    "edgegrid": "Akamai EdgeGrid",
}
_RESERVED_PARAMETERS = ("grant_type", "scope", "client_id", "client_secret")


def allowed_keys(table: Mapping[str, Any]) -> frozenset[str] | None:
    """The keys that an ``[auth]`` table may hold; ``None`` where its type does not tell yet.

    A table that extends another may hold any key of its own type, or of every type when the type
    stands in the other table.
    """
    own = frozenset({"extends", "unset", "use"})
    named = table.get("type")
    schemes = [find_scheme(str(named))] if named is not None else list(SCHEMES)
    keys = own | _STRUCTURE
    for scheme in schemes:
        if scheme is None:
            return None
        keys |= {field.name for field in scheme.fields(table)}
        if "extends" in table or named is None:
            keys |= _every_field(scheme)
    return keys


def _every_field(scheme: Scheme) -> frozenset[str]:
    """Every key of a scheme, whatever the choices in the table."""
    choices: list[dict[str, str]] = [{}]
    for field in scheme.fields({}):
        if field.kind is FieldKind.CHOICE:
            choices += [{field.name: choice} for choice in field.choices]
    return frozenset(field.name for table in choices for field in scheme.fields(table))


def validated_config(
    table: Mapping[str, Any],
    places: Mapping[str, SourceLocation],
    place: SourceLocation,
    *,
    name: str,
    scope_file: str,
) -> AuthConfig:
    """A merged table as a definition.

    Raises:
        ResolveError: with every fault: an unknown type, a missing or wrong key.
        UnsupportedConfiguration: a type that is known and not possible yet.
    """

    def where(key: str) -> SourceLocation:
        return places.get(key) or place.inside(key)

    scheme = _scheme(table, place, where("type"))
    faults = [
        *_required(scheme, table, place, where),
        *_choices(scheme, table, where),
        *_endpoint(scheme, table, place),
        *_parameters(table, where("token_parameters")),
    ]
    placement = _placement(scheme, table.get("placement"), where("placement"), faults)
    if faults:
        raise ResolveError.of(faults)
    return AuthConfig(
        type=scheme.type,
        settings={
            key: scalar_text(value)
            for key, value in table.items()
            if key not in _STRUCTURE and isinstance(value, str | int | float)
        },
        token_parameters=tuple(
            (key, tuple(map(scalar_text, value if isinstance(value, list | tuple) else (value,))))
            for key, value in table.get("token_parameters", {}).items()
        ),
        hosts=tuple(table["hosts"]) if "hosts" in table else None,
        placement=placement,
        name=name,
        declared_in=scope_file,
        places=dict(places),
        place=place,
    )


def _scheme(table: Mapping[str, Any], place: SourceLocation, where: SourceLocation) -> Scheme:
    types = ", ".join(scheme.type for scheme in SCHEMES)
    written = table.get("type")
    if written is None:
        fault = Fault("auth_type", "The auth has no type.", place, "", f"Write one of: {types}.")
        raise ResolveError.of([fault])
    scheme = find_scheme(str(written))
    if scheme is not None:
        return scheme
    if str(written) in _NOT_YET:
        what = f"{_NOT_YET[str(written)]} authentication is not possible yet."
        fault = Fault("unsupported", what, where, advice=f"Possible: {types}.")
        raise UnsupportedConfiguration.of([fault])
    what = f"{written!r} is no type of auth."
    raise ResolveError.of([Fault("auth_type", what, where, advice=f"Known: {types}.")])


def _required(
    scheme: Scheme, table: Mapping[str, Any], place: SourceLocation, where: Any
) -> list[Fault]:
    faults = []
    needed_by = scheme.type
    if scheme.type == "oauth2":
        needed_by = str(table.get("token_endpoint_auth_method", "client_secret_basic"))
    for field in scheme.fields(table):
        if not field.required:
            continue
        value = table.get(field.name)
        if value is None:
            faults.append(
                Fault(
                    "auth_missing_key",
                    f"The auth has no {field.name}.",
                    place,
                    why=f"{needed_by} needs it.",
                    advice=f'Write {field.name} = "…".',
                )
            )
        elif not str(value).strip():
            faults.append(Fault("auth_empty_key", f"{field.name} is empty.", where(field.name)))
    return faults


def _choices(scheme: Scheme, table: Mapping[str, Any], where: Any) -> list[Fault]:
    return [
        Fault(
            "auth_choice",
            f"{field.name} cannot be {table[field.name]!r}.",
            where(field.name),
            advice=f"Possible: {', '.join(field.choices)}.",
        )
        for field in scheme.fields(table)
        if field.kind is FieldKind.CHOICE and field.name in table
        if str(table[field.name]) not in field.choices
    ]


def _endpoint(scheme: Scheme, table: Mapping[str, Any], place: SourceLocation) -> list[Fault]:
    if not scheme.uses_token:
        return []
    named = [key for key in ("token_endpoint", "issuer") if str(table.get(key, "")).strip()]
    if len(named) == 1:
        return []
    if named:
        what = "The auth has both token_endpoint and issuer."
        advice = "Keep one: issuer finds the token endpoint by itself."
    else:
        what = "The auth has no token_endpoint."
        advice = 'Write token_endpoint = "https://…", or issuer = "https://…".'
    return [Fault("auth_endpoint", what, place, advice=advice)]


def _parameters(table: Mapping[str, Any], where: SourceLocation) -> list[Fault]:
    return [
        Fault(
            "token_parameter",
            f"token_parameters must not hold {name}.",
            where.inside(name),
            why="The exchange writes it itself, and no parameter may be given twice "
            "(RFC 6749 §3.2).",
            advice=f"Write it as {name} of the auth.",
        )
        for name in _RESERVED_PARAMETERS
        if name in table.get("token_parameters", {})
    ]


def _placement(
    scheme: Scheme, written: object, where: SourceLocation, faults: list[Fault]
) -> Placement | None:
    default = scheme.placement
    if default is None or not isinstance(written, Mapping):
        return default
    location = str(written.get("in", default.location.value))
    if location not in {"header", "query"}:
        what = f"A placement cannot be in {location!r}."
        faults.append(Fault("auth_placement", what, where, advice="Possible: header, query."))
        return None
    in_query = location == "query"
    name = written.get("name", "access_token" if in_query else default.name)
    prefix = written.get("prefix", "" if in_query else default.prefix)
    return Placement(CredentialLocation(location), str(name), str(prefix))
