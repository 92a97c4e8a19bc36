"""Schemas of outrider.toml, environments, folders and requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from outrider.model.auth import CredentialLocation, Field, FieldKind
from outrider.model.connection import HttpVersion
from outrider.model.member_path import member_path
from outrider.model.units import MAX_TIMEOUT_SECONDS, parse_size
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, KeyPath

AuthKeys: TypeAlias = Callable[[Mapping[str, Any]], "frozenset[str] | None"]
"""The keys that an ``[auth]`` table may hold besides the general ones; ``None``: unchecked."""

GENERAL_AUTH_KEYS = frozenset(
    (
        "type",
        "extends",
        "use",
        "unset",
        "hosts",
        "placement",
        "token_parameters",
        "token_headers",
        "token_response",
    )
)
"""Keys that mean the same in every definition, whatever its type."""

SecretForms: TypeAlias = Mapping[str, tuple[Field, ...]]
"""The keys of each way to write a secret, by the key that names it: what providers declare."""

# Compiled when a value asks for it: start-up time matters.
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_COLOR = r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})|\$?[A-Za-z][\w-]*"
_VARIABLE = r"[$A-Za-z_][\w.-]*"


def _variable_problem(name: str) -> str:
    if re.fullmatch(_VARIABLE, name):
        return ""
    return f'Variable name "{name}" is not valid: use letters, digits, _ . and -.'


_variables = schema.table_of(schema.scalar, _variable_problem)
_ROW: Mapping[str, Check] = {
    "name": schema.TEXT,
    "value": schema.scalar,
    "enabled": schema.boolean,
    "description": schema.TEXT,
}
_rows = schema.array(schema.table(_ROW, required=("name",)))

SETTINGS = schema.table(
    {"name": schema.TEXT, "default_environment": schema.TEXT, "variables": _variables}
)


def _one_of(keys: tuple[str, ...], inner: Check) -> Check:
    """A table that holds exactly one of these keys."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        inner(value, path, findings)
        if isinstance(value, dict) and sum(key in value for key in keys) != 1:
            what = f"{schema.dotted(path)} needs exactly one of {' and '.join(keys)}."
            findings.append(Finding(path, what, "one_of"))

    return check


def _texts(*keys: str, required: tuple[str, ...] = ()) -> Check:
    """A table whose values are texts."""
    return schema.table(dict.fromkeys(keys, schema.TEXT), required)


_text_body = _one_of(("content", "file"), _texts("type", "content", "file"))
_FILE = dict.fromkeys(("file", "filename", "content_type"), schema.TEXT)
_part = _one_of(("value", "file"), schema.table({**_ROW, **_FILE}, required=("name",)))
_BODIES: Mapping[str, Check] = {
    "json": _text_body,
    "text": _text_body,
    "xml": _text_body,
    "form": schema.table({"type": schema.TEXT, "fields": _rows}),
    "multipart": schema.table({"type": schema.TEXT, "parts": schema.array(_part)}),
    "file": _texts("type", "file", "content_type", required=("file",)),
    "graphql": _texts("type", "query", "variables", "operation_name", required=("query",)),
}


