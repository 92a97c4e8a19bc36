"""Auth of Postman's, in both spellings, as a table of the workspace (FIELD: inheritance)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from outrider.importers.postman.postman_documents import Json, is_enabled, tables, text_of
from outrider.importers.postman.postman_report import SAVED, PostmanImportReport
from outrider.importers.postman.secret_naming import SecretNamer
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.workspace import AuthTable

NONE = AuthTable({"type": "none"}, {}, UNKNOWN_LOCATION)
"""What stops an inherited auth."""

_GRANTS = {
    "client_credentials": "client_credentials",
    "password_credentials": "password",
    "authorization_code": "authorization_code",
    "authorization_code_with_pkce": "authorization_code",
    "implicit": "implicit",
}
_ALIASES = {
    "callBackUrl": "redirect_uri",
    "redirectUri": "redirect_uri",
    "grantType": "grant_type",
    "clientAuth": "client_authentication",
    "refreshToken": "refresh_token",
}
_TYPES = {"awsv4": "aws", "apikey": "api_key"}
_SECRETS = frozenset(
    ("password", "token", "secretkey", "sessiontoken", "clientsecret", "accesstoken", "authkey",
     "consumersecret", "tokensecret", "privatekey", "secret", "refreshtoken", "refresh_token")
)  # fmt: skip


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Parameters as a table: one that comes several times has an array."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        known = found.get(key)
        if known is None:
            found[key] = value
        else:
            found[key] = [*(known if isinstance(known, list) else [known]), value]
    return found


def attributes(auth: Mapping[str, Json]) -> dict[str, Json]:
    """The settings of an auth: rows of ``key`` and ``value`` in v2.1, a table in v2.0."""
    block = auth.get(str(auth.get("type")))
    if isinstance(block, Mapping):
        found = dict(block)
    else:
        found = {text_of(row.get("key")): row.get("value") for row in tables(block)}
    return {_ALIASES.get(key, key): value for key, value in found.items()}


def chosen_type(auth: Json) -> str:
    """The type of an auth that counts; empty where it inherits: absent, null, empty, no type."""
    if not isinstance(auth, Mapping):
        return ""
    kind = auth.get("type")
    return kind if isinstance(kind, str) and kind not in {"", "type"} else ""


class AuthReader:
    """Reads auth, and keeps credentials apart.

    Args:
        report: takes what changed.
        secrets: takes literal credentials.
    """

    def __init__(self, report: PostmanImportReport, secrets: SecretNamer) -> None:
        self._report = report
        self._secrets = secrets

    def read(self, auth: Json, place: str) -> AuthTable | None:
        """The table for an auth; ``None`` inherits."""
        kind = chosen_type(auth)
        if not kind:
            return None
        if kind == "noauth":
            return NONE
        found = attributes(auth)
        make = {
            "basic": self._basic,
            "bearer": self._bearer,
            "apikey": self._api_key,
            "oauth2": self._oauth2,
        }.get(kind)
        table = make(found, place) if make else self._kept(kind, found, place)
        return AuthTable(
            {key: value for key, value in table.items() if value != ""}, {}, UNKNOWN_LOCATION
        )

    def _text(self, found: Mapping[str, Json], key: str, place: str) -> str:
        return self._report.template(text_of(found.get(key)), place)

    def _secret(self, found: Mapping[str, Json], key: str, name: str, place: str) -> str:
        return self._secrets.put(name, self._text(found, key, place))

    def _basic(self, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        return {
            "type": "basic",
            "username": self._text(found, "username", place),
            "password": self._secret(found, "password", "basic_password", place),
        }

    def _bearer(self, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        return {"type": "bearer", "token": self._secret(found, "token", "bearer_token", place)}

    def _api_key(self, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        name = self._text(found, "key", place) or "X-Api-Key"
        where = "query" if text_of(found.get("in")) == "query" else "header"
        return {
            "type": "api_key",
            "value": self._secret(found, "value", "api_key", place),
            "placement": {"in": where, "name": name, "prefix": ""},
        }

    def _oauth2(self, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        grant = text_of(found.get("grant_type"))
        endpoint = self._text(found, "accessTokenUrl", place)
        if not grant and not endpoint:
            return self._stored_token(found, place)
        grant = _GRANTS.get(grant or "authorization_code", grant)
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": grant,
            "token_endpoint": endpoint,
            "client_id": self._text(found, "clientId", place),
            "client_secret": self._secret(found, "clientSecret", "client_secret", place),
            "scope": self._text(found, "scope", place),
        }
        if text_of(found.get("client_authentication")) == "body":
            table["token_endpoint_auth_method"] = "client_secret_post"
        if not table["client_secret"]:
            table["token_endpoint_auth_method"] = "none"
        table |= self._placement(found, place)
        parameters = self._parameters(found, table, place)
        if parameters:
            table["token_parameters"] = parameters
        if grant != "client_credentials":
            table |= self._of_other_grants(found, grant, place)
        return table

    def _stored_token(self, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        """An oauth2 that says nothing but the token: it was fetched elsewhere and pasted."""
        token = self._secret(found, "accessToken", SAVED, place)
        table: dict[str, Any] = {"type": "bearer", "token": token}
        placement = self._placement(found, place)
        if placement:
            # A bearer's place is fixed, so the token goes where an API key may go.
            return {"type": "api_key", "value": token, **placement}
        if not token:
            self._report.lost(
                "The oauth2 auth says neither where a token comes from nor what it is.", place
            )
        return table

    def _placement(self, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        if text_of(found.get("addTokenTo")) == "queryParams":
            return {"placement": {"in": "query", "name": "access_token"}}
        if "headerPrefix" in found:
            prefix = self._text(found, "headerPrefix", place).strip()
            if prefix != "Bearer":
                return {"placement": {"in": "header", "name": "Authorization", "prefix": prefix}}
        return {}

    def _parameters(
        self, found: Mapping[str, Json], table: dict[str, Any], place: str
    ) -> dict[str, Any]:
        pairs = list(self._plain_parameters(found))
        for row in tables(found.get("tokenRequestParams")):
            if not is_enabled(row):
                continue
            key, value = text_of(row.get("key")), text_of(row.get("value"))
            send_as = text_of(row.get("send_as")) or "request_body"
            if send_as == "request_body":
                pairs.append((key, value))
            elif send_as == "request_url" and table["token_endpoint"]:
                separator = "&" if "?" in table["token_endpoint"] else "?"
                written = self._report.template(value, place)
                if "{{" not in written:
                    written = quote(written, safe="")
                table["token_endpoint"] += f"{separator}{quote(key, safe='')}={written}"
            else:
                self._report.lost(
                    f"The token request's header {key} is left out.",
                    place,
                    "A token request carries no headers of its own.",
                )
        return grouped((key, self._report.template(value, place)) for key, value in pairs)

    @staticmethod
    def _plain_parameters(found: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
        for key in ("audience", "resource"):
            value = found.get(key)
            if isinstance(value, Mapping):
                yield from ((key, text_of(one)) for one in value.values() if one)
            elif isinstance(value, list):
                yield from ((key, text_of(one)) for one in value if one)
            elif value:
                yield key, text_of(value)

    def _of_other_grants(self, found: Mapping[str, Json], grant: str, place: str) -> dict[str, Any]:
        known = {
            "authorization_endpoint": self._text(found, "authUrl", place),
            "redirect_uri": self._text(found, "redirect_uri", place),
            "username": self._text(found, "username", place),
            "password": self._secret(found, "password", "resource_owner_password", place),
        }
        self._report.lost(
            f"The grant {grant} is kept in the file, but cannot be used yet.",
            place,
            advice="Requests that inherit it are not sent until it has another auth.",
        )
        return {key: value for key, value in known.items() if value}

    def _kept(self, kind: str, found: Mapping[str, Json], place: str) -> dict[str, Any]:
        name = _TYPES.get(kind, kind)
        table: dict[str, Any] = {"type": name}
        for key, value in found.items():
            if not key or value in (None, "", [], {}):
                continue
            written = self._report.template(text_of(value), place)
            if key.lower() in _SECRETS:
                written = self._secrets.put(f"{name}_{key}", written)
            table[key] = written
        self._report.lost(
            f"{kind} auth is kept in the file, but cannot be used yet.",
            place,
            advice="Requests that inherit it are not sent until it has another auth.",
        )
        return table
