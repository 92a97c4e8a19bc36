"""Checks a merged ``[auth]`` table against what its scheme declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from outrider.auth.command_faults import command_faults
from outrider.auth.placement_faults import placement_name_faults
from outrider.auth.schemes import SCHEMES, Scheme, find_scheme
from outrider.auth.token_tables import (
    TOKEN_TABLES,
    response_paths,
    token_header_faults,
    token_parameter_faults,
)
from outrider.errors import Fault, ResolveError, SourceLocation, UnsupportedConfiguration
from outrider.model.auth import AuthConfig, CredentialLocation, Field, FieldKind, Placement
from outrider.model.workspace import SecretRef, scalar_text
from outrider.variables.reference_grammar import has_reference

_STRUCTURE = frozenset({"type", "hosts", "placement", *TOKEN_TABLES})
_NOT_YET = {
    "oauth1": "OAuth 1.0",
    "hawk": "Hawk",
    "ntlm": "NTLM",
    "edgegrid": "Akamai EdgeGrid",
}
_SPECIAL = frozenset({FieldKind.LIST, FieldKind.SOURCE, FieldKind.COMMAND})
_READ = frozenset({FieldKind.SOURCE, FieldKind.COMMAND})
_KNOWN_WORDS = frozenset(
    {
        "implicit",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:openid:params:grant-type:ciba",
        "attest_jwt_client_auth",
    }
)
"""Grant types and client authentication methods of the registries of RFC 7591 §4.2 and §4.3."""


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
        if scheme is None or any(_unsupported(scheme, table)):
            return None
        keys |= {field.name for field in scheme.fields(table)}
        if "extends" in table or named is None:
            keys |= _every_field(scheme)
    return keys


def checked_keys(table: Mapping[str, Any]) -> frozenset[str] | None:
    """The same, and ``None`` also where every key is at home in the table as it is.

    That is nearly always so, and spares the import of every scheme, grant and method.
    """
    scheme = find_scheme(str(table.get("type", SCHEMES.names[0])))
    if scheme is not None and not any(_unsupported(scheme, table)):
        common = {*_STRUCTURE, "extends", "unset", "use"}
        if table.keys() <= common.union(field.name for field in scheme.fields(table)):
            return None
    return allowed_keys(table)


def _every_field(scheme: Scheme) -> frozenset[str]:
    """Every key of a scheme, whatever the choices in the table."""
    return frozenset(field.name for field in _every_field_of(scheme))


def _every_field_of(scheme: Scheme) -> Iterator[Field]:
    choices: list[dict[str, str]] = [{}]
    for field in scheme.fields({}):
        if field.kind is FieldKind.CHOICE:
            choices += [{field.name: choice} for choice in field.choices]
    for table in choices:
        yield from scheme.fields(table)


@cache
def special_fields() -> Mapping[str, Field]:
    """The fields of all types whose values may be lists or tables, by name."""
    fields = (field for scheme in SCHEMES for field in _every_field_of(scheme))
    return {field.name: field for field in fields if field.kind in _SPECIAL}


@cache
def secret_fields() -> frozenset[str]:
    """The keys of all types whose values are credentials."""
    fields = (field for scheme in SCHEMES for field in _every_field_of(scheme))
    return frozenset(field.name for field in fields if field.kind is FieldKind.SECRET)


@cache
def alternatives() -> Mapping[str, str]:
    """The keys of all types that are there in another's place, and that other.

    Where one definition lies over another, each of them takes the other's place.
    """
    fields = (field for scheme in SCHEMES for field in _every_field_of(scheme))
    found = {"issuer": "token_endpoint"}
    found |= {field.name: field.alternative for field in fields if field.alternative}
    return {**{other: name for name, other in found.items()}, **found}


def number_fault(field: Field, text: str, place: SourceLocation) -> Fault | None:
    """What is wrong with the number of a field, if anything."""
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0:
        return None
    what = f'{field.name} "{text[:40]}" is not a whole number from 1 to 999999999.'
    advice = f"Set {field.name} = {field.default}." if field.default else ""
    return Fault("auth_number", what, place, advice=advice)


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
        *(_choices(scheme, table, where) or _required(scheme, table, place, where)),
        *_numbers(scheme, table, where),
        *_sources(scheme, table, where),
        *command_faults(scheme.fields(table), table, where),
        *_endpoint(scheme, table, place),
        *token_parameter_faults(table, _table(place), where("token_parameters")),
        *token_header_faults(table, _table(place), where("token_headers")),
    ]
    placement = _placement(scheme, table.get("placement"), where("placement"), faults)
    if faults:
        raise ResolveError.of(faults)
    return AuthConfig(
        type=scheme.type,
        settings={key: _text(value) for key, value in table.items() if _is_setting(key, value)},
        sources={
            field.name: _source(field, table[field.name], where(field.name))
            for field in scheme.fields(table)
            if field.kind in _READ and field.name in table
        },
        token_parameters=tuple(
            (key, tuple(map(scalar_text, value if isinstance(value, list | tuple) else (value,))))
            for key, value in table.get("token_parameters", {}).items()
        ),
        hosts=tuple(table["hosts"]) if "hosts" in table else None,
        placement=placement,
        token_headers=tuple(
            (key, scalar_text(value)) for key, value in table.get("token_headers", {}).items()
        ),
        token_response=response_paths(table),
        name=name,
        declared_in=scope_file,
        places=dict(places),
        place=place,
    )


def _is_setting(key: str, value: object) -> bool:
    if key in _STRUCTURE:
        return False
    if isinstance(value, list | tuple):
        field = special_fields().get(key)
        return field is not None and field.kind is FieldKind.LIST
    return isinstance(value, str | int | float)


def _source(field: Field, value: Any, place: SourceLocation) -> SecretRef:
    if field.kind is FieldKind.COMMAND:
        value = {field.name: value}
    choices = field.choices or (field.name,)
    provider = next(name for name in choices if name in value)
    words = value[provider]
    option = tuple(words) if isinstance(words, list | tuple) else words
    return SecretRef(field.name, provider, {provider: option}, place)


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list | tuple) else scalar_text(value)


def _scheme(table: Mapping[str, Any], place: SourceLocation, where: SourceLocation) -> Scheme:
    types = ", ".join(SCHEMES.names)
    written = table.get("type")
    if written is None:
        fault = Fault(
            "auth_type",
            f"{_table(place)} has no type.",
            place,
            "",
            f'Add type = "oauth2". Supported: {types}.',
        )
        raise ResolveError.of([fault])
    scheme = find_scheme(str(written))
    if scheme is not None:
        return scheme
    if str(written) in _NOT_YET:
        what = f"{_NOT_YET[str(written)]} authentication is not supported."
        fault = Fault("unsupported", what, where, advice=f"Supported: {types}.")
        raise UnsupportedConfiguration.of([fault])
    what = f'Unknown auth type "{written}".'
    raise ResolveError.of(
        [Fault("auth_type", what, where, advice=_nearest_word(str(written), types.split(", ")))]
    )


def _table(place: SourceLocation) -> str:
    """A definition as its file has it."""
    return f"[{place.dotted_key or 'auth'}]"


def _nearest_word(written: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # only an unknown word needs it

    near = get_close_matches(written, known, 1)
    supported = f"Supported: {', '.join(known)}."
    return f'Did you mean "{near[0]}"? {supported}' if near else supported


def _required(
    scheme: Scheme, table: Mapping[str, Any], place: SourceLocation, where: Any
) -> list[Fault]:
    faults = []
    for field in scheme.fields(table):
        if not field.required:
            continue
        value = table.get(field.name)
        if field.alternative in table:
            if value is not None:
                what = f"{_table(place)} has both {field.name} and {field.alternative}."
                fault = Fault("auth_alternative", what, place, advice="Remove one of them.")
                faults.append(fault)
        elif value is None:
            faults.append(
                Fault(
                    "auth_missing_key",
                    f"{_table(place)} has no {field.name}.",
                    place,
                    why=f"{scheme.needs(field, table)} requires it.",
                    advice=f'Add {field.name} = "…"'
                    + (f", or {field.alternative}." if field.alternative else "."),
                )
            )
        elif not str(value).strip():
            faults.append(Fault("auth_empty_key", f"{field.name} is empty.", where(field.name)))
    return faults


def _unsupported(scheme: Scheme, table: Mapping[str, Any]) -> Iterator[Field]:
    """Each field whose value is none of its choices; what else may stand here depends on it."""
    for field in scheme.fields(table):
        written = table.get(field.name) if field.kind is FieldKind.CHOICE else None
        if written is not None and str(written) not in field.choices:
            yield field


def _choices(scheme: Scheme, table: Mapping[str, Any], where: Any) -> list[Fault]:
    return [
        _unsupported_choice(field, str(table[field.name]), where(field.name))
        for field in _unsupported(scheme, table)
    ]


def _unsupported_choice(field: Field, written: str, place: SourceLocation) -> Fault:
    if written in _KNOWN_WORDS:
        what = f'{field.name} "{written}" is not supported.'
        advice = f"Supported: {', '.join(field.choices)}."
    else:
        what = f'Unknown {field.name} "{written}".'
        advice = _nearest_word(written, field.choices)
    return Fault("auth_choice", what, place, advice=advice)


def _numbers(scheme: Scheme, table: Mapping[str, Any], where: Any) -> Iterator[Fault]:
    for field in scheme.fields(table):
        value = table.get(field.name) if field.kind is FieldKind.NUMBER else None
        if value is not None and "{{" not in (text := scalar_text(value)):
            fault = number_fault(field, text, where(field.name))
            if fault is not None:
                yield fault


def _sources(scheme: Scheme, table: Mapping[str, Any], where: Any) -> Iterator[Fault]:
    for field in scheme.fields(table):
        if field.kind is not FieldKind.SOURCE or field.name not in table:
            continue
        value, place = table[field.name], where(field.name)
        advice = f'Such as {field.name} = {{ {field.choices[0]} = "…" }}.'
        if not isinstance(value, Mapping):
            what = f"{field.name} must be a table that says where it is read."
            yield Fault("auth_source", what, place, advice=advice)
            continue
        named = [name for name in field.choices if name in value]
        odd = [name for name in value if name not in field.choices]
        if odd or len(named) != 1:
            problem = f"names {' and '.join(named)}" if len(named) > 1 else "names no source"
            what = f'Unknown key "{odd[0]}" in {field.name}.' if odd else f"{field.name} {problem}."
            advice = f"Write exactly one of {', '.join(field.choices)}."
            yield Fault("auth_source", what, place, advice=advice)
            continue
        words = value[named[0]]
        if named[0] == "command":
            right = isinstance(words, list | tuple) and all(isinstance(one, str) for one in words)
            expected = 'a list of texts: ["program", "argument"]'
        else:
            right, expected = isinstance(words, str), "text"
        if not right or not words or not str(words).strip():
            what = f"{named[0]} of {field.name} must be {expected}, and not empty."
            yield Fault("auth_source", what, place.inside(named[0]))


def _endpoint(scheme: Scheme, table: Mapping[str, Any], place: SourceLocation) -> list[Fault]:
    if not any(field.name == "token_endpoint" for field in scheme.fields(table)):
        return []
    named = [key for key in ("token_endpoint", "issuer") if str(table.get(key, "")).strip()]
    if len(named) == 1:
        return []
    if named:
        what = f"{_table(place)} has both token_endpoint and issuer."
        advice = "Remove one: Outrider looks up the token endpoint of an issuer."
    else:
        what = f"{_table(place)} has no token_endpoint."
        advice = 'Add token_endpoint = "https://…" or issuer = "https://…".'
    return [Fault("auth_endpoint", what, place, advice=advice)]


def _placement(
    scheme: Scheme, written: object, where: SourceLocation, faults: list[Fault]
) -> Placement | None:
    default = scheme.placement
    if default is None or not isinstance(written, Mapping):
        return default
    location = str(written.get("in", default.location.value))
    known = [one.value for one in CredentialLocation]
    if location not in known:
        what = f'Unknown placement "{location}".'
        advice = _nearest_word(location, known)
        faults.append(Fault("auth_placement", what, where, advice=advice))
        return None
    in_header = location == CredentialLocation.HEADER
    name = written.get("name", default.name if in_header else "access_token")
    prefix = written.get("prefix", default.prefix if in_header else "")
    if not has_reference(str(name)):
        faults += placement_name_faults(CredentialLocation(location), str(name), where)
    return Placement(CredentialLocation(location), str(name), str(prefix))
