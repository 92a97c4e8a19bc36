"""Encodes model values as TOML tables, with what differs from the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from outrider.model.secret import Secret
from outrider.model.workspace import (
    DEFAULT_TIMEOUT,
    AuthTable,
    Environment,
    Folder,
    Request,
    RequestOptions,
    SecretRef,
    SharedOptions,
    Variable,
    WorkspaceSettings,
)
from outrider.storage.reading.expectation_schema import encode_capture, encode_expectation
from outrider.storage.reading.table_decoding import LITERAL
from outrider.toml_text.table_diff import to_builtins

Table: TypeAlias = dict[str, Any]


def encode_request(request: Request) -> Table:
    """A request as its file holds it."""
    default = request.id.rsplit("/", 1)[-1]
    return _filled(
        {
            "name": request.name if request.name != default else None,
            "description": request.description,
            "method": request.method if request.method != "GET" else None,
            "url": request.url,
            "query": _plain(request.query_params),
            "headers": _plain(request.headers),
            "path": dict(request.path_params),
            "auth": _auth(request.auth),
            "variables": _variables(request.variables),
            "options": _options(request.options),
            "body": _plain(request.body),
            "capture": [encode_capture(one) for one in request.captures],
            "expect": [to_builtins(encode_expectation(one)) for one in request.expectations],
        }
    )


def encode_folder(folder: Folder) -> Table:
    """A folder as its ``folder.toml`` holds it."""
    default = folder.id.rsplit("/", 1)[-1] or "requests"
    return _filled(
        {
            "name": folder.name if folder.name != default else None,
            "description": folder.description,
            "order": list(folder.order),
            "headers": _plain(folder.headers),
            "auth": _auth(folder.auth),
            "variables": _variables(folder.variables),
            "options": _shared_options(folder.options),
        }
    )


def encode_environment(environment: Environment) -> Table:
    """An environment as its file and its overlay together hold it."""
    return _filled(
        {
            "name": environment.name if environment.name != environment.id else None,
            "description": environment.description,
            "color": environment.color,
            "protected": environment.protected or None,
            "allow_insecure_http": environment.allow_insecure_http or None,
            "variables": _variables(environment.variables),
            "secrets": {name: _secret(ref) for name, ref in environment.secrets.items()},
            "auth": {name: _auth(auth) for name, auth in environment.auths.items()},
            "tls": _plain(environment.tls),
            "proxy": {"url": environment.proxy} if environment.proxy is not None else {},
            "cookies": _plain(environment.cookies),
            "options": _shared_options(environment.options),
        }
    )


def encode_settings(settings: WorkspaceSettings, default_name: str) -> Table:
    """The settings as ``outrider.toml`` holds them."""
    return _filled(
        {
            "name": settings.name if settings.name != default_name else None,
            "default_environment": settings.default_environment,
            "environments": list(settings.environments),
            "variables": _variables(settings.variables),
        }
    )


def _filled(table: Mapping[str, Any]) -> Table:
    return {key: value for key, value in table.items() if value not in (None, "", [], {})}


def _variables(variables: Mapping[str, Variable]) -> Table:
    return {name: variable.value for name, variable in variables.items()}


def _auth(auth: AuthTable | None) -> Table | None:
    return to_builtins(auth.table) if auth is not None else None


def _secret(ref: SecretRef) -> Any:
    if ref.provider != LITERAL:
        return to_builtins(ref.options)
    value = ref.options["value"]
    return value.reveal() if isinstance(value, Secret) else value


def _plain(value: object) -> Any:
    """Rows, a body or the like as tables, without what goes without saying."""
    return to_builtins(msgspec.to_builtins(value))


def _options(options: RequestOptions) -> Table:
    table: Table = {}
    if options.timeout != DEFAULT_TIMEOUT:
        whole = float(options.timeout).is_integer()
        table["timeout"] = int(options.timeout) if whole else options.timeout
    if options.follow_redirects:
        table["follow_redirects"] = True
    if options.max_body is not None:
        megabytes, rest = divmod(options.max_body, 10**6)
        table["max_body"] = options.max_body if rest else f"{megabytes}MB"
    if options.http is not None:
        table["http"] = options.http.value
    return table


def _shared_options(options: SharedOptions) -> Table:
    return {"http": options.http.value} if options.http is not None else {}
