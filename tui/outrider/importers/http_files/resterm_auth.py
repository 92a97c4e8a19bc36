"""``# @auth`` of resterm: an auth that a comment says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.importer import compact_auth
from outrider.model.workspace import AuthTable

SCOPES = frozenset({"global", "file", "request"})
_SETTING = re.compile(r"([\w.-]+)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|\[[^\]]*\]|(?:\{\{[^{}]*\}\}|\S)*)")
_OAUTH2 = {
    "token_url": "token_endpoint",
    "auth_url": "authorization_endpoint",
    "device_auth_url": "device_authorization_endpoint",
    "redirect_uri": "redirect_uri",
    "client_id": "client_id",
    "client_secret": "client_secret",
    "scope": "scope",
    "username": "username",
    "password": "password",
}
_METHODS = {"basic": "client_secret_basic", "body": "client_secret_post"}
_PARAMETERS = ("audience", "resource")
_WITHOUT_EFFECT = frozenset({"cache_key", "code_challenge_method", "ttl", "format"})


class RestermAuth:
    """Reads the directives of one file; those of one ``cache_key`` are one auth.

    Attributes:
        report: for what stands at the directive that is read.
    """

    def __init__(
        self, report: BuildReport, text: Callable[[str], str], secrets: SecretNamer
    ) -> None:
        self.report = report
        self._text = text
        self._secrets = secrets
        self._cached: dict[str, AuthTable] = {}

    def read(self, written: str) -> AuthTable | None:
        """The auth of ``oauth2 token_url=…``, without its scope; ``None`` where it is unknown."""
        kind, _, rest = written.strip().partition(" ")
        settings = {one[1]: _unquoted(one[2]) for one in _SETTING.finditer(rest)}
        match kind.lower():
            case "none":
                return compact_auth({"type": "none"})
            case "bearer":
                token = self._secrets.put("bearer_token", self._text(rest.strip()))
                return compact_auth({"type": "bearer", "token": token})
            case "basic":
                user, _, password = rest.strip().partition(" ")
                table = {
                    "type": "basic",
                    "username": self._text(_unquoted(user)),
                    "password": self._secrets.put(
                        "basic_password", self._text(_unquoted(password.strip()))
                    ),
                }
                return compact_auth(table)
            case "apikey" | "api_key" | "api-key":
                return self._api_key(rest)
            case "oauth2":
                return self._oauth2(settings)
            case "command":
                return self._command(settings)
        self.report.lost(f'Auth type "{kind}" of resterm was not imported.')
        return None

    def _api_key(self, rest: str) -> AuthTable:
        place, _, more = rest.strip().partition(" ")
        name, _, value = more.strip().partition(" ")
        return compact_auth(
            {
                "type": "api_key",
                "value": self._secrets.put("api_key", self._text(value.strip())),
                "placement": {
                    "in": "query" if place == "query" else "header",
                    "name": self._text(name),
                    "prefix": "",
                },
            }
        )

    def _oauth2(self, settings: Mapping[str, str]) -> AuthTable | None:
        key = settings.get("cache_key", "")
        if "token_url" not in settings:
            if key in self._cached:
                return self._cached[key]
            self.report.lost(
                "The OAuth 2.0 auth has no token_url.",
                why=f'No auth before it has cache_key "{key}".',
                advice="Enter token_endpoint in [auth] before sending.",
            )
        grant = settings.get("grant") or "client_credentials"
        if grant in {"device", "device_code"}:
            grant = "urn:ietf:params:oauth:grant-type:device_code"
        table: dict[str, Any] = {"type": "oauth2", "grant_type": grant}
        for name, own in _OAUTH2.items():
            if value := self._text(settings.get(name, "")):
                is_secret = own in {"client_secret", "password"}
                table[own] = self._secrets.put(own, value) if is_secret else value
        method = settings.get("client_auth", "")
        if method in _METHODS:
            table["token_endpoint_auth_method"] = _METHODS[method]
        elif not table.get("client_secret"):
            table["token_endpoint_auth_method"] = "none"
        if parameters := {
            name: self._text(settings[name]) for name in _PARAMETERS if settings.get(name)
        }:
            table["token_parameters"] = parameters
        known = {*_OAUTH2, *_PARAMETERS, *_WITHOUT_EFFECT, "client_auth", "grant"}
        self._tell_unread(settings, known)
        made = compact_auth(table)
        if key:
            self._cached.setdefault(key, made)
        return made

    def _command(self, settings: Mapping[str, str]) -> AuthTable:
        inner = settings.get("argv", "").strip().removeprefix("[").removesuffix("]")
        try:
            words = [one.strip() for one in shlex.split(inner.replace(",", " ")) if one.strip()]
        except ValueError:
            words = []
        table: dict[str, Any] = {"type": "command", "command": words}
        response = {
            own: settings[name]
            for name, own in (
                ("token_path", "access_token"),
                ("type_path", "token_type"),
                ("expires_in_path", "expires_in"),
            )
            if name in settings
        }
        if response:
            table["token_response"] = response
        if "header" in settings or "scheme" in settings:
            header = settings.get("header", "Authorization")
            default = "Bearer" if header.lower() == "authorization" else ""
            table["placement"] = {
                "in": "header",
                "name": header,
                "prefix": settings.get("scheme", default),
            }
        known = {
            "argv", "token_path", "type_path", "expires_in_path", "header", "scheme",
            *_WITHOUT_EFFECT,
        }  # fmt: skip
        self._tell_unread(settings, known)
        return compact_auth(table)

    def _tell_unread(self, settings: Mapping[str, str], known: set[str]) -> None:
        for name in settings:
            if name not in known:
                self.report.lost(f'"{name}" of @auth was not imported.')


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in {'"', "'"}:
        return text[1:-1]
    return text
