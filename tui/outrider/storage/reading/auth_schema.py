"""Schemas of ``[auth]`` tables, whatever file they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from outrider.errors import Severity
from outrider.model.auth import MERGED_TABLES, CredentialLocation, FieldKind
from outrider.model.member_path import member_path
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, Key, KeyPath

AuthKeys: TypeAlias = Callable[[Mapping[str, Any]], "frozenset[str] | None"]
"""The keys that an ``[auth]`` table may hold besides the general ones; ``None``: unchecked."""


def _one_or_many(item: Check, *, filled: bool = False) -> Check:
    """One value, or an array of them."""
    several = schema.array(item, filled=filled)

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        (several if isinstance(value, list) else item)(value, path, findings)

    return schema.SpecialCheck(check, item, several)


def _check_member_path(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    if member_path(value) is None:
        what = f"{schema.dotted(path)} is not a path of member names."
        advice = 'Such as "data.accessToken", or ["data", "access.token"] for names with dots.'
        findings.append(Finding(path, what, "wrong_value", advice))


_member_path = schema.SpecialCheck(
    _check_member_path,
    schema.matching(schema.TEXT, bool, "a path", json={"pattern": r"^[^.\s]"}),
    schema.array(
        schema.ValueCheck(
            "text or a number",
            lambda value: isinstance(value, str | int) and value != "",
            {"type": ["string", "integer"], "minLength": 1},
        ),
        filled=True,
    ),
    expected="a path of member names: text with dots, or an array",
)


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


scope_check = schema.SpecialCheck(
    _scope, schema.scalar, expected="text: scopes with spaces between"
)
"""Checks a scope, which is one text."""

_placement = schema.table(
    {
        "in": Key(
            schema.one_text_of(tuple(CredentialLocation), '"header", "query", "cookie" or "body"'),
            "Where the credential goes: a header, a query parameter, a cookie, or a field of a "
            "form body.",
            default="header",
            example="query",
            beside={"name": "access_token"},
        ),
        "name": Key(
            schema.matching(
                schema.TEXT,
                bool,
                "the name of a header, query parameter, cookie or form member",
                json={"minLength": 1},
            ),
            "Name of the header, query parameter, cookie or field.",
            otherwise="Authorization (api_key: X-Api-Key); outside of headers access_token",
            example="X-Token",
        ),
        "prefix": Key(
            schema.TEXT,
            "Word before the credential, with a space between; empty for none.",
            otherwise="Bearer (api_key: none); outside of headers none",
            example="Token",
        ),
    }
)

RESPONSE_MEMBERS: Mapping[str, Key] = {
    name: Key(_member_path, f"Path of {meaning}.", otherwise=f"`{name}`", example=example)
    for name, meaning, example in (
        ("access_token", "the access token", "data.accessToken"),
        ("expires_in", "its life in seconds", "data.ttl"),
        (
            "expires_at",
            "the time at which it expires: a date, or seconds or milliseconds since 1970",
            ["data", "valid.until"],
        ),
        ("token_type", "its type", "data.type"),
        ("scope", "the granted scope", "data.scopes"),
        ("refresh_token", "the refresh token", "data.refreshToken"),
    )
}
"""Members of a token response that may be elsewhere (RFC 6749 §5.1)."""

GENERAL_AUTH_KEYS: Mapping[str, Key] = {
    "type": Key(
        schema.TEXT,
        "How requests authenticate; the keys of each type are in `outrider help auth`.",
        otherwise="that of the definition that `extends` or `use` names; else it must be set",
        example="oauth2",
    ),
    "extends": Key(
        schema.TEXT,
        "Name of an auth definition of the environment. Its keys hold unless they are set here; "
        "the tables token_parameters, token_headers, token_response and placement merge.",
        otherwise="the definition is complete by itself",
        example="login",
    ),
    "use": Key(
        schema.TEXT,
        "Only in folders and requests, and without other keys: name of an auth definition of "
        "the active environment, to use as it is.",
        otherwise="the definition is written here, or inherited",
        example="billing",
    ),
    "unset": Key(
        schema.array(schema.TEXT),
        "Beside `extends`: keys of the other definition that do not count here.",
        default=[],
        example=["hosts", "token_parameters.audience"],
        beside={"extends": "login"},
    ),
    "hosts": Key(
        schema.array(schema.TEXT),
        "Hosts that the credential may be sent to: `api.example.com`, `*.example.com` for every "
        "host below it (not itself), or with a port, as `localhost:8080`. References are "
        "replaced. A request to another host is not sent with it.",
        otherwise="the hosts of the URLs that variables of the files have, and that of the "
        "request's URL as saved",
        example=["api.example.com", "*.staging.example.com"],
    ),
    "placement": Key(
        _placement,
        "Where the credential goes in the API request, for the types oauth2, command, bearer and "
        "api_key.",
        otherwise="the header Authorization with Bearer (api_key: the header X-Api-Key)",
        example={"in": "query", "name": "access_token"},
    ),
    "token_parameters": Key(
        schema.table_of(_one_or_many(schema.scalar)),
        "More parameters of the token request, such as `audience` or `resource`; an array repeats "
        "one. Keys of the definition, such as scope, are not among them.",
        default={},
        example={"audience": "https://api.example.com"},
    ),
    "token_headers": Key(
        schema.table_of(schema.scalar),
        "More headers of the token request.",
        default={},
        example={"X-Tenant": "orders"},
    ),
    "token_response": Key(
        schema.table(RESPONSE_MEMBERS),
        "Where the server keeps members of its token response that are not where RFC 6749 has "
        "them: names with dots between, or an array of names. A number is a position in an array.",
        otherwise="as RFC 6749 §5.1 defines them",
        example={"access_token": "data.accessToken"},
    ),
}
"""Keys that mean the same in every definition, whatever its type."""

_AUTH_VALUES: Mapping[str, Check] = {
    **{name: key.check for name, key in GENERAL_AUTH_KEYS.items()},
    "scope": scope_check,
    "warm": schema.boolean,
    "dpop": schema.boolean,
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


_MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "placement": _placement.keys,
    "token_response": RESPONSE_MEMBERS,
}
"""The keys of the tables of an auth that cannot have any."""


def auth_keys_check(
    table: Mapping[str, Any], path: KeyPath, known: AuthKeys | None
) -> list[Finding]:
    """Warnings for keys of an ``[auth]`` table that its type does not have."""
    if known is None:
        return []
    findings = list(_unset_findings(table, path)) if "unset" in table else []
    keys = known(table)
    if keys is None:
        return findings
    every = keys.union(GENERAL_AUTH_KEYS)
    return [
        *findings,
        *(schema.unknown_key((*path, key), every) for key in table if key not in every),
    ]


def _unset_findings(table: Mapping[str, Any], path: KeyPath) -> Iterator[Finding]:
    """Warnings for what ``unset`` takes away from nothing."""
    from difflib import get_close_matches

    from outrider.auth.validation import allowed_keys  # few files need it

    names = table["unset"]
    if not isinstance(names, list) or not names:
        return
    where = (*path, "unset")
    if "extends" not in table:
        what = f"{schema.dotted(where)} has no effect without extends."
        advice = "Remove it, or add the extends whose keys it takes away."
        yield Finding(where, what, "unset_alone", advice, Severity.WARNING)
        return
    # The other definition may be of another type.
    keys = allowed_keys({"extends": table["extends"]})
    if keys is None:
        return
    every = keys.union(GENERAL_AUTH_KEYS) - {"extends", "unset", "use"}
    for index, name in enumerate(names):
        first, _, member = str(name).partition(".")
        known = every
        if member and first in MERGED_TABLES:
            members = _MEMBERS.get(first, {member: None})
            known = frozenset(f"{first}.{one}" for one in members)
        if name not in known:
            near = get_close_matches(str(name), sorted(known), 1, 0.6)
            what = f'{schema.dotted((*where, index))} names no key of an auth definition: "{name}".'
            advice = f"Did you mean {near[0]}?" if near else ""
            advice = advice or f"Keys that it can name: {', '.join(sorted(known))}."
            yield Finding((*where, index), what, "unknown_key", advice, Severity.WARNING)


def _inherited_auth(value: Any, path: KeyPath, findings: list[Finding]) -> None:
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


def _named_auth(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """A definition of an environment: it may extend another one, and never stands for one."""
    auth_values(value, path, findings)
    if isinstance(value, dict) and "use" in value:
        where = (*path, "use")
        what = '"use" is not allowed in environments.'
        findings.append(Finding(where, what, "use_here", 'Use "extends".'))


inherited_auth = schema.SpecialCheck(_inherited_auth, expected="a table")
"""Checks the ``[auth]`` of a folder or a request."""

named_auth_table = schema.SpecialCheck(_named_auth, expected="a table")
"""Checks an ``[auth.NAME]`` of an environment."""
