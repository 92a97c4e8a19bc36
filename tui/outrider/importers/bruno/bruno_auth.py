"""Auth of Bruno's as a table of the workspace, with what each missing key means there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.importers.bruno.bruno_oauth2 import NO_SEND, OAuth2Reader
from outrider.importers.bruno.bruno_report import DEFAULT_TOKEN, BrunoImportReport
from outrider.importers.building.auth_writing import kept_settings
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.building.noted_settings import (
    NotedSettings,
    is_unset,
    tell_other_types,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.importer import compact_auth
from outrider.importers.postman.postman_auth import NONE
from outrider.model.workspace import AuthTable
from outrider.visible_text import visible_line

_KEYS = {"akamai-edgegrid": "akamaiEdgegrid"}


def mode_of(auth: Json) -> str:
    """What an auth says that counts; empty where it says nothing."""
    return text_of(auth.get("mode")) if isinstance(auth, Mapping) else ""


def token_name(auth: Json) -> str:
    """What the token of an auth is called in references; empty where it has none."""
    if mode_of(auth) != "oauth2":
        return ""
    values = auth.get("oauth2")
    found = text_of(values.get("credentialsId")) if isinstance(values, Mapping) else ""
    return found or DEFAULT_TOKEN


def read_bruno_auth(
    auth: Json, report: BrunoImportReport, secrets: SecretNamer
) -> AuthTable | None:
    """The table for an auth, its literal credentials kept apart; ``None`` inherits."""
    mode = mode_of(auth)
    if mode == "inherit":
        return None
    if mode in {"", "none"}:
        return NONE
    found = auth.get(_KEYS.get(mode, mode))
    values: Mapping[str, Json] = found if isinstance(found, Mapping) else {}
    tell_other_types(auth, _KEYS.get(mode, mode), report)
    if mode == "oauth2":
        return compact_auth(OAuth2Reader(values, report, secrets).read())
    return _BrunoAuthReader(values, report, secrets).read(mode)


class _BrunoAuthReader:
    def __init__(
        self, values: Mapping[str, Json], report: BrunoImportReport, secrets: SecretNamer
    ) -> None:
        self._values = NotedSettings(values)
        self._report = report
        self._secrets = secrets

    def read(self, mode: str) -> AuthTable:
        make = {
            "basic": self._basic,
            "bearer": self._bearer,
            "apikey": self._api_key,
            "digest": self._digest,
            "awsv4": self._aws_sigv4,
        }.get(mode)
        table = make() if make else self._kept(mode)
        self._values.tell_unread(mode, self._report)
        return compact_auth(table)

    def _text(self, key: str) -> str:
        return self._report.template(text_of(self._values.get(key)))

    def _secret(self, key: str, name: str) -> str:
        return self._secrets.put(name, self._text(key))

    def _basic(self) -> dict[str, Any]:
        return {
            "type": "basic",
            "username": self._text("username"),
            "password": self._secret("password", "basic_password"),
        }

    def _digest(self) -> dict[str, Any]:
        return {
            "type": "digest",
            "username": self._text("username"),
            "password": self._secret("password", "digest_password"),
        }

    def _bearer(self) -> dict[str, Any]:
        return {"type": "bearer", "token": self._secret("token", "bearer_token")}

    def _api_key(self) -> dict[str, Any]:
        name = self._text("key")
        where = {"header": "header", "queryparams": "query"}.get(self._text("placement"), "")
        if not name or not where:
            self._report.lost(
                f"The API key was not imported: it has no {'place' if name else 'name'}.",
                why="Bruno does not send it.",
            )
            return {"type": "none"}
        return {
            "type": "api_key",
            "value": self._secret("value", "api_key"),
            "placement": {"in": where, "name": name, "prefix": ""},
        }

    def _aws_sigv4(self) -> dict[str, Any]:
        if self._text("profileName"):
            self._report.lost(
                f'AWS profile "{visible_line(self._text("profileName"))}" was not imported.',
                why="Outrider reads no AWS configuration.",
                advice="Enter access_key_id and secret_access_key in [auth].",
            )
        return {
            "type": "aws_sigv4",
            "access_key_id": self._text("accessKeyId"),
            "secret_access_key": self._secret("secretAccessKey", "secret_access_key"),
            "session_token": self._secret("sessionToken", "session_token"),
            "region": self._text("region"),
            "service": self._text("service"),
        }

    def _kept(self, mode: str) -> dict[str, Any]:
        """An auth that there is not here, under the names that Bruno has for it."""
        kind = mode.replace("-", "_")
        table: dict[str, Any] = {"type": f"bruno_{kind}" if kind in _OWN else kind}
        written = {
            key: self._report.template(text_of(value))
            for key, value in self._values.items()
            if not is_unset(value)
        }
        table |= kept_settings(kind, written, self._secrets)
        self._report.lost(
            f'Auth type "{visible_line(mode)}" is not supported; its settings were kept in the '
            "file.",
            advice=NO_SEND,
        )
        return table


_OWN = frozenset({"api_key", "aws_sigv4", "command", "none"})
"""Types of Outrider that Bruno calls otherwise, or does not have."""