def _body(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    if not schema.is_table(value, path, findings):
        return
    kind = value.get("type")
    known = _BODIES.get(kind) if isinstance(kind, str) else None
    if known is not None:
        known(value, path, findings)
        return
    where = (*path, "type")
    if "type" not in value:
        problem = "is missing"
    elif isinstance(kind, str):
        problem = f'"{kind}" is not a body type'
    else:
        problem = f"must be text, is {schema.type_name(kind)}"
    advice = f"Types: {', '.join(_BODIES)}."
    findings.append(Finding(where, f"{schema.dotted(where)} {problem}.", "wrong_value", advice))


_http = schema.matching(
    schema.TEXT,
    lambda value: value in tuple(HttpVersion),
    '"1.1", "auto" (HTTP/2 where the server has it) or "2"',
)
_shared_options = schema.table({"http": _http})
_options = schema.table(
    {
        "timeout": schema.matching(
            schema.scalar,
            lambda value: type(value) in {int, float} and 0 < value <= MAX_TIMEOUT_SECONDS,
            "a number of seconds above 0 and at most 86400 (one day)",
        ),
        "follow_redirects": schema.boolean,
        "max_body": schema.matching(
            schema.scalar,
            lambda value: parse_size(value) is not None,
            'a size such as "50MB", "500 kB" or a number of bytes',
        ),
        "http": _http,
    }
)
_placement = schema.table(
    {
        "in": schema.matching(
            schema.TEXT,
            lambda value: value in tuple(CredentialLocation),
            '"header", "query", "cookie" or "body"',
        ),
        "name": schema.matching(
            schema.TEXT, bool, "the name of a header, query parameter, cookie or form member"
        ),
        "prefix": schema.TEXT,
    }
)


def _one_or_many(item: Check, *, filled: bool = False) -> Check:
    """One value, or an array of them."""
    several = schema.array(item, filled=filled)

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        (several if isinstance(value, list) else item)(value, path, findings)

    return check


def _member_path(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    if member_path(value) is None:
        what = f"{schema.dotted(path)} is not a path of member names."
        advice = 'Such as "data.accessToken", or ["data", "access.token"] for names with dots.'
        findings.append(Finding(path, what, "wrong_value", advice))


RESPONSE_MEMBERS = (
    "access_token",
    "expires_in",
    "expires_at",
    "token_type",
    "scope",
    "refresh_token",
)
"""Members of a token response that may be elsewhere (RFC 6749 §5.1)."""


_AUTH_VALUES: Mapping[str, Check] = {
    "type": schema.TEXT,
    "extends": schema.TEXT,
    "use": schema.TEXT,
    "hosts": schema.array(schema.TEXT),
    "unset": schema.array(schema.TEXT),
    "placement": _placement,
    "token_parameters": schema.table_of(_one_or_many(schema.scalar)),
    "warm": schema.boolean,
    "dpop": schema.boolean,
    "token_headers": schema.table_of(schema.scalar),
    "token_response": schema.table(dict.fromkeys(RESPONSE_MEMBERS, _member_path)),
}


_AUTH_TABLES = ("placement", "token_parameters", "token_headers", "token_response")


def _any_table(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """A table whose keys its definition checks, which knows them."""
    schema.is_table(value, path, findings)


_AUTH_KINDS: Mapping[FieldKind, Check] = {
    FieldKind.LIST: _one_or_many(schema.TEXT, filled=True),
    FieldKind.SOURCE: _any_table,
    FieldKind.COMMAND: schema.array(schema.TEXT, filled=True),
}


def auth_values(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """The types of an ``[auth]`` table's values; its keys are :func:`auth_keys_check`'s."""
    if not schema.is_table(value, path, findings):
        return
    for key, element in value.items():
        check = _AUTH_VALUES.get(key, schema.scalar)
        if isinstance(element, list | dict) and key not in _AUTH_VALUES:
            from outrider.auth.validation import special_fields  # few files need it

            # What takes more than one text is declared where it is used.
            field = special_fields().get(key)
            check = _AUTH_KINDS.get(field.kind, check) if field is not None else check
            if field is None and isinstance(element, dict) and _is_misspelt_table(key):
                continue
        check(element, (*path, key), findings)


def _is_misspelt_table(key: str) -> bool:
    """Whether a table has nearly the name of one that there is: the unknown key is told alone."""
    from difflib import get_close_matches

    return bool(get_close_matches(key, _AUTH_TABLES, 1, 0.75))


def auth_keys_check(
    table: Mapping[str, Any], path: KeyPath, known: AuthKeys | None
) -> list[Finding]:
    """Warnings for keys of an ``[auth]`` table that its type does not have."""
    keys = known(table) if known else None
    if keys is None:
        return []
    every = keys | GENERAL_AUTH_KEYS
    return [schema.unknown_key((*path, key), every) for key in table if key not in every]


def inherited_auth(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """The ``[auth]`` of a folder or request: a definition, or ``use`` alone."""
    auth_values(value, path, findings)
    if not isinstance(value, dict):
        return
    others = [key for key in value if key != "use"]
    if "use" in value and others:
        what = f'[auth] with "use" must not have other keys ({others[0]}).'
        advice = 'Use "extends" instead of "use" to override keys.'
        findings.append(Finding((*path, others[0]), what, "use_alone", advice))
    if not {"use", "type", "extends"} & value.keys():
        what = "[auth] has no type, use or extends."
        advice = 'Remove [auth] to inherit, or set type = "none" to send no credentials.'
        findings.append(Finding(path, what, "missing_key", advice))


_filled = schema.matching(schema.TEXT, lambda value: bool(value.strip()), "text that is not empty")
_KINDS: Mapping[FieldKind, Check] = {
    FieldKind.BOOLEAN: schema.matching(schema.boolean, bool, "true, or no secret at all"),
    FieldKind.LIST: schema.array(schema.TEXT, filled=True),
}


def _secrets(forms: SecretForms) -> Check:
    """A table of secrets, each in one of these forms, if there are any, or written out."""
    checks = {
        form: schema.table(
            {
                **{field.name: _KINDS.get(field.kind, _filled) for field in fields},
                "hosts": schema.array(schema.TEXT),
            },
            required=tuple(field.name for field in fields if field.required),
        )
        for form, fields in forms.items()
    }

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if isinstance(value, str):
            return
        if not isinstance(value, dict):
            what = f"{schema.dotted(path)} must be text or a table, is {schema.type_name(value)}."
            findings.append(Finding(path, what, advice='Such as { env = "NAME" }.'))
            return
        if not checks:
            return
        named = [form for form in checks if form in value]
        if len(named) == 1:
            checks[named[0]](value, path, findings)
            return
        problem = f"names {' and '.join(named)}" if named else "has no source"
        advice = f"Write exactly one of {', '.join(checks)}."
        what = f"{schema.dotted(path)} {problem}."
        findings.append(Finding(path, what, "one_of", advice))

    return schema.table_of(check)


def _environment_auth(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    auth_values(value, path, findings)
    if isinstance(value, dict) and "use" in value:
        where = (*path, "use")
        what = '"use" is not allowed in environments.'
        findings.append(Finding(where, what, "use_here", 'Use "extends".'))


_color = schema.matching(
    schema.TEXT, lambda value: bool(re.fullmatch(_COLOR, value)), "a word such as green, or #rrggbb"
)

_ENVIRONMENT: Mapping[str, Check] = {
    "name": schema.TEXT,
    "description": schema.TEXT,
    "color": _color,
    "protected": schema.boolean,
    "allow_insecure_http": schema.boolean,
    "variables": _variables,
    "auth": schema.table_of(_environment_auth),
    "tls": schema.table(
        {
            "verify": schema.boolean,
            "ca_bundle": schema.TEXT,
            "client_certificate": schema.TEXT,
            "client_key": schema.TEXT,
            "client_key_password": schema.TEXT,
        }
    ),
    "proxy": _texts("url"),
    "options": _shared_options,
}


def environment_schema(forms: SecretForms) -> Check:
    """An environment whose secrets are written in one of these forms; without any, as they like."""
    return schema.table({**_ENVIRONMENT, "secrets": _secrets(forms)})


ENVIRONMENT = environment_schema({})


FOLDER = schema.table(
    {
        "name": schema.TEXT,
        "description": schema.TEXT,
        "order": schema.array(schema.TEXT),
        "headers": _rows,
        "auth": inherited_auth,
        "variables": _variables,
        "options": _shared_options,
    }
)
REQUEST = schema.table(
    {
        "name": schema.TEXT,
        "description": schema.TEXT,
        "method": schema.matching(
            schema.TEXT, lambda value: bool(re.fullmatch(_TOKEN, value)), "a method such as GET"
        ),
        "url": schema.TEXT,
        "query": _rows,
        "headers": _rows,
        "path": schema.table_of(schema.scalar),
        "auth": inherited_auth,
        "variables": _variables,
        "options": _options,
        "body": _body,
    }
)


def environment_findings(data: Mapping[str, Any]) -> list[Finding]:
    """What only the whole environment shows, its overlay applied."""
    findings: list[Finding] = []
    for name in data.get("variables", {}):
        if name in data.get("secrets", {}):
            what = f'Variable "{name}" has the name of a secret of this environment.'
            advice = "Rename one of them: they share one namespace."
            findings.append(Finding(("variables", name), what, "shadows_secret", advice))
    for name, auth in data.get("auth", {}).items():
        if not {"type", "extends", "use"} & auth.keys():
            what = f"[auth.{name}] has neither type nor extends."
            findings.append(Finding(("auth", name), what, "missing_key", 'Add type = "oauth2".'))
    tls = data.get("tls", {})
    for key in ("client_key", "client_key_password"):
        if key in tls and "client_certificate" not in tls:
            what = f"tls.{key} needs tls.client_certificate."
            findings.append(Finding(("tls", key), what, "missing_key"))
    return findings
