"""Auth of Postman's, in both spellings, as a table of the workspace (FIELD: inheritance)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from outrider.credential_shapes import is_credential_field
from outrider.importers.building.auth_writing import kept_settings
from outrider.importers.building.build_report import SAVED
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.noted_settings import (
    NotedSettings,
    is_unset,
    tell_other_types,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.written_urls import with_parameter
from outrider.importers.importer import compact_auth
from outrider.importers.postman.postman_documents import is_enabled_setting
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import AuthTable
from outrider.oauth.own_headers import is_own_header
from outrider.visible_text import visible_line

NONE = compact_auth({"type": "none"})
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
_TYPES = {"apikey": "api_key"}
_OWN = frozenset({"api_key", "aws_sigv4", "command", "none"})
"""Types of Outrider that Postman calls otherwise, or does not have."""
_WITHOUT_EFFECT = {
    "basic": frozenset({"showPassword", "saveHelperData"}),
    "oauth2": frozenset(
        ("tokenName", "tokenType", "useTokenType", "useIdToken", "useBrowser", "code_verifier",
         "challengeAlgorithm", "state", "timestamp",
         "expires_in", "authUrl", "authRequestParams", "redirect_uri", "username", "password")
    ),
}  # fmt: skip
"""Settings that only some grants read, that concern Postman's window, and a token fetched there."""
_NEEDED = {
    "password": ("username", "password"),
    "authorization_code": ("authorization_endpoint",),
}
"""What each grant needs besides the token endpoint and the client."""
_OF_URL = frozenset({"", "request_url"})
_NO_OPENID = "Add openid to scope if the server returns no ID token."
_NO_SEND = "Requests that use it cannot be sent until you change it."


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Parameters as a table: one that comes several times has an array."""
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in found.items()}


def kept_header(name: str, written: str, secrets: SecretNamer) -> str:
    """The value of a header of the token request, a literal credential in it kept apart."""
    return secrets.put(name, written) if is_credential_field(name, written) else written


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


def read_postman_auth(
    auth: Json, report: PostmanImportReport, secrets: SecretNamer
) -> AuthTable | None:
    """The table for an auth, its literal credentials kept apart; ``None`` inherits."""
    kind = chosen_type(auth)
    if not kind:
        return None
    tell_other_types(auth, kind, report)
    return NONE if kind == "noauth" else _AuthReader(auth, report, secrets).read(kind)


class _AuthReader:
    def __init__(
        self, auth: Mapping[str, Json], report: PostmanImportReport, secrets: SecretNamer
    ) -> None:
        self._found = NotedSettings(attributes(auth))
        self._report = report
        self._secrets = secrets

    def read(self, kind: str) -> AuthTable:
        make = {
            "basic": self._basic,
            "bearer": self._bearer,
            "apikey": self._api_key,
            "oauth2": self._oauth2,
            "digest": self._digest,
            "awsv4": self._aws_sigv4,
        }.get(kind)
        table = make() if make else self._kept(kind)
        self._found.tell_unread(kind, self._report, _WITHOUT_EFFECT.get(kind, ()))
        return compact_auth(table)

    def _text(self, key: str) -> str:
        return self._report.template(text_of(self._found.get(key)))

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

    def _aws_sigv4(self) -> dict[str, Any]:
        if self._found.get("addAuthDataToQuery") in (True, "true"):
            self._report.changed(
                "The AWS signature is sent in headers, not in the query.",
                why="Outrider does not sign URLs.",
            )
        return {
            "type": "aws_sigv4",
            "access_key_id": self._text("accessKey"),
            "secret_access_key": self._secret("secretKey", "secret_access_key"),
            "session_token": self._secret("sessionToken", "session_token"),
            "region": self._text("region"),
            "service": self._text("service"),
        }

    def _bearer(self) -> dict[str, Any]:
        token = self._secrets.put("bearer_token", self._text("token").strip())
        return {"type": "bearer", "token": token}

    def _api_key(self) -> dict[str, Any]:
        name = self._text("key")
        if not name:
            self._report.lost(
                "The API key was not imported: it has no name.",
                why="Postman does not send it without a name.",
            )
            return {"type": "none"}
        where = "query" if text_of(self._found.get("in")) == "query" else "header"
        value = self._text("value")
        return {
            "type": "api_key",
            "value": self._secrets.put("api_key", value if where == "query" else value.strip()),
            "placement": {"in": where, "name": name, "prefix": ""},
        }

    def _oauth2(self) -> dict[str, Any]:
        grant = text_of(self._found.get("grant_type"))
        endpoint = self._text("accessTokenUrl").strip()
        if not grant and not endpoint:
            return self._stored_token()
        grant = _GRANTS.get(grant or "authorization_code", grant)
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": grant,
            "token_endpoint": endpoint,
            "client_id": self._text("clientId"),
            "client_secret": self._secret("clientSecret", "client_secret"),
            "scope": self._text("scope"),
        }
        if text_of(self._found.get("client_authentication")) == "body":
            table["token_endpoint_auth_method"] = "client_secret_post"
        elif table["client_secret"]:
            table["basic_encoding"] = "raw"
        if not table["client_secret"]:
            table["token_endpoint_auth_method"] = "none"
        table |= self._placement()
        parameters = self._parameters(table)
        if parameters:
            table["token_parameters"] = parameters
        if _uses_id_token(self._found):
            table["token_response"] = {"access_token": "id_token"}
            self._report.changed(
                "The ID token is sent in place of the access token.",
                why="The auth was set to it: token_response names the member.",
                advice="" if "openid" in table["scope"] else _NO_OPENID,
            )
        if grant != "client_credentials":
            table |= self._of_other_grants(grant)
        self._tell_gaps(table)
        refresh = self._text("refreshTokenUrl").strip()
        if refresh not in {"", endpoint}:
            self._report.lost(
                "refreshTokenUrl was not imported.",
                why="Tokens are renewed at the token endpoint (RFC 6749 §6).",
            )
        return table

    def _tell_gaps(self, table: Mapping[str, Any]) -> None:
        """Says what is missing, so that no send has to find it out."""
        grant = table["grant_type"]
        needed = ("token_endpoint", "client_id", *_NEEDED.get(grant, ()))
        missing = [key for key in needed if not table.get(key)]
        if missing:
            self._report.lost(
                f"The OAuth 2.0 auth has no {' or '.join(missing)}.",
                advice="Enter what is missing in [auth] before sending.",
            )
        is_public = self._found.get("grant_type") == "authorization_code_with_pkce"
        if table["client_id"] and not table["client_secret"] and not is_public:
            self._report.changed(
                "client_secret is empty; the client is imported without one.",
                why='token_endpoint_auth_method = "none" sends client_id alone.',
                advice="Add client_secret and the method, unless the client is public.",
            )

    def _stored_token(self) -> dict[str, Any]:
        """An oauth2 that says nothing but the token: it was fetched elsewhere and pasted."""
        token = self._secret("accessToken", SAVED)
        table: dict[str, Any] = {"type": "bearer", "token": token}
        placement = self._placement()
        if placement:
            # A bearer's place is fixed, so the token goes where an API key may go.
            return {"type": "api_key", "value": token, **placement}
        if not token:
            self._report.lost("The OAuth 2.0 auth has no token URL and no token.")
        return table

    def _placement(self) -> dict[str, Any]:
        if text_of(self._found.get("addTokenTo")) == "queryParams":
            return {"placement": {"in": "query", "name": "access_token"}}
        if "headerPrefix" in self._found:
            prefix = self._text("headerPrefix").strip()
            if prefix != "Bearer":
                return {"placement": {"in": "header", "name": "Authorization", "prefix": prefix}}
        return {}

    def _parameters(self, table: dict[str, Any]) -> dict[str, Any]:
        pairs, headers = list(_plain_parameters(self._found)), dict[str, str]()
        for row in tables(self._found.get("tokenRequestParams")):
            if not is_enabled_setting(row):
                continue
            key, value = text_of(row.get("key")), text_of(row.get("value"))
            send_as = text_of(row.get("send_as")) or "request_body"
            if send_as == "request_body":
                pairs.append((key, value))
            elif send_as == "request_url" and table["token_endpoint"]:
                table["token_endpoint"] = with_parameter(
                    table["token_endpoint"], key, self._report.template(value)
                )
            elif send_as != "request_header":
                self._report.lost(
                    f'Parameter "{self._report.title(key)}" of the token request was not imported.',
                    why="It is a part of the token URL, and the auth has none."
                    if send_as == "request_url"
                    else "The auth does not say where it is sent.",
                )
            elif is_own_header(key):
                self._report.lost(
                    f'Header "{visible_line(key)}" of the token request was not imported.',
                    why="Outrider sets this header itself.",
                )
            else:
                headers[key] = kept_header(key, self._report.template(value), self._secrets)
        if headers:
            table["token_headers"] = headers
        return grouped((key, self._report.template(value)) for key, value in pairs)

    def _of_other_grants(self, grant: str) -> dict[str, Any]:
        page = {
            "authorization_endpoint": self._text("authUrl").strip(),
            "redirect_uri": self._text("redirect_uri"),
        }
        if grant == "authorization_code":
            self._add_to_page(page)
            return page
        user = {
            "username": self._text("username"),
            "password": self._secret("password", "resource_owner_password"),
        }
        if grant == "password":
            return user
        self._report.lost(
            f'Grant type "{grant}" is not supported; its settings were kept in the file.',
            advice=_NO_SEND,
        )
        return page | user

    def _add_to_page(self, page: dict[str, str]) -> None:
        """What the browser's request has besides, and what is made for each sign-in."""
        for row in tables(self._found.get("authRequestParams")):
            if not is_enabled_setting(row):
                continue
            key, value = text_of(row.get("key")), self._report.template(text_of(row.get("value")))
            if page["authorization_endpoint"] and text_of(row.get("send_as")) in _OF_URL:
                page["authorization_endpoint"] = with_parameter(
                    page["authorization_endpoint"], key, value
                )
            else:
                self._report.lost(
                    f'Parameter "{self._report.title(key)}" of the authorization request was not '
                    "imported.",
                    why="It is not part of the URL that the browser opens.",
                )
        if self._text("state"):
            self._report.changed("A new state is made for each sign-in, not the fixed one.")
        if text_of(self._found.get("challengeAlgorithm")) == "plain":
            self._report.changed("PKCE uses the method S256, not plain.")

    def _kept(self, kind: str) -> dict[str, Any]:
        name = _TYPES.get(kind, kind)
        # Rows of a stranger must not become settings that mean something here.
        table: dict[str, Any] = {"type": f"postman_{name}" if name in _OWN else name}
        table |= kept_settings(name, self._kept_texts(), self._secrets)
        self._report.lost(
            f'Auth type "{kind}" is not supported; its settings were kept in the file.',
            advice=_NO_SEND,
        )
        return table

    def _kept_texts(self) -> dict[str, str]:
        return {
            key: self._report.template(text_of(value))
            for key, value in self._found.items()
            if not is_unset(value)
        }


def _plain_parameters(found: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for key in ("audience", "resource"):
        written = found.get(key)
        values = list(written.values()) if isinstance(written, Mapping) else written
        for one in values if isinstance(values, list) else [values]:
            if one:
                yield key, text_of(one)


def _uses_id_token(found: Mapping[str, Json]) -> bool:
    if found.get("useIdToken") in (True, "true"):
        return True
    words = (text_of(found.get(key)) for key in ("tokenType", "useTokenType"))
    return any(re.sub(r"[\W_]", "", word).lower() == "idtoken" for word in words)
