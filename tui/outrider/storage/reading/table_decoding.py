"""Decodes model values from TOML tables; nothing fails on a document that passed its check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.connection import HttpVersion
from outrider.model.secret import Secret
from outrider.model.units import parse_size
from outrider.model.workspace import (
    DEFAULT_TIMEOUT,
    AuthTable,
    Body,
    CookieSettings,
    Environment,
    FileBody,
    Folder,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    RequestOptions,
    SecretRef,
    SharedOptions,
    TextBody,
    TlsTable,
    Variable,
    WorkspaceSettings,
    scalar_text,
)
from outrider.storage.reading.environment_overlay import defines, replaced_auths
from outrider.storage.reading.environment_schema import SecretForms
from outrider.storage.reading.expectation_schema import decode_captures, decode_expectations

LITERAL = "literal"
"""The provider of a secret that is written out in the file."""


def decode_settings(data: Mapping[str, Any], file: str, default_name: str) -> WorkspaceSettings:
    """What ``outrider.toml`` says."""
    return WorkspaceSettings(
        name=data.get("name") or default_name,
        file=file,
        default_environment=data.get("default_environment") or None,
        environments=tuple(data.get("environments", ())),
        variables=_variables(data, file),
    )


def decode_folder(
    data: Mapping[str, Any], folder_id: str, file: str, *, exists: bool = True, text: str = ""
) -> Folder:
    """What a ``folder.toml`` says, with the comments in its text, or what holds without one."""
    return Folder(
        id=folder_id,
        name=data.get("name") or folder_id.rsplit("/", 1)[-1] or "requests",
        file=file,
        exists=exists,
        description=data.get("description", ""),
        order=tuple(data.get("order", ())),
        headers=_rows(data.get("headers", ())),
        auth=_auth(data, file),
        variables=_variables(data, file),
        options=convert(data.get("options", {}), SharedOptions),
        script_variables=dict(_SET_BY_SCRIPT.findall(text)) if _SCRIPTS in text else {},
    )


_SCOPES = "Required scope: "
_REQUIRED = lazy_pattern(rf"^# {_SCOPES}([^\n]{{1,2000}})$", re.MULTILINE)
"""A comment that an import leaves for the scopes that an operation requires."""

_SCRIPTS = ": set by the "
_SET_BY_SCRIPT = lazy_pattern(
    r"^# variable ([\w.$-]+)" + _SCRIPTS + r"([^\n]{1,300})$", re.MULTILINE
)
"""A comment that an import leaves for a variable that only a script had set."""


def decode_request(
    data: Mapping[str, Any], request_id: str, file: str, *, text: str = ""
) -> Request:
    """What a request's file says, with the comments in its text."""
    required = _REQUIRED.findall(text) if _SCOPES in text else []
    path = {name: scalar_text(value) for name, value in data.get("path", {}).items()}
    return Request(
        id=request_id,
        name=data.get("name") or request_id.rsplit("/", 1)[-1],
        file=file,
        method=data.get("method", "GET"),
        url=data.get("url", ""),
        description=data.get("description", ""),
        query_params=_rows(data.get("query", ())),
        headers=_rows(data.get("headers", ())),
        path_params=MappingProxyType(path),
        auth=_auth(data, file),
        variables=_variables(data, file),
        options=_options(data.get("options", {})),
        body=_body(data.get("body")),
        captures=decode_captures(data.get("capture", ())),
        expectations=decode_expectations(data.get("expect", ())),
        required_scopes=tuple(required[-1].split()) if required else (),
    )


