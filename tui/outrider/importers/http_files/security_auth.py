"""Auth definitions of JetBrains' HTTP Client: ``Security.Auth`` of an environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.importer import compact_auth
from outrider.model.workspace import AuthTable
from outrider.oauth.own_headers import is_own_header
from outrider.visible_text import visible_line

GRANTS = {
    "client credentials": "client_credentials",
    "authorization code": "authorization_code",
    "device authorization": "urn:ietf:params:oauth:grant-type:device_code",
    "password": "password",
    "implicit": "implicit",
}
_METHODS = {
    "basic": "client_secret_basic",
    "in body": "client_secret_post",
    "none": "none",
    "false": "none",
}
_KEYS = {
    "Token URL": "token_endpoint",
    "Auth URL": "authorization_endpoint",
    "Device Auth URL": "device_authorization_endpoint",
    "Redirect URL": "redirect_uri",
    "Revoke URL": "revocation_endpoint",
    "Client ID": "client_id",
    "Scope": "scope",
    "Username": "username",
}
_SECRETS = {"Client Secret": "client_secret", "Password": "password"}
_READ = frozenset(
    (*_KEYS, *_SECRETS, "Type", "Grant Type", "Client Credentials", "Custom Request Parameters",
     "Custom Headers", "PKCE", "Use ID Token", "Token", "ID Token")
)  # fmt: skip
_WITHOUT_EFFECT = frozenset(
    {"Acquire Automatically", "Open Complete URI", "Start Polling After Browser"}
)
"""Settings of how the editor asks for a token: here it is asked for when it is needed."""

PARAMETERS = frozenset({"In Token Request", "Everywhere"})


class SecurityAuth:
    """Reads the definitions of one environment.

    Args:
        text: rewrites references.
        put: keeps a literal credential under a name like this one, and gives what refers to it.
    """

    def __init__(
        self, report: BuildReport, text: Callable[[str], str], put: Callable[[str, str], str]
    ) -> None:
        self._report = report
        self._text = text
        self._put = put

    def read(self, name: str, settings: Mapping[str, Json]) -> AuthTable:
        """The table of one definition."""
        kind = text_of(settings.get("Type")) or "OAuth2"
        if kind.lower() in {"static", "mock"}:
            token = self._text(text_of(settings.get("Token")))
            if kind.lower() == "mock":
                self._report.changed(
                    f'Auth definition "{name}" of type Mock became a bearer token.'
                )
            return compact_auth({"type": "bearer", "token": self._put("token", token)})
        table = self._oauth2(name, settings)
        for key in settings:
            if key in _WITHOUT_EFFECT:
                self._report.changed(
                    f'"{key}" of auth definition "{name}" was ignored.',
                    why="Outrider fetches a token when a request needs it.",
                )
            elif key not in _READ:
                self._report.lost(f'"{key}" of auth definition "{name}" was not imported.')
        return compact_auth(table)

    def _oauth2(self, name: str, settings: Mapping[str, Json]) -> dict[str, Any]:
        written = text_of(settings.get("Grant Type"))
        grant = GRANTS.get(written.lower(), written) or "client_credentials"
        table: dict[str, Any] = {"type": "oauth2", "grant_type": grant}
        if grant == "implicit" or (written and written.lower() not in GRANTS):
            self._report.lost(
                f'Grant type "{written}" of auth definition "{name}" is not supported; '
                "its settings were kept in the file.",
                advice="Requests that use it cannot be sent until you change it.",
            )
        for key, own in _KEYS.items():
            if value := self._text(text_of(settings.get(key))).strip():
                table[own] = value
        for key, own in _SECRETS.items():
            if value := self._text(text_of(settings.get(key))):
                table[own] = self._put(f"{name}_{own}", value)
        self._method(name, settings, table)
        if parameters := dict(self._parameters(name, settings)):
            table["token_parameters"] = parameters
        if headers := dict(self._headers(name, settings)):
            table["token_headers"] = headers
        if settings.get("Use ID Token") in (True, "true"):
            table["token_response"] = {"access_token": "id_token"}
            self._report.changed(
                f'The ID token of auth definition "{name}" is sent in place of the access token.',
                why="token_response names the member.",
            )
        if settings.get("PKCE") is False and grant == "authorization_code":
            self._report.changed(f'Auth definition "{name}" uses PKCE, as Outrider always does.')
        return table

    def _method(self, name: str, settings: Mapping[str, Json], table: dict[str, Any]) -> None:
        written = text_of(settings.get("Client Credentials")).lower()
        if method := _METHODS.get(written):
            table["token_endpoint_auth_method"] = method
        elif written:
            self._report.lost(
                f'"Client Credentials": "{visible_line(written)}" of auth definition "{name}" '
                "was not imported.",
                advice="Set token_endpoint_auth_method.",
            )
        elif not table.get("client_secret"):
            table["token_endpoint_auth_method"] = "none"
        else:
            self._report.changed(
                f'Auth definition "{name}" sends client ID and secret as client_secret_basic.',
                why='The file has no "Client Credentials", and clients differ in the default.',
                advice="If the server refuses it, set token_endpoint_auth_method = "
                '"client_secret_post".',
            )
        if table.get("client_secret") and written in {"basic", ""}:
            table["basic_encoding"] = "raw"

    def _parameters(
        self, name: str, settings: Mapping[str, Json]
    ) -> Iterator[tuple[str, str | list[str]]]:
        found = settings.get("Custom Request Parameters")
        for key, given in found.items() if isinstance(found, Mapping) else ():
            values: list[str] = []
            for one in given if isinstance(given, list) else [given]:
                use = text_of(one.get("Use")) if isinstance(one, Mapping) else ""
                value = one.get("Value") if isinstance(one, Mapping) else one
                if use and use not in PARAMETERS:
                    self._report.lost(
                        f'Parameter "{key}" of auth definition "{name}" was not imported.',
                        why="It belongs to the authorization request; token_parameters belong "
                        "to the token request.",
                    )
                    continue
                values.append(self._text(text_of(value)))
            if values:
                yield key, values if len(values) > 1 else values[0]

    def _headers(self, name: str, settings: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
        found = settings.get("Custom Headers")
        for key, given in found.items() if isinstance(found, Mapping) else ():
            if is_own_header(key):
                self._report.lost(
                    f'Header "{visible_line(key)}" of auth definition "{name}" was not imported.',
                    why="Outrider sets this header itself.",
                )
                continue
            yield key, self._put(key, self._text(text_of(given)))
