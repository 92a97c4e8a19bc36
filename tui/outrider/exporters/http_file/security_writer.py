"""Auth definitions of OAuth 2.0 as ``Security.Auth`` of JetBrains' HTTP Client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outrider.exporters.basic_clients import with_encoded_client
from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.exporters.http_file.http_export_tree import Json
from outrider.model.workspace import scalar_text
from outrider.variables.reference_grammar import has_reference

_GRANTS = {
    "client_credentials": "Client Credentials",
    "authorization_code": "Authorization Code",
    "urn:ietf:params:oauth:grant-type:device_code": "Device Authorization",
    "password": "Password",
    "implicit": "Implicit",
}
_METHODS = {"client_secret_basic": "basic", "client_secret_post": "in body", "none": "none"}
_KEYS = {
    "token_endpoint": "Token URL",
    "authorization_endpoint": "Auth URL",
    "device_authorization_endpoint": "Device Auth URL",
    "redirect_uri": "Redirect URL",
    "revocation_endpoint": "Revoke URL",
    "client_id": "Client ID",
    "scope": "Scope",
    "username": "Username",
}
_SECRETS = {"client_secret": "Client Secret", "password": "Password"}
_READ = frozenset(
    (*_KEYS, *_SECRETS, "type", "grant_type", "token_endpoint_auth_method", "basic_encoding",
     "token_parameters", "token_headers", "token_response", "placement", "warm", "hosts")
)  # fmt: skip


def security_tables(
    name: str, table: Mapping[str, Any], words: HttpExportReport, place: str
) -> tuple[Json, Json]:
    """The public and the private table of a definition.

    Args:
        name: of the definition.
        table: without ``use`` and ``extends``.
        words: writes texts.
        place: the environment.
    """
    table, may_differ = with_encoded_client(table)
    if may_differ:
        words.lost(
            f'basic_encoding "rfc6749" of auth definition "{name}" was not exported.',
            place,
            "Other programs do not percent-encode the client ID and client secret.",
            "In the exported files, enter them percent-encoded.",
        )
    grant = str(table.get("grant_type", "client_credentials"))
    public: Json = {"Type": "OAuth2", "Grant Type": _GRANTS.get(grant, grant)}
    if grant not in _GRANTS:
        words.lost(
            f'Auth definition "{name}": grant type "{grant}" was kept.',
            place,
            "Other programs do not have it.",
        )
    for key, label in _KEYS.items():
        if key in table:
            public[label] = words.text(scalar_text(table[key]), place)
    private: Json = {}
    for key, label in _SECRETS.items():
        if key not in table:
            continue
        written = scalar_text(table[key])
        if has_reference(written):
            public[label] = words.text(written, place)
        else:
            private[label] = written if words.reveals else ""
            if not words.reveals:
                words.masked(f'{key} of auth definition "{name}"', written, place)
    _add_method(public, name, table, words, place)
    if parameters := dict(_parameters(table.get("token_parameters"), words, place)):
        public["Custom Request Parameters"] = parameters
    headers = table.get("token_headers")
    if isinstance(headers, Mapping) and headers:
        public["Custom Headers"] = {
            key: words.text(scalar_text(value), place) for key, value in headers.items()
        }
    if table.get("token_response") == {"access_token": "id_token"}:
        public["Use ID Token"] = True
    _tell_unread(name, table, words, place)
    return public, private


def _add_method(
    public: Json, name: str, table: Mapping[str, Any], words: HttpExportReport, place: str
) -> None:
    method = str(table.get("token_endpoint_auth_method", "client_secret_basic"))
    if method in _METHODS:
        public["Client Credentials"] = _METHODS[method]
    else:
        words.lost(
            f'Auth definition "{name}": token_endpoint_auth_method "{method}" was not exported.',
            place,
            "Other programs send a client secret in the header or in the body.",
        )


def _tell_unread(name: str, table: Mapping[str, Any], words: HttpExportReport, place: str) -> None:
    for key, value in table.items():
        if key == "hosts":
            words.lost(
                f'Auth definition "{name}": hosts was not exported.',
                place,
                "Other programs send credentials to every host.",
            )
        elif key not in _READ or (
            key == "token_response" and value != {"access_token": "id_token"}
        ):
            words.lost(f'Auth definition "{name}": {key} was not exported.', place)


def _parameters(found: object, words: HttpExportReport, place: str) -> Iterator[tuple[str, object]]:
    for key, value in found.items() if isinstance(found, Mapping) else ():
        if isinstance(value, list | tuple):
            yield (
                key,
                [
                    {"Value": words.text(scalar_text(one), place), "Use": "In Token Request"}
                    for one in value
                ],
            )
        else:
            text = words.text(scalar_text(value), place)
            yield key, {"Value": text, "Use": "In Token Request"}
