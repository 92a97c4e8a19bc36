"""Schemas of outrider.toml, environments, folders and requests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from outrider.model.auth import Field, FieldKind
from outrider.model.connection import HttpVersion
from outrider.model.units import MAX_TIMEOUT_SECONDS, parse_size
from outrider.storage.reading import expectation_schema
from outrider.storage.reading.auth_schema import auth_values, inherited_auth
from outrider.storage.reading.unclosed_references import with_unclosed
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, KeyPath

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

SETTINGS = with_unclosed(
    schema.table(
        {
            "name": schema.TEXT,
            "default_environment": schema.TEXT,
            "environments": schema.array(schema.TEXT),
            "variables": _variables,
        }
    ),
    "variables",
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
_filled = schema.matching(schema.TEXT, lambda value: bool(value.strip()), "text that is not empty")
_KINDS: Mapping[FieldKind, Check] = {
    FieldKind.BOOLEAN: schema.matching(schema.boolean, bool, "true, or no secret at all"),
    FieldKind.LIST: schema.array(schema.TEXT, filled=True),
}


def _secrets(forms: SecretForms) -> Check:
    """A table of secrets, each in one of these forms, if there are any, or written out."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if isinstance(value, str):
            return
        if not isinstance(value, dict):
            what = f"{schema.dotted(path)} must be text or a table, is {schema.type_name(value)}."
            findings.append(Finding(path, what, advice='Such as { env = "NAME" }.'))
            return
        if not forms:
            return
        named = [form for form in forms if form in value]
        if len(named) == 1:
            _secret_form(forms[named[0]])(value, path, findings)
            return
        problem = f"names {' and '.join(named)}" if named else "has no source"
        advice = f"Write exactly one of {', '.join(forms)}."
        what = f"{schema.dotted(path)} {problem}."
        findings.append(Finding(path, what, "one_of", advice))

    return schema.table_of(check)


def _secret_form(fields: Sequence[Field]) -> Check:
    return schema.table(
        {
            **{field.name: _KINDS.get(field.kind, _filled) for field in fields},
            "hosts": schema.array(schema.TEXT),
        },
        required=tuple(field.name for field in fields if field.required),
    )


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
    "cookies": schema.table({"keep": schema.boolean, "store": schema.boolean}),
    "options": _shared_options,
}


def environment_schema(forms: SecretForms) -> Check:
    """An environment whose secrets are written in one of these forms; without any, as they like."""
    table = schema.table({**_ENVIRONMENT, "secrets": _secrets(forms)})
    return with_unclosed(table, "variables", "auth", "tls", "proxy")


ENVIRONMENT = environment_schema({})


FOLDER = with_unclosed(
    schema.table(
        {
            "name": schema.TEXT,
            "description": schema.TEXT,
            "order": schema.array(schema.TEXT),
            "headers": _rows,
            "auth": inherited_auth,
            "variables": _variables,
            "options": _shared_options,
        }
    ),
    "headers",
    "auth",
    "variables",
)
REQUEST = with_unclosed(
    schema.table(
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
            "capture": expectation_schema.captures,
            "expect": expectation_schema.expectations,
        }
    ),
    "url",
    "query",
    "headers",
    "path",
    "auth",
    "variables",
    "expect",
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
    cookies = data.get("cookies", {})
    if cookies.get("store") and not cookies.get("keep"):
        what = "cookies.store needs cookies.keep."
        findings.append(Finding(("cookies", "store"), what, "missing_key", "Add keep = true."))
    return findings
