"""Requests that fetch a token for others, which become their auth."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import FolderBuilder, RequestBuilder
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.http_files.http_request_builder import HttpRequestBuilder
from outrider.importers.importer import compact_auth
from outrider.model.expectation import Capture, Subject
from outrider.model.workspace import AuthTable, FormBody, NameValueRow
from outrider.oauth.own_headers import is_own_header

NONE = compact_auth({"type": "none"})
"""What stops an inherited auth."""

_GRANTS = frozenset({"client_credentials", "password"})
_TOKEN = re.compile(r"\.(access_token|id_token)")
_BEARER = re.compile(r"(?:Bearer|\{\{(?P<kind>[\w.-]+)\}\})\s+\{\{(?P<token>[\w.-]+)\}\}", re.I)
_NAME = re.compile(r"(?<!\\)\{\{([A-Za-z_][\w.-]*)\}\}")
_BASIC = re.compile(r"Basic\s+(\S+)", re.IGNORECASE)
_OF_FORM = frozenset(("grant_type", "client_id", "client_secret", "scope"))
_PLAIN_FIELDS = frozenset({"content-type", "accept", "authorization", "content-length", "host"})


def settle_token_requests(
    requests: Sequence[HttpRequestBuilder],
    scopes: Sequence[VariableBuilder],
    secrets: SecretNamer,
    report: BuildReport,
) -> None:
    """Gives requests that send a captured token an auth that fetches it."""
    for login in requests:
        report.source = login.read_from
        at = report.at(login.place)
        tokens = [one for one in login.captures if _is_token(one)]
        table = _token_auth(login, secrets) if tokens else None
        if table is None:
            continue
        for capture in tokens:
            names = {capture.name, *_aliases(capture.name, scopes, requests)}
            users = [one for one in requests if one is not login and _uses(one, names)]
            if not users:
                continue
            auth = table
            if capture.argument == ".id_token":
                auth = compact_auth({**table.table, "token_response": {"access_token": "id_token"}})
            for one in users:
                one.headers = [row for row in one.headers if not _is_authorization(row)]
                one.auth = auth
            count = f"{len(users)} request" + ("s" if len(users) > 1 else "")
            at.carried(f'Request "{login.name}" became the auth of {count}.')
            _drop_unused(names, capture, login, requests, scopes)


def settle_folder_auths(folder: FolderBuilder, requests: Sequence[RequestBuilder]) -> None:
    """Writes the auth that most requests of a folder have once, in the folder."""
    tables = [one.auth for one in requests if one.auth is not None and one.auth != NONE]
    counts = Counter(map(_key, tables))
    most = counts.most_common(1)
    if folder.auth is None and most and most[0][1] > 1:
        folder.auth = next(one for one in tables if _key(one) == most[0][0])
    shared = None if folder.auth is None else _key(folder.auth)
    for one in requests:
        if one.auth is not None and _key(one.auth) == shared:
            one.auth = None
        elif one.auth is None and shared is not None:
            one.auth = NONE
    if folder.auth is None:
        folder.auth = NONE


def _key(auth: AuthTable) -> str:
    return repr(sorted((key, str(value)) for key, value in auth.table.items()))


def _is_token(capture: Capture) -> bool:
    return capture.subject is Subject.JQ and _TOKEN.fullmatch(capture.argument) is not None


def _is_authorization(row: NameValueRow) -> bool:
    return row.enabled and row.name.lower() == "authorization"


def _uses(request: RequestBuilder, names: set[str]) -> bool:
    rows = [row for row in request.headers if _is_authorization(row)]
    found = _BEARER.fullmatch(rows[0].value) if len(rows) == 1 and request.auth is None else None
    return found is not None and found["token"] in names


def _aliases(
    name: str, scopes: Sequence[VariableBuilder], requests: Sequence[RequestBuilder]
) -> set[str]:
    """Variables that stand for a captured one."""
    tables: list[Mapping[str, object]] = [
        *(one.variables for one in scopes),
        *(one.variables for one in requests),
    ]
    written = f"{{{{{name}}}}}"
    return {key for table in tables for key, value in table.items() if value == written}


def _token_auth(login: RequestBuilder, secrets: SecretNamer) -> AuthTable | None:
    """The auth that sends what a request sends; ``None`` where it is no token request."""
    if login.method != "POST" or not isinstance(login.body, FormBody):
        return None
    rows = [row for row in login.body.fields if row.enabled]
    form = {row.name: row.value for row in rows}
    grant = form.get("grant_type", "")
    if grant not in _GRANTS or len(form) < len(rows):
        return None
    client = _client(login, form)
    if client is None:
        return None
    table: dict[str, Any] = {
        "type": "oauth2",
        "grant_type": grant,
        "token_endpoint": login.url,
        "scope": form.get("scope", ""),
        **client,
    }
    known = set(_OF_FORM)
    if grant == "password":
        known |= {"username", "password"}
        table["username"] = form.get("username", "")
        table["password"] = secrets.put("password", form.get("password", ""))
    if "client_secret" in table:
        table["client_secret"] = secrets.put("client_secret", table["client_secret"])
    if parameters := {key: value for key, value in form.items() if key not in known}:
        table["token_parameters"] = parameters
    headers = {
        row.name: row.value
        for row in login.headers
        if row.enabled and row.name.lower() not in _PLAIN_FIELDS and not is_own_header(row.name)
    }
    if headers:
        table["token_headers"] = headers
    return compact_auth(table)


def _client(login: RequestBuilder, form: Mapping[str, str]) -> dict[str, str] | None:
    """How the client authenticates; ``None`` where it does in a way that no auth has."""
    kind = login.auth.table.get("type") if login.auth is not None else None
    basic = {"basic_encoding": "raw"}
    if login.auth is not None and kind == "basic":
        user, password = login.auth.table.get("username"), login.auth.table.get("password")
        return {"client_id": str(user or ""), "client_secret": str(password or ""), **basic}
    if kind not in {None, "none"}:
        return None
    rows = [row for row in login.headers if _is_authorization(row)]
    if rows:
        found = _BASIC.fullmatch(rows[0].value)
        try:
            pair = base64.b64decode(found[1] if found else "", validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        user, colon, password = pair.partition(":")
        if not colon:
            return None
        return {"client_id": user, "client_secret": password, **basic}
    if form.get("client_secret"):
        return {
            "client_id": form.get("client_id", ""),
            "client_secret": form["client_secret"],
            "token_endpoint_auth_method": "client_secret_post",
        }
    return {"client_id": form.get("client_id", ""), "token_endpoint_auth_method": "none"}


def _drop_unused(
    names: set[str],
    capture: Capture,
    login: RequestBuilder,
    requests: Sequence[RequestBuilder],
    scopes: Sequence[VariableBuilder],
) -> None:
    """Takes away variables and the capture that nothing refers to any more."""
    written = _texts(requests)
    for name in names - {capture.name}:
        if f"{{{{{name}}}}}" not in written:
            for scope in scopes:
                scope.variables.pop(name, None)
            for one in requests:
                one.variables = {key: value for key, value in one.variables.items() if key != name}
    if f"{{{{{capture.name}}}}}" not in written + _values(requests, scopes):
        login.captures.remove(capture)


def drop_unused_captures(
    requests: Sequence[RequestBuilder], names: frozenset[str], scopes: Sequence[VariableBuilder]
) -> None:
    """Takes away captures of these names that nothing refers to."""
    written = _texts(requests) + _values(requests, scopes)
    for one in requests:
        one.captures = [
            capture
            for capture in one.captures
            if capture.name not in names or f"{{{{{capture.name}}}}}" in written
        ]


def names_in_texts(requests: Sequence[RequestBuilder]) -> list[str]:
    """The variables that requests refer to, in order, each once."""
    return list(dict.fromkeys(_NAME.findall(_texts(requests))))


def _texts(requests: Sequence[RequestBuilder]) -> str:
    """All that may refer to a variable, but for variables."""
    return " ".join(
        repr((one.url, one.query, one.headers, one.path, one.body, one.expectations))
        + ("" if one.auth is None else str(dict(one.auth.table)))
        for one in requests
    )


def _values(requests: Sequence[RequestBuilder], scopes: Sequence[VariableBuilder]) -> str:
    tables = [*(one.variables for one in scopes), *(one.variables for one in requests)]
    return " ".join(str(value) for table in tables for value in table.values())
