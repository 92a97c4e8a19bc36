"""Thunder Client's auth as tables of the workspace."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.building.auth_writing import SENDS_NOTHING, AuthWriter, OAuth2Settings
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.building.noted_settings import (
    NotedSettings,
    is_unset,
    tell_other_types,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.thunder.thunder_templates import ThunderTemplates
from outrider.model.workspace import AuthTable

_OAUTH2 = frozenset(
    ("grantType", "callbackUrl", "authUrl", "tokenUrl", "clientId",
     "clientSecret", "scope", "state", "username", "password", "clientAuth", "tokenPrefix",
     "audience", "resource", "tokenExpiry")
)  # fmt: skip


def read_thunder_auth(
    auth: Json, report: BuildReport, secrets: SecretNamer, templates: ThunderTemplates
) -> AuthTable | None:
    """The table for an auth; ``None`` inherits, which is written out."""
    if not isinstance(auth, Mapping):
        return SENDS_NOTHING
    kind = text_of(auth.get("type")) or "none"
    block = auth.get(kind)
    table = NotedSettings(block if isinstance(block, Mapping) else {})
    found = _read(auth, kind, table, report, secrets, templates)
    table.tell_unread(kind, report, _OAUTH2 if kind == "oauth2" else ())
    tell_other_types(auth, kind, report)
    return found


def _read(
    auth: Mapping[str, Json],
    kind: str,
    table: Mapping[str, Json],
    report: BuildReport,
    secrets: SecretNamer,
    templates: ThunderTemplates,
) -> AuthTable | None:
    block = auth.get(kind)

    def text(*keys: str) -> str:
        found = (table.get(key) for key in keys)
        return templates.text(text_of(next((one for one in found if one), "")))

    write = AuthWriter(report, secrets)
    match kind:
        case "inherit":
            return None
        case "none":
            return SENDS_NOTHING
        case "basic" | "digest":
            return write.basic(text("username"), text("password"), kind)
        case "bearer":
            token = text("token") if table else templates.text(text_of(block))
            prefix = templates.text(text_of(auth.get("bearerPrefix"))).strip() or "Bearer"
            return write.bearer(token, prefix)
        case "aws":
            return write.aws(
                text("accessKeyId", "accessKey"),
                text("secretAccessKey", "secretKey"),
                text("sessionToken"),
                text("region", "awsRegion"),
                text("service", "serviceName"),
            )
        case "oauth2":
            return write.oauth2(_oauth2(table, report, templates))
        case _:
            settings = {
                text_of(key): templates.text(text_of(value))
                for key, value in (table or {"value": block}).items()
                if not is_unset(value)
            }
            return write.unsupported(kind, settings, "thunder")


def _oauth2(
    table: Mapping[str, Json], report: BuildReport, templates: ThunderTemplates
) -> OAuth2Settings:
    def text(key: str) -> str:
        return templates.text(text_of(table.get(key)))

    grant = text_of(table.get("grantType")) or "client_credentials"
    if text("state") and grant == "authorization_code":
        report.changed("A new state is made for each sign-in, not the fixed one.")
    prefix = text("tokenPrefix").strip() if "tokenPrefix" in table else "Bearer"
    placement = {"in": "header", "name": "Authorization", "prefix": prefix}
    in_body = text_of(table.get("clientAuth")) == "in-body"
    return OAuth2Settings(
        grant,
        token_endpoint=text("tokenUrl"),
        authorization_endpoint=text("authUrl"),
        client_id=text("clientId"),
        client_secret=text("clientSecret"),
        client_auth="client_secret_post" if in_body else "client_secret_basic",
        scope=text("scope"),
        redirect_uri=text("callbackUrl"),
        username=text("username"),
        password=text("password"),
        parameters=[(key, value) for key in ("audience", "resource") if (value := text(key))],
        placement=placement if prefix not in {"", "Bearer"} else None,
    )
