"""Hoppscotch's authorization as tables of the workspace."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.building.auth_writing import SENDS_NOTHING, AuthWriter, OAuth2Settings
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.noted_settings import (
    NotedSettings,
    is_unset,
    tell_saved_tokens,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.hoppscotch.hoppscotch_templates import HoppscotchTemplates
from outrider.model.workspace import AuthTable

_GRANTS = {
    "CLIENT_CREDENTIALS": "client_credentials",
    "PASSWORD": "password",
    "AUTHORIZATION_CODE": "authorization_code",
    "IMPLICIT": "implicit",
}
_NOT_KEPT = frozenset({"authType", "authActive", "addTo", "grantTypeInfo", "token", "type"})
_OF_GRANT = frozenset(
    ("grantType", "authEndpoint", "tokenEndpoint", "clientID", "clientSecret", "scopes", "scope",
     "username", "password", "isPKCE", "codeVerifierMethod", "clientAuthentication",
     "tokenRequestParams", "token", "refreshToken", "tokenType", "redirectURI")
)  # fmt: skip
_OLD = {"Basic Auth": "basic", "Bearer Token": "bearer", "None": "none", "": "none"}
"""What the first version of requests, which has no table for it, calls its types."""


def old_auth(data: Mapping[str, Json]) -> Json:
    """The auth of the first version of requests as later ones have it."""
    written = data.get("auth")
    if not isinstance(written, str):
        return written
    kind = _OLD.get(written, written)
    return {
        "authType": kind,
        "authActive": True,
        "username": data.get("httpUser"),
        "password": data.get("httpPassword"),
        "token": data.get("bearerToken"),
    }


def read_hoppscotch_auth(
    auth: Json, report: BuildReport, secrets: SecretNamer, templates: HoppscotchTemplates
) -> AuthTable | None:
    """The table for an auth; ``None`` inherits."""
    if not isinstance(auth, Mapping) or not auth.get("authType"):
        return None
    kind = text_of(auth.get("authType"))
    if auth.get("authActive") is False:
        if kind not in {"none", "inherit"}:
            report.lost(f'Auth "{report.title(kind)}" is switched off and was not imported.')
        return SENDS_NOTHING
    if kind == "inherit":
        return None
    reader = _HoppscotchAuthReader(auth, report, secrets, templates)
    table = reader.read(kind)
    reader.tell_unread(kind)
    return table


class _HoppscotchAuthReader:
    def __init__(
        self,
        auth: Mapping[str, Json],
        report: BuildReport,
        secrets: SecretNamer,
        templates: HoppscotchTemplates,
    ) -> None:
        self._auth = NotedSettings(auth)
        self._report = report
        self._templates = templates
        self._write = AuthWriter(report, secrets)
        self._in_query = text_of(auth.get("addTo")).upper() in {"QUERY_PARAMS", "QUERY PARAMS"}

    def read(self, kind: str) -> AuthTable:
        match kind:
            case "none":
                return SENDS_NOTHING
            case "basic" | "digest":
                return self._write.basic(self._text("username"), self._text("password"), kind)
            case "bearer":
                return self._write.bearer(self._text("token"))
            case "api-key":
                where = "query" if self._in_query else "header"
                return self._write.api_key(self._text("key"), self._text("value"), where)
            case "aws-signature":
                if self._in_query:
                    self._report.changed(
                        "The AWS signature is sent in headers, not in the query.",
                        why="Outrider does not sign URLs.",
                    )
                return self._write.aws(
                    self._text("accessKey"),
                    self._text("secretKey"),
                    self._text("serviceToken"),
                    self._text("region"),
                    self._text("serviceName"),
                )
            case "oauth-2":
                return self._oauth2()
            case _:
                settings = {
                    text_of(key): self._templates.text(text_of(value))
                    for key, value in self._auth.items()
                    if key not in _NOT_KEPT and not is_unset(value)
                }
                return self._write.unsupported(kind, settings, "hoppscotch")

    def tell_unread(self, kind: str) -> None:
        """Tells what the auth says besides."""
        self._auth.tell_unread(kind, self._report, _NOT_KEPT)

    def _text(self, key: str) -> str:
        return self._templates.text(text_of(self._auth.get(key)))

    def _oauth2(self) -> AuthTable:
        grant = self._auth.get("grantTypeInfo")
        # Before there were grants, it asked for a code, and had no secret.
        found: Mapping[str, Json] = (
            grant
            if isinstance(grant, Mapping)
            else {
                "grantType": "AUTHORIZATION_CODE",
                "authEndpoint": self._auth.get("authURL"),
                "tokenEndpoint": self._auth.get("accessTokenURL"),
                "clientID": self._auth.get("clientID"),
                "scopes": self._auth.get("scope"),
                "isPKCE": True,
            }
        )

        def text(key: str) -> str:
            return self._templates.text(text_of(found.get(key)))

        kind = text_of(found.get("grantType")) or "AUTHORIZATION_CODE"
        # For a grant without a page, what is called the endpoint of it is that of tokens.
        has_page = kind in {"AUTHORIZATION_CODE", "IMPLICIT"}
        in_header = text_of(found.get("clientAuthentication")) == "AS_BASIC_AUTH_HEADERS"
        client_id, secret = text("clientID"), text("clientSecret")
        if in_header and any(" " in one and "{{" not in one for one in (client_id, secret)):
            self._report.changed(
                "A space in the client ID or secret is sent as %20, where Hoppscotch sends +.",
                why="RFC 6749 form-encodes both, and servers decode either.",
            )
        self._tell(found, kind)
        return self._write.oauth2(
            OAuth2Settings(
                _GRANTS.get(kind, kind),
                token_endpoint=text("tokenEndpoint") if has_page else text("authEndpoint"),
                authorization_endpoint=text("authEndpoint") if has_page else "",
                client_id=client_id,
                client_secret=secret,
                client_auth="client_secret_basic" if in_header else "client_secret_post",
                raw_basic=False,
                scope=text("scopes") or text("scope"),
                redirect_uri=text("redirectURI"),
                username=text("username"),
                password=text("password"),
                parameters=self._sent(found, "body"),
                query=self._sent(found, "url"),
                headers=self._sent(found, "headers"),
                placement={"in": "query", "name": "access_token"} if self._in_query else None,
                is_public=found.get("isPKCE") is True,
            )
        )

    def _sent(self, found: Mapping[str, Json], where: str) -> list[tuple[str, str]]:
        """What a token request carries in one place."""
        return [
            (self._templates.text(text_of(row.get("key"))),
             self._templates.text(text_of(row.get("value"))))
            for row in tables(found.get("tokenRequestParams"))
            if row.get("key") and row.get("active", True) is not False
            and (text_of(row.get("sendIn")) or "body") == where
        ]  # fmt: skip

    def _tell(self, found: Mapping[str, Json], kind: str) -> None:
        if kind == "AUTHORIZATION_CODE":
            if found.get("isPKCE") is False:
                self._report.changed("The sign-in uses PKCE, which Hoppscotch was set not to use.")
            elif text_of(found.get("codeVerifierMethod")) == "plain":
                self._report.changed("PKCE uses the method S256, not plain.")
        for row in tables(found.get("tokenRequestParams")):
            if row.get("key") and row.get("active", True) is False:
                name = self._report.title(row.get("key"))
                self._report.lost(
                    f'Parameter "{name}" of the token request is switched off and was not imported.'
                )
        tell_saved_tokens(found, self._report)
        for key, value in found.items():
            if key not in _OF_GRANT and not is_unset(value):
                shown = self._report.title(key)
                self._report.lost(f'Setting "{shown}" of OAuth 2.0 was not imported.')
