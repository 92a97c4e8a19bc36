"""Insomnia's authentication as tables of the workspace."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.building.auth_writing import SENDS_NOTHING, AuthWriter, OAuth2Settings
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.building.noted_settings import NotedSettings, is_unset
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.insomnia.insomnia_templates import InsomniaTemplates
from outrider.model.workspace import AuthTable

_PLACES = {"header": "header", "queryParams": "query", "cookie": "cookie"}
_PLACE_OF_ITS_OWN = "NO_PREFIX"
"""What Insomnia writes where nothing is to stand before a token."""
_WITHOUT_EFFECT = frozenset(
    ("type", "disabled", "audience", "resource", "usePkce", "pkceMethod", "state", "responseType")
)
"""Settings that only some grants read."""


def read_insomnia_auth(
    auth: Json, report: BuildReport, secrets: SecretNamer, templates: InsomniaTemplates
) -> AuthTable | None:
    """The table for an auth; ``None`` inherits, as an empty one does."""
    if not isinstance(auth, Mapping) or not (auth.get("type") or auth.get("username")):
        return None
    # Format 3 has basic without its type.
    kind = text_of(auth.get("type")) or "basic"
    if auth.get("disabled") in (True, "true"):
        if kind != "none":
            report.lost(f'Auth "{report.title(kind)}" is switched off and was not imported.')
        return SENDS_NOTHING
    reader = _InsomniaAuthReader(auth, report, secrets, templates)
    table = reader.read(kind)
    reader.tell_unread(kind)
    return table


class _InsomniaAuthReader:
    def __init__(
        self,
        auth: Mapping[str, Json],
        report: BuildReport,
        secrets: SecretNamer,
        templates: InsomniaTemplates,
    ) -> None:
        self._auth = NotedSettings(auth)
        self._report = report
        self._templates = templates
        self._write = AuthWriter(report, secrets)

    def read(self, kind: str) -> AuthTable:
        match kind:
            case "none":
                return SENDS_NOTHING
            case "basic" | "digest":
                if self._auth.get("useISO88591"):
                    self._report.changed("Credentials are sent in UTF-8, not in ISO 8859-1.")
                return self._write.basic(self._text("username"), self._text("password"), kind)
            case "bearer":
                return self._write.bearer(self._text("token"), self._prefix("prefix"))
            case "apikey":
                where = _PLACES.get(text_of(self._auth.get("addTo")), "header")
                return self._write.api_key(self._text("key"), self._text("value"), where)
            case "iam":
                return self._write.aws(
                    self._text("accessKeyId"),
                    self._text("secretAccessKey"),
                    self._text("sessionToken"),
                    self._text("region"),
                    self._text("service"),
                )
            case "oauth2":
                return self._oauth2()
            case _:
                return self._write.unsupported(kind, self._settings(), "insomnia")

    def tell_unread(self, kind: str) -> None:
        """Tells what the auth says besides."""
        self._auth.tell_unread(kind, self._report, _WITHOUT_EFFECT)

    def _text(self, key: str) -> str:
        return self._templates.text(text_of(self._auth.get(key)))

    def _settings(self) -> dict[str, str]:
        return {
            text_of(key): self._templates.text(text_of(value))
            for key, value in self._auth.items()
            if key not in {"type", "disabled"} and not is_unset(value)
        }

    def _prefix(self, key: str) -> str:
        written = self._text(key).strip()
        return "" if written == _PLACE_OF_ITS_OWN else written or "Bearer"

    def _oauth2(self) -> AuthTable:
        grant = text_of(self._auth.get("grantType")) or "authorization_code"
        prefix = self._prefix("tokenPrefix")
        placement = {"in": "header", "name": "Authorization", "prefix": prefix}
        in_body = self._auth.get("credentialsInBody") in (True, "true")
        origin = self._text("origin")
        self._tell(grant)
        return self._write.oauth2(
            OAuth2Settings(
                grant,
                token_endpoint=self._text("accessTokenUrl"),
                authorization_endpoint=self._text("authorizationUrl"),
                client_id=self._text("clientId"),
                client_secret=self._text("clientSecret"),
                client_auth="client_secret_post" if in_body else "client_secret_basic",
                scope=self._text("scope"),
                redirect_uri=self._text("redirectUrl"),
                username=self._text("username"),
                password=self._text("password"),
                parameters=[
                    (key, value) for key in ("audience", "resource") if (value := self._text(key))
                ],
                headers=[("Origin", origin)] if origin else [],
                placement=placement if prefix != "Bearer" else None,
                is_public=self._auth.get("usePkce") in (True, "true"),
                kept={key: self._text(key) for key in ("responseType", "state") if self._text(key)},
            )
        )

    def _tell(self, grant: str) -> None:
        """What Outrider does otherwise, and what it does not read."""
        if grant == "authorization_code":
            if self._auth.get("usePkce") in (False, "false"):
                self._report.changed("The sign-in uses PKCE, which Insomnia was set not to use.")
            elif text_of(self._auth.get("pkceMethod")) == "plain":
                self._report.changed("PKCE uses the method S256, not plain.")
            if self._auth.get("state"):
                self._report.changed("A new state is made for each sign-in, not the fixed one.")
