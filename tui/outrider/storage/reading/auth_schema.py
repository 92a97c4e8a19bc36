"""Schemas of ``[auth]`` tables, whatever file they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from outrider.model.auth import CredentialLocation, FieldKind
from outrider.model.member_path import member_path
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


def _scope(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """One text (RFC 6749 §3.3); a list, as other tools have it, gets the line to write."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        schema.scalar(value, path, findings)
        return
    import json  # few files need it

    scopes = " ".join(word for one in value for word in one.replace(",", " ").split())
    what = f"{schema.dotted(path)} must be one text with spaces between scopes, is an array."
    advice = f"Write {path[-1]} = {json.dumps(scopes, ensure_ascii=False)}."
    findings.append(Finding(path, what, advice=advice))


_AUTH_VALUES: Mapping[str, Check] = {
    "scope": _scope,
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
