"""The keys of auth definitions: the general ones, and those that registered parts declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from outrider.auth.schemes import SCHEMES, Scheme
from outrider.model.auth import Field, FieldKind
from outrider.model.workspace import scalar_text
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.storage.reading.auth_schema import GENERAL_AUTH_KEYS, scope_check
from outrider.toml_text import schema
from outrider.toml_text.schema import UNSAID, Check, Key

_TEXT = schema.SpecialCheck(schema.scalar, schema.scalar, expected="text")
_SECRET = schema.SpecialCheck(
    schema.scalar, schema.scalar, expected="text: a reference to a secret"
)
_NUMBER = schema.matching(
    schema.scalar,
    lambda value: not isinstance(value, bool),
    "a whole number above 0",
    json={"type": ["integer", "string"], "minimum": 1},
)
_COMMAND = schema.array(schema.TEXT, filled=True)
_LIST = schema.SpecialCheck(_TEXT, _TEXT, schema.array(schema.TEXT, filled=True))
_USE = "use"


def definition_table(*, inherited: bool) -> schema.TableCheck:
    """An auth definition of any type: ``inherited`` for one of a folder or request."""
    general = {name: key for name, key in GENERAL_AUTH_KEYS.items() if inherited or name != _USE}
    kind = general["type"]
    types = replace(kind, check=schema.one_text_of(SCHEMES.names))
    return schema.table({**general, "type": types, **every_field_key()})


def every_field_key() -> Mapping[str, Key]:
    """The keys of all types, grants and client authentication methods."""
    found: dict[str, list[Field]] = {}
    for field in _every_field():
        found.setdefault(field.name, []).append(field)
    return {name: _joined(fields) for name, fields in found.items()}


def _every_field() -> Iterator[Field]:
    for scheme in SCHEMES:
        yield from scheme.fields({})
    for grant in GRANTS:
        yield from grant.fields
    for method in CLIENT_AUTH_METHODS:
        yield from method.fields


def _joined(fields: Sequence[Field]) -> Key:
    """One key for what several members call alike."""
    first = field_key(fields[0])
    choices = tuple(dict.fromkeys(one for field in fields for one in field.choices))
    check = schema.one_text_of(choices) if fields[0].kind is FieldKind.CHOICE else first.check
    meanings = dict.fromkeys(field.meaning for field in fields)
    return Key(check, " Or: ".join(meanings), otherwise="not set", example=first.example)


def field_key(field: Field) -> Key:
    """What a member of a registry declares, as a key of a table."""
    default = UNSAID if field.default is None else _typed(field)
    unset = "" if field.required or field.default is not None else "not set"
    return Key(
        _check(field),
        field.meaning,
        default=default,
        otherwise=unset,
        example=field.example,
        since=field.since,
    )


_CHECKS: Mapping[FieldKind, Check] = {
    FieldKind.BOOLEAN: schema.boolean,
    FieldKind.NUMBER: _NUMBER,
    FieldKind.LIST: _LIST,
    FieldKind.COMMAND: _COMMAND,
    FieldKind.SECRET: _SECRET,
}


def _check(field: Field) -> Check:
    if field.name == "scope":
        return scope_check
    if field.kind is FieldKind.CHOICE:
        # A grant that has a default method of its own leaves the choice to the definition.
        return schema.one_text_of(field.choices or CLIENT_AUTH_METHODS.names)
    if field.kind is FieldKind.SOURCE:
        keys = {one: _COMMAND if one == "command" else schema.TEXT for one in field.choices}
        return schema.SpecialCheck(
            schema.table(keys),
            schema.table(keys),
            expected=f"a table with one of {', '.join(field.choices)}",
            json={"minProperties": 1, "maxProperties": 1},
        )
    return _CHECKS.get(field.kind, _TEXT)


def _typed(field: Field) -> Any:
    """The default of a field, with the type that it has in a file."""
    text = field.default or ""
    if field.kind is FieldKind.BOOLEAN:
        return text == scalar_text(True)
    return int(text) if field.kind is FieldKind.NUMBER else text


def own_fields(scheme: Scheme) -> tuple[Field, ...]:
    """The keys of a scheme that do not depend on its grant or client authentication method."""
    fields = scheme.fields({})
    if not any(field.name == "grant_type" for field in fields):
        return fields
    others = {field.name for grant in GRANTS for field in grant.fields}
    others |= {field.name for method in CLIENT_AUTH_METHODS for field in method.fields}
    chosen_by = ("grant_type", "token_endpoint_auth_method")
    return tuple(one for one in fields if one.name not in others or one.name in chosen_by)