def decode_environment(
    base: Mapping[str, Any],
    overlay: Mapping[str, Any],
    merged: Mapping[str, Any],
    *,
    environment_id: str,
    files: tuple[str, str],
    has_overlay: bool,
    secret_forms: SecretForms = MappingProxyType({}),
) -> Environment:
    """An environment with its overlay; ``files`` are the base's and the overlay's path.

    A secret in none of the forms is taken to name its provider first.
    """
    replaced = replaced_auths(base, overlay)

    def place(*path: str) -> SourceLocation:
        return SourceLocation(files[1] if defines(overlay, path) else files[0], path)

    def auth(name: str, table: Mapping[str, Any]) -> AuthTable:
        places = {key: place("auth", name, key) for key in table}
        in_base = defines(base, ("auth", name)) and name not in replaced
        here = SourceLocation(files[0] if in_base else files[1], ("auth", name))
        return AuthTable(MappingProxyType(dict(table)), MappingProxyType(places), here)

    variables = {
        name: Variable(value, place("variables", name))
        for name, value in merged.get("variables", {}).items()
    }
    secrets = {
        name: _bound_as_shared(
            decode_secret(name, value, place("secrets", name), secret_forms), base
        )
        for name, value in merged.get("secrets", {}).items()
    }
    auths = {name: auth(name, table) for name, table in merged.get("auth", {}).items()}
    return Environment(
        id=environment_id,
        name=merged.get("name") or environment_id,
        file=files[0],
        description=merged.get("description", ""),
        color=merged.get("color", ""),
        protected=merged.get("protected", False),
        allow_insecure_http=merged.get("allow_insecure_http", False),
        variables=MappingProxyType(variables),
        secrets=MappingProxyType(secrets),
        auths=MappingProxyType(auths),
        tls=convert(merged.get("tls", {}), TlsTable),
        proxy=merged.get("proxy", {}).get("url"),
        overlay=files[1] if has_overlay else None,
        options=convert(merged.get("options", {}), SharedOptions),
        cookies=convert(merged.get("cookies", {}), CookieSettings),
    )


def decode_secret(name: str, value: Any, place: SourceLocation, forms: SecretForms) -> SecretRef:
    """Where a secret is to be had; a literal is wrapped before anything can print it."""
    if isinstance(value, str):
        return SecretRef(name, LITERAL, MappingProxyType({"value": Secret(value)}), place)
    provider = next((form for form in forms if form in value), next(iter(value), ""))
    options = {
        key: tuple(option) if isinstance(option, list) else option for key, option in value.items()
    }
    return SecretRef(name, provider, MappingProxyType(options), place)


def _bound_as_shared(ref: SecretRef, base: Mapping[str, Any]) -> SecretRef:
    """A secret; in plain text, which cannot name hosts, it is for those of the shared file."""
    shared = base.get("secrets", {}).get(ref.name)
    hosts = shared.get("hosts") if isinstance(shared, Mapping) else None
    if ref.provider != LITERAL or hosts is None:
        return ref
    return replace(ref, options=MappingProxyType({**ref.options, "hosts": tuple(hosts)}))


def _variables(data: Mapping[str, Any], file: str) -> Mapping[str, Variable]:
    return MappingProxyType(
        {
            name: Variable(value, SourceLocation(file, ("variables", name)))
            for name, value in data.get("variables", {}).items()
        }
    )


def _auth(data: Mapping[str, Any], file: str) -> AuthTable | None:
    table = data.get("auth")
    if table is None:
        return None
    places = {key: SourceLocation(file, ("auth", key)) for key in table}
    return AuthTable(
        MappingProxyType(dict(table)), MappingProxyType(places), SourceLocation(file, ("auth",))
    )


def _rows(rows: Sequence[Mapping[str, Any]]) -> tuple[NameValueRow, ...]:
    return tuple(
        convert({**row, "value": scalar_text(row.get("value", ""))}, NameValueRow) for row in rows
    )


def _part(part: Mapping[str, Any]) -> MultipartPart:
    value = {"value": scalar_text(part["value"])} if "value" in part else {}
    return convert({**part, **value}, MultipartPart)


def _options(options: Mapping[str, Any]) -> RequestOptions:
    return RequestOptions(
        timeout=float(options.get("timeout", DEFAULT_TIMEOUT)),
        follow_redirects=options.get("follow_redirects", False),
        max_body=parse_size(options["max_body"]) if "max_body" in options else None,
        http=HttpVersion(options["http"]) if "http" in options else None,
    )


def _body(body: Mapping[str, Any] | None) -> Body | None:
    if body is None:
        return None
    kind = body["type"]
    if kind == "form":
        return FormBody(_rows(body.get("fields", ())))
    if kind == "multipart":
        return MultipartBody(tuple(map(_part, body.get("parts", ()))))
    if kind == "file":
        return FileBody(body["file"], body.get("content_type"))
    if kind == "graphql":
        return GraphQLBody(body["query"], body.get("variables"), body.get("operation_name"))
    return TextBody(kind, body.get("content"), body.get("file"))
