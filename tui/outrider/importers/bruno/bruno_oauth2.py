"""OAuth 2.0 of Bruno's as a table of the workspace, with what each missing key means there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.importers.bruno.bruno_report import BrunoImportReport, is_on
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.written_urls import with_parameter
from outrider.importers.postman.postman_auth import grouped, kept_header
from outrider.oauth.own_headers import is_own_header
from outrider.visible_text import visible_line

NO_SEND = "Requests that use it cannot be sent until you change it."
_NEEDED = {
    "password": ("username", "password"),
    "authorization_code": ("authorization_endpoint",),
}
_GRANTS = frozenset({"client_credentials", "password", "authorization_code"})
_OF_OAUTH2 = frozenset(
    ("grantType", "accessTokenUrl", "refreshTokenUrl", "authorizationUrl", "callbackUrl",
     "clientId", "clientSecret", "scope", "state", "pkce", "username", "password",
     "credentialsPlacement", "credentialsId", "tokenPlacement", "tokenHeaderPrefix",
     "tokenQueryKey", "tokenSource", "autoFetchToken", "autoRefreshToken",
     "additionalParameters", "reuseToken")
)  # fmt: skip


class OAuth2Reader:
    """Reads one; ``secrets`` takes its literal credentials."""

    def __init__(
        self, values: Mapping[str, Json], report: BrunoImportReport, secrets: SecretNamer
    ) -> None:
        self._values = values
        self._report = report
        self._secrets = secrets

    def _text(self, key: str) -> str:
        return self._report.template(text_of(self._values.get(key)))

    def _secret(self, key: str, name: str) -> str:
        return self._secrets.put(name, self._text(key))

    def read(self) -> dict[str, Any]:
        """The keys of the table."""
        grant = self._text("grantType")
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": grant,
            "token_endpoint": self._text("accessTokenUrl"),
            "client_id": self._text("clientId"),
            "client_secret": self._secret("clientSecret", "client_secret"),
            "scope": self._text("scope"),
        }
        if not table["client_secret"]:
            table["token_endpoint_auth_method"] = "none"
        elif self._text("credentialsPlacement") == "basic_auth_header":
            # Bruno joins client ID and secret as they are.
            table["basic_encoding"] = "raw"
        else:
            table["token_endpoint_auth_method"] = "client_secret_post"
        table |= {"placement": self._placement()} if self._placement() else {}
        self._add_parameters(table)
        if self._text("tokenSource") == "id_token":
            table["token_response"] = {"access_token": "id_token"}
            self._report.changed(
                "The ID token is sent in place of the access token.",
                why="The auth was set to it: token_response names the member.",
                advice=""
                if "openid" in table["scope"]
                else "Add openid to scope if the server returns no ID token.",
            )
        table |= self._of_grant(grant)
        self._tell_gaps(table)
        self._tell_unread(table)
        return table

    def _placement(self) -> dict[str, Any]:
        if self._text("tokenPlacement") == "url":
            return {"in": "query", "name": self._text("tokenQueryKey") or "access_token"}
        prefix = self._text("tokenHeaderPrefix")
        # Without a prefix Bruno sends the token alone.
        usual = {"in": "header", "name": "Authorization", "prefix": prefix}
        return {} if prefix == "Bearer" else usual

    def _of_grant(self, grant: str) -> dict[str, Any]:
        page = {
            "authorization_endpoint": self._text("authorizationUrl"),
            "redirect_uri": self._text("callbackUrl"),
        }
        user = {
            "username": self._text("username"),
            "password": self._secret("password", "resource_owner_password"),
        }
        if grant == "client_credentials":
            return {}
        if grant == "password":
            return user
        if grant == "authorization_code":
            if text_of(self._values.get("pkce")) != "true":
                self._report.changed(
                    "PKCE is used, though the auth did not ask for it.",
                    why="Outrider always sends a code challenge (RFC 9700 §2.1.1).",
                )
            return page
        what = f'Grant type "{visible_line(grant)}" is not supported' if grant else "No grant type"
        self._report.lost(f"{what}; its settings were kept in the file.", advice=NO_SEND)
        return page | user

    def _add_parameters(self, table: dict[str, Any]) -> None:
        """What the token request has besides, each in its place."""
        found = self._values.get("additionalParameters")
        steps = found if isinstance(found, Mapping) else {}
        pairs: list[tuple[str, str]] = []
        headers: dict[str, str] = {}
        for row in tables(steps.get("token")):
            name, value = self._row(row)
            where = text_of(row.get("sendIn")) or "body"
            if not is_on(row):
                self._report.changed(
                    f'Parameter "{visible_line(name)}" of the token request was not imported: '
                    "it is switched off."
                )
            elif where == "body":
                pairs.append((name, value))
            elif where == "queryparams":
                self._add_to_endpoint(table, "token_endpoint", name, value)
            elif is_own_header(name):
                self._report.lost(
                    f'Header "{visible_line(name)}" of the token request was not imported.',
                    why="Outrider sets this header itself.",
                )
            else:
                headers[name] = kept_header(name, value, self._secrets)
        for row in tables(steps.get("authorization")):
            name, value = self._row(row)
            if is_on(row) and row.get("sendIn") == "queryparams" and self._has_page:
                self._values = {
                    **self._values,
                    "authorizationUrl": with_parameter(
                        text_of(self._values.get("authorizationUrl")), name, value
                    ),
                }
            else:
                self._report.lost(
                    f'Parameter "{visible_line(name)}" of the authorization request was not '
                    "imported.",
                    why="It is switched off, or no part of the URL that the browser opens.",
                )
        for row in tables(steps.get("refresh")):
            self._report.lost(
                f'Parameter "{visible_line(text_of(row.get("name")))}" of the refresh request '
                "was not imported.",
                why="token_parameters belong to the token request.",
            )
        if headers:
            table["token_headers"] = headers
        if pairs:
            table["token_parameters"] = grouped(pairs)

    @property
    def _has_page(self) -> bool:
        return bool(text_of(self._values.get("authorizationUrl")))

    def _row(self, row: Mapping[str, Json]) -> tuple[str, str]:
        return text_of(row.get("name")), self._report.template(text_of(row.get("value")))

    def _add_to_endpoint(self, table: dict[str, Any], key: str, name: str, value: str) -> None:
        table[key] = with_parameter(table[key], name, value)

    def _tell_gaps(self, table: Mapping[str, Any]) -> None:
        needed = ("token_endpoint", "client_id", *_NEEDED.get(table["grant_type"], ()))
        missing = [key for key in needed if not table.get(key)]
        if missing:
            self._report.lost(
                f"The OAuth 2.0 auth has no {' or '.join(missing)}.",
                advice="Enter what is missing in [auth] before sending.",
            )
        if table["client_id"] and not table["client_secret"]:
            self._report.changed(
                "client_secret is empty; the client is imported without one.",
                why='token_endpoint_auth_method = "none" sends client_id alone.',
                advice="Add client_secret and the method, unless the client is public.",
            )

    def _tell_unread(self, table: Mapping[str, Any]) -> None:
        refresh = self._text("refreshTokenUrl")
        if refresh and refresh != table["token_endpoint"]:
            self._report.lost(
                "refresh_token_url was not imported.",
                why="Tokens are renewed at the token endpoint (RFC 6749 §6).",
            )
        if self._text("state"):
            self._report.changed(
                "state was not imported.", why="Outrider makes a new one for each sign-in."
            )
        if text_of(self._values.get("autoFetchToken")) == "false":
            self._report.changed(
                "A token is fetched when a request needs it, though auto_fetch_token is false."
            )
        for key in sorted(self._values.keys() - _OF_OAUTH2):
            if self._values[key] not in (None, "", [], {}):
                self._report.lost(f"{visible_line(key)} of the OAuth 2.0 auth was not imported.")
